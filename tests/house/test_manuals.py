import re
import tomllib
from pathlib import Path

import pytest

from house import manuals
from house.tree import ROOT, hold
from mainstay.actions.action import load
from mainstay.actions.catalogue import VERBS
from mainstay.cli.reference import main as write_reference
from mainstay.cli.reference import pages

REFERENCE = ROOT / "docs" / "reference"
MEASURED = {"packages.md", "escapes.md", "bugs.md"}  # written by programs of tests/sims
ACTIONS = {verb: load(verb) for verb in VERBS}
TARGETS = manuals.make_targets((ROOT / "Makefile").read_text())


def test_the_reference_is_up_to_date() -> None:
    stale = [
        name
        for name, text in pages().items()
        if not (REFERENCE / name).exists() or (REFERENCE / name).read_text() != text
    ]
    stale += [path.name for path in REFERENCE.iterdir() if path.name not in {*pages(), *MEASURED}]
    assert stale == [], "run `make docs`"


def test_the_reference_holds_everything_that_can_be_reached(tmp_path: Path) -> None:
    write_reference(tmp_path / "reference")
    text = (tmp_path / "reference" / "commands.md").read_text()
    for verb, action in ACTIONS.items():
        assert (f"### mainstay {verb.name}\n" in text) is not verb.hidden
        if not verb.hidden:
            assert all(p.mark.help.replace("|", "\\|") in text for p in action.parameters)


def test_links_lead_somewhere() -> None:
    hold("links", [v for d in manuals.documents(ROOT) for v in manuals.dead_links(ROOT, d)])


def test_commands_in_documents_exist() -> None:
    found = [
        wrong
        for document in manuals.documents(ROOT)
        for wrong in manuals.unknown_commands(str(document.relative_to(ROOT)), document.read_text(), ACTIONS, TARGETS)
    ]
    hold("commands", found)


def test_the_changelog_mentions_every_command() -> None:
    text = (ROOT / "CHANGELOG.md").read_text()
    assert "\n## [Unreleased]\n" in text
    missing = [verb.name for verb in VERBS if not verb.hidden and f"`{verb.name}`" not in text]
    assert missing == []
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    released = re.findall(r"^## \[(\d+\.\d+\.\d+)\]", text, re.MULTILINE)
    assert released in ([], sorted(released, reverse=True))
    assert not released or released[0] == version


def test_a_dead_link_is_found(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# A `b` c\n[x](other.md) [y](#a-b-c) [z](#no) [w](https://example.org/)\n```\n[v](gone.md)\n```\n")
    assert manuals.dead_links(tmp_path, page) == [
        "page.md: the link other.md leads nowhere",
        "page.md: the link #no leads nowhere",
    ]
    (tmp_path / "other.md").write_text("# Title\n")
    page.write_text("[x](other.md#title) [y](other.md#other)\n")
    assert manuals.dead_links(tmp_path, page) == ["page.md: the link other.md#other leads nowhere"]


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ("mainstay upp .", "no command upp"),
        ("mainstay config frob", "no command config"),
        ("mainstay up --dry-rum", "no option --dry-rum"),
        ("mainstay --verbose", "no option --verbose"),
        ("make tset", "no target tset"),
    ],
)
def test_an_unknown_command_is_found(line: str, wrong: str) -> None:
    text = f"Words.\n\n```console\n$ {line}\noutput of mainstay xyz\n```\n"
    assert manuals.unknown_commands("page", text, ACTIONS, TARGETS) == [f"page: `{line}`: {wrong}"]


def test_known_commands_pass() -> None:
    lines = "mainstay -C path up\nmainstay up DIR --dry-run --json  # why\nmainstay --help\nmake demo KEEP=1\nls\n"
    text = f"```sh\n{lines}```\n"
    assert manuals.unknown_commands("page", text, ACTIONS, TARGETS) == []
