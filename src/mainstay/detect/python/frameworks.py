"""Application objects of Python frameworks, and whether a file listens."""

import ast
import re

from mainstay.detect.facts import App, Listen
from mainstay.detect.python.module import Module, keyword, targets

APPS = {
    "fastapi.FastAPI": "fastapi",
    "starlette.applications.Starlette": "starlette",
    "litestar.Litestar": "litestar",
    "blacksheep.Application": "blacksheep",
    "quart.Quart": "quart",
    "fasthtml.common.FastHTML": "fasthtml",
    "fasthtml.common.fast_app": "fasthtml",
    "fasthtml.FastHTML": "fasthtml",
    "falcon.asgi.App": "falcon-asgi",
    "falcon.App": "falcon",
    "falcon.API": "falcon",
    "flask.Flask": "flask",
    "apiflask.APIFlask": "flask",
    "flask_openapi3.OpenAPI": "flask",
    "connexion.FlaskApp": "connexion",
    "bottle.Bottle": "bottle",
    "sanic.Sanic": "sanic",
    "robyn.Robyn": "robyn",
    "dash.Dash": "dash",
    "aiohttp.web.Application": "aiohttp",
    "tornado.web.Application": "tornado",
    "celery.Celery": "celery",
    "celery.app.Celery": "celery",
    "huey.RedisHuey": "huey",
    "rq.Queue": "rq",
    "django.core.wsgi.get_wsgi_application": "django-wsgi",
    "django.core.asgi.get_asgi_application": "django-asgi",
    "channels.routing.ProtocolTypeRouter": "django-asgi",
}
_FACTORY = re.compile(r"(?:create|make|build|get|init|setup)_?(?:\w+_)?(?:app|application|api|server|celery)\w*")
_SERVING = frozenset({"run", "run_app", "serve", "listen", "serve_forever", "run_simple", "launch", "start_server"})
_SERVERS = frozenset(
    {"HTTPServer", "ThreadingHTTPServer", "TCPServer", "ThreadingTCPServer", "make_server", "WSGIServer"}
)
_ENTRY_NAMES = frozenset(
    {"app", "application", "api", "server", "asgi", "wsgi", "asgi_app", "wsgi_app", "celery", "celery_app"}
)


def statement(module: Module, node: ast.stmt, *, top: bool) -> None:
    """Add the application object or factory that a statement makes."""
    names, value = targets(node)
    if top and names and isinstance(value, ast.Call):
        _object(module, names, value, node.lineno)
    elif top and isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        _factory(module, node)
    elif isinstance(node, ast.ClassDef) and node.name == "WorkerSettings":
        module.facts.apps.append(App("arq", module.facts.at(node.lineno), node.name))
    elif top and isinstance(node, ast.If) and _is_main(node):
        _main(module, node)


def starred(base: str) -> dict[str, str]:
    """The names that `from base import *` brings, as far as they make or serve applications."""
    makers = {d.rpartition(".")[2]: d for d in APPS if d.rpartition(".")[0] == base}
    return makers | {"serve": f"{base}.serve"} if makers else {}


def _object(module: Module, names: list[str], value: ast.Call, line: int) -> None:
    called = module.dotted(value.func)
    framework = _framework(called)
    variable = names[0]
    target = value.args[0] if value.args else None
    if not framework and isinstance(target, ast.Name):  # app = Middleware(app)
        framework = next((a.framework for a in module.facts.apps if a.variable == target.id), "")
    if not framework and variable in _ENTRY_NAMES and _FACTORY.fullmatch(called.rpartition(".")[2]):
        framework = "factory"
    if framework:
        module.facts.apps.append(App(framework, module.facts.at(line), variable))


def _framework(called: str) -> str:
    if called in APPS:
        return APPS[called]
    root, _, last = called.partition(".")[0], "", called.rpartition(".")[2]
    return next((f for name, f in APPS.items() if name.split(".")[0] == root and name.endswith(f".{last}")), "")


def _factory(module: Module, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
    """A function without required parameters that makes an application and returns it."""
    required = len(node.args.args) - len(node.args.defaults)
    if required or node.args.posonlyargs or not _FACTORY.fullmatch(node.name):
        return
    for inner in ast.walk(node):
        _, value = targets(inner)
        value = inner.value if isinstance(inner, ast.Return) else value
        framework = _framework(module.dotted(value.func)) if isinstance(value, ast.Call) else ""
        if framework:
            module.facts.apps.append(App(framework, module.facts.at(node.lineno), node.name, factory=True))
            return


def _is_main(node: ast.If) -> bool:
    test = node.test
    return isinstance(test, ast.Compare) and isinstance(test.left, ast.Name) and test.left.id == "__name__"


def _main(module: Module, node: ast.If) -> None:
    module.facts.main = True
    for inner in node.body:
        serving = isinstance(inner, ast.Expr) and isinstance(inner.value, ast.Call) and _serves(module, inner.value)
        plain = isinstance(inner, ast.Assign | ast.AnnAssign | ast.Import | ast.ImportFrom | ast.Pass)
        logging = isinstance(inner, ast.Expr) and "print" in ast.dump(inner)[:80]
        module.facts.main_does_more = module.facts.main_does_more or not (serving or plain or logging)


def _serves(module: Module, call: ast.Call) -> bool:
    name = module.dotted(call.func)
    return name.rpartition(".")[2] in _SERVING and not name.startswith(("asyncio.", "subprocess."))


def listens(module: Module, node: ast.Call) -> None:
    """Note that a call starts a server, and on which port."""
    name = module.dotted(node.func) or f"?.{getattr(node.func, 'attr', '')}"
    root, _, last = name.rpartition(".")
    served = {
        "fasthtml.common",
        "uvicorn",
        "waitress",
        "hypercorn",
        "web",
        "aiohttp.web",
        "werkzeug.serving",
        "asyncio",
    }
    objects = {a.variable for a in module.facts.apps}
    known = (
        root in served
        or root.partition(".")[0] in objects
        or last in {"serve_forever", "run_app", "run_simple", "listen", "launch"}
    )
    if last in _SERVERS:
        module.facts.listens.append(Listen(module.facts.at(node.lineno), _port_of_pair(module, node)))
    elif last in _SERVING and known and name != "asyncio.run":
        given = keyword(node, "port") or (node.args[0] if last == "listen" and node.args else None)
        module.facts.listens.append(Listen(module.facts.at(node.lineno), module.number(given) or 0))


def _port_of_pair(module: Module, node: ast.Call) -> int:
    first = node.args[0] if node.args else None
    return module.number(first.elts[1]) or 0 if isinstance(first, ast.Tuple) and len(first.elts) > 1 else 0
