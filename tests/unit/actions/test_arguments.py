from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal

import pytest

from mainstay.actions.arguments import Argument, Option, parameters


class Color(StrEnum):
    RED = "red"
    BLUE = "blue"


def test_every_supported_shape() -> None:
    def action(
        context: object,
        name: Annotated[str, Argument("A name.")],
        directory: Annotated[Path | None, Argument("A folder.", metavar="DIR")] = None,
        *,
        limit: Annotated[int, Option("How many.", short="-n")] = 20,
        share: Annotated[float, Option("How much.")] = 0.5,
        dry_run: Annotated[bool, Option("Change nothing.")] = False,
        color: Annotated[Color, Option("Which.")] = Color.RED,
        label: Annotated[tuple[str, ...], Option("Labels.")] = (),
        from_: Annotated[str, Option("A keyword of Python.")] = "",
    ) -> None: ...

    found = {p.name: p for p in parameters(action)}
    assert list(found) == ["name", "directory", "limit", "share", "dry_run", "color", "label", "from_"]
    assert found["name"].required
    assert not found["directory"].required
    assert found["directory"].scalar is Path
    assert found["directory"].metavar == "DIR"
    assert found["limit"].metavar == "LIMIT"
    assert found["dry_run"].option == "--dry-run"
    assert found["from_"].option == "--from"
    assert found["color"].choices == ("red", "blue")
    assert found["color"].choose("blue") is Color.BLUE
    assert found["label"].many
    assert found["limit"].choices == ()


def test_what_is_not_described_properly_is_refused() -> None:
    def bare(context: object, name: str) -> None: ...
    def needed(context: object, *, limit: Annotated[int, Option("x")]) -> None: ...
    def flag(context: object, on: Annotated[bool, Argument("x")]) -> None: ...
    def choice(context: object, on: Annotated[Literal["a"], Argument("x")]) -> None: ...
    def mixed(context: object, on: Annotated[int | str, Argument("x")]) -> None: ...
    def twice(context: object, on: Annotated[int, Argument("x"), Option("y")] = 1) -> None: ...

    for action in (bare, needed, flag, choice, mixed, twice):
        with pytest.raises(TypeError, match=rf"^{action.__name__}\("):
            parameters(action)
