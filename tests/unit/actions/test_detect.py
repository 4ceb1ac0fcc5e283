import json
from dataclasses import replace
from pathlib import Path

import pytest

from mainstay.actions.context import Context, open_context
from mainstay.actions.detect import MANIFEST, detect, needs
from mainstay.cli.show import as_json
from mainstay.model.intent import (
    Binding,
    Build,
    Cache,
    Database,
    FromFile,
    Intent,
    Literal,
    PackageManager,
    Property,
    Runtime,
    Service,
    Setting,
    Use,
)
from mainstay.model.origin import Evidence, Note, Origin, Source


def found(says: str, field: str = "", confidence: float = 1.0) -> tuple[Evidence, ...]:
    origin = Origin(source=Source.FILE, path="Procfile", line=3)
    return (Evidence(field=field, origin=origin, says=says, confidence=confidence),)


URL = Binding(name="DATABASE_URL", property=Property.URL)
APP = Build(name="app", runtime=Runtime.PYTHON, manager=PackageManager.POETRY, evidence=found("lock", "manager"))
KEPT = FromFile(path="compose.yaml", pointer=("x",))
WEB = Service(
    name="web",
    build="app",
    command="gunicorn shop",
    public=True,
    hosts=("a.example", "b.example"),
    evidence=found("Procfile has it") + found("Procfile starts it", "command") + found("by the router", "public", 0.6),
    uses=(
        Use(
            target="db", bindings=(Binding(name="DATABASE_URL", property=Property.URL),), evidence=found("it reads it")
        ),
    ),
    settings=(
        Setting(name="TOKEN", value=Literal(text="s3cr3t-token"), evidence=found("the code reads TOKEN", "value")),
    ),
)
INTENT = Intent(
    application="shop",
    builds=(
        Build(name="app", runtime=Runtime.PYTHON, manager=PackageManager.POETRY, evidence=found("lock", "manager")),
    ),
    components=(
        Cache(name="cache"),
        Database(
            name="db",
            user="shop",
            password=KEPT,
            evidence=found("p", "password"),
        ),
        WEB,
    ),
    notes=(Note(origin=Origin(source=Source.FILE, path="a.lock"), text="two lock files", hint="remove one"),),
)


def test_each_conclusion_is_a_row_with_its_value_and_evidence() -> None:
    table = needs(INTENT)
    rows = [row[:4] for row in table.rows]
    assert rows == [
        ("app", "build", "manager", "poetry"),
        ("cache", "cache", "needed", ""),
        ("db", "database", "password", ""),
        ("web", "service", "needed", ""),
        ("web", "service", "command", "gunicorn shop"),
        ("web", "service", "public", "yes"),
        ("web", "service", "uses", "db through DATABASE_URL"),
        ("web", "service", "setting", "TOKEN"),
    ]
    assert table.rows[4][4:] == ("Procfile starts it", "Procfile:3", 1.0)
    assert table.rows[1][4:] == ("", None, None)
    assert table.notes == ("a.lock: two lock files (remove one)",)


def test_values_of_settings_are_never_shown() -> None:
    assert "s3cr3t" not in as_json(needs(INTENT).objects())


@pytest.fixture
def context(tmp_path: Path) -> Context:
    (tmp_path / "index.html").write_text("<h1>Hello</h1>")
    return open_context(tmp_path)


def test_writing_makes_a_manifest_that_means_the_same(context: Context) -> None:
    before = detect(context)
    written = detect(context, write=True)
    assert "is written" in written.notes[-1]
    assert {(r[0], r[1]) for r in detect(context).rows} == {(r[0], r[1]) for r in before.rows}
    assert not list(context.project.glob(f".{MANIFEST}*"))


def test_a_manifest_of_somebody_is_replaced_only_after_asking(context: Context) -> None:
    manifest = context.project / MANIFEST
    manifest.write_text("# mine\napplication: mine\n")
    assert "stays as it is" in detect(context, write=True).notes[-1]
    assert manifest.read_text().startswith("# mine")
    assert "is written" in detect(replace(context, assume_yes=True), write=True).notes[-1]
    assert "application: mine" in manifest.read_text()
    assert "is written" in detect(context, write=True).notes[-1], "equal content needs no question"


def test_another_folder_can_be_named(context: Context, tmp_path: Path) -> None:
    inner = tmp_path / "inner"
    inner.mkdir()
    (inner / "index.html").touch()
    assert json.loads(as_json(detect(context, Path("inner")).objects()))
