"""Files written for other platforms, one module per kind of file, each read into `Declared`."""

from collections.abc import Callable

from mainstay.detect.sources import compose, dockerfile, platforms, procfile, render
from mainstay.detect.sources.declared import Declared as Declared
from mainstay.detect.tree import Tree

SOURCES: tuple[Callable[[Tree], Declared], ...] = (
    procfile.read,
    render.read,
    platforms.railway,
    platforms.fly,
    platforms.nixpacks,
    platforms.heroku,
    platforms.app_json,
    compose.read,
    dockerfile.read,
)
"""In the order in which they are believed."""


def declarations(tree: Tree) -> Declared:
    """What all evidence files of the repository declare together."""
    declared = Declared()
    for read in SOURCES:
        declared.add(read(tree))
    return declared
