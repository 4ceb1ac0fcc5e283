import json

import pytest

from mainstay.model.errors import MainstayError
from mainstay.model.intent import Build, PackageManager, Runtime
from mainstay.run.local.builder.nodeproject import read_node_project


def project(tree, manager=PackageManager.NPM, **fields):
    return read_node_project(Build(name="web", runtime=Runtime.NODE, manager=manager, **fields), tree)


def package(**fields) -> str:
    return json.dumps({"name": "x", **fields})


@pytest.mark.parametrize(
    ("lock", "files", "version"),
    [
        ("lockfileVersion: 5.3\n", {}, "6"),
        ("lockfileVersion: 5.4\n", {}, "7"),
        ("lockfileVersion: '6.0'\n", {}, "8"),
        ("lockfileVersion: '9.0'\n", {}, "9"),
        ("lockfileVersion: '9.0'\n", {"pnpm-workspace.yaml": "packages:\n  - a\n"}, "9"),
        ("lockfileVersion: '9.0'\n", {"pnpm-workspace.yaml": "onlyBuiltDependencies: [a]\n"}, "10"),
        ("lockfileVersion: '12.0'\n", {}, "9"),
    ],
)
def test_pnpm_is_the_one_that_wrote_the_lock(tmp_path, write, *, lock, files, version):
    write(tmp_path, {"package.json": package(), "pnpm-lock.yaml": lock, **files})
    tool = project(tmp_path, PackageManager.PNPM).tool
    assert (tool.package, tool.version) == ("pnpm", version)


@pytest.mark.parametrize(
    ("lock", "expected"),
    [
        ("# yarn lockfile v1\n", ("yarn", "1.22.22")),
        ('__metadata:\n  version: 4\n', ("@yarnpkg/cli-dist", "2.4.2")),
        ('__metadata:\n  version: 6\n', ("@yarnpkg/cli-dist", "3.8.7")),
        ('__metadata:\n  version: 8\n  cacheKey: 10c0\n', ("@yarnpkg/cli-dist", "4.13.0")),
    ],
)  # fmt: skip
def test_yarn_is_the_one_that_wrote_the_lock(tmp_path, write, lock, expected):
    write(tmp_path, {"package.json": package(), "yarn.lock": lock})
    tool = project(tmp_path, PackageManager.YARN).tool
    assert (tool.package, tool.version) == expected


@pytest.mark.parametrize(
    ("named", "manager", "expected"),
    [
        ("pnpm@8.6.0+sha256.abc", PackageManager.PNPM, ("pnpm", "8.6.0")),
        ("yarn@3.6.1", PackageManager.YARN, ("@yarnpkg/cli-dist", "3.6.1")),
        ("yarn@1.22.19", PackageManager.YARN, ("yarn", "1.22.19")),
        ("npm@10.0.0", PackageManager.PNPM, ("pnpm", "9")),
    ],
)
def test_the_version_that_the_project_names_wins(tmp_path, write, *, named, manager, expected):
    write(tmp_path, {"package.json": package(packageManager=named)})
    tool = project(tmp_path, manager).tool
    assert (tool.package, tool.version) == expected


def test_npm_comes_with_node(tmp_path, write):
    write(tmp_path, {"package.json": package(), "package-lock.json": "{}"})
    found = project(tmp_path)
    assert found.tool is None
    assert found.lock == "package-lock.json"


@pytest.mark.parametrize(
    ("fields", "commands", "expected"),
    [
        ({}, (), False),
        ({}, ("npm run build",), True),
        ({"scripts": {"postinstall": "tsc"}}, (), True),
        ({"scripts": {"prepare": "husky"}}, (), True),
        ({"scripts": {"start": "node ."}, "devDependencies": {"nodemon": "3"}}, (), False),
        ({"scripts": {"start": "nodemon index.js"}, "devDependencies": {"nodemon": "3"}}, (), True),
        ({"scripts": {"start:web": "ts-node a.ts"}, "devDependencies": {"ts-node": "3"}}, (), True),
        ({"scripts": {"db:migrate": "sequelize db:migrate"}, "devDependencies": {"sequelize": "6"}}, (), True),
        ({"scripts": {"server": "nodemon a.js"}, "devDependencies": {"nodemon": "3"}}, (), False),
        ({"scripts": {"test": "jest"}, "devDependencies": {"jest": "3"}}, (), False),
    ],
)
def test_development_packages_are_for_building_installing_and_starting(tmp_path, write, *, fields, commands, expected):
    write(tmp_path, {"package.json": package(**fields)})
    assert project(tmp_path, commands=commands).needs_development is expected


@pytest.mark.parametrize(
    ("fields", "files", "expected"),
    [
        ({"dependencies": {"a": "^1"}}, {}, True),
        ({"workspaces": ["packages/*"]}, {}, False),
        ({}, {"pnpm-workspace.yaml": "packages:\n  - a\n"}, False),
        ({}, {"pnpm-workspace.yaml": "onlyBuiltDependencies: [a]\n"}, True),
        ({"dependencies": {"a": "file:../a"}}, {}, False),
        ({"dependencies": {"a": "workspace:*"}}, {}, False),
        ({"devDependencies": {"a": "./a"}}, {}, False),
        ({}, {".yarnrc.yml": "nodeLinker: pnp\n"}, False),
        ({}, {".yarnrc.yml": "nodeLinker: node-modules\n"}, True),
    ],
)
def test_only_what_depends_on_nothing_else_is_shared(tmp_path, write, *, fields, files, expected):
    write(tmp_path, {"package.json": package(**fields), **files})
    assert project(tmp_path).cacheable is expected


def test_configuration_and_patches_decide_too(tmp_path, write):
    files = {"package.json": package(), ".npmrc": "", "patches/a.patch": "", "src/b.js": ""}
    write(tmp_path, files)
    assert project(tmp_path).inputs == ("package.json", ".npmrc", "patches/a.patch")


def test_in_a_workspace_the_manager_runs_where_the_lock_is(tmp_path, write):
    files = {"package.json": package(workspaces=["api"]), "api/package.json": package(), "package-lock.json": "{}"}
    write(tmp_path, files)
    found = project(tmp_path, directory="api", lock="package-lock.json")
    assert found.root == "."
    assert not found.cacheable


@pytest.mark.parametrize(
    ("files", "fields", "message"),
    [
        ({}, {}, r"package\.json: must exist"),
        ({"package.json": "{,}"}, {}, r"package\.json: must be JSON"),
        ({"package.json": "[]"}, {}, r"package\.json: must be a JSON object"),
        ({"package.json": "{}"}, {"lock": "yarn.lock"}, r"yarn\.lock: must exist"),
    ],
)
def test_missing_and_broken_files_are_named(tmp_path, write, *, files, fields, message):
    write(tmp_path, files)
    with pytest.raises(MainstayError, match=message):
        project(tmp_path, **fields)
