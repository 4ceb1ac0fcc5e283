"""The verb `detect`."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Annotated

from mainstay.actions.arguments import Argument, Option
from mainstay.actions.context import Context
from mainstay.actions.results import Cell, Column, Table
from mainstay.model.intent import AnyComponent, Build, Intent, PackageManager, Workload
from mainstay.model.origin import Evidence

MANIFEST = "mainstay.yaml"
COLUMNS = (
    Column("name", whole=True),
    Column("role"),
    Column("conclusion"),
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
    what = build.runtime.value if build.manager is PackageManager.NONE else f"{build.runtime} with {build.manager}"
    yield from _rows((build.name, "build"), what, build.evidence)


def _component_rows(component: AnyComponent) -> Iterator[Row]:
    subject = (component.name, component.role.value)
    yield from _rows(subject, component.command if isinstance(component, Workload) else "", component.evidence)
    for use in component.uses:
        names = ", ".join(binding.name for binding in use.bindings)
        yield from _rows(subject, f"uses {use.target}" + (f" through {names}" if names else ""), use.evidence)
    if isinstance(component, Workload):
        for setting in component.settings:
            yield from _rows(subject, f"is given {setting.name}", setting.evidence)


def _rows(subject: tuple[str, str], what: str, evidence: tuple[Evidence, ...]) -> Iterator[Row]:
    """One row for each piece of evidence; `what` stands in for a field that has no name of its own."""
    if not evidence:
        yield (*subject, what, "", None, None)
    for piece in evidence:
        yield (*subject, piece.field or what, piece.says, str(piece.origin), piece.confidence)


def _written(context: Context, intent: Intent) -> str:
    from mainstay.detect import manifest_text

    text = manifest_text(intent)
    path = context.project / MANIFEST
    if path.exists() and path.read_text() != text and not context.agreed(f"Replace {path}?"):
        return f"{path} stays as it is"
    whole = path.with_name(f".{MANIFEST}.new")
    whole.write_text(text)
    whole.replace(path)
    return f"{path} is written; what it says wins over everything that is found"
