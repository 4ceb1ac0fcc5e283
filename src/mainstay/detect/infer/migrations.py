"""Migrations that the code has but no file runs: what must happen to the database before a release."""

import posixpath
import re
from dataclasses import dataclass

from mainstay.detect.facts import Tech, evidence, in_file
from mainstay.detect.infer.builds import MIGRATE, manage_folder
from mainstay.detect.infer.start_python import flask_reference
from mainstay.detect.infer.units import Unit
from mainstay.detect.python import alembic, heads
from mainstay.detect.shell import Purpose, purpose, segments
from mainstay.detect.tree import Tree, inside
from mainstay.detect.urls import split_url
from mainstay.model.intent import Runtime
from mainstay.model.origin import Evidence

SCRIPTS = (
    "migrate:deploy",
    "migrate:prod",
    "migrate:latest",
    "migrate:up",
    "migration:run",
    "migrations:run",
    "db:migrate",
    "migrate",
)
"""Scripts of package.json that bring a database up to date, the most telling first."""
_OTHERWISE = re.compile(r"\b(?:dev|generate|create|make|new|down|undo|rollback|revert|reset|drop|refresh|status)\b")
_FLASK_APP = re.compile(r"^\s*(?:export\s+)?FLASK_APP\s*=", re.MULTILINE)


@dataclass(frozen=True)
class Migration:
    """A command that migrates, why, and the folder of the repository that it runs in."""

    command: str
    why: Evidence
    directory: str = "."


def migration(tree: Tree, unit: Unit, stated: str, hosts: frozenset[str]) -> Migration | None:
    """What migrates the database of a unit; None where `stated` commands do, or nothing is there to do it.

    `hosts` are the machine names that will resolve: a migration that names its database by another would fail.
    """
    if unit.runtime is Runtime.NODE:
        return _script(unit, stated)
    found = _django(unit, stated)
    if found is not None or manage_folder(unit) is not None:
        return found
    if re.search(r"\balembic\b|\bdb\s+upgrade\b", stated):
        return None
    return _flask(tree, unit) or _alembic(tree, unit, hosts)


def _django(unit: Unit, stated: str) -> Migration | None:
    folder = manage_folder(unit)
    if folder is None or "migrate" in stated or _without_database(unit):
        return None
    place = next(f for f in unit.facts if f.path.endswith("manage.py"))
    why = evidence("Django migrates its database before a release", place.at(1), "command", 0.9)
    return Migration(MIGRATE, why, "." if folder == "." else posixpath.normpath(f"{unit.directory}/{folder}"))


def _without_database(unit: Unit) -> bool:
    """A Django project that states settings but no database has nothing to migrate."""
    stated = [f.settings for f in unit.live if f.settings]
    text = any(r.name.endswith("DATABASE_URL") for f in unit.live for r in f.env)
    return (
        bool(stated)
        and not any(s.engines for s in stated)
        and not text
        and not any(c for f in unit.live for c in f.connections)
    )


def _flask(tree: Tree, unit: Unit) -> Migration | None:
    """Flask-Migrate keeps its migrations beside the application."""
    reference = flask_reference(tree, unit) if unit.has("flask-migrate") else None
    if reference is None:
        return None
    folder = posixpath.normpath(f"{unit.directory}/{reference[1]}")
    environment = tree.first(folder, "migrations/env.py")
    if not environment or heads(tree, inside(folder, "migrations/versions")) != 1:
        return None
    named = any(_FLASK_APP.search(tree.text(p)) for n in (".flaskenv", ".env") if (p := tree.first(folder, n)))
    command = "flask db upgrade" if named else f"FLASK_APP={reference[0]} flask db upgrade"
    why = evidence(
        "Flask-Migrate brings the database up to date before a release", in_file(environment, 1), "command", 0.9
    )
    return Migration(command, why, folder if reference[1] != "." else ".")


def _alembic(tree: Tree, unit: Unit, hosts: frozenset[str]) -> Migration | None:
    """Alembic, where its database is the one of the application: told by the program, or by a known name."""
    found = alembic(tree, unit.directory) if unit.has("alembic") or unit.imports("alembic") else None
    url = split_url(found.url) if found else None
    known = url is not None and url.scheme.startswith("postgres") and url.host in hosts
    if found is None or found.heads != 1 or not (found.told or known):
        return None
    says = "Alembic brings the database up to date before a release"
    folder = found.folder if found.folder != unit.directory else "."
    return Migration("alembic upgrade head", evidence(says, in_file(found.path, 1), "command", 0.9), folder)


def _script(unit: Unit, stated: str) -> Migration | None:
    package = unit.package
    if package is None or not unit.drives(Tech.POSTGRES) or "migrat" in stated:
        return None
    for name in SCRIPTS:
        body = package.body(package.scripts.get(name, ""))
        last = segments(body)[-1:]
        if last and purpose(last[0]) is Purpose.MIGRATE and not _OTHERWISE.search(body):
            command = f"{unit.manifests.manager.value} run {name}"
            why = evidence(f"the script `{name}` of package.json", package.at('"scripts"', f'"{name}"'), "command", 0.9)
            return Migration(command, why)
    return None
