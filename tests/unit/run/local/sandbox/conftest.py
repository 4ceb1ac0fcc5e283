from pathlib import Path

import pytest

from mainstay.model.program import SecretRef
from mainstay.run.local.builder import BuiltEnvironment, BuiltRelease
from mainstay.run.local.paths import ProjectPaths
from mainstay.run.local.sandbox import Grade, Machine, Sources


@pytest.fixture
def make_machine():
    def make(**fields) -> Machine:
        facts = {
            "grade": Grade.FULL,
            "root": False,
            "bwrap": "/usr/bin/bwrap",
            "setpriv": "/usr/bin/setpriv",
            "uid": 65534,
            "gid": 65533,
            "interpreter": "/venv/bin/python",
            "library": ("/venv",),
            "home": "/home/me",
            "user": "me",
            "zone": "UTC",
        }
        return Machine(**facts | fields)

    return make


@pytest.fixture
def make_sources(tmp_path, make_machine):
    """Sources with one secret (db.password) and one release (3, with build `app`)."""

    def make(**facts) -> Sources:
        paths = ProjectPaths(project=tmp_path, id="0123456789", runtime=Path("/run/m"))
        secrets = {SecretRef(component="db", name="password"): 'p@ss "{data}"'}
        built = BuiltEnvironment(
            build="app",
            directory="/r/3/app/web",
            path=("/env/bin", "/node/bin"),
            environment={"VIRTUAL_ENV": "/env", "NODE_OPTIONS": "--enable-source-maps"},
        )
        release = BuiltRelease(release=3, tree="/r/3/app", environments=(built,))
        return Sources(make_machine(**facts), paths, secrets.get, {3: release}.get)

    return make
