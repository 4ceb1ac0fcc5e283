import tomllib

import pytest

from house import imports
from house.tree import PACKAGE, ROOT, RULES, Module, hold, modules


def made_up(source: str, path: str = "src/mainstay/run/made_up.py") -> Module:
    return Module(path, source)


def test_layers_hold() -> None:
    hold("layers", [v for m in modules("src") for v in imports.layer_breaks(m)])


def test_packages_are_entered_by_their_doors() -> None:
    hold("side_doors", [v for m in modules("src") for v in imports.side_doors(m)])


def test_import_linter_has_a_contract_for_every_package() -> None:
    """Both read the same rules; only packages that exist can stand in a contract."""
    config = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    with_contract = {s.removeprefix("mainstay.") for c in config["contracts"] for s in c["source_modules"]}
    existing = {p.parent.name for p in PACKAGE.glob("*/__init__.py")} - {"actions", "testing"}
    assert existing - with_contract == set()


@pytest.mark.parametrize(
    "source",
    [
        "from mainstay.detect import detect",
        "from mainstay import store",
        "import mainstay.world.real.clock",
        "from mainstay.world.real import real_world",
        "def f():\n    from ..actions import why",
    ],
)
def test_a_forbidden_import_is_found(source: str) -> None:
    assert len(imports.layer_breaks(made_up(source))) == 1


def test_allowed_imports_pass() -> None:
    source = "from mainstay.model import plan\nfrom mainstay.world.ports import World\nfrom . import ports\nimport os"
    assert imports.layer_breaks(made_up(source)) == []
    assert imports.side_doors(made_up(source)) == []


def test_a_package_without_a_layer_is_found() -> None:
    assert len(imports.layer_breaks(made_up("", "src/mainstay/novelty/__init__.py"))) == 1


def test_a_side_door_is_found() -> None:
    path = "src/mainstay/actions/made_up.py"
    assert len(imports.side_doors(made_up("from mainstay.detect.python import facts", path))) == 1
    assert imports.side_doors(made_up("from mainstay.detect import detect", path)) == []


def test_entry_points_of_processes_make_the_real_world() -> None:
    source = "from mainstay.world.real import real_world"
    path = "src/mainstay/run/local/router/__main__.py"
    assert path.removeprefix("src/mainstay/") in RULES["processes"]
    assert imports.layer_breaks(made_up(source, path)) == []
    assert len(imports.layer_breaks(made_up("from mainstay.store import Ledger", path))) == 1


def test_entrances_have_reasons() -> None:
    assert all(len(reason) > 10 for reason in (*RULES["entrances"].values(), *RULES["processes"].values()))
