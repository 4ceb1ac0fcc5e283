"""How a Django project is started when nobody wrote it down."""

import posixpath

from mainstay.detect.infer.start import Start
from mainstay.detect.infer.units import Unit
from mainstay.model.origin import Origin, Source

_ASGI = (
    ("daphne", "daphne -b 0.0.0.0 -p $PORT {app}"),
    ("uvicorn", "uvicorn {app} --host 0.0.0.0 --port $PORT"),
)
_WSGI = (
    ("gunicorn", "gunicorn {module} --bind 0.0.0.0:$PORT"),
    ("waitress", "waitress-serve --host=0.0.0.0 --port=$PORT {app}"),
    ("granian", "granian --interface wsgi --host 0.0.0.0 --port $PORT {app}"),
)
"""Server packages in the order of preference, and their command lines."""


def django_start(unit: Unit) -> Start | None:
    """The start command of a Django project; None where the unit is none."""
    manage = manage_files(unit)
    settings = any(f.settings and f.settings.values.get("WSGI_APPLICATION") for f in unit.live)
    if not manage and not (settings and (unit.has("django") or unit.imports("django"))):
        return None
    directory = posixpath.dirname(unit.relative(manage[0])) or "." if manage else "."
    served = _asynchronous(unit, directory) or _synchronous(unit, directory)
    if served is not None or not manage:
        return served
    return Start(
        "python manage.py runserver 0.0.0.0:$PORT --noreload",
        Origin(source=Source.CODE, path=manage[0], line=1),
        "Django without a server package: its own is used",
        directory=directory,
        confidence=0.6,
    )


def manage_files(unit: Unit) -> list[str]:
    """All files called manage.py, the shallowest first."""
    found = [f.path for f in unit.facts if posixpath.basename(f.path) == "manage.py"]
    return sorted(found, key=lambda p: (p.count("/"), p)) if unit.has("django") or unit.imports("django") else []


def _asynchronous(unit: Unit, directory: str) -> Start | None:
    """ASGI, where a server for it is there and no other one, or where channels need it."""
    stated = _stated(unit, "ASGI_APPLICATION")
    if stated is None or (unit.has("gunicorn") and not unit.has("daphne", "channels")):
        return None
    for package, command in _ASGI:
        if unit.has(package):
            says = f"Django, served by {package}"
            return Start(command.format(app=_colon(stated[0])), stated[1], says, directory=directory)
    return None


def _synchronous(unit: Unit, directory: str) -> Start | None:
    stated = _stated(unit, "WSGI_APPLICATION") or _wsgi_file(unit, directory)
    if stated is None:
        return None
    dotted, origin = stated
    module = dotted.removesuffix(".application") if dotted.endswith(".application") else _colon(dotted)
    for package, command in _WSGI:
        if unit.has(package):
            text = command.format(app=_colon(dotted), module=module)
            return Start(text, origin, f"Django, served by {package}", directory=directory)
    return None


def _colon(dotted: str) -> str:
    module, _, name = dotted.rpartition(".")
    return f"{module}:{name}"


def _stated(unit: Unit, name: str) -> tuple[str, Origin] | None:
    for facts in unit.live:
        value = facts.settings.values.get(name) if facts.settings else None
        if value and value[0] not in {"", "?", "None"}:
            return value[0], facts.at(value[1])
    return None


def _wsgi_file(unit: Unit, directory: str) -> tuple[str, Origin] | None:
    base = posixpath.normpath(f"{unit.directory}/{directory}")
    for facts in unit.live:
        inner = facts.path if base == "." else facts.path.removeprefix(f"{base}/")
        if inner.endswith("/wsgi.py"):
            return inner.removesuffix(".py").replace("/", ".") + ".application", facts.at(1)
    return None
