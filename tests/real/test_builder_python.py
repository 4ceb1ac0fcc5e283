"""Every Python layout, installed for real from the package registry and run."""

import asyncio
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from uv import find_uv_bin

from mainstay.model.errors import MainstayError
from mainstay.model.intent import Build, PackageManager, Runtime
from mainstay.run.local.builder import BuildInput, BuiltRelease, build_release, built_release
from mainstay.run.local.paths import ProjectPaths
from mainstay.world.ports import World
from mainstay.world.real import real_world
from mainstay.world.sim.environment import SimulatedEnvironment

pytestmark = [pytest.mark.real, pytest.mark.slow]

HASHES = (
    "sha256:1e61c37477a1626458e36f7b1d82aa5c9b094fa4802892072e49de9c60c4c926",
    "sha256:8abb2f1d86890a2dfb989f9a77cfcfd3e47c2a354b01111771326f8aa26e0254",
)
FILES = "".join(f'    {{file = "six", hash = "{value}"}},\n' for value in HASHES)
POETRY_PROJECT = '[tool.poetry]\npackage-mode = false\n[tool.poetry.dependencies]\npython = "^3.8"\nsix = "^1.16"\n'
POETRY_1_1 = f"""
[[package]]
name = "six"
version = "1.16.0"
category = "main"
optional = false
python-versions = "*"
[metadata]
lock-version = "1.1"
[metadata.files]
six = [
{FILES}]
"""
POETRY_2_1 = f"""
[[package]]
name = "six"
version = "1.16.0"
optional = false
python-versions = "*"
groups = ["main"]
files = [
{FILES}]
[metadata]
lock-version = "2.1"
"""
TAMPERED = POETRY_2_1.replace("c926", "c920").replace("0254", "0250")
PDM = f"""
[metadata]
strategy = ["inherit_metadata"]
lock_version = "4.5.0"
[[package]]
name = "six"
version = "1.16.0"
groups = ["default"]
files = [
{FILES}]
"""
PIPENV = f'{{"default": {{"six": {{"version": "==1.16.0", "hashes": ["{HASHES[0]}", "{HASHES[1]}"]}}}}}}'
STANDARD = '[project]\nname = "shop"\nversion = "1.0"\nrequires-python = ">=3.8"\ndependencies = ["six==1.16.0"]\n'
PACKAGE = (
    STANDARD
    + '[project.scripts]\nshop-version = "shop:main"\n'
    + '[build-system]\nrequires = ["hatchling"]\nbuild-backend = "hatchling.build"\n'
)
MODULE = "from importlib.metadata import version\n\ndef main():\n    print('{}', version('shop'), __file__)\n"
SETUP = (
    "from setuptools import setup\n"
    "setup(name='shop', version='1.0', py_modules=['shop'], install_requires=['six==1.16.0'])\n"
)


@pytest.fixture
def project(tmp_path) -> Path:
    folder = tmp_path / "project"
    folder.mkdir()
    return folder


@pytest.fixture
def build(project, tmp_path):
    """Build a release of the project with these files, and return it."""
    paths = ProjectPaths(project=project, id="0123456789", runtime=tmp_path)

    def _build(
        manager: PackageManager, files: dict[str, str], *, release: int = 1, world: World | None = None, **fields
    ):
        for name, text in files.items():
            (project / name).parent.mkdir(parents=True, exist_ok=True)
            (project / name).write_text(text)
        wanted = BuildInput(
            release=release,
            source=str(project),
            builds=(Build(name="web", runtime=Runtime.PYTHON, manager=manager, **fields),),
        )
        said: list[str] = []
        built = asyncio.run(build_release(wanted, paths=paths, world=world or real_world(), report=said.append))
        assert built_release(paths, release) == built
        return built

    _build.paths = paths
    return _build


def run(built: BuiltRelease, *argv: str) -> str:
    """What a program of the built environment prints."""
    (environment,) = built.environments
    path = ":".join([*environment.path, os.environ["PATH"]])
    return subprocess.run(
        ["/usr/bin/env", *argv],
        cwd=environment.directory,
        env={"PATH": path, **environment.environment},
        check=True,
        capture_output=True,
        text=True,
    ).stdout


def six_version(built: BuiltRelease) -> str:
    return run(built, "python", "-c", "import six; print(six.__version__)").strip()


@pytest.mark.parametrize(
    ("manager", "files"),
    [
        (PackageManager.REQUIREMENTS, {"requirements.txt": "-r base.txt\n", "base.txt": "six==1.16.0\n"}),
        (PackageManager.POETRY, {"pyproject.toml": POETRY_PROJECT, "poetry.lock": POETRY_1_1}),
        (PackageManager.POETRY, {"pyproject.toml": POETRY_PROJECT, "poetry.lock": POETRY_2_1}),
        (PackageManager.PDM, {"pyproject.toml": STANDARD, "pdm.lock": PDM}),
        (PackageManager.PIPENV, {"Pipfile": '[packages]\nsix = "*"\n', "Pipfile.lock": PIPENV}),
        (PackageManager.PIPENV, {"Pipfile": '[packages]\nsix = "==1.16.0"\n'}),
        (PackageManager.PYPROJECT, {"pyproject.toml": STANDARD}),
        (PackageManager.PYPROJECT, {"pyproject.toml": POETRY_PROJECT.replace("^1.16", "1.16.0")}),
        (PackageManager.PYPROJECT, {"setup.py": SETUP, "shop.py": ""}),
        (PackageManager.REQUIREMENTS, {"requirements.txt": "-e .\n", "setup.py": SETUP, "shop.py": ""}),
    ],
)
def test_every_layout_is_installed_at_its_version(build, manager, files):
    assert six_version(build(manager, files)) == "1.16.0"


