"""Units: folders that hold a program that can be built, with all that their files say."""

import re
from dataclasses import dataclass, field

from mainstay.detect import node, python
from mainstay.detect.facts import CodeFacts, Tech, in_file
from mainstay.detect.infer.tables import DRIVER_EXTRAS, DRIVERS, IMPORTS
from mainstay.detect.names import sanitised, unique
from mainstay.detect.node import Package
from mainstay.detect.packaging import Dependency, Interpreter, Manifests, Remark
from mainstay.detect.servers import runs_elsewhere
from mainstay.detect.sources import Declared
from mainstay.detect.sources.declared import Process, Rank
from mainstay.detect.tree import ASIDE_FOLDERS, Tree, is_aside
from mainstay.model.errors import MainstayError
from mainstay.model.intent import Runtime

PYTHON_FILES = [
    "requirements.txt",
    "pyproject.toml",
    "Pipfile",
    "uv.lock",
    "poetry.lock",
    "setup.py",
    "manage.py",
    "requirements/production.txt",
    "requirements/prod.txt",
    "requirements-prod.txt",
    "requirements/base.txt",
    "main.py",
    "app.py",
    "start.py",
    "bot.py",
    "hello.py",
    "server.py",
    "wsgi.py",
    "asgi.py",
]
STATIC_FILES = ("index.html", "public/index.html", "Staticfile")
MAX_UNITS = 8
_NODE_COMMAND = re.compile(
    r"^(?:\w+=\S*\s+)*(?:exec\s+)?(?:node|npm|npx|yarn|pnpm|ts-node|tsx|next|nest|pm2(?:-runtime)?|nodemon|nuxt|remix-serve|serve|vite|ng|bun)\b"
)
_PYTHON_COMMAND = re.compile(
    r"^(?:\w+=\S*\s+)*(?:exec\s+)?(?:python[\d.]*|gunicorn|uvicorn|hypercorn|daphne|granian|flask|celery|fastapi|streamlit|rq|dramatiq|arq|"
    r"waitress-serve|uv\s+run|poetry\s+run|pipenv\s+run|pdm\s+run|alembic|django-admin|uwsgi|sanic|litestar|\S*manage\.py)\b"
)


@dataclass
class Unit:
    """A folder with one build. `name` is the name of the build, `package` the package.json of a Node unit."""

    directory: str
    runtime: Runtime
    name: str
    manifests: Manifests = field(default_factory=Manifests)
    interpreter: Interpreter | None = None
    package: Package | None = None
    facts: list[CodeFacts] = field(default_factory=list[CodeFacts])
    members: tuple[str, ...] = ()

    @property
    def live(self) -> list[CodeFacts]:
        """Facts of files that are part of the running program."""
        return [f for f in self.facts if not f.aside]

    @property
    def dependencies(self) -> dict[str, Dependency]:
        """Packages by their normal names."""
        return self.manifests.dependencies

    def has(self, *packages: str) -> bool:
        """Whether any of these packages is a dependency."""
        return any(p in self.dependencies for p in packages)

    def imports(self, *modules: str) -> bool:
        """Whether any live file imports one of these modules or a part of it."""
        return any(i == m or i.startswith((f"{m}.", f"{m}/")) for f in self.live for i in f.imports for m in modules)

    def drives(self, tech: Tech) -> bool:
        """Whether the unit has a client of a technology."""
        extras = {(d.name, e) for d in self.dependencies.values() for e in d.extras}
        named = any(DRIVER_EXTRAS.get(pair) is tech for pair in extras)
        return named or self.has(*sorted(DRIVERS.get(tech, ()))) or self.imports(*sorted(IMPORTS.get(tech, ())))

    def relative(self, path: str) -> str:
        """A path of the repository relative to the unit's folder; unchanged where it lies outside."""
        return path if self.directory == "." else path.removeprefix(f"{self.directory}/")


def markers(tree: Tree, directory: str) -> list[Runtime]:
    """The languages that a folder has a program in, in the order of preference."""
    found: list[Runtime] = []
    if tree.first(directory, *PYTHON_FILES) or _startable(tree, directory):
        found.append(Runtime.PYTHON)
    if tree.first(directory, "package.json") or (
        tree.first(directory, "server.js", "index.js", "app.js") and not found
    ):
        found.append(Runtime.NODE)
    if not found and tree.first(directory, *STATIC_FILES):
        found.append(Runtime.STATIC)
    return found


def _startable(tree: Tree, directory: str) -> bool:
    """A Python file directly in the folder that is written to be started."""
    prefix = "" if directory == "." else f"{directory}/"
    here = [f for f in tree.under(directory) if f.endswith(".py") and "/" not in f.removeprefix(prefix)]
    return any("__main__" in tree.text(f) for f in here[:50])


