import asyncio

import pytest

from mainstay.actions.context import open_context
from mainstay.actions.releasing import Release
from mainstay.actions.upgrade_code import WORKING_TREE, code_of, serving
from mainstay.actions.workspace import open_workspace
from mainstay.model.errors import MainstayError
from mainstay.model.intent import Intent
from mainstay.model.value import to_builtins
from mainstay.run.local import source_digest
from mainstay.run.local.builder import BuiltRelease
from mainstay.world.real import real_world

TEST = "tests/test_store.py::test_store"


@pytest.fixture
def project(tmp_path):
    """A project in a repository with a commit, changed since."""
    (tmp_path / "src").mkdir()
    (tmp_path / "tests").mkdir()
    (tmp_path / "src" / "store.py").write_text("FORMAT = 1\n")
    (tmp_path / "tests" / "test_store.py").write_text("import store\n")

    async def git(*arguments):
        identity = ["-c", "user.name=a", "-c", "user.email=a@example.org"]
        ended = await real_world().programs.run(["git", "-C", str(tmp_path), *identity, *arguments])
        assert ended.exit_code == 0, ended.err

    async def history():
        await git("init", "-q")
        await git("add", "-A")
        await git("commit", "-q", "-m", "one")

    if real_world().programs.find("git") is None:
        pytest.skip("git is not installed")
    asyncio.run(history())
    (tmp_path / "src" / "store.py").write_text("FORMAT = 2\n")
    return tmp_path


def code(project, said):
    return asyncio.run(code_of(open_context(project), said, TEST))


def test_the_project_as_it_is_now(project):
    found = code(project, "")
    assert found.name == WORKING_TREE
    assert found.folders == (str(project / "tests"), str(project / "src"), str(project))


def test_a_revision_is_kept_where_replays_find_it(project):
    found = code(project, "HEAD")
    folders = [folder for folder in found.folders if folder.endswith("/src")]
    assert len(folders) == 1
    assert (project / folders[0] / "store.py").read_text() == "FORMAT = 1\n"
    assert folders[0].startswith(str(project / ".mainstay" / "prove" / "releases"))
    assert code(project, "HEAD") == found
    assert found.digest != code(project, "").digest


def test_the_same_content_has_the_same_digest_wherever_it_lies(project):
    (project / "src" / "store.py").write_text("FORMAT = 1\n")
    assert code(project, "HEAD").digest == code(project, "").digest


def test_a_folder_is_taken_as_it_is(project):
    found = code(project, "src")
    assert (found.name, found.folders) == ("src", (str(project / "src"),))


@pytest.mark.parametrize("said", ["nowhere", "v9.9", "r12x"])
def test_what_is_nothing_of_all_that_is_refused(project, said):
    with pytest.raises(MainstayError, match=r"must be a folder, packages .* git knows no such revision"):
        code(project, said)


@pytest.mark.parametrize("said", ["==1.0", "name==", "name==1.0, other", "name==1.0;rm"])
def test_pins_must_be_whole(project, said):
    with pytest.raises(MainstayError, match="must be packages, each with its version"):
        code(project, said)


def record(project, number, **more):
    release = Release(
        number=number, digest=f"d{number}", source=f"s{number}", built=number, intent=Intent(application="shop"), **more
    )
    with open_workspace(open_context(project), create=True) as workspace:
        workspace.ledger.append("release", str(number), to_builtins(release))
        return workspace.paths


def test_a_release_is_what_it_was_built_from(project, monkeypatch):
    paths = record(project, 3)
    tree = paths.releases / "3" / "app"
    (tree / "src").mkdir(parents=True)
    monkeypatch.setattr(
        "mainstay.actions.upgrade_code.built_release", lambda _, number: BuiltRelease(release=number, tree=str(tree))
    )
    found = code(project, "r3")
    assert (found.name, found.digest) == ("r3", "s3")
    assert found.folders == (str(tree / "src"), str(tree))
    assert serving(open_context(project)) == "r3"


def test_releases_that_are_not_there_are_told(project):
    record(project, 3)
    with pytest.raises(MainstayError, match="r4: there must be such a release, with its files, but there is none"):
        code(project, "r4")
    with pytest.raises(MainstayError, match="its files have been cleared away"):
        code(project, "r3")


def test_where_nothing_serves_it_must_be_said_what_runs_before(project):
    with pytest.raises(MainstayError, match="no release serves here"):
        serving(open_context(project))


def test_the_digest_is_that_which_a_release_records(project):
    assert code(project, "").digest == source_digest(project, ())
