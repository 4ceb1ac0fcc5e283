"""How a framework is started when nobody wrote it down."""

import posixpath
from dataclasses import dataclass

from mainstay.detect.facts import App, CodeFacts
from mainstay.detect.infer.units import Unit
from mainstay.detect.tree import Tree
from mainstay.model.intent import Runtime
from mainstay.model.origin import Origin, Source

SERVERS: dict[str, tuple[tuple[str, str], ...]] = {
    "asgi": (
        ("uvicorn", "uvicorn {app} --host 0.0.0.0 --port $PORT"),
        ("fastapi", "uvicorn {app} --host 0.0.0.0 --port $PORT"),
        ("hypercorn", "hypercorn {app} --bind 0.0.0.0:$PORT"),
        ("granian", "granian --interface asgi --host 0.0.0.0 --port $PORT {app}"),
        ("daphne", "daphne -b 0.0.0.0 -p $PORT {app}"),
        ("", "uvicorn {app} --host 0.0.0.0 --port $PORT"),
    ),
    "wsgi": (
        ("gunicorn", "gunicorn {app} --bind 0.0.0.0:$PORT"),
        ("waitress", "waitress-serve --host=0.0.0.0 --port=$PORT {app}"),
        ("granian", "granian --interface wsgi --host 0.0.0.0 --port $PORT {app}"),
    ),
}
"""Server packages in the order of preference, and their command lines; "" stands for: whatever is installed."""
ASGI = frozenset({"fastapi", "starlette", "litestar", "blacksheep", "quart", "fasthtml", "falcon-asgi"})
WSGI = frozenset({"flask", "falcon", "bottle", "connexion", "dash"})
SELF = frozenset({"sanic", "robyn", "aiohttp", "tornado"})
WORKERS = frozenset({"celery", "huey", "rq", "arq"})
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
NODE_FILES = (
    "server.js",
    "index.js",
    "app.js",
    "main.js",
    "server.mjs",
    "index.mjs",
    "src/index.js",
    "src/server.js",
    "src/app.js",
    "src/main.js",
    "index.ts",
    "server.ts",
    "src/index.ts",
    "src/server.ts",
)


@dataclass(frozen=True)
class Start:
    """A start command that a rule found. `directory` is relative to the folder of the unit."""

    command: str
    origin: Origin
    says: str
    serving: bool = True
    directory: str = "."
    confidence: float = 0.9
    path: str = ""


def start_of(tree: Tree, unit: Unit, exposed: frozenset[tuple[str, int]] = frozenset()) -> Start | None:
    """The start command of a unit by the rules of its framework; None where there is nothing to start.

    `exposed` are the places of annotations that say which program is meant.
    """
    if unit.runtime is Runtime.NODE:
        return _node(tree, unit)
    if unit.runtime is Runtime.PYTHON:
        return _django(unit) or _application(tree, unit, exposed) or _script(tree, unit, exposed)
    return None


def _django(unit: Unit) -> Start | None:
    manage = sorted(
        (f.path for f in unit.facts if posixpath.basename(f.path) == "manage.py"), key=lambda p: p.count("/")
    )
    if not manage and not any(f.settings and f.settings.values.get("WSGI_APPLICATION") for f in unit.live):
        return None
    if not (unit.has("django") or unit.imports("django") or manage):
        return None
    directory = unit.relative(posixpath.dirname(manage[0]) or ".") if manage else "."
    directory = "." if directory == unit.directory else directory
    asgi = _stated(unit, "ASGI_APPLICATION")
    stated = _stated(unit, "WSGI_APPLICATION") or _module_of_file(unit, "wsgi.py", directory)
    if (
        asgi
        and unit.has("daphne", "channels", "uvicorn")
        and (unit.has("daphne", "channels") or not unit.has("gunicorn"))
    ):
        package = "daphne" if unit.has("daphne") else "uvicorn"
        command = (
            "daphne -b 0.0.0.0 -p $PORT {app}" if package == "daphne" else "uvicorn {app} --host 0.0.0.0 --port $PORT"
        )
        return Start(command.format(app=_colon(asgi[0])), asgi[1], f"Django, served by {package}", directory=directory)
    for package, command in SERVERS["wsgi"]:
        if stated and unit.has(package):
            app = (
                stated[0].rpartition(".")[0]
                if stated[0].endswith(".application") and package == "gunicorn"
                else _colon(stated[0])
            )
            return Start(command.format(app=app), stated[1], f"Django, served by {package}", directory=directory)
    if not manage:
        return None
    origin = Origin(source=Source.CODE, path=manage[0], line=1)
    return Start(
        "python manage.py runserver 0.0.0.0:$PORT --noreload",
        origin,
        "Django without a server package: its own is used",
        directory=directory,
        confidence=0.6,
    )


def _colon(dotted: str) -> str:
    module, _, name = dotted.rpartition(".")
    return f"{module}:{name}"


def _stated(unit: Unit, name: str) -> tuple[str, Origin] | None:
    for facts in unit.live:
        value = facts.settings.values.get(name) if facts.settings else None
        if value and value[0] not in {"", "?", "None"}:
            return value[0], facts.at(value[1])
    return None


