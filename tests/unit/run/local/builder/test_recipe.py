import pytest

from mainstay.model.errors import MainstayError
from mainstay.model.intent import Build, PackageManager, Runtime
from mainstay.run.local.builder.packages import import_roots
from mainstay.run.local.builder.recipe import read_recipe


def recipe(tree, manager, **fields):
    build = Build(name="web", runtime=Runtime.PYTHON, manager=manager, **fields)
    return read_recipe(build, tree, (3, 11, 7))


def test_requirements_decide_by_all_files_they_include(tmp_path, write):
    write(tmp_path, {"requirements.txt": "-r base.txt\nsix\n", "base.txt": "idna==3.4\n"})
    found = recipe(tmp_path, PackageManager.REQUIREMENTS)
    assert found.inputs == ("requirements.txt", "base.txt")
    assert set(found.direct) == {"six", "idna==3.4"}
    assert not found.is_locked
    assert not found.mixed


def test_a_requirements_file_elsewhere_is_named_by_the_manifests(tmp_path, write):
    write(tmp_path, {"requirements/production.txt": "six\n"})
    found = recipe(tmp_path, PackageManager.REQUIREMENTS, manifests=("requirements/production.txt",))
    assert found.files == ("requirements/production.txt",)


def test_a_project_installed_by_its_requirements_decides_by_its_own_manifests(tmp_path, write):
    write(tmp_path, {"requirements.txt": "-e .\n", "setup.py": "", "setup.cfg": "", "code.py": ""})
    found = recipe(tmp_path, PackageManager.REQUIREMENTS)
    assert found.local == (".",)
    assert found.mixed
    assert found.inputs == ("requirements.txt", "setup.py", "setup.cfg")


@pytest.mark.parametrize(
    ("pyproject", "local"),
    [
        ('[project]\nname = "x"\nversion = "1"\n', ()),
        ('[project]\nname = "x"\nversion = "1"\n[build-system]\nrequires = []\n', (".",)),
        ('[project]\nname = "x"\nversion = "1"\n[build-system]\nrequires = []\n[tool.uv]\npackage = false\n', ()),
        ('[tool.poetry]\nname = "x"\n[tool.poetry.dependencies]\nsix = "^1"\n', (".",)),
        ('[tool.poetry]\npackage-mode = false\n[tool.poetry.dependencies]\nsix = "^1"\n', ()),
    ],
)
def test_whether_a_project_is_a_package_follows_its_own_tool(tmp_path, write, pyproject, local):
    write(tmp_path, {"pyproject.toml": pyproject})
    assert recipe(tmp_path, PackageManager.PYPROJECT).local == local


def test_a_poetry_table_without_a_lock_becomes_lines(tmp_path, write):
    write(tmp_path, {"pyproject.toml": '[tool.poetry.dependencies]\npython = "^3.9"\nsix = "^1.16"\n'})
    assert recipe(tmp_path, PackageManager.POETRY).lines == ("six<2,>=1.16",)
    assert recipe(tmp_path, PackageManager.PYPROJECT).lines == ("six<2,>=1.16",)


def test_a_setup_file_alone_is_installed_from(tmp_path, write):
    write(tmp_path, {"setup.py": "from setuptools import setup\n"})
    found = recipe(tmp_path, PackageManager.PYPROJECT)
    assert (found.files, found.local) == (("setup.py",), (".",))


def test_extras_are_part_of_what_is_asked_for(tmp_path, write):
    text = '[project]\nname = "x"\ndependencies = ["a"]\n[project.optional-dependencies]\ndb = ["b"]\n'
    write(tmp_path, {"pyproject.toml": text})
    assert recipe(tmp_path, PackageManager.PYPROJECT, extras=("db",)).direct == ("a", "b")


def test_uv_reads_its_lock_itself(tmp_path, write):
    write(tmp_path, {"pyproject.toml": "", "uv.lock": '[[package]]\nname = "six"\nversion = "1.16.0"\n'})
    found = recipe(tmp_path, PackageManager.UV, lock="uv.lock")
    assert found.sync
    assert found.direct == ("six==1.16.0",)
    assert found.inputs == ("uv.lock", "pyproject.toml")


def test_pipenv_prefers_the_lock_and_else_resolves(tmp_path, write):
    write(tmp_path, {"Pipfile": '[packages]\nsix = "*"\n'})
    assert recipe(tmp_path, PackageManager.PIPENV).lines == ("six",)
    write(tmp_path, {"Pipfile.lock": '{"default": {"six": {"version": "==1.16.0"}}}'})
    assert recipe(tmp_path, PackageManager.PIPENV).locked.requirements() == "six==1.16.0\n"


@pytest.mark.parametrize(
    ("manager", "files", "message"),
    [
        (PackageManager.REQUIREMENTS, {}, r"requirements\.txt: must exist.* but no such file"),
        (PackageManager.REQUIREMENTS, {"requirements.txt": "-r gone.txt"}, r"gone\.txt: must exist"),
        (PackageManager.UV, {"pyproject.toml": ""}, r"uv\.lock: must exist"),
        (PackageManager.UV, {"pyproject.toml": "", "uv.lock": "<<<<<<< HEAD"}, r"uv\.lock: must be TOML"),
        (PackageManager.PIPENV, {"Pipfile.lock": "{"}, r"Pipfile\.lock: must be JSON"),
        (PackageManager.PIPENV, {"Pipfile.lock": '{"default": {"six": {}}}'}, r"`version` is missing"),
        (
            PackageManager.POETRY,
            {"pyproject.toml": "", "poetry.lock": '[[package]]\nversion = "1"'},
            r"`name` is missing",
        ),
        (PackageManager.PYPROJECT, {}, r"pyproject\.toml: must exist"),
    ],
)
def test_missing_and_broken_files_are_named(tmp_path, write, *, manager, files, message):
    write(tmp_path, files)
    with pytest.raises(MainstayError, match=message):
        recipe(tmp_path, manager)


@pytest.mark.parametrize(
    ("files", "roots"),
    [
        ({"pkg/__init__.py": ""}, ["."]),
        ({"src/pkg/__init__.py": ""}, ["src", "."]),
        ({"lib/x.py": "", "pyproject.toml": '[tool.setuptools.packages.find]\nwhere = ["lib"]\n'}, ["lib", "."]),
        ({"py/x.py": "", "pyproject.toml": '[tool.poetry]\npackages = [{include = "x", from = "py"}]\n'}, ["py", "."]),
        ({"b/app/x.py": "", "pyproject.toml": '[tool.hatch.build.targets.wheel]\npackages = ["b/app"]\n'}, ["b", "."]),
        ({"x.py": "", "pyproject.toml": "not toml"}, ["."]),
    ],
)
def test_modules_are_imported_from_where_the_project_keeps_them(tmp_path, write, files, roots):
    write(tmp_path, files)
    assert [str(root.relative_to(tmp_path)) for root in import_roots(tmp_path)] == roots
