import os
import socket
import stat
from pathlib import Path

import pytest

from mainstay.model.errors import MainstayError
from mainstay.model.intent import Build, Runtime
from mainstay.run.local.builder.tree import copy_tree, source_digest

BUILDS = (Build(name="web", runtime=Runtime.PYTHON),)


def content(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): path.readlink().as_posix() if path.is_symlink() else path.read_text()
        for path in sorted(folder.rglob("*"))
        if path.is_symlink() or path.is_file()
    }


@pytest.fixture
def source(tmp_path, write):
    return write(
        tmp_path / "source",
        {
            "app.py": "print()",
            "pkg/mod.py": "x",
            "pkg/__pycache__/mod.pyc": "old",
            ".git/HEAD": "ref",
            ".mainstay/ledger.db": "db",
            ".pytest_cache/x": "",
            "web/node_modules/left/index.js": "",
            ".venv/bin/python": "",
            "env/pyvenv.cfg": "home = /usr",
            "env/bin/python": "",
            "venv/notes.txt": "no environment, only called so",
            ".gitignore": "untracked.txt",
            "untracked.txt": "needed all the same",
        },
    )


def test_all_is_copied_but_history_caches_and_installed_packages(source, tmp_path):
    copy_tree(source, tmp_path / "copy")
    assert set(content(tmp_path / "copy")) == {
        ".gitignore", "app.py", "pkg/mod.py", "untracked.txt", "venv/notes.txt",
    }  # fmt: skip


def test_links_stay_links_and_never_lead_back_into_the_source(source, tmp_path):
    (source / "pkg" / "relative").symlink_to("../app.py")
    (source / "pkg" / "absolute").symlink_to(source / "app.py")
    (source / "outside").symlink_to("/etc/hostname")
    (source / "broken").symlink_to("nowhere")
    (source / "folder").symlink_to("pkg")
    copy_tree(source, tmp_path / "copy")
    found = content(tmp_path / "copy")
    assert found["pkg/relative"] == found["pkg/absolute"] == "../app.py"
    assert found["outside"] == "/etc/hostname"
    assert found["broken"] == "nowhere"
    assert found["folder"] == "pkg"


def test_sockets_and_pipes_are_left_out(source, tmp_path):
    os.mkfifo(source / "pipe")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(source / "s"))
        copy_tree(source, tmp_path / "copy")
    assert not (tmp_path / "copy" / "pipe").exists()
    assert not (tmp_path / "copy" / "s").exists()


def test_programs_stay_programs_and_everything_can_be_written(source, tmp_path):
    (source / "run.sh").write_text("#!/bin/sh")
    (source / "run.sh").chmod(0o555)
    copy_tree(source, tmp_path / "copy")
    assert stat.S_IMODE((tmp_path / "copy" / "run.sh").stat().st_mode) == 0o755


def test_names_that_are_no_text_are_copied(source, tmp_path):
    name = os.fsdecode(b"caf\xe9.txt")
    (source / name).write_text("x")
    copy_tree(source, tmp_path / "copy")
    assert (tmp_path / "copy" / name).read_text() == "x"
    assert source_digest(source, ()) == source_digest(tmp_path / "copy", ())


def test_the_digest_of_the_copy_is_that_of_the_source(source, tmp_path):
    (source / "pkg" / "absolute").symlink_to(source / "app.py")
    copy_tree(source, tmp_path / "copy")
    assert source_digest(tmp_path / "copy", BUILDS) == source_digest(source, BUILDS)


def test_the_digest_ignores_what_is_not_copied_and_times(source):
    before = source_digest(source, BUILDS)
    (source / ".git" / "HEAD").write_text("moved")
    (source / "pkg" / "__pycache__" / "new.pyc").write_text("")
    os.utime(source / "app.py", (1, 1))
    assert source_digest(source, BUILDS) == before


@pytest.mark.parametrize(
    "change",
    [
        lambda source: (source / "app.py").write_text("print(1)"),
        lambda source: (source / "app.py").rename(source / "main.py"),
        lambda source: (source / "app.py").chmod(0o755),
        lambda source: (source / "empty").mkdir(),
        lambda source: (source / "link").symlink_to("app.py"),
        lambda source: (source / "untracked.txt").unlink(),
    ],
)
def test_the_digest_sees_every_change(source, change):
    before = source_digest(source, BUILDS)
    change(source)
    assert source_digest(source, BUILDS) != before


def test_the_digest_sees_how_it_is_built(source):
    assert source_digest(source, BUILDS) != source_digest(source, ())


def test_a_source_that_is_no_folder_is_an_error(tmp_path):
    with pytest.raises(MainstayError, match="it does not exist"):
        copy_tree(tmp_path / "gone", tmp_path / "copy")
    with pytest.raises(MainstayError, match="No such file"):
        source_digest(tmp_path / "gone", ())