def test_pip_and_pkg_resources_are_there_as_old_packages_expect(build):
    built = build(PackageManager.NONE, {"app.py": ""})
    assert run(built, "python", "-W", "ignore", "-c", "import pkg_resources, pip; print('ok')") == "ok\n"


def test_open_versions_are_told(build):
    built = build(PackageManager.REQUIREMENTS, {"requirements.txt": "six\n"})
    (note,) = built.notes
    assert note.startswith("requirements.txt leaves versions open.")
    assert f"six {six_version(built)}." in note


@pytest.mark.parametrize("layout", ["src/shop/__init__.py", "shop/__init__.py"])
def test_a_project_that_is_a_package_runs_its_own_release(build, project, layout):
    files = {"pyproject.toml": PACKAGE, layout: MODULE.format("first")}
    (project / "pyproject.toml").write_text(PACKAGE)
    subprocess.run([find_uv_bin(), "lock", "--quiet"], cwd=project, check=True)
    first = build(PackageManager.UV, files, lock="uv.lock")
    second = build(PackageManager.UV, {**files, layout: MODULE.format("second")}, release=2, lock="uv.lock")
    assert six_version(first) == "1.16.0"
    assert run(first, "shop-version") == f"first 1.0 {first.tree}/{layout}\n"
    assert run(second, "shop-version") == f"second 1.0 {second.tree}/{layout}\n"
    assert first.environments[0].environment["VIRTUAL_ENV"] == second.environments[0].environment["VIRTUAL_ENV"]


def test_a_package_that_cannot_be_installed_is_used_from_the_tree(build):
    pyproject = '[tool.poetry]\nname = "nowhere"\nversion = "1"\n[tool.poetry.dependencies]\nsix = "1.16.0"\n'
    pyproject += '[build-system]\nrequires = ["poetry-core"]\nbuild-backend = "poetry.core.masonry.api"\n'
    built = build(PackageManager.POETRY, {"pyproject.toml": pyproject, "app.py": "x = 1"})
    assert six_version(built) == "1.16.0"
    assert any("could not be installed" in note for note in built.notes)
    assert run(built, "python", "-c", "import app; print(app.x)") == "1\n"


def test_build_commands_use_the_environment(build):
    built = build(
        PackageManager.REQUIREMENTS,
        {"requirements.txt": "six==1.16.0\n"},
        commands=("python -c 'import six' && pip --version > made.txt",),
    )
    assert str(built.environments[0].environment["VIRTUAL_ENV"]) in (Path(built.tree) / "made.txt").read_text()


def without(tmp_path: Path, *absent: str) -> World:
    """The real world with a PATH that lacks some programs."""
    programs = tmp_path / "programs"
    programs.mkdir()
    for folder in ("/bin", "/usr/bin"):
        for program in sorted(Path(folder).iterdir()):
            if program.name not in absent and not (programs / program.name).is_symlink():
                (programs / program.name).symlink_to(program)
    world = real_world()
    variables = {**world.environment.all(), "PATH": str(programs)}

    class Programs(type(world.programs)):
        def find(self, name: str, path: str | None = None) -> str | None:
            return shutil.which(name, path=path or str(programs))

    return World(
        clock=world.clock,
        randomness=world.randomness,
        environment=SimulatedEnvironment(variables),
        programs=Programs(),
        host=world.host,
    )


def test_a_source_only_package_gets_its_compiled_twin_where_it_cannot_be_compiled(build, tmp_path):
    world = without(tmp_path, "pg_config", "cc", "gcc", "clang")
    built = build(PackageManager.REQUIREMENTS, {"requirements.txt": "psycopg2==2.9.9\n"}, world=world)
    assert run(built, "python", "-c", "import psycopg2; print(psycopg2.__version__[:5])") == "2.9.9\n"
    (note,) = built.notes
    assert "needs pg_config and a C compiler, not found here: psycopg2-binary==2.9.9 is installed instead" in note


@pytest.mark.parametrize(
    ("manager", "files", "where", "hint"),
    [
        (
            PackageManager.REQUIREMENTS,
            {"requirements.txt": "six==0.0.999\n"},
            "requirements.txt",
            "relax the one named above",
        ),
        (
            PackageManager.POETRY,
            {"pyproject.toml": POETRY_PROJECT, "poetry.lock": TAMPERED},
            "poetry.lock",
            "not the one that was locked",
        ),
    ],
)  # fmt: skip
def test_what_does_not_install_is_an_error_and_leaves_nothing(build, *, manager, files, where, hint):
    with pytest.raises(MainstayError) as raised:
        build(manager, files)
    assert raised.value.where == where
    assert hint in raised.value.hint
    assert "uv failed with exit status" in str(raised.value)
    assert not (build.paths.releases / "1").exists()
    assert [path for path in build.paths.cache.iterdir() if path.is_dir()] == []


def test_two_builds_of_one_environment_at_the_same_time_share_it(build, project):
    (project / "requirements.txt").write_text("six==1.16.0\n")
    web = Build(name="web", runtime=Runtime.PYTHON, manager=PackageManager.REQUIREMENTS)

    async def both():
        inputs = [BuildInput(release=n, source=str(project), builds=(web,)) for n in (1, 2)]
        return await asyncio.gather(
            *(build_release(i, paths=build.paths, world=real_world(), report=lambda _line: None) for i in inputs)
        )

    first, second = asyncio.run(both())
    assert first.environments[0].path == second.environments[0].path
    assert six_version(second) == "1.16.0"
