"""What mainstay cannot provide or build: told before anything starts, from direct evidence only."""

import re

from mainstay.detect.facts import CodeFacts, Tech, in_file
from mainstay.detect.infer.aliases import meaning
from mainstay.detect.infer.processes import Chosen
from mainstay.detect.infer.tables import LANGUAGE_COMMANDS, LANGUAGE_SUFFIXES, LANGUAGES, UNSUPPORTED
from mainstay.detect.infer.units import Unit
from mainstay.detect.packaging import Remark
from mainstay.detect.sources.declared import Declared, Demand, Process, Rank
from mainstay.detect.tree import Tree, is_aside
from mainstay.detect.urls import is_inside
from mainstay.model.errors import MainstayError

HINTS = {
    "Prisma": "its query engine is downloaded at installation, which cannot be done here; use another client library",
    "git": "publish the package, vendor it into the repository, or pin a released version",
    Tech.MYSQL.value: "PostgreSQL is provided: switch the driver and the URL",
    Tech.AMQP.value: "Redis is provided: give the broker a redis:// URL and add `redis` to the dependencies",
}
SQLITE = ("sqlite3", "better-sqlite3", "sql.js", "aiosqlite", "node:sqlite")
"""Modules that keep a database in a file."""
MYSQL_DRIVERS = ("pymysql", "mysqlclient", "mysql-connector-python", "aiomysql", "asyncmy", "mysql2", "mysql")
_DATABASE = re.compile(r"(?:DATABASE|DB)_?(?:URL|URI)$|^SQLALCHEMY_")
DEEPEST = 2
"""How many folders down a file still tells the language of the application; deeper are libraries that came along."""
IGNORE = "if it is not needed here, add `{name}` to `ignore` in mainstay.yaml"


def check(units: list[Unit], declared: Declared, ignored: frozenset[str]) -> None:
    """Raise `MainstayError` with everything that is asked for and cannot be provided."""
    demands = [d for u in units for d in (*_packages(u), *_code(u))]
    used = {d.tech for d in demands}
    demands += [d for d in declared.demands if d.tech in used or _needed(d, declared, units)]
    demands = [d for d in demands if d.tech.lower() not in ignored and d.name.lower() not in ignored]
    if demands:
        raise _refusal(demands)


def _refusal(demands: list[Demand]) -> MainstayError:
    first = demands[0]
    techs = list(dict.fromkeys(_title(d) for d in demands))
    others = [f"{d.origin}: {d.says}" for d in demands[1:6] if d.origin != first.origin]
    also = f"; also {'; '.join(others)}" if others else ""
    hint = HINTS.get(first.tech, "it is not among the backing services that mainstay provides")
    return MainstayError(
        str(first.origin),
        "the application must need only what can be provided",
        f"{first.says}: {', '.join(techs)} {'is' if len(techs) == 1 else 'are'} not supported{also}",
        hint=f"{hint}; {IGNORE.format(name=first.name or first.tech.lower())}",
    )


def _title(demand: Demand) -> str:
    return "a dependency on a git repository" if demand.tech == "git" else demand.tech


def _packages(unit: Unit) -> list[Demand]:
    """Dependencies that cannot be installed from a package registry alone."""
    found = [
        Demand("git", d.origin, f"{d.name} is installed from {d.remote}", d.name)
        for d in sorted(unit.dependencies.values(), key=lambda d: (d.origin.path, d.origin.line, d.name))
        if d.remote and not d.development
    ]
    for name in ("@prisma/client", "prisma"):
        if name in unit.dependencies and (
            not unit.dependencies[name].development or "@prisma/client" in unit.dependencies or unit.imports("prisma")
        ):
            found.append(Demand("Prisma", unit.dependencies[name].origin, f"{name} is a dependency", "prisma"))
            break
    return found


