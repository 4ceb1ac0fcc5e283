"""Sessions in documents: the files and commands of their fenced blocks, replayed from an empty folder on.

A block of YAML or JSON that begins with a comment or a line like `# policy/company.yaml` is that file; one that goes on
with `, at the end` is added to it. A block of `console` has commands after `$ ` and what they print; a line `…` stands
for lines that are left out. `python tests/golden/sessions.py [DOCUMENT...]` writes what is printed anew.
"""

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = ("README.md", "docs/tutorial/cloud-system.md", "docs/how-to/policy.md", "docs/how-to/prices-and-metrics.md")
LEFT_OUT = "…"
_BLOCK = re.compile(r"^```(?:yaml|json|csv|console)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_FILE = re.compile(r"# (?P<path>[\w./-]+\.(?:yaml|json|csv))(?P<added>, at the end)?")
_PROGRESS = re.compile(r"(compiling|reading|looking at|drawing|rendering|fetching)( .*)?")


def replayed(text: str) -> str:
    """The document with what its commands print today, in the shape that it shows: as many lines left out."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "shop"
        folder.mkdir()
        return _BLOCK.sub(lambda block: _block(block, folder), text)


def stable(text: str) -> list[str]:
    """The lines without what a newer price changes: figures, and the widths of columns."""
    return [re.sub(r"\s+", " ", re.sub(r"\d[\d.,]*", "#", line)).strip() for line in text.splitlines()]


def _block(block: re.Match[str], folder: Path) -> str:
    first, _, rest = block[1].partition("\n")
    file = _FILE.fullmatch(first)
    if file:
        path = folder / file["path"]
        path.parent.mkdir(parents=True, exist_ok=True)
        before = path.read_text() if file["added"] else ""
        path.write_text(before + rest)
        return block[0]
    if not block[0].startswith("```console"):
        return block[0]
    lines: list[str] = []
    for command, shown in _commands(block[1]):
        lines += [f"$ {command}", *_shaped(_printed(command, folder), shown)]
    return "```console\n" + "\n".join(lines) + "\n```"


def _commands(text: str) -> Iterator[tuple[str, list[str]]]:
    """Each command with the lines shown after it; empty lines between two commands belong to the first."""
    for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
        command, *shown = part.splitlines()
        yield command, shown


def _printed(command: str, folder: Path) -> list[str]:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {
        "PATH": path,
        "HOME": str(folder.parent),
        "NO_COLOR": "1",
        "PYTHONUNBUFFERED": "1",
        "LANG": "C.UTF-8",
    }
    done = subprocess.run(
        ["bash", "-c", command],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=60,
        check=False,
    )
    printed = done.stdout.replace(f"{folder.parent}/", "~/")
    return [line.rstrip() for line in printed.splitlines() if not _PROGRESS.fullmatch(line)]


def _shaped(printed: list[str], shown: list[str]) -> list[str]:
    """What is printed, with lines left out where they are; an empty line that ends the block's part stays."""
    gap = [""] if shown and not shown[-1] else []
    if LEFT_OUT not in shown:
        return [*printed, *gap]
    cut = shown.index(LEFT_OUT)
    after = len(shown) - cut - 1 - len(gap)
    if cut + after >= len(printed):
        return [*printed, *gap]
    return [*printed[:cut], LEFT_OUT, *(printed[-after:] if after else []), *gap]


def main(wanted: list[str]) -> None:
    for name in wanted or DOCUMENTS:
        path = ROOT / name
        path.write_text(replayed(path.read_text()))


if __name__ == "__main__":
    main(sys.argv[1:])