def _module_of_file(unit: Unit, name: str, directory: str) -> tuple[str, Origin] | None:
    base = unit.directory if directory == "." else posixpath.normpath(f"{unit.directory}/{directory}")
    for facts in unit.live:
        inner = facts.path if base == "." else facts.path.removeprefix(f"{base}/")
        if inner.endswith(f"/{name}"):
            return inner.removesuffix(".py").replace("/", ".") + ".application", facts.at(1)
    return None


def _application(tree: Tree, unit: Unit, exposed: frozenset[tuple[str, int]]) -> Start | None:
    """The best application object of the unit: annotated first, then by file name, depth and line."""
    frameworks = {a.framework for f in unit.live for a in f.apps}
    candidates = [
        (_weight(unit, f, a, exposed), f, a)
        for f in unit.live
        for a in f.apps
        if a.framework in ASGI | WSGI or (a.framework == "factory" and frameworks & (ASGI | WSGI))
    ]
    if not candidates:
        return None
    _, facts, app = min(candidates, key=lambda c: c[0])
    framework = app.framework
    if framework == "factory":
        framework = sorted(frameworks & (ASGI | WSGI))[0]
    return _served(tree, unit, facts, app, framework)


def _weight(unit: Unit, facts: CodeFacts, app: App, exposed: frozenset[tuple[str, int]]) -> tuple[object, ...]:
    path = unit.relative(facts.path)
    name = posixpath.basename(path)
    return (
        (facts.path, app.origin.line) not in exposed,
        app.factory,
        ENTRY_FILES.index(name) if name in ENTRY_FILES else len(ENTRY_FILES) - (name == "__init__.py"),
        path.count("/"),
        app.variable not in {"app", "application", "api"},
        path,
        app.origin.line,
    )


def _served(tree: Tree, unit: Unit, facts: CodeFacts, app: App, framework: str) -> Start:
    module, directory = module_of(tree, unit, facts)
    script = _by_itself(unit, facts, app, framework)
    if script:
        return Start(
            f"python {posixpath.basename(facts.path)}",
            app.origin,
            script,
            directory=_folder(unit, facts),
            path=facts.path,
        )
    reference = f"{module}:{app.variable}"
    if framework in ASGI:
        package, command = next((p, c) for p, c in SERVERS["asgi"] if not p or _has_server(unit, p))
        text = command.format(app=reference) + (" --factory" if app.factory and command.startswith("uvicorn") else "")
        return Start(
            text,
            app.origin,
            f"a {framework} application, served by {package or 'uvicorn'}",
            directory=directory,
            path=facts.path,
        )
    quoted = f"'{reference}()'" if app.factory else f"{module}:{app.variable}{'.server' if framework == 'dash' else ''}"
    for package, command in SERVERS["wsgi"]:
        if unit.has(package):
            return Start(
                command.format(app=quoted),
                app.origin,
                f"a {framework} application, served by {package}",
                directory=directory,
                path=facts.path,
            )
    if framework == "flask":
        return Start(
            _flask_run(unit, reference),
            app.origin,
            "a flask application, served by flask itself",
            directory=directory,
            confidence=0.6,
            path=facts.path,
        )
    return Start(
        f"python {posixpath.basename(facts.path)}",
        app.origin,
        f"a {framework} application",
        directory=_folder(unit, facts),
        confidence=0.6,
        path=facts.path,
    )


def _flask_run(unit: Unit, reference: str) -> str:
    spec = unit.dependencies["flask"].spec if "flask" in unit.dependencies else ""
    old = spec.startswith(("==0.", "==1.", "==2.0", "==2.1"))
    return (
        f"FLASK_APP={reference} flask run --host 0.0.0.0 --port $PORT"
        if old
        else f"flask --app {reference} run --host 0.0.0.0 --port $PORT"
    )


def _has_server(unit: Unit, package: str) -> bool:
    return unit.has(package) and (package != "fastapi" or not unit.has("hypercorn", "granian"))


def _by_itself(unit: Unit, facts: CodeFacts, app: App, framework: str) -> str:
    """Why a file must be started as a program instead of being served; "" where it need not."""
    if unit.has("flask-socketio") and not unit.has("gunicorn") and facts.main:
        return "socket.io brings its own server"
    served = framework in WSGI and unit.has("gunicorn", "waitress")
    if facts.main and facts.main_does_more and not app.factory and not served and facts.listens:
        return "the file does more than serve when it is started"
    return ""


def _folder(unit: Unit, facts: CodeFacts) -> str:
    folder = posixpath.dirname(unit.relative(facts.path))
    return folder or "."


