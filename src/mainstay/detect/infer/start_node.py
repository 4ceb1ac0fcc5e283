"""How a Node program is started when nobody wrote it down: its scripts, its framework, its main file."""

from dataclasses import replace

from mainstay.detect.infer.sites import SERVERS
from mainstay.detect.infer.start import Start
from mainstay.detect.infer.units import Unit
from mainstay.detect.node import Package
from mainstay.detect.tree import Tree
from mainstay.model.origin import Origin, Source

SCRIPTS = ("start", "start:prod", "serve:prod", "production", "server")
FILES = (
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
)
BACKGROUND = frozenset(
    [
        "node-cron",
        "cron",
        "croner",
        "node-schedule",
        "agenda",
        "bree",
        "toad-scheduler",
        "bull",
        "bullmq",
        "bee-queue",
        "kafkajs",
        "discord.js",
        "eris",
        "telegraf",
        "grammy",
        "node-telegram-bot-api",
        "tmi.js",
    ]
)
"""Packages of programs that work by the clock, on a queue, or as a bot."""
FRAMEWORKS: tuple[tuple[str, str, str, float], ...] = (
    ("next", "next start -p $PORT", "a Next.js application", 0.9),
    ("nuxt", "node .output/server/index.mjs", "a Nuxt application", 0.6),
    ("@sveltejs/adapter-node", "node build", "SvelteKit with the Node adapter", 0.9),
    (
        "@sveltejs/kit",
        "vite preview --host 0.0.0.0 --port $PORT",
        "SvelteKit without the Node adapter: its preview server is used",
        0.3,
    ),
)
"""Packages, the commands that start what is built with them, why, and the confidence."""


def node_start(tree: Tree, unit: Unit) -> Start | None:
    """The start command of a Node unit; None where there is nothing to start."""
    package = unit.package
    if package is None:
        path = tree.first(unit.directory, *FILES)
        return _file(unit, path) if path else None
    start = _script(unit, package) or _framework(package) or _main(tree, unit, package)
    return replace(start, serving=False) if start and _is_background(unit, package) else start


def _is_background(unit: Unit, package: Package) -> bool:
    """Whether the program works by itself: it uses a clock, a bot or a queue, and nothing that answers requests."""
    serves = any(f.apps or f.listens or any(r.name == "PORT" for r in f.env) for f in unit.live)
    return bool(BACKGROUND & set(package.dependencies)) and not serves and not SERVERS & set(package.all)


def _script(unit: Unit, package: Package) -> Start | None:
    name = next((s for s in SCRIPTS if s in package.scripts), "")
    if not name:
        return None
    manager = unit.manifests.manager.value
    command = f"{manager} start" if name == "start" else f"{manager} run {name}"
    origin = package.at('"scripts"', f'"{name}"')
    return Start(command, origin, f"the script `{name}` of package.json", confidence=1.0)


def _framework(package: Package) -> Start | None:
    for name, command, says, confidence in FRAMEWORKS:
        if name in package.all:
            return Start(command, package.at(f'"{name}"'), says, confidence=confidence)
    return None


def _main(tree: Tree, unit: Unit, package: Package) -> Start | None:
    stated = package.main
    path = tree.first(unit.directory, stated, f"{stated}.js", f"{stated}/index.js") if stated else ""
    if path and not path.endswith(".ts"):
        says = f"`main` of package.json is {stated}"
        return Start(f"node {unit.relative(path)}", package.at('"main"'), says, path=path)
    path = tree.first(unit.directory, *FILES)
    return _file(unit, path) if path else None


def _file(unit: Unit, path: str) -> Start:
    name = unit.relative(path)
    return Start(f"node {name}", Origin(source=Source.FILE, path=path), f"{name} is there", confidence=0.6, path=path)