def _code(unit: Unit) -> list[Demand]:
    found: list[Demand] = []
    for facts in unit.live:
        for module, line in facts.imports.items():
            found += [
                Demand(t.value, facts.at(line), f"the code imports {module}", t.value.lower())
                for t in _techs(unit, module)
            ]
        found += [
            Demand(c.tech.value, c.origin, f"the code connects to {c.tech.value}", c.tech.value.lower())
            for c in facts.connections
            if c.tech in UNSUPPORTED and (not c.host or is_inside(c.host)) and _decides(unit, c.tech)
        ]
        found += _engines(unit, facts)
    return found or _drivers(unit)


def _drivers(unit: Unit) -> list[Demand]:
    """A driver of MySQL that nothing imports, because the URL of the database names it."""
    if not _decides(unit, Tech.MYSQL) or unit.imports(*SQLITE):
        return []
    drivers = [unit.dependencies[n] for n in MYSQL_DRIVERS if n in unit.dependencies]
    told = [r for f in unit.live for r in f.env if _DATABASE.search(r.name) and (not r.default or "mysql" in r.default)]
    return [
        Demand(Tech.MYSQL.value, d.origin, f"{d.name} is a dependency, and the code reads {told[0].name}", "mysql")
        for d in drivers[:1]
        if told and not d.development
    ]


def _techs(unit: Unit, module: str) -> list[Tech]:
    """Technologies that an import is direct evidence for, where the code does not offer another."""
    root = module if module.startswith("@") else module.split("/", maxsplit=1)[0]
    names = {root, root.split(".")[0]}
    return [t for t, modules in UNSUPPORTED.items() if names & modules and _decides(unit, t)]


def _decides(unit: Unit, tech: Tech) -> bool:
    if tech is Tech.MYSQL:
        return not unit.drives(Tech.POSTGRES) and not _falls_back(unit)
    if tech is Tech.ELASTIC:
        return not any("ELASTIC" in r.name and not r.required and not r.default for f in unit.live for r in f.env)
    if tech is Tech.AMQP:
        brokers = [r for f in unit.live for r in f.env if (a := meaning(r)) and a.tech is Tech.REDIS]
        return not (unit.drives(Tech.REDIS) and (brokers or unit.has("celery")))
    return True


def _falls_back(unit: Unit) -> bool:
    """Whether SQLite is used, too, so that the code takes MySQL only where it is told one.

    That is the case where every name about MySQL is one that it can do without.
    """
    named = [r for f in unit.live for r in f.env if r.name.startswith(("MYSQL", "MARIADB"))]
    return unit.imports(*SQLITE) and bool(named) and not any(r.required and r.name.endswith("HOST") for r in named)


def spared(units: list[Unit], declared: Declared) -> list[Remark]:
    """What could be used, is not provided, and can be done without."""
    mysql = sorted(UNSUPPORTED[Tech.MYSQL])
    stated = any(d.tech == Tech.MYSQL.value for d in declared.demands)
    found = [f for u in units if u.imports(*mysql) and _falls_back(u) and not stated for f in u.live]
    places = [f.at(line) for f in found for m, line in f.imports.items() if m.split("/")[0] in mysql]
    text = "the code can use MySQL, which is not provided: it uses SQLite as long as it is not told a MySQL server"
    hint = "PostgreSQL is provided, if it is to be a server: switch the driver and the URL"
    return [Remark("mysql", place, text, hint) for place in places[:1]]


def _engines(unit: Unit, facts: CodeFacts) -> list[Demand]:
    """`ENGINE: django.db.backends.mysql` and `dialect: 'mysql'`, where nothing else is offered."""
    found = [
        Demand(t.value, facts.at(facts.marks[mark]), f"the code names the engine {t.value}", t.value.lower())
        for t in (Tech.MYSQL, Tech.MONGO)
        if (mark := f"engine:{t.value}") in facts.marks and _decides(unit, t)
    ]
    engines = facts.settings.engines if facts.settings else {}
    if engines and all("mysql" in e or "oracle" in e for e in engines):
        engine, line = next(iter(engines.items()))
        found.append(Demand(Tech.MYSQL.value, facts.at(line), f"DATABASES uses {engine}", "mysql"))
    return found


