"""Alembic: where its migrations are, and which database it means."""

import re
from dataclasses import dataclass

from mainstay.detect.facts import CodeFacts, Tech, in_file
from mainstay.detect.tree import Tree, inside
from mainstay.detect.urls import connection_of_url

_LOCATION = re.compile(r"^\s*script_location\s*=\s*(?:%\(here\)s/)?(\S+)", re.MULTILINE)
_URL = re.compile(r"^\s*sqlalchemy\.url\s*=\s*(\S+)", re.MULTILINE)
_REVISION = re.compile(r"^revision\b[^=\n]*=\s*['\"]([\w-]+)['\"]", re.MULTILINE)
_FOLLOWS = re.compile(r"^down_revision\b[^=\n]*=\s*(\([^)]*\)|.*)$", re.MULTILINE)
_READS = re.compile(r"environ|getenv|set_main_option|settings|get_url|create_(?:async_)?engine|config\[|_url\b(?!\")")


@dataclass(frozen=True)
class Alembic:
    """An alembic.ini and what it leads to. `told`: env.py is told its database by the program, not by the file.

    `heads` counts the revisions that none follows: Alembic goes to "the" newest only where there is exactly one.
    """

    path: str
    folder: str
    heads: int
    told: bool
    url: str
    line: int


def alembic(tree: Tree, directory: str) -> Alembic | None:
    """The alembic.ini of a folder, or of one directly below it; None where there is none with an env.py."""
    folder = next((d for d in (directory, *tree.folders_in(directory)) if tree.first(d, "alembic.ini")), None)
    if folder is None:
        return None
    path = tree.first(folder, "alembic.ini")
    text = tree.text(path)
    location = match.group(1) if (match := _LOCATION.search(text)) else "alembic"
    scripts = inside(folder, location)
    environment = tree.text(f"{scripts}/env.py") if scripts else ""
    if not environment:
        return None
    url = _URL.search(text)
    line = text.count("\n", 0, url.start(1)) + 1 if url else 1
    return Alembic(
        path,
        folder,
        heads(tree, inside(scripts, "versions")),
        bool(_READS.search(environment)),
        url.group(1) if url else "",
        line,
    )


def heads(tree: Tree, folder: str) -> int:
    """How many revisions of a folder none follows; as many as there are where they do not say what they follow."""
    texts = [tree.text(f) for f in tree.under(folder) if f.endswith(".py")] if folder else []
    own = {m.group(1) for t in texts if (m := _REVISION.search(t))}
    followed = {
        name for t in texts if (m := _FOLLOWS.search(t)) for name in re.findall(r"['\"]([\w-]+)['\"]", m.group(1))
    }
    return len(own - followed)


def alembic_facts(tree: Tree, directory: str) -> CodeFacts | None:
    """The database that alembic.ini names, as a fact of the program, where nothing else tells Alembic."""
    found = alembic(tree, directory)
    if found is None or found.told or found.heads != 1:
        return None
    connection = connection_of_url(found.url, in_file(found.path, found.line))
    if connection is None or connection.tech is not Tech.POSTGRES:
        return None
    facts = CodeFacts(found.path)
    facts.connections.append(connection)
    return facts
