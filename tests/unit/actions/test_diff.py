import asyncio

import pytest

from mainstay.actions.comparing import comparison
from mainstay.actions.context import open_context
from mainstay.actions.revision import files_of
from mainstay.catalog import Volume
from mainstay.model.errors import MainstayError
from mainstay.model.graph import Graph, Reason, Resource
from mainstay.model.intent import Intent, Service
from mainstay.model.target import Target
from mainstay.world.real import real_world
from mainstay.world.sim import simulated_world


def graph(*paths, public=False):
    volume = Resource(
        name="volume.web", kind=Volume(paths=paths), component="web", why=(Reason(step="test", says="so"),)
    )
    web = Service(name="web", build="b", command="c", public=public)
    return Graph(intent=Intent(application="shop", components=(web,)), target=Target.LOCAL, resources=(volume,))


def test_nothing_differs():
    report = comparison(graph("a"), graph("a"), "HEAD", strict=True)
    assert report.lines == ("the architecture is that of HEAD",)
    assert report.ok


def test_what_is_less_safe_stands_first():
    report = comparison(graph("a"), graph("a", "b", public=True), "main")
    assert report.lines == (
        "less safe than before:",
        "  web becomes reachable from outside",
        "web:",
        '  volume.web.paths: ["a"] → ["a", "b"]',
    )
    assert report.ok
    assert not comparison(graph("a"), graph("b"), "main", strict=True).ok


@pytest.fixture
def repository(tmp_path):
    """A repository with two revisions of `app/Procfile`, the newer one with a file that archives leave out."""
    project = tmp_path / "app"
    project.mkdir()

    async def git(*arguments):
        identity = ["-c", "user.name=a", "-c", "user.email=a@example.org"]
        ended = await real_world().programs.run(["git", "-C", str(tmp_path), *identity, *arguments])
        assert ended.exit_code == 0, ended.err

    async def history():
        await git("init", "-q")
        for number in ("one", "two"):
            (project / "Procfile").write_text(f"web: {number}\n")
            (tmp_path / ".gitattributes").write_text("Procfile export-ignore\n")
            await git("add", "-A")
            await git("commit", "-q", "-m", number)
        (project / "Procfile").write_text("web: three\n")

    if real_world().programs.find("git") is None:
        pytest.skip("git is not installed")
    asyncio.run(history())
    return project


def content(project, revision):
    async def read():
        async with files_of(open_context(project), revision) as folder:
            assert folder.name == project.name
            return (folder / "Procfile").read_text()

    return asyncio.run(read())


def test_the_files_of_a_revision_are_read_and_nothing_else_is_touched(repository):
    index = (repository.parent / ".git" / "index").read_bytes()
    assert content(repository, "HEAD") == "web: two\n"
    assert content(repository, "HEAD~1") == "web: one\n"
    assert (repository / "Procfile").read_text() == "web: three\n"
    assert (repository.parent / ".git" / "index").read_bytes() == index


@pytest.mark.parametrize("revision", ["nowhere", "--help", ""])
def test_an_unknown_revision_is_told(repository, revision):
    with pytest.raises(MainstayError, match="git knows no such revision"):
        content(repository, revision)


def test_a_folder_that_did_not_exist_then_is_told(repository):
    fresh = repository.parent / "fresh"
    fresh.mkdir()
    with pytest.raises(MainstayError, match="must be a folder of that revision"):
        content(fresh, "HEAD")


def test_outside_a_repository_the_way_out_is_told(tmp_path):
    with pytest.raises(MainstayError, match="git finds none") as caught:
        content(tmp_path, "HEAD")
    assert "git init" in caught.value.hint


def test_without_git_that_is_told(tmp_path):
    async def read():
        async with files_of(open_context(tmp_path, world=simulated_world()), "HEAD"):
            pass

    with pytest.raises(MainstayError, match="not on PATH"):
        asyncio.run(read())