def module_of(tree: Tree, unit: Unit, facts: CodeFacts) -> tuple[str, str]:
    """The dotted module of a file, and the folder (relative to the unit) that it is imported from.

    A file that imports its neighbours by their bare names runs in its own folder; one in `src/` in that.
    """
    path = unit.relative(facts.path).removesuffix(".py").removesuffix("/__init__")
    folder = posixpath.dirname(unit.relative(facts.path))
    if (
        folder
        and not tree.has(f"{posixpath.dirname(facts.path)}/__init__.py")
        and not _imported_from_top(tree, unit, facts, folder)
    ):
        return posixpath.basename(path), folder
    if path.startswith("src/") and not tree.has(posixpath.normpath(f"{unit.directory}/src/__init__.py")):
        return path.removeprefix("src/").replace("/", "."), "src"
    return path.replace("/", "."), "."


def _imported_from_top(tree: Tree, unit: Unit, facts: CodeFacts, folder: str) -> bool:
    """Whether a file's imports only work from the unit's folder: it names its own folder, or is relative."""
    top = folder.split("/")[0]
    here = posixpath.dirname(facts.path)
    roots = {i.split(".")[0] for i in facts.imports}
    if top in roots or "" in roots:
        return True
    beside = any(tree.has(f"{here}/{r}.py") or tree.has_folder(f"{here}/{r}") for r in roots if r)
    return not beside and top != "src"


def _script(tree: Tree, unit: Unit, exposed: frozenset[tuple[str, int]]) -> Start | None:
    """A program that is started as a file: one that says so, then one with a telling name."""
    if found := _streamed(unit):
        return found
    marked = {path for path, _ in exposed}
    scripts = [f for f in unit.live if f.main or posixpath.basename(f.path) in ENTRY_FILES[:11]]
    scripts = [
        f
        for f in scripts
        if posixpath.basename(f.path) not in {"manage.py", "setup.py", "conftest.py"}
        and _folder(unit, f).count("/") < 2
    ]  # noqa: PLR2004 - not deep inside
    if not scripts:
        named = tree.first(unit.directory, *ENTRY_FILES[:11])
        facts = next((f for f in unit.facts if f.path == named), None)
        scripts = [facts] if facts else []
    if not scripts:
        return None

    def weight(facts: CodeFacts) -> tuple[object, ...]:
        name = posixpath.basename(facts.path)
        return (
            facts.path not in marked,
            not facts.listens,
            ENTRY_FILES.index(name) if name in ENTRY_FILES else 99,
            facts.path.count("/"),
            facts.path,
        )

    chosen = min(scripts, key=weight)
    serving = bool(chosen.listens) or chosen.path in marked
    says = f"{posixpath.basename(chosen.path)} is a program" + (" that listens" if serving else "")
    line = chosen.listens[0].origin.line if chosen.listens else 1
    return Start(
        f"python {posixpath.basename(chosen.path)}",
        chosen.at(line),
        says,
        serving=serving,
        directory=_folder(unit, chosen),
        confidence=0.9 if serving else 0.3,
        path=chosen.path,
    )


def _streamed(unit: Unit) -> Start | None:
    """Streamlit, Chainlit: started by their own programs."""
    for facts in sorted(unit.live, key=lambda f: (f.path.count("/"), f.path)):
        name = unit.relative(facts.path)
        if "streamlit" in facts.imports and unit.has("streamlit"):
            flags = "--server.address 0.0.0.0 --server.port $PORT --server.headless true"
            return Start(
                f"streamlit run {name} {flags}",
                facts.at(facts.imports["streamlit"]),
                "a Streamlit application",
                path=facts.path,
            )
        if "chainlit" in facts.imports and unit.has("chainlit"):
            return Start(
                f"chainlit run {name} --host 0.0.0.0 --port $PORT --headless",
                facts.at(facts.imports["chainlit"]),
                "a Chainlit application",
                path=facts.path,
            )
    return None


def _node(tree: Tree, unit: Unit) -> Start | None:
    package = unit.package
    if package is None:
        named = tree.first(unit.directory, *NODE_FILES)
        return (
            Start(f"node {unit.relative(named)}", _file(named), f"{named} is a program", confidence=0.6, path=named)
            if named
            else None
        )
    manager = unit.manifests.manager.value
    for name in ("start", "start:prod", "serve:prod", "production", "server"):
        if name in package.scripts:
            command = f"{manager} start" if name == "start" else f"{manager} run {name}"
            return Start(
                command, package.at('"scripts"', f'"{name}"'), f"the script `{name}` of package.json", confidence=1.0
            )
    if "next" in package.dependencies:
        return Start("next start -p $PORT", package.at('"next"'), "a Next.js application")
    if "nuxt" in package.all:
        return Start("node .output/server/index.mjs", package.at('"nuxt"'), "a Nuxt application", confidence=0.6)
    main = (
        tree.first(unit.directory, package.main, f"{package.main}.js", f"{package.main}/index.js")
        if package.main
        else ""
    )
    path = main or tree.first(unit.directory, *NODE_FILES)
    if path and not path.endswith(".ts"):
        says = f"`main` of package.json is {package.main}" if main else f"{unit.relative(path)} is there"
        return Start(
            f"node {unit.relative(path)}",
            package.at('"main"') if main else _file(path),
            says,
            confidence=0.9 if main else 0.6,
            path=path,
        )
    return None


def _file(path: str) -> Origin:
    return Origin(source=Source.FILE, path=path)
