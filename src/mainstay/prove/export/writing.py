"""The text of an exported test: the runtime, the test as it was, and the schedule of the failing run, in one file."""

import ast
import json
import os
import re
from collections.abc import Iterable
from pathlib import Path
from string import Template

import msgspec

from mainstay.prove import histories
from mainstay.prove.export import runtime
from mainstay.prove.export.schedule import Schedule
from mainstay.prove.failure import Failure

_RUNTIME = ("calling", "world", "loops", "network", "sockets", "programs", "properties", "main")
_OURS = "mainstay"
_WIDTH = 118
_SOURCES = Path(histories.__file__).parents[2]


def text_of(failure: Failure, schedule: Schedule, file: Path) -> str:
    """The whole test, to be written to `file`."""
    path, _, function = failure.job.target.partition("::")
    test = Path(path).resolve()
    source = test.read_text(encoding="utf-8")
    places = _places()
    texts = {test.stem: source} | _embedded({places[name] for name in asked(source) if name in places})
    recorded = {
        "module": test.stem,
        "function": function,
        "hosts": schedule.hosts,
        "seconds": schedule.seconds,
        "share": schedule.share,
        "places": {name: place for name, place in places.items() if place in texts},
        "schedule": msgspec.to_builtins(schedule),
    }
    return _PAGE.substitute(
        message=_quoted(failure.outcome.message),
        decisions=_quoted("\n".join(f"    {line}" for line in failure.decisions) or "    none"),
        name=file.name,
        folder=os.path.relpath(test.parent, file.resolve().parent),
        runtime=_runtime(),
        function=function if function.startswith("test") else f"test_{function}",
        texts="\n".join(f"TEXTS[{name!r}] = {_literal(text)}\n" for name, text in texts.items()),
        recorded=_wrapped(json.dumps(recorded, separators=(",", ":"))),
    )


def asked(source: str) -> set[str]:
    """What a test's text asks of `mainstay.prove`: names that are looked up there, or imported from it."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name | ast.Attribute):
            base = getattr(node.value, "id", getattr(node.value, "attr", ""))
            found |= {node.attr} if base == "prove" else set()
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith(f"{_OURS}.prove"):
            found |= {name.name for name in node.names}
    return found


# -- what is embedded


def _runtime() -> str:
    """The modules of the runtime one after the other, with what they import of the standard library at the top."""
    folder = Path(runtime.__file__).parent
    imports = {"import json", "import pathlib", "import sys"}  # what the page itself needs
    bodies: list[str] = []
    for name in _RUNTIME:
        source = (folder / f"{name}.py").read_text(encoding="utf-8")
        lines, tree = source.splitlines(), ast.parse(source)
        head = [node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
        imports |= {ast.unparse(node) for node in head if not _is_ours(node)}
        last = head[-1].end_lineno
        about = ast.get_docstring(tree) or ""
        bodies.append("\n".join([*(f"# {line}".rstrip() for line in about.splitlines()), *lines[last:]]))
    plain, others = (sorted(line for line in imports if line.startswith(kind)) for kind in ("import", "from"))
    return "\n".join([*plain, *others, "", *bodies])


def _is_ours(node: ast.Import | ast.ImportFrom) -> bool:
    return isinstance(node, ast.ImportFrom) and (node.module or "").startswith(_OURS)


def _places() -> dict[str, str]:
    """Where the checkers of histories and what they are asked with lie: name → module."""
    tree = ast.parse(Path(histories.__file__).read_text(encoding="utf-8"))
    found = (node for node in tree.body if isinstance(node, ast.ImportFrom))
    return {name.name: node.module or "" for node in found for name in node.names}


def _embedded(modules: Iterable[str]) -> dict[str, str]:
    """The texts of modules of ours and of all that they need."""
    found: dict[str, str] = {}
    wanted = list(modules)
    while wanted:
        name = wanted.pop()
        if name in found or name.startswith((f"{_OURS}.prove.machine", f"{_OURS}.prove.properties")):
            continue
        if name == f"{_OURS}.model.value":
            found[name] = (Path(runtime.__file__).parent / "values.py").read_text(encoding="utf-8")
            continue
        text = (_SOURCES / Path(*name.split(".")[1:])).with_suffix(".py").read_text(encoding="utf-8")
        found[name] = re.sub(
            r"^import msgspec$", f"from {_OURS}.model import value as msgspec", text, flags=re.MULTILINE
        )
        wanted += _needed(found[name])
    return dict(sorted(found.items()))


def _needed(text: str) -> list[str]:
    nodes = [n for n in ast.walk(ast.parse(text)) if isinstance(n, ast.ImportFrom) and _is_ours(n)]
    packages = {f"{_OURS}.prove.histories", f"{_OURS}.model", f"{_OURS}.prove"}
    names = [f"{node.module}.{name.name}" for node in nodes for name in node.names if node.module in packages]
    return [*names, *(node.module or "" for node in nodes if node.module not in packages)]


# -- how it is written


def _literal(text: str) -> str:
    """`text` as a literal that people can read."""
    for quotes in ('"""', "'''"):
        if quotes not in text and not text.endswith((quotes[0], "\\")) and "\r" not in text:
            return f"r{quotes}{text}{quotes}"
    return repr(text)


def _quoted(text: str) -> str:
    """`text` inside the docstring."""
    return text.replace("\\", "\\\\").replace('"""', "'''")


def _wrapped(text: str) -> str:
    """JSON in lines, broken after commas outside of texts."""
    lines: list[str] = [""]
    for part in re.findall(r'(?:"(?:[^"\\]|\\.)*"|[^",])+,?|,', text):
        if len(lines[-1]) + len(part) > _WIDTH:
            lines.append("")
        lines[-1] += part
    return "\n".join(lines)


_PAGE = Template('''# ruff: noqa
"""A failure that was found by simulation, as a test on real sockets. It needs only Python and what it tests.

$message

    pytest $name
    python $name

fails as long as the program does so, and passes once it is mended. The failure was found with these decisions of the
simulator (faults, and how late processes and messages were):

$decisions

What is real: the program and the libraries that it uses, the event loops of the standard library, every socket between
hosts (on loopback, through two of the test's own), files.

What is replayed: the order in which messages arrive and programs go on, what random generators draw, and the clocks,
which stand still while something runs. So it happens in the same order each time, on a busy machine too. Each host has
modules and a folder of its own; its programs are threads, of which one runs at a time.

What is not reproduced: that a thread loses the processor within a line, what `datetime` says (real time), losses of
power, disks that fail, full buffers of connections, signals.
"""

$runtime

# The test as it was when the failure was found, and what it needs to judge what was seen.
TEXTS: dict[str, str] = {}
$texts
sys.path[:0] = [str(pathlib.Path(__file__).resolve().parent / r"$folder")]
# The failing run: addresses of hosts, and the schedule. All times are nanoseconds since its start.
#   turns: each wait of each process: when it was over, how much later it was looked at what is ready, and it went on
#   jumps: time that passed within a turn (its number), before the how-many-eth look at a clock, and how much
#   connections: when they were asked for and answered, and of all that was sent its size, when it left and arrived
RECORDED = r"""
$recorded
"""


def $function() -> None:
    """Fails while the program has the fault."""
    check(__file__)


if __name__ == "__main__":
    main(json.loads(RECORDED), TEXTS)
''')
