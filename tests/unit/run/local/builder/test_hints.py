import pytest

from mainstay.run.local.builder.hints import hint_for
from mainstay.run.local.builder.remedies import REMEDIES, remedy_for
from mainstay.run.local.builder.workshop import Outcome

# What the tools really write, shortened.
OUTPUT = [
    ("Error: pg_config executable not found.", "libpq-dev"),
    ("/bin/sh: 1: mysql_config: not found", "default-libmysqlclient-dev"),
    ("Exception: Can not find valid pkg-config name.", "default-libmysqlclient-dev"),
    ("error: command 'gcc' failed: No such file or directory", "build-essential"),
    ("error: command 'x86_64-linux-gnu-gcc' failed: No such file or directory", "build-essential"),
    ("gyp ERR! stack Error: not found: make", "build-essential"),
    ("psutil/_psutil_common.c:9:10: fatal error: Python.h: No such file or directory", "python3-dev"),
    ("c/_cffi_backend.c:15:10: fatal error: ffi.h: No such file or directory", "libffi-dev"),
    ("xmlsec1 is not installed or not in path", "libxmlsec1-dev"),
    ("Package 'xmlsec1.pc' was not found", "libxmlsec1-dev"),
    ("fatal error: lber.h: No such file or directory", "libldap2-dev"),
    ("fatal error: sql.h: No such file or directory", "unixodbc-dev"),
    ("WARNING gdal-config: command not found", "libgdal-dev"),
    ("The headers or library files could not be found for jpeg,", "libjpeg-dev"),
    ("Cargo, the Rust package manager, is not installed or is not on PATH.", "cargo"),
    ("Package pixman-1 was not found in the pkg-config search path.", "libpango1.0-dev"),
    ("FileNotFoundError: [Errno 2] No such file or directory: 'cmake'", "cmake"),
    ("npm error syscall spawn git\nnpm error errno -2\nnpm error enoent spawn git ENOENT", "git"),
    ("OSError: [Errno 28] No space left on device", "disk space"),
    ("package.json and package-lock.json or npm-shrinkwrap.json are in sync.", "lock again"),
    ("error Your lockfile needs to be updated, but yarn was run with `--frozen-lockfile`.", "lock again"),
    ("ERR_PNPM_OUTDATED_LOCKFILE  Cannot install with \"frozen-lockfile\"", "lock again"),
    ("npm error code EINTEGRITY", "not the one that was locked"),
    ("  Failed to download `six==1.16.0`\n  ╰─▶ Hash mismatch for `six==1.16.0`", "not the one that was locked"),
    ("npm error code ERESOLVE\nnpm error ERESOLVE could not resolve", "legacy-peer-deps"),
    ("ModuleNotFoundError: No module named 'distutils'", "older than this Python"),
    ("npm error 404 Not Found - GET", "not in the registry"),
    ("Because nosuch was not found in the package registry and you require nosuch", "not in the registry"),
    ("Error: request to https://binaries.example/x.gz failed, reason: getaddrinfo ENOTFOUND", "a download failed"),
    ("error sending request for url", "a download failed"),
    ("  No solution found when resolving dependencies:", "relax the one named"),
    ("npm error code EACCES", "permission"),
    ("FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory", "out of memory"),
]  # fmt: skip


@pytest.mark.parametrize(("output", "expected"), OUTPUT)
def test_known_failures_say_what_to_do(output, expected):
    assert expected in hint_for(output, "fallback")


def test_unknown_failures_get_the_fallback():
    assert hint_for("something else", "fallback") == "fallback"


@pytest.mark.parametrize(
    ("output", "constraint"),
    [
        ("ImportError: cannot import name 'Feature' from 'setuptools' (/x/setuptools/__init__.py)", "setuptools<46"),
        ("ModuleNotFoundError: No module named 'pkg_resources'", "setuptools<81"),
        ("error in demo setup command: use_2to3 is invalid.", "setuptools<58"),
        ("ModuleNotFoundError: No module named 'setuptools.command.test'", "setuptools<72"),
        ("InvalidConfigError: Invalid dash-separated key 'description-file'", "setuptools<78"),
        ("AttributeError: 'build_ext' object has no attribute 'cython_sources'", "cython<3"),
    ],
)  # fmt: skip
def test_old_packages_are_built_with_older_tools(output, constraint):
    remedy = remedy_for(Outcome(1, (output,)), ())
    assert remedy is not None
    assert remedy.constraint == constraint
    assert remedy_for(Outcome(1, (output,)), REMEDIES) is None
