import tomllib

import pytest

from mainstay.run.local.builder.pins import marker_environment
from mainstay.run.local.builder.poetry import poetry_locked, poetry_requirements

PROJECT = """
[tool.poetry]
name = "shop"
[tool.poetry.dependencies]
python = "^3.9"
web = {version = "^1.0", extras = ["fast"]}
tomli = {version = "^2.0", python = "<3.11"}
driver = {version = "*", optional = true}
[tool.poetry.extras]
db = ["driver"]
[tool.poetry.group.dev.dependencies]
checker = "*"
"""

# Until poetry 1.4: category on each package, files in one table at the end.
LOCK_1_1 = """
[[package]]
name = "web"
version = "1.2.0"
category = "main"
optional = false
python-versions = ">=3.7"
[package.dependencies]
colour = {version = ">=0.4", markers = "sys_platform == 'win32'"}
Loop_er = {version = ">=1", optional = true, markers = "extra == 'fast'"}
plain = ">=2,<3"
[package.extras]
fast = ["loop-er (>=1)"]
[[package]]
name = "colour"
version = "0.4.6"
category = "main"
optional = false
python-versions = "*"
[[package]]
name = "loop-er"
version = "1.5"
category = "main"
optional = false
python-versions = "*"
[[package]]
name = "plain"
version = "2.9"
category = "main"
optional = false
python-versions = "*"
[[package]]
name = "tomli"
version = "2.0.1"
category = "main"
optional = false
python-versions = "*"
[[package]]
name = "driver"
version = "3.1"
category = "main"
optional = true
python-versions = "*"
[[package]]
name = "checker"
version = "9.0"
category = "dev"
optional = false
python-versions = "*"
[metadata]
lock-version = "1.1"
[metadata.files]
web = [{file = "web.whl", hash = "sha256:aa"}, {file = "web.tar.gz", hash = "sha256:bb"}]
colour = []
loop-er = [{file = "l.whl", hash = "sha256:cc"}]
plain = []
tomli = []
driver = []
checker = []
"""


def packages(lock: str, project: str = PROJECT, *, python=(3, 11, 7), extras=()):
    found = poetry_locked(
        tomllib.loads(lock), tomllib.loads(project), environment=marker_environment(python), extras=extras
    )
    return {pin.name: pin.version for pin in found.pins}


def test_old_locks_are_followed_from_the_project_through_extras_and_markers():
    assert packages(LOCK_1_1) == {"web": "1.2.0", "loop-er": "1.5", "plain": "2.9"}


def test_old_locks_honour_the_python_of_the_environment_and_the_extras_asked_for():
    assert "tomli" in packages(LOCK_1_1, python=(3, 9, 1))
    assert "driver" in packages(LOCK_1_1, extras=("db",))


def test_hashes_come_from_the_table_at_the_end_or_from_the_package():
    found = poetry_locked(tomllib.loads(LOCK_1_1), tomllib.loads(PROJECT), environment=marker_environment((3, 11, 7)))
    assert found.requirements().splitlines()[-1] == "web==1.2.0 --hash=sha256:aa --hash=sha256:bb"


LOCK_2_0 = """
[[package]]
name = "web"
version = "1.2.0"
optional = false
python-versions = ">=3.7"
files = [{file = "web.whl", hash = "sha256:aa"}]
[package.dependencies]
numbers = [
    {version = ">=1,<2", markers = "python_version < '3.10'"},
    {version = ">=2", markers = "python_version >= '3.10'"},
]
[[package]]
name = "numbers"
version = "1.9"
optional = false
python-versions = "*"
files = [{file = "n.whl", hash = "sha256:11"}]
[[package]]
name = "numbers"
version = "2.10"
optional = false
python-versions = "*"
files = [{file = "n.whl", hash = "sha256:22"}]
[metadata]
lock-version = "2.0"
"""


@pytest.mark.parametrize(("python", "version"), [((3, 9, 1), "1.9"), ((3, 12, 0), "2.10")])
def test_of_several_locked_versions_the_one_for_this_python_is_taken(python, version):
    project = '[tool.poetry.dependencies]\nweb = "*"\n'
    assert packages(LOCK_2_0, project, python=python)["numbers"] == version


LOCK_2_1 = """
[[package]]
name = "web"
version = "1.0"
optional = false
groups = ["main", "dev"]
files = [{file = "web.whl", hash = "sha256:aa"}]
[[package]]
name = "checker"
version = "1.0"
optional = false
groups = ["dev"]
files = []
[[package]]
name = "old"
version = "1.0"
optional = false
groups = ["main"]
markers = "python_version < '3.10'"
files = []
[[package]]
name = "both"
version = "1.0"
optional = false
groups = ["main", "dev"]
files = []
[package.markers]
main = "python_version >= '3.10'"
dev = "python_version < '3'"
[[package]]
name = "driver"
version = "1.0"
optional = true
groups = ["main"]
markers = "extra == 'db'"
files = []
[metadata]
lock-version = "2.1"
"""


def test_new_locks_say_themselves_what_is_for_whom():
    assert packages(LOCK_2_1, "") == {"web": "1.0", "both": "1.0"}
    assert packages(LOCK_2_1, "", python=(3, 9, 0)) == {"web": "1.0", "old": "1.0"}
    assert "driver" in packages(LOCK_2_1, "", extras=("db",))


def test_other_sources_become_urls_indexes_and_folders_of_the_release():
    lock = """
[[package]]
name = "a"
version = "1"
groups = ["main"]
[package.source]
type = "git"
url = "https://git.example/a.git"
reference = "main"
resolved_reference = "abc123"
subdirectory = "py"
[[package]]
name = "b"
version = "2"
groups = ["main"]
files = []
[package.source]
type = "legacy"
url = "https://packages.example/simple"
reference = "private"
[[package]]
name = "c"
version = "3"
groups = ["main"]
[package.source]
type = "directory"
url = "../lib"
[[package]]
name = "d"
version = "4"
groups = ["main"]
[package.source]
type = "url"
url = "https://files.example/d.whl"
"""
    found = poetry_locked(tomllib.loads(lock), {}, environment=marker_environment((3, 11, 7)))
    assert found.requirements().splitlines() == [
        "--extra-index-url https://packages.example/simple",
        "a @ git+https://git.example/a.git@abc123#subdirectory=py",
        "b==2",
        "d @ https://files.example/d.whl",
    ]
    assert found.local == ("../lib",)


def test_a_package_that_the_lock_lacks_is_named():
    with pytest.raises(ValueError, match="missing"):
        packages(LOCK_2_0, '[tool.poetry.dependencies]\nmissing = "*"\n')


def test_without_a_lock_the_table_becomes_requirement_lines():
    project = """
[tool.poetry.dependencies]
python = "^3.9"
a = "^1.2"
b = {version = "~2.1", extras = ["x", "w"]}
c = {version = "*", python = ">=3.10", markers = "sys_platform == 'linux'"}
d = {git = "https://git.example/d.git", tag = "v1"}
e = {version = "1.5", optional = true}
f = "3.1.4"
"""
    assert poetry_requirements(tomllib.loads(project)) == (
        "a<2,>=1.2",
        "b[w,x]<2.2,>=2.1",
        "c ; (sys_platform == 'linux') and (python_version >= \"3.10\")",
        "d @ git+https://git.example/d.git@v1",
        "f==3.1.4",
    )
