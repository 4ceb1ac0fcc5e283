"""From what an installer wrote to what to do about it: data, most telling line first."""

import re


def _apt(names: str) -> str:
    return f"install it with `apt-get install {names}` and build again"


_DOWNLOAD = (
    "a download failed: check the network, the proxy settings (https_proxy) and the host named above. Where an install "
    "script fetches a binary from a host of its own, allow that host, or use a release of the package that ships it"
)

# (what the output says, what the user can do). The first that matches wins, so causes stand before consequences.
_HINTS: tuple[tuple[tuple[str, ...], str], ...] = (
    (("No space left on device", "ENOSPC", "Disk quota exceeded"), "free some disk space and build again"),
    ((r"pg_config(\.exe)? (executable )?not found", "pg_config is required"), _apt("libpq-dev build-essential")),
    ((r"libpq-fe\.h",), _apt("libpq-dev")),
    (
        (r"mysql_config(:)? not found", r"mysqlclient\.pc", "Can not find valid pkg-config name", r"\bmysql\.h"),
        _apt("default-libmysqlclient-dev pkg-config build-essential"),
    ),
    ((r"[Xx]mlsec1?(\.pc|/xmlsec\.h| is not|.*not found)",), _apt("libxmlsec1-dev pkg-config build-essential")),
    ((r"libxml/\w+\.h", r"libxslt/\w+\.h", "libxml2 and libxslt"), _apt("libxml2-dev libxslt1-dev")),
    ((r"\bffi\.h\b",), _apt("libffi-dev")),
    ((r"openssl/\w+\.h", r"OpenSSL.*(not found|could not)"), _apt("libssl-dev pkg-config")),
    ((r"\b(ldap|lber|sasl)\.h\b",), _apt("libldap2-dev libsasl2-dev")),
    ((r"\bsql\.h\b",), _apt("unixodbc-dev")),
    (("krb5-config", "gssapi/gssapi"), _apt("libkrb5-dev")),
    ((r"gdal[-_]config",), _apt("libgdal-dev")),
    ((r"geos_c\.h",), _apt("libgeos-dev")),
    ((r"jpeglib\.h", "headers or library files could not be found for jpeg"), _apt("libjpeg-dev zlib1g-dev")),
    ((r"\bzlib\.h\b",), _apt("zlib1g-dev")),
    (
        ("pixman-1", r"cairo\.h", "Package cairo"),
        _apt("libcairo2-dev libpango1.0-dev libjpeg-dev libgif-dev pkg-config"),
    ),
    (("vips/vips", "vips-cpp"), _apt("libvips-dev")),
    ((r"snappy-c\.h",), _apt("libsnappy-dev")),
    ((r"cups/cups\.h",), _apt("libcups2-dev")),
    ((r"portaudio\.h",), _apt("portaudio19-dev")),
    ((r"sqlite3\.h",), _apt("libsqlite3-dev")),
    ((r"Python\.h: No such file", r"Python\.h. file not found"), _apt("python3-dev")),
    (
        (
            r"(command|program|execute) '?([\w./-]*-)?(gcc|cc|g\+\+|c\+\+|clang)'?( failed: No such file|.*not found)",
            r"(gcc|cc|g\+\+|c\+\+|make): (command )?not found",
            "not found: make",
            r"No such file or directory: '\S*(gcc|g\+\+|cc)'",
            r"No CMAKE_CXX?_COMPILER",
            "[Nn]o acceptable C compiler",
            r"unable to execute '\S*(gcc|cc)'",
        ),
        _apt("build-essential"),
    ),
    ((r"cmake(: command)?( executable)? not found", "No such file or directory: 'cmake'"), _apt("cmake")),
    (
        ("[Cc]argo, the Rust package manager", r"(cargo|rustc|Rust compiler)(: command)? (is )?not (found|installed)"),
        _apt("cargo"),
    ),
    ((r"pkg-config(: command)? not found", "No such file or directory: 'pkg-config'"), _apt("pkg-config")),
    ((r"swig(: command)? not found", "command 'swig' failed"), _apt("swig")),
    (
        ("Git executable not found", "spawn git ENOENT", "find the binary git", r"git(: command)? not found"),
        _apt("git"),
    ),
    (
        (
            r"package-lock\.json.* in sync",
            "lockfile needs to be updated",
            "OUTDATED_LOCKFILE",
            "would have been (modified|created) by this install",
            r"Missing: \S+ from lock file",
        ),
        "the lock file does not belong to the manifest beside it: lock again, commit both, and build again",
    ),
    (
        ("[Hh]ash mismatch", "EINTEGRITY", "[Ii]ntegrity check failed"),
        "the package that was downloaded is not the one that was locked: lock again, or ask who runs the registry",
    ),
    (
        ("ERESOLVE",),
        "two packages disagree about a third: align their versions, or put `legacy-peer-deps=true` into .npmrc",
    ),
    (
        (
            "No module named '?distutils",
            "pkgutil' has no attribute 'ImpImporter'",
            r"longintrepr\.h",
            r"No module named '?imp\b",
        ),
        "a pinned package is older than this Python: ask for an older one in .python-version, or raise the pin",
    ),
    (
        ("UNSUPPORTED_ENGINE", 'engine "node" is incompatible', "EBADENGINE.*not compatible"),
        "another Node version is asked for: install it, or relax `engines.node` in package.json",
    ),
    (
        ("E404", "404 Not Found", "not found in the package registry", "Couldn't find (any versions|package)"),
        "a package or version named above is not in the registry: correct it, or configure the registry that has it",
    ),
    (
        (
            "ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|dns error|error sending request",
            "Could not (resolve host|connect)|Temporary failure in name resolution|tunneling socket|Failed to download",
            "[Cc]onnection (refused|reset|timed out)|Max retries exceeded|operation timed out|[Ff]ailed to fetch",
            r"SELF_SIGNED|self.signed certificate|certificate has expired|CERTIFICATE_VERIFY_FAILED|UnknownIssuer",
            r"request to https?://\S+ failed|status code 40[37]|403 Forbidden|407 Proxy|getaddrinfo",
        ),
        _DOWNLOAD,
    ),
    (
        ("No solution found", "ResolutionImpossible", "No matching (distribution|version)", "ETARGET"),
        "no set of versions meets all requirements: relax the one named above, or ask for another interpreter",
    ),
    (("EACCES", "Permission denied"), "give your user permission to the path named above"),
    (
        ("JavaScript heap out of memory", r"signal: 9\b", r"\bKilled$"),
        "the machine ran out of memory: stop something and build again",
    ),
)
_COMPILED = tuple((re.compile("|".join(says), re.MULTILINE), hint) for says, hint in _HINTS)


def hint_for(output: str, fallback: str) -> str:
    """What to do about a failed installation with this output; `fallback` where nothing is recognised."""
    return next((hint for pattern, hint in _COMPILED if pattern.search(output)), fallback)
