"""An architecture as a file: what Graphviz does, and what needs no program."""

import tempfile
from pathlib import Path

from mainstay.actions.context import Context
from mainstay.model.errors import ExitCode, MainstayError
from mainstay.model.graph import Graph
from mainstay.render.picture import Form, Symbols, View, finished, picture, sketch, symbol_files
from mainstay.world.ports import World

LIMIT_S = 120.0
"""How long Graphviz may take; 300 cards take about a second."""
_DRAWN = {".svg": Symbols.SVG, ".png": Symbols.PNG}
_WRITTEN = {".dot": Form.DOT, ".gv": Form.DOT, ".mmd": Form.MERMAID, ".html": Form.HTML, ".htm": Form.HTML}


def drawable(context: Context, output: Path) -> Path:
    """The absolute path of the file to draw; raises `MainstayError` where its suffix names no form we draw."""
    if output.suffix.lower() not in {*_DRAWN, *_WRITTEN}:
        forms = ".svg, .png, .mmd, .html or .dot"
        found = f"it ends with {output.suffix}" if output.suffix else "it has no suffix"
        raise MainstayError(str(output), f"a picture must be {forms}", found, hint="mainstay graph -o architecture.svg")
    return context.project / output


async def draw(world: World, graph: Graph, view: View, target: Path) -> None:
    """Write the picture to `target`; what was there is replaced when the new one is complete.

    Raises `MainstayError` where Graphviz is needed and missing or fails, or the file cannot be written.
    """
    suffix = target.suffix.lower()
    if suffix in _DRAWN:
        content = await _drawing(world, graph, view, _DRAWN[suffix])
    else:
        form = _WRITTEN[suffix]
        has_dot = form is Form.HTML and world.programs.find("dot") is not None
        drawing = (await _drawing(world, graph, view, Symbols.SVG)).decode() if has_dot else ""
        content = picture(graph, view, form, drawing=drawing).encode()
    _write(target, content)


async def _drawing(world: World, graph: Graph, view: View, symbols: Symbols) -> bytes:
    program = world.programs.find("dot")
    if program is None:
        raise MainstayError(
            "dot",
            "Graphviz must be installed to draw SVG and PNG",
            "it is not on PATH",
            hint="sudo apt-get install -y graphviz, or write -o x.html or -o x.mmd, which need no program",
        )
    with tempfile.TemporaryDirectory(prefix="mainstay-") as name:
        folder = Path(name)
        for file, content in symbol_files(symbols).items():
            (folder / file).write_bytes(content)
        (folder / "picture.dot").write_text(sketch(graph, view, symbols), encoding="utf-8")
        await _run(world, program, symbols, folder)
        drawn = (folder / f"drawing.{symbols.value}").read_bytes()
    return finished(drawn.decode()).encode() if symbols is Symbols.SVG else drawn


async def _run(world: World, program: str, symbols: Symbols, folder: Path) -> None:
    argv = [program, f"-T{symbols.value}", "-o", f"drawing.{symbols.value}", "picture.dot"]
    try:
        ended = await world.programs.run(argv, cwd=folder, timeout_s=LIMIT_S)
    except TimeoutError:
        found = f"it was not after {LIMIT_S:.0f} s"
    else:
        if ended.exit_code == 0:
            return
        found = (ended.err.strip().splitlines() or [f"it ended with {ended.exit_code}"])[0]
    raise MainstayError(
        "dot",
        "Graphviz must be done with the drawing",
        found,
        hint="write -o x.html or -o x.mmd, which need no program",
        exit_code=ExitCode.FAILED,
    )


def _write(target: Path, content: bytes) -> None:
    try:
        with tempfile.NamedTemporaryFile(dir=target.parent, prefix=f".{target.name}-", delete=False) as file:
            file.write(content)
        fresh = Path(file.name)
        fresh.chmod(0o644)  # a temporary file is its owner's alone
        fresh.replace(target)
    except OSError as error:
        raise MainstayError(
            str(target), "the picture must be written", error.strerror or str(error), hint="name another file with -o"
        ) from error
