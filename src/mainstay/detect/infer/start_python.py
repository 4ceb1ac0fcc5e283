"""How a Python program is started when nobody wrote it down: application objects first, then files."""

import posixpath
from dataclasses import dataclass, replace

from mainstay.detect.facts import App, CodeFacts
from mainstay.detect.infer.start import NOWHERE, Places, Start, folder_of, module_of
from mainstay.detect.infer.units import Unit
from mainstay.detect.tree import Tree

ASGI_SERVERS = (
    ("uvicorn", "uvicorn {app} --host 0.0.0.0 --port $PORT"),
    ("hypercorn", "hypercorn {app} --bind 0.0.0.0:$PORT"),
    ("granian", "granian --interface asgi --host 0.0.0.0 --port $PORT {app}"),
    ("daphne", "daphne -b 0.0.0.0 -p $PORT {app}"),
)
WSGI_SERVERS = (
    ("gunicorn", "gunicorn {app} --bind 0.0.0.0:$PORT"),
    ("waitress", "waitress-serve --host=0.0.0.0 --port=$PORT {app}"),
    ("granian", "granian --interface wsgi --host 0.0.0.0 --port $PORT {app}"),
)
"""Server packages in the order of preference, and their command lines."""
ASGI = frozenset({"fastapi", "starlette", "litestar", "blacksheep", "quart", "fasthtml", "falcon-asgi"})
WSGI = frozenset({"flask", "falcon", "bottle", "connexion", "dash"})
SERVED = ASGI | WSGI
ENTRY_FILES = (
    "main.py",
    "app.py",
    "server.py",
    "api.py",
    "asgi.py",
    "wsgi.py",
    "application.py",
    "run.py",
    "start.py",
    "bot.py",
    "hello.py",
    "index.py",
    "__main__.py",
)
NO_PROGRAMS = frozenset({"manage.py", "setup.py", "conftest.py"})
DEEPEST = 1
"""How many folders below its unit a program may lie that nothing else points at."""
RUNNERS = (
    ("streamlit", "streamlit run {file} --server.address 0.0.0.0 --server.port $PORT --server.headless true"),
    ("chainlit", "chainlit run {file} --host 0.0.0.0 --port $PORT --headless"),
)
"""Libraries that bring the program which runs a file."""


@dataclass(frozen=True)
class _Found:
    """An application object, the file that it is in, and its framework."""

    facts: CodeFacts
    app: App
    framework: str


def application_start(tree: Tree, unit: Unit, exposed: Places = NOWHERE) -> Start | None:
    """The command that serves the best application object of the unit; None where there is none.

    Annotated ones come first, then file names, depth and line decide.
    """
    found = _applications(unit)
    return _served(tree, unit, min(found, key=lambda c: _weight(unit, c, exposed))) if found else None


def _applications(unit: Unit) -> list[_Found]:
    frameworks = sorted({a.framework for f in unit.live for a in f.apps} & SERVED)
    found = [_Found(f, a, a.framework) for f in unit.live for a in f.apps if a.framework in SERVED]
    return found + [
        _Found(f, a, frameworks[0]) for f in unit.live for a in f.apps if a.framework == "factory" and frameworks
    ]


def flask_reference(tree: Tree, unit: Unit) -> tuple[str, str] | None:
    """`module:name` of the Flask application that would be served, and the folder (relative to the unit) for it."""
    found = [f for f in _applications(unit) if f.framework == "flask"]
    if not found:
        return None
    best = min(found, key=lambda c: _weight(unit, c, NOWHERE))
    module, directory = module_of(tree, unit, best.facts)
    return f"{module}:{best.app.variable}", directory


def _weight(unit: Unit, found: _Found, exposed: Places) -> tuple[object, ...]:
    path = unit.relative(found.facts.path)
    name = posixpath.basename(path)
    return (
        (found.facts.path, found.app.origin.line) not in exposed,
        found.app.factory,
        ENTRY_FILES.index(name) if name in ENTRY_FILES else len(ENTRY_FILES) - (name == "__init__.py"),
        path.count("/"),
        found.app.variable not in {"app", "application", "api"},
        path,
        found.app.origin.line,
    )


def _served(tree: Tree, unit: Unit, found: _Found) -> Start:
    own = _by_itself(unit, found)
    if own:
        return _as_file(unit, found, own)
    module, directory = module_of(tree, unit, found.facts)
    start = _by_asgi(unit, found, module) if found.framework in ASGI else _by_wsgi(unit, found, module)
    return replace(start, directory=directory, path=found.facts.path) if start else _as_file(unit, found, "")


