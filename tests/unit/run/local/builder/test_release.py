import errno
import json
import os
from pathlib import Path

import pytest

from mainstay.model.errors import ExitCode, MainstayError
from mainstay.model.intent import Build, PackageManager, Runtime
from mainstay.run.local.builder import BuildInput, BuiltRelease, build_release, built_release, discard_release, prune

SECRET = "s3cr3t-pa55"
WEB = Build(name="web", runtime=Runtime.PYTHON, manager=PackageManager.REQUIREMENTS)
SITE = Build(name="site", runtime=Runtime.STATIC, commands=("make site",), output="public")


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def build(paths, world, *, programs, said, write):
    """Build release `n` of a project whose installers are the test's."""
    write(paths.project, {"app.py": "", "requirements.txt": "six==1.16.0\n"})
    programs.answers.append(_uv)

    async def _build(n: int = 1, *builds: Build, settings=None) -> BuiltRelease:
        wanted = BuildInput(
            release=n, source=str(paths.project), builds=builds or (WEB,), settings=settings or {"TOKEN": SECRET}
        )
        return await build_release(wanted, paths=paths, world=world, report=said.append)

    return _build


def _uv(run):
    if run.argv[1] == "venv":
        (Path(run.argv[-1]) / "bin").mkdir(parents=True)
        return 0, ""
    return (0, "Installed 1 package") if run.argv[1] == "pip" else None


def failing(command: str, out: str = "it is broken", code: int = 1):
    return lambda run: (code, out) if command in " ".join(run.argv) else None


def digests(paths) -> list[str]:
    return sorted(path.name for path in paths.cache.iterdir() if path.is_dir())


async def test_a_release_is_copied_made_ready_and_marked(build, paths, said):
    built = await build()
    assert built == built_release(paths, 1)
    assert (Path(built.tree) / "app.py").exists()
    (environment,) = built.environments
    assert environment.directory == str((paths.releases / "1" / "app").resolve())
    assert environment.environment["VIRTUAL_ENV"] + "/bin" == environment.path[0]
    assert environment.environment["PYTHONUNBUFFERED"] == "1"
    assert said[0] == "Copying the source of release 1"
    assert "uv: Installed 1 package" in said


async def test_a_second_release_shares_the_environment(build, paths, programs):
    first = await build(1)
    count = len(programs.runs)
    (paths.project / "app.py").write_text("changed")
    second = await build(2)
    assert second.environments[0].path == first.environments[0].path
    assert len(programs.runs) == count


@pytest.mark.parametrize("text", ["six==1.15.0\n", "six==1.16.0\nidna==3.4\n"])
async def test_other_requirements_are_another_environment(build, paths, write, text):
    first = await build(1)
    write(paths.project, {"requirements.txt": text})
    second = await build(2)
    assert second.environments[0].path != first.environments[0].path


async def test_commands_share_only_with_their_like(build):
    plain = await build(1)
    with_command = await build(2, Build(name="web", runtime=WEB.runtime, manager=WEB.manager, commands=("true",)))
    assert plain.environments[0].path != with_command.environments[0].path


async def test_building_the_same_again_does_nothing_and_anything_else_builds_anew(build, paths, programs, write):
    first = await build()
    count = len(programs.runs)
    assert await build() == first
    assert len(programs.runs) == count
    write(paths.project, {"app.py": "changed"})
    await build()
    assert (paths.releases / "1" / "app" / "app.py").read_text() == "changed"
    (paths.releases / "1" / "app" / "left").touch()
    await build(1, WEB, settings={"TOKEN": "another-one"})
    assert not (paths.releases / "1" / "app" / "left").exists()


@pytest.mark.parametrize("mark", [None, "", '{"identity": "x", "bui'])
async def test_what_a_killed_build_left_is_no_release(build, paths, write, mark):
    write(paths.releases / "1", {"app/half": "x", **({"built.json": mark} if mark is not None else {})})
    assert built_release(paths, 1) is None
    await build()
    assert not (paths.releases / "1" / "app" / "half").exists()


async def test_what_a_killed_build_left_running_is_stopped(build, paths, host):
    host.environments = {
        7: {"MAINSTAY_BUILD": str(paths.releases / "1")},
        8: {"MAINSTAY_BUILD": str(paths.releases / "2")},
        9: {},
    }
    await build()
    assert host.signals == [(7, "KILL")]


async def test_a_release_without_its_environment_is_none(build, paths):
    await build()
    (digest,) = digests(paths)
    (paths.cache / digest / "ready.json").unlink()
    assert built_release(paths, 1) is None


async def test_a_failed_installation_leaves_nothing_and_says_why(build, paths, programs):
    programs.answers.insert(0, failing("-r ", f"error: no version of six, {SECRET}\n  No solution found"))
    with pytest.raises(MainstayError) as raised:
        await build()
    assert raised.value.where == "requirements.txt"
    assert raised.value.exit_code is ExitCode.USAGE
    assert "error: no version of six, [TOKEN]" in str(raised.value)
    assert "hint: no set of versions meets all requirements" in str(raised.value)
    assert not (paths.releases / "1").exists()
    assert digests(paths) == []


async def test_an_interrupted_build_leaves_nothing(build, paths, programs):
    def interrupt(run):
        if run.argv[1] == "pip":
            raise KeyboardInterrupt

    programs.answers.insert(0, interrupt)
    with pytest.raises(KeyboardInterrupt):
        await build()
    assert not (paths.releases / "1").exists()
    assert digests(paths) == []


