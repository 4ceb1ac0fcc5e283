"""Places of values in files: possible secrets are carried by where they stand, never in the clear."""

from mainstay.detect.tree import Tree
from mainstay.model.intent import FromFile

NEAR = 12


def literal_place(tree: Tree, path: str, line: int, value: str) -> FromFile | None:
    """Where a value stands in a file that is no data (code, a Dockerfile, a command): line and columns.

    The pointer is the line (from 1) and `start:end`, columns from 0 in characters. It is searched for from `line` on;
    None where it does not stand there in one piece.
    """
    lines = tree.text(path).splitlines()
    for number in range(max(line, 1), min(line + NEAR, len(lines) + 1)):
        column = lines[number - 1].find(value)
        if column >= 0:
            return FromFile(path=path, pointer=(str(number), f"{column}:{column + len(value)}"))
    return None