def find_units(
    tree: Tree, declared: Declared, *, wanted: frozenset[str] = frozenset()
) -> tuple[list[Unit], list[Remark]]:
    """The units of a repository, sorted by folder, with remarks about what was chosen.

    `wanted` are folders that mainstay.yaml names. Raises `MainstayError` where there are too many to guess.
    """
    remarks: list[Remark] = []
    folders = sorted({*_folders(tree, declared, remarks), *(w for w in wanted if markers(tree, w))})
    units: list[Unit] = []
    for directory in folders:
        for runtime in _runtimes(tree, directory, declared, remarks):
            units.append(_unit(tree, (directory, runtime), declared, [u.name for u in units]))
    for unit in units:
        _read_code(tree, unit, folders)
    return units, remarks


def _folders(tree: Tree, declared: Declared, remarks: list[Remark]) -> list[str]:
    stated = {locate(tree, p.directory) for p in declared.processes if p.rank in {Rank.RENDER, Rank.COMPOSE}}
    stated = {s for s in stated if s and markers(tree, s)}
    top = any(p.directory == "." and p.rank is not Rank.IMAGE and p.command for p in declared.processes)
    if stated:
        return sorted(stated | ({"."} if top and markers(tree, ".") else set()))
    if members := _members(tree):
        return members
    if markers(tree, "."):
        return [".", *_front_ends(tree)]
    return _search(tree, remarks)


def locate(tree: Tree, directory: str) -> str:
    """The folder that really holds the program: the one named, or the only folder below it that has one."""
    if markers(tree, directory):
        return directory
    below = [f for f in tree.folders_in(directory) if markers(tree, f)]
    return below[0] if len(below) == 1 else ""


def _members(tree: Tree) -> list[str]:
    """The programs of a workspace whose root starts nothing itself."""
    root = node.package(tree, ".")
    if root is None or markers(tree, ".")[:1] != [Runtime.NODE] or _starts(tree, ".", root):
        return []
    found = [(f, node.package(tree, f)) for f in node.workspace_folders(tree, ".", root)]
    return [f for f, package in found if package and (_starts(tree, f, package) or tree.first(f, "index.html"))]


def _starts(tree: Tree, directory: str, package: Package) -> bool:
    start = package.body(package.scripts.get("start", ""))
    framework = {"next", "nuxt", "express", "fastify", "koa", "@nestjs/core", "hono"} & set(package.dependencies)
    entry = package.main and tree.first(directory, package.main) and not package.workspaces
    return (
        (bool(start) and not start.startswith(("turbo", "lerna", "nx")))
        or bool(framework)
        or bool(entry and not start and directory == ".")
    )


def _front_ends(tree: Tree) -> list[str]:
    """A single-page application beside a Python program in the root has a build of its own."""
    if markers(tree, ".")[0] is not Runtime.PYTHON or tree.first(".", "package.json"):
        return []
    return [d for d in ("frontend", "client", "web", "ui", "webapp") if tree.has(f"{d}/package.json")]


def _search(tree: Tree, remarks: list[Remark]) -> list[str]:
    """Folders with a program, at the shallowest of two levels that has any."""
    level = [f for f in tree.folders_in(".") if f.lower() not in ASIDE_FOLDERS]
    for _ in range(2):
        found = [f for f in level if markers(tree, f)]
        if found:
            break
        level = [g for f in level for g in tree.folders_in(f) if g.rpartition("/")[2].lower() not in ASIDE_FOLDERS]
    else:
        return []
    programs = [f for f in found if markers(tree, f) != [Runtime.STATIC]] or found
    if len(programs) > MAX_UNITS:
        raise MainstayError(
            str(tree.root),
            "must be the folder of one application",
            f"it holds {len(programs)} of them ({', '.join(programs[:4])}, …)",
            hint=f"run the command on one of them: `{tree.root.name}/{programs[0]}`",
        )
    names = " and ".join(f"{p}/" for p in programs)
    text = f"nothing to run is in the root: chosen {'was' if len(programs) == 1 else 'were'} {names}"
    remarks.append(
        Remark(
            "builds", in_file(programs[0]), text, "set `directory` of the builds in mainstay.yaml to choose otherwise"
        )
    )
    return programs


def runtime_of(command: str) -> Runtime | None:
    """The language that a command line is of; None where it does not tell."""
    if _PYTHON_COMMAND.match(command.strip()):
        return Runtime.PYTHON
    return Runtime.NODE if _NODE_COMMAND.match(command.strip()) else None