async def test_an_old_package_is_built_with_older_tools_and_a_note(build, programs):
    def needs_old_tools(run):
        if "-r" in run.argv and "UV_BUILD_CONSTRAINT" not in run.env:
            return 1, "ModuleNotFoundError: No module named 'pkg_resources'"
        return None

    programs.answers.insert(0, needs_old_tools)
    built = await build()
    assert built.notes == ("a package was written for an older setuptools: it was built with setuptools<81.",)


async def test_open_versions_are_told_with_what_was_chosen(build, paths, programs, write):
    write(paths.project, {"requirements.txt": "six\nidna==3.4\n"})

    def install(run):
        if "-r" in run.argv:
            venv = Path(run.argv[run.argv.index("--python") + 1]).parent.parent
            (venv / "lib" / "python3.11" / "site-packages" / "six-1.17.0.dist-info").mkdir(parents=True)
            return 0, ""
        return None

    programs.answers.insert(0, install)
    for n in (1, 2):  # a note stays with the environment
        built = await build(n)
        assert built.notes[0].startswith("requirements.txt leaves versions open. Chosen now")
        assert "six 1.17.0." in built.notes[0]


async def test_build_commands_run_in_the_environment_with_the_settings(build, programs, paths):
    command = Build(name="web", runtime=WEB.runtime, manager=WEB.manager, commands=("python manage.py assets",))
    built = await build(1, command)
    run = programs.runs[-1]
    assert run.argv == ["/bin/sh", "-c", "python manage.py assets"]
    assert str(run.cwd) == built.environments[0].directory
    assert run.env["PATH"].startswith(built.environments[0].path[0] + ":")
    assert run.env["VIRTUAL_ENV"] == built.environments[0].environment["VIRTUAL_ENV"]
    assert run.env["TOKEN"] == SECRET
    assert run.env["MAINSTAY_BUILD"] == str(paths.releases / "1")


async def test_assets_are_built_before_what_gathers_them(build, programs, write, paths):
    write(paths.project, {"public/x": ""})
    python = Build(name="api", runtime=Runtime.PYTHON, manager=WEB.manager, commands=("gather",))
    await build(1, python, SITE)
    assert [run.argv[2] for run in programs.runs if run.argv[0] == "/bin/sh"] == ["make site", "gather"]


async def test_a_failed_command_is_named_with_its_last_lines(build, paths, programs):
    programs.answers.insert(0, failing("make site", f"cannot find {SECRET}", 2))
    with pytest.raises(MainstayError) as raised:
        await build(1, SITE)
    assert str(raised.value).startswith(
        "`make site`: must succeed: it builds `site`, but site failed with exit status 2:"
    )
    assert "cannot find [TOKEN]" in str(raised.value)
    assert not (paths.releases / "1").exists()


async def test_a_static_build_must_leave_its_output(build, paths, write):
    with pytest.raises(MainstayError, match="the build `site`: must leave its files in `public`"):
        await build(1, SITE)
    write(paths.project, {"public/index.html": ""})
    built = await build(1, SITE)
    assert built.environments[0].path == ()


async def test_a_build_directory_that_is_missing_is_named(build):
    with pytest.raises(MainstayError, match="`api` is not there"):
        await build(1, Build(name="api", runtime=Runtime.PYTHON, directory="api"))


@pytest.mark.parametrize(
    ("code", "message"),
    [(errno.ENOSPC, "must be room on the disk, but it is full"), (errno.EACCES, "permission was denied"),
     (errno.EROFS, "it is read-only"), (errno.EIO, "Input/output error")],
)  # fmt: skip
async def test_trouble_with_the_disk_is_told(build, programs, *, paths, code, message):
    def fail(_run):
        raise OSError(code, os.strerror(code), "/some/file")

    programs.answers.insert(0, fail)
    with pytest.raises(MainstayError, match=message):
        await build()
    assert not (paths.releases / "1").exists()


async def test_no_secret_is_in_what_is_said_written_or_represented(build, paths, said):
    await build()
    assert SECRET not in "\n".join(said)
    assert SECRET not in (paths.releases / "1" / "built.json").read_text()
    assert SECRET not in repr(BuildInput(release=1, source=".", builds=(), settings={"TOKEN": SECRET}))


async def test_the_record_is_readable_json(build, paths):
    await build()
    record = json.loads((paths.releases / "1" / "built.json").read_text())
    assert record["built"]["release"] == 1
    assert record["environments"] == digests(paths)


async def test_discarding_removes_the_release_and_keeps_its_environment(build, paths):
    await build()
    discard_release(paths, 1)
    discard_release(paths, 1)
    assert built_release(paths, 1) is None
    assert len(digests(paths)) == 1


async def test_pruning_keeps_the_newest_and_those_that_serve(build, paths, write):
    for n in range(1, 5):
        write(paths.project, {"requirements.txt": f"six==1.{n}.0\n"})
        await build(n)
    assert prune(paths, 2, serving=(1,)) == (2,)
    assert [n for n in range(1, 5) if built_release(paths, n)] == [1, 3, 4]
    assert len(digests(paths)) == 3
    assert prune(paths, 1) == (1, 3)
    assert len(digests(paths)) == 1


def test_pruning_nothing_is_nothing(paths):
    assert prune(paths) == ()
