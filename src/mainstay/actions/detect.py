"""The verb `detect`."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Annotated, cast

from mainstay.actions.arguments import Argument, Option
from mainstay.actions.context import Context
from mainstay.actions.results import Cell, Column, Table
from mainstay.model.intent import AnyComponent, Build, Intent, Workload
from mainstay.model.origin import Evidence

MANIFEST = "mainstay.yaml"
COLUMNS = (
    Column("name", whole=True),
    Column("role"),
    Column("what"),
    Column("value"),
    Column("because"),
    Column("where", whole=True),
    Column("confidence", "sure", show=lambda value: f"{value:.0%}" if isinstance(value, float) else "-"),
)

Row = tuple[Cell, ...]


def detect(
    context: Context,
    directory: Annotated[
        Path | None, Argument("The application's folder (default: the project).", metavar="DIR")
    ] = None,
    *,
    write: Annotated[bool, Option("Write what was found to mainstay.yaml, to be edited and kept.")] = False,
) -> Table:
    """Show what the application needs, and how that is known.

    Reads the repository and runs nothing. Each line is one conclusion with the place it was drawn from and how sure it
    is: 100% somebody wrote it down, 90% the code says so, 60% it was inferred, 30% it is a guess. What mainstay.yaml
    says wins over everything else.

    Example:
        mainstay detect path/to/clone
        mainstay detect --json
        mainstay detect --write
    """
    from mainstay.detect import detect as find_needs

    context = context.at(directory)
    context.progress.say(f"reading {context.project}")
    intent = find_needs(context.project)
    table = needs(intent)
    return replace(table, notes=(*table.notes, _written(context, intent))) if write else table


def needs(intent: Intent) -> Table:
    """What an Intent holds, one conclusion a row, in the order of its components; notes are told after it."""
    rows = [row for build in intent.builds for row in _build_rows(build)]
    rows += [row for component in intent.components for row in _component_rows(component)]
    notes = (f"{note.origin}: {note.text}" + (f" ({note.hint})" if note.hint else "") for note in intent.notes)
    return Table(columns=COLUMNS, rows=tuple(rows), notes=tuple(notes), empty="nothing was found that needs to run")


def _build_rows(build: Build) -> Iterator[Row]:
    subject = (build.name, "build")
    yield from _rows(subject, build.evidence, lambda field: (field or "runtime", _plain(build, field or "runtime")))


def _component_rows(component: AnyComponent) -> Iterator[Row]:
    subject = (component.name, component.role.value)
    yield from _rows(subject, component.evidence, lambda field: (field or "needed", _plain(component, field)))
    for use in component.uses:
        names = ", ".join(binding.name for binding in use.bindings)
        told = f"{use.target} through {names}" if names else use.target
        yield from _rows(subject, use.evidence, lambda _, told=told: ("uses", told))
    if isinstance(component, Workload):
        for setting in component.settings:
            yield from _rows(subject, setting.evidence, lambda _, name=setting.name: ("setting", name))


def _rows(
    subject: tuple[str, str], evidence: tuple[Evidence, ...], about: Callable[[str], tuple[str, str]]
) -> Iterator[Row]:
    """One row for each piece of evidence; `about` gives what is concluded for the field that it is about."""
    if not evidence:
        yield (*subject, *about(""), "", None, None)
    for piece in evidence:
        yield (*subject, *about(piece.field), piece.says, str(piece.origin), piece.confidence)


def _plain(owner: Build | AnyComponent, field: str) -> str:
    """The value of a field, where it is plain. Settings and passwords are not: they may be secret."""
    value: object = getattr(owner, field, None)
    if isinstance(value, tuple):
        return ", ".join(str(part) for part in cast("tuple[object, ...]", value) if isinstance(part, str))
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value) if isinstance(value, str | int) else ""


def _written(context: Context, intent: Intent) -> str:
    from mainstay.detect import manifest_text, stated_environments

    text = manifest_text(intent, stated_environments(context.project))
    path = context.project / MANIFEST
    if path.exists() and path.read_text() != text and not context.agreed(f"Replace {path}?"):
        return f"{path} stays as it is"
    whole = path.with_name(f".{MANIFEST}.new")
    whole.write_text(text)
    whole.replace(path)
    return f"{path} is written; what it says wins over everything that is found"