def _as_file(unit: Unit, found: _Found, why: str) -> Start:
    name = posixpath.basename(found.facts.path)
    return Start(
        f"python {name}",
        found.app.origin,
        why or f"a {found.framework} application",
        directory=folder_of(unit, found.facts),
        confidence=0.9 if why else 0.6,
        path=found.facts.path,
    )


def _by_asgi(unit: Unit, found: _Found, module: str) -> Start:
    """Uvicorn comes along with FastAPI's extras, so it is assumed where no server is named."""
    package, command = next((s for s in ASGI_SERVERS if unit.has(s[0])), ASGI_SERVERS[0])
    text = command.format(app=f"{module}:{found.app.variable}")
    text += " --factory" if found.app.factory and package == "uvicorn" else ""
    return Start(text, found.app.origin, f"a {found.framework} application, served by {package}")


def _by_wsgi(unit: Unit, found: _Found, module: str) -> Start | None:
    reference = f"{module}:{found.app.variable}"
    called = f"'{reference}()'" if found.app.factory else reference
    called += ".server" if found.framework == "dash" else ""
    for package, command in WSGI_SERVERS:
        if unit.has(package):
            says = f"a {found.framework} application, served by {package}"
            return Start(command.format(app=called), found.app.origin, says)
    if found.framework != "flask":
        return None
    says = "a flask application, served by flask itself"
    return Start(_flask_run(unit, reference), found.app.origin, says, confidence=0.6)


def _flask_run(unit: Unit, reference: str) -> str:
    """`--app` came with Flask 2.2 (its change log)."""
    spec = unit.dependencies["flask"].spec if "flask" in unit.dependencies else ""
    listening = "--host 0.0.0.0 --port $PORT"
    if spec.startswith(("==0.", "==1.", "==2.0", "==2.1")):
        return f"FLASK_APP={reference} flask run {listening}"
    return f"flask --app {reference} run {listening}"


def _by_itself(unit: Unit, found: _Found) -> str:
    """Why a file must be started as a program instead of being served; "" where it need not."""
    facts = found.facts
    if unit.has("flask-socketio") and not unit.has("gunicorn") and facts.main:
        return "socket.io brings its own server"
    served = found.framework in WSGI and unit.has("gunicorn", "waitress")
    if facts.main_does_more and facts.listens and not found.app.factory and not served:
        return "the file does more than serve when it is started"
    return ""


def file_start(tree: Tree, unit: Unit, exposed: Places = NOWHERE) -> Start | None:
    """The command that starts a file: one that is written to be started, then one with a telling name."""
    marked = {path for path, _ in exposed}
    scripts = [f for f in unit.live if _is_program(unit, f)]
    named = tree.first(unit.directory, *ENTRY_FILES)
    scripts = scripts or [f for f in unit.facts if f.path == named]
    if not scripts:
        return None
    chosen = min(scripts, key=lambda f: _file_weight(f, marked))
    serving = bool(chosen.listens) or chosen.path in marked
    name = posixpath.basename(chosen.path)
    return Start(
        f"python {name}",
        chosen.at(chosen.listens[0].origin.line if chosen.listens else 1),
        f"{name} is a program" + (" that listens" if serving else ""),
        serving=serving,
        directory=folder_of(unit, chosen),
        confidence=0.9 if serving else 0.3,
        path=chosen.path,
    )


def _is_program(unit: Unit, facts: CodeFacts) -> bool:
    name = posixpath.basename(facts.path)
    started = facts.main or name in ENTRY_FILES
    return started and name not in NO_PROGRAMS and unit.relative(facts.path).count("/") <= DEEPEST


def _file_weight(facts: CodeFacts, marked: set[str]) -> tuple[object, ...]:
    name = posixpath.basename(facts.path)
    known = ENTRY_FILES.index(name) if name in ENTRY_FILES else len(ENTRY_FILES)
    return (facts.path not in marked, not facts.listens, known, facts.path.count("/"), facts.path)


def runner_start(unit: Unit) -> Start | None:
    """The command of a library that runs files itself (Streamlit, Chainlit)."""
    for library, command in RUNNERS:
        files = sorted((f for f in unit.live if library in f.imports), key=lambda f: (f.path.count("/"), f.path))
        if files and unit.has(library):
            origin = files[0].at(files[0].imports[library])
            text = command.format(file=unit.relative(files[0].path))
            return Start(text, origin, f"a {library.title()} application", path=files[0].path)
    return None