def _runtimes(tree: Tree, directory: str, declared: Declared, remarks: list[Remark]) -> list[Runtime]:
    found = markers(tree, directory)
    if found[1:] == []:
        return found
    commands = [p.command for p in declared.processes if p.directory == directory and not runs_elsewhere(p.command)]
    asked = {r for c in commands if (r := runtime_of(c)) in found}
    if asked:
        return sorted((r for r in asked if r), key=found.index)
    package = node.package(tree, directory)
    serves = package is not None and "start" in package.scripts
    chosen = Runtime.NODE if serves and not _python_program(tree, directory) else Runtime.PYTHON
    other = "requirements" if chosen is Runtime.NODE else "package.json"
    remarks.append(
        Remark(
            "builds",
            in_file(tree.first(directory, "package.json")),
            f"both Python and Node are here: {chosen.value} was chosen, {other} is not used",
            "add a Procfile, or services and builds to mainstay.yaml, to choose otherwise",
        )
    )
    return [chosen]


def _python_program(tree: Tree, directory: str) -> bool:
    return bool(
        tree.first(directory, "manage.py", "main.py", "app.py", "wsgi.py", "asgi.py", "server.py")
    ) or _startable(tree, directory)


def _unit(tree: Tree, place: tuple[str, Runtime], declared: Declared, taken: list[str]) -> Unit:
    directory, runtime = place
    name = unique("app" if directory == "." else sanitised(directory.rpartition("/")[2]), taken)
    unit = Unit(directory, runtime, name)
    if runtime is Runtime.PYTHON:
        unit.manifests = python.manifests(tree, directory, _stated_requirements(tree, directory, declared))
        unit.interpreter = python.interpreter(tree, directory)
    elif runtime is Runtime.NODE:
        unit.package = node.package(tree, directory)
        unit.interpreter = node.interpreter(tree, directory, unit.package)
        if unit.package:
            unit.manifests = node.manifests(tree, directory, unit.package)
            unit.members = tuple(node.workspace_folders(tree, directory, unit.package))
    return unit


_REQUIREMENTS = re.compile(r"pip[\d.]*\s+install\b[^&;|]*?(?:-r|--requirement)[ =]*(\S+)")


def _stated_requirements(tree: Tree, directory: str, declared: Declared) -> str:
    """The requirements file that a build command or a Dockerfile of this folder installs."""
    for process in declared.processes:
        if process.directory != directory:
            continue
        named = [m for c in process.build for m in _REQUIREMENTS.findall(_text_of(tree, directory, c))]
        for name in [*named, process.requirements]:
            path = tree.first(directory, name.removeprefix("./"), name.rpartition("/")[2]) if name else ""
            if path and path.endswith(".txt"):
                return path
    return ""


def _text_of(tree: Tree, directory: str, command: str) -> str:
    """A build command, or the text of the script that it is."""
    script = tree.first(directory, command.removeprefix("bash ").removeprefix("sh ").strip())
    return tree.text(script) if script else command


def _read_code(tree: Tree, unit: Unit, folders: list[str]) -> None:
    inner = [
        f"{f}/"
        for f in folders
        if f not in {unit.directory, "."} and (unit.directory == "." or f.startswith(f"{unit.directory}/"))
    ]
    suffixes = {
        Runtime.PYTHON: (".py",),
        Runtime.NODE: (".js", ".cjs", ".mjs", ".ts", ".mts", ".cts", ".jsx", ".tsx"),
    }.get(unit.runtime, ())
    read = python.read_python if unit.runtime is Runtime.PYTHON else node.read_node
    for path in tree.under(unit.directory):
        if path.endswith(suffixes or "\0") and not path.startswith(tuple(inner) or "\0"):
            facts = read(path, tree.text(path))
            facts.aside = is_aside_in(unit, path)
            unit.facts.append(facts)
    if unit.runtime is Runtime.PYTHON and (stated := python.alembic_facts(tree, unit.directory)):
        unit.facts.append(stated)


def is_aside_in(unit: Unit, path: str) -> bool:
    """Whether a file is beside the point, judged within its unit: a sample in `examples/` is a program of its own."""
    return is_aside(unit.relative(path))


def unit_of(units: list[Unit], process: Process, tree: Tree) -> Unit | None:
    """The unit that a declared process belongs to; None where its folder holds nothing of ours."""
    directory = locate(tree, process.directory)
    here = [u for u in units if u.directory == directory]
    wanted = runtime_of(process.command)
    if wanted is None and process.runtime and here and all(u.runtime.value != process.runtime for u in here):
        return None  # an image of another language, in a folder that only seems to be its own
    return next((u for u in here if u.runtime is wanted), here[0] if here else None)