def _needed(demand: Demand, declared: Declared, units: list[Unit]) -> bool:
    """Whether a declared service that cannot be provided is used by a process that will run."""
    if not demand.name:
        return bool(units)
    folders = {u.directory for u in units}
    return any(demand.name in p.needs and p.directory in folders for p in declared.processes)


def check_services(tree: Tree, dropped: list[Process], ignored: frozenset[str]) -> None:
    """Raise `MainstayError` where a service that a file declares is written in a language that has no builder."""
    for process in dropped:
        language = _language_in(tree, process.directory)
        if language and process.rank in {Rank.COMPOSE, Rank.RENDER} and process.name not in ignored:
            raise MainstayError(
                str(process.origin),
                "every service must be written in Python or JavaScript for Node, or be a static site",
                f"`{process.name}` in {process.directory}/ is written in {language}, for which there is no builder",
                hint=f"to run the rest without it, write `ignore: [{process.name}]` into mainstay.yaml",
            )


def _language_in(tree: Tree, directory: str) -> str:
    """The language without a builder that the files directly in a folder are of; "" for none."""
    prefix = "" if directory == "." else f"{directory}/"
    here = [f.removeprefix(prefix) for f in tree.under(directory) if "/" not in f.removeprefix(prefix)]
    named = next((lang for marker, lang in LANGUAGES if marker in here), "")
    return named or next((lang for suffix, lang in LANGUAGE_SUFFIXES for f in here if f.endswith(suffix)), "")


def check_commands(chosen: list[Chosen]) -> None:
    """Raise `MainstayError` where a process is started by a program of a language that has no builder."""
    for one in chosen:
        body = one.unit.package.body(one.plan.command) if one.unit.package else one.plan.command
        words = re.sub(r"^(?:\w+=\S*\s+)*(?:exec\s+)?", "", body)
        language = next((lang for pattern, lang in LANGUAGE_COMMANDS if re.match(pattern, words)), "")
        if language:
            raise MainstayError(
                str(one.process.origin),
                "a program must be written in Python or JavaScript for Node",
                f"`{one.plan.command[:60]}` is {language}, for which there is no builder",
                hint=f"set another `command` for `{one.process.name}` in mainstay.yaml, or `remove: true`",
            )


def check_language(tree: Tree, chosen: list[Chosen]) -> None:
    """Raise `MainstayError` where the assets of an application are all that can be built of it."""
    only_assets = bool(chosen) and all(c.site is not None and c.site.script for c in chosen)
    if (
        only_assets
        and tree.first(".", "Gemfile", "composer.json", "artisan", "pom.xml", "mix.exs", "go.mod")
        and all(c.unit.directory == "." for c in chosen)
    ):
        raise nothing_found(tree)


def nothing_found(tree: Tree, manifest: str = "") -> MainstayError:
    """The error for a repository that holds no program of ours, naming the language that it does hold.

    `manifest` is the file that could state one, where it is there.
    """
    for path in sorted(tree.files, key=lambda p: (p.count("/"), p)):
        name = path.rpartition("/")[2]
        language = next((lang for marker, lang in LANGUAGES if marker == name), "")
        language = language or next((lang for suffix, lang in LANGUAGE_SUFFIXES if name.endswith(suffix)), "")
        if language and not is_aside(path) and path.count("/") <= DEEPEST:
            return MainstayError(
                str(in_file(path)),
                "the application must be written in Python or JavaScript, or be a static site",
                f"it is written in {language}, for which there is no builder",
                hint="mainstay builds Python, Node and static sites",
            )
    if manifest:
        return MainstayError(
            f"{manifest}:1",
            "must state a service, a job, a schedule or a site",
            "it states none, and beside it stands no program that tells of one",
            hint="for example `services: {web: {image: ghcr.io/example/shop:1, public: true}}`",
        )
    return MainstayError(
        str(tree.root),
        "must hold an application",
        "there is no Python or Node program and no index.html",
        hint="give the folder that requirements.txt, package.json or index.html is in, or write a mainstay.yaml",
    )
