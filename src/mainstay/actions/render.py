"""The verb `render`."""

from pathlib import Path
from typing import Annotated

from mainstay.actions.arguments import Argument, Option
from mainstay.actions.compile import ENVIRONMENT
from mainstay.actions.context import Context
from mainstay.actions.results import Column, Table
from mainstay.model.errors import MainstayError
from mainstay.model.graph import Graph

_OURS = ".mainstay-rendered"
"""Lists the files that an earlier rendering wrote, so that what is no longer needed goes, and nothing else."""


def render(
    context: Context,
    directory: Annotated[
        Path | None, Argument("The folder of mainstay.yaml (default: the project).", metavar="DIR")
    ] = None,
    *,
    output: Annotated[Path, Option("The folder to write to.", short="-o", metavar="DIR")] = Path("infrastructure"),
    environment: Annotated[str, ENVIRONMENT] = "",
) -> Table:
    """Write the architecture as Terraform and Kubernetes manifests.

    Everything is checked against the schemas of the provider and of Kubernetes before the first file is written.
    Without `--environment`, all environments are written. Files of an earlier rendering that are no longer needed are
    removed; files that mainstay did not write stay.

    Example:
        mainstay render
        mainstay render -o infrastructure
    """
    from mainstay.actions.compiling import asked, compilation_of, warned, write_lock
    from mainstay.detect import environments

    context = context.at(directory)
    names = (environment,) if environment else environments(context.project) or ("",)
    context.progress.say("compiling")
    made = tuple(compilation_of(asked(context, name)) for name in names)
    context.progress.say("rendering")
    files = rendered(tuple(one.graph for one in made))
    folder = context.project / output
    rows = _written(folder, files)
    for one in made:
        write_lock(context, one.graph)
    return Table(
        columns=(Column("file", whole=True), Column("lines"), Column("change")),
        rows=rows,
        notes=(f"written to {folder}", *dict.fromkeys(note for one in made for note in warned(one))),
    )


def rendered(graphs: tuple[Graph, ...]) -> dict[str, str]:
    """All files, path → text: Terraform below `terraform`, manifests below `kubernetes`."""
    from mainstay.render import render_kubernetes, render_terraform

    terraform = {f"terraform/{path}": text for path, text in render_terraform(graphs).items()}
    manifests = {f"kubernetes/{path}": text for path, text in render_kubernetes(graphs).items()}
    return dict(sorted({**terraform, **manifests}.items()))


def _written(folder: Path, files: dict[str, str]) -> tuple[tuple[str, int, str], ...]:
    try:
        listed = (folder / _OURS).read_text(encoding="utf-8") if (folder / _OURS).exists() else ""
        before = {path for path in listed.split("\n") if path and ".." not in path and not path.startswith("/")}
        rows = [_write(folder, path, text) for path, text in files.items()]
        _put(folder / _OURS, "\n".join(files))
        rows += [_removed(folder, path) for path in sorted(before - set(files)) if (folder / path).is_file()]
    except OSError as error:
        raise MainstayError(
            str(error.filename or folder),
            "must be writable",
            error.strerror or str(error),
            hint="choose another folder with `-o`; running it again finishes what was begun",
        ) from error
    return tuple(rows)


def _write(folder: Path, path: str, text: str) -> tuple[str, int, str]:
    target = folder / path
    lines = text.count("\n")
    if target.is_file() and target.read_text(encoding="utf-8") == text:
        return path, lines, "same"
    change = "changed" if target.exists() else "new"
    _put(target, text)
    return path, lines, change


def _put(target: Path, text: str) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    whole = target.with_name(f".{target.name}.new")
    whole.write_text(text, encoding="utf-8")
    whole.replace(target)


def _removed(folder: Path, path: str) -> tuple[str, int, str]:
    (folder / path).unlink()
    return path, 0, "removed"
