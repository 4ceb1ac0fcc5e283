import tomllib

from mainstay.run.local.builder.pdm import pdm_locked
from mainstay.run.local.builder.pins import marker_environment

PROJECT = """
[project]
name = "shop"
dependencies = ["web[fast]>=1", "old; python_version < '3.9'"]
[project.optional-dependencies]
db = ["driver"]
"""

WITH_GROUPS = """
[metadata]
groups = ["default", "dev", "db"]
strategy = ["cross_platform", "inherit_metadata"]
lock_version = "4.5.0"
[[package]]
name = "web"
version = "1.0"
groups = ["default"]
files = [{file = "web.whl", hash = "sha256:aa"}]
[[package]]
name = "web"
version = "1.0"
extras = ["fast"]
groups = ["default"]
dependencies = ["web==1.0", "loop"]
files = [{file = "web.whl", hash = "sha256:aa"}]
[[package]]
name = "colour"
version = "1.0"
groups = ["default"]
marker = "sys_platform == \\"win32\\""
files = []
[[package]]
name = "driver"
version = "3.0"
groups = ["db"]
files = []
[[package]]
name = "checker"
version = "2.0"
groups = ["dev"]
files = []
[[package]]
name = "mine"
version = "0.1"
groups = ["default"]
path = "./libs/mine"
"""

WITHOUT_GROUPS = """
[metadata]
lock_version = "4.3"
[metadata.files]
"web 1.0" = [{url = "x", hash = "sha256:aa"}]
"loop 2.0" = [{url = "x", hash = "sha256:bb"}]
[[package]]
name = "web"
version = "1.0"
[[package]]
name = "web"
version = "1.0"
extras = ["fast"]
dependencies = ["web==1.0", "loop>=1"]
[[package]]
name = "loop"
version = "2.0"
[[package]]
name = "driver"
version = "3.0"
[[package]]
name = "old"
version = "1.0"
"""


def locked(lock: str, extras=()):
    return pdm_locked(
        tomllib.loads(lock), tomllib.loads(PROJECT), environment=marker_environment((3, 11, 7)), extras=extras
    )


def test_groups_and_markers_decide_where_they_are_locked():
    found = locked(WITH_GROUPS)
    assert found.requirements() == "web==1.0 --hash=sha256:aa\n"
    assert found.local == ("./libs/mine",)
    assert [pin.name for pin in locked(WITH_GROUPS, ("db",)).pins] == ["driver", "web"]


def test_older_locks_are_followed_from_the_project():
    assert locked(WITHOUT_GROUPS).requirements() == "loop==2.0 --hash=sha256:bb\nweb==1.0 --hash=sha256:aa\n"
    assert [pin.name for pin in locked(WITHOUT_GROUPS, ("db",)).pins] == ["driver", "loop", "web"]
