"""What actions return. A door decides how it looks: text for people, JSON for programs."""

from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from dataclasses import dataclass

from mainstay.model.errors import ExitCode
from mainstay.model.value import Value

Cell = str | int | float | bool | tuple[str, ...] | None
"""A table's value: `None` is nothing (`-` for people, null in JSON), a tuple a list."""


@dataclass(frozen=True)
class Column:
    """One column. `key` names it in JSON (snake case), `heading` for people (default: the key).

    `show` turns a value into what people read (`12.5` → `12.5 MiB`). A column that is `whole` is never shortened
    to fit the terminal: names and ids that somebody will copy.
    """

    key: str
    heading: str = ""
    show: Callable[[Cell], str] | None = None
    whole: bool = False


@dataclass(frozen=True)
class Table:
    """Rows of values, in the order of `columns`. People see aligned columns, programs a JSON list of objects.

    `notes` go to stderr after it; `empty` is what people are told where there are no rows. `ok` is false where
    the outcome is bad (exit code 1).
    """

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    notes: tuple[str, ...] = ()
    empty: str = ""
    ok: bool = True

    def __post_init__(self) -> None:
        """Refuse rows of another length than the heading."""
        for row in self.rows:
            if len(row) != len(self.columns):
                raise ValueError(f"a row of {len(row)} values in a table of {len(self.columns)} columns")

    def objects(self) -> list[dict[str, Cell]]:
        """The rows as programs see them."""
        keys = [column.key for column in self.columns]
        return [dict(zip(keys, row, strict=True)) for row in self.rows]

    @property
    def exit_code(self) -> int:
        """What the command line exits with."""
        return ExitCode.OK if self.ok else ExitCode.FAILED


@dataclass(frozen=True)
class Report:
    """One thing told: `data` for programs, `lines` for people, `notes` on stderr.

    `status` overrides the exit code that `ok` gives, for verbs that pass on the exit code of another program.
    """

    data: Value | Mapping[str, object]
    lines: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    ok: bool = True
    status: int | None = None

    @property
    def exit_code(self) -> int:
        """What the command line exits with."""
        if self.status is not None:
            return self.status
        return ExitCode.OK if self.ok else ExitCode.FAILED


@dataclass(frozen=True)
class Item:
    """One element of a Stream: `text` for people, `data` for programs (one JSON object a line)."""

    text: str
    data: Value | Mapping[str, object]


@dataclass(frozen=True)
class Stream:
    """Items that are shown as they come; may never end. Notes are told at the end."""

    items: Iterator[Item] | AsyncIterator[Item]
    notes: tuple[str, ...] = ()
    ok: bool = True

    @property
    def exit_code(self) -> int:
        """What the command line exits with."""
        return ExitCode.OK if self.ok else ExitCode.FAILED


Result = Table | Report | Stream
