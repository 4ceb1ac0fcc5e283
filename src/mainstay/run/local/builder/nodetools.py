"""npm, pnpm and yarn as programs of a chosen Node: found, fetched, and made callable by their names."""

import json
import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from mainstay.model.errors import MainstayError
from mainstay.run.local.builder.cache import EnvironmentCache
from mainstay.run.local.builder.choosing import Found
from mainstay.run.local.builder.nodeproject import Tool
from mainstay.run.local.builder.workshop import Call, Workshop


@dataclass(frozen=True)
class NodePrograms:
    """A Node and its package managers. `tool` is the script of pnpm or yarn, "" where npm does it."""

    node: str
    npm: str
    tool: Tool | None = None
    script: str = ""

    def npm_command(self) -> list[str]:
        """The words that start npm."""
        return _command(self.node, self.npm)

    def manager_command(self) -> list[str]:
        """The words that start the project's package manager."""
        return _command(self.node, self.script) if self.tool else self.npm_command()


def _command(node: str, script: str) -> list[str]:
    # Most are scripts for Node; what a version manager put there instead is a program of its own.
    return [node, script] if script.endswith((".js", ".cjs", ".mjs")) else [script]


def npm_of(chosen: Found, found: Sequence[Found]) -> str:
    """The npm that belongs to a Node, else one of another Node of this machine; "" where there is none."""
    return chosen.npm or next((other.npm for other in sorted(found, key=lambda f: f.version) if other.npm), "")


def write_launchers(programs: NodePrograms, folder: Path) -> None:
    """Make `node`, `npm`, `npx` and the project's package manager callable from one folder.

    PATH then names this folder and nothing else of the machine: a Node in /usr/bin or inside a Python package
    becomes the first one found without dragging its neighbours along.
    """
    folder.mkdir()
    (folder / "node").symlink_to(programs.node)
    launched = {}
    if programs.npm:
        npx = programs.npm.replace("npm-cli.js", "npx-cli.js")
        launched = {"npm": programs.npm, **({"npx": npx} if npx != programs.npm else {})}
    if programs.tool:
        launched[programs.tool.command] = programs.script
    for name, script in launched.items():
        launcher = folder / name
        launcher.write_text(f'#!/bin/sh\nexec {shlex.join(_command(programs.node, script))} "$@"\n')
        launcher.chmod(0o755)


async def fetch_tool(tool: Tool, programs: NodePrograms, shop: Workshop, *, fallback: Path) -> str:
    """The script of a package manager, installed from the npm registry into the user's cache on first use.

    `fallback` is the cache folder for a user without a home.
    """
    async with EnvironmentCache(_tools_folder(shop, fallback), shop.world, shop.report) as cache:
        name = f"{tool.package.strip('@').replace('/', '-')}-{tool.version}"

        async def make(folder: Path) -> tuple[str, ...]:
            shop.report(f"Fetching {tool.command} {tool.version}")
            await shop.run(_install_tool(tool, programs, shop, folder))
            return ()

        place = await cache.ensure(name, make)
    return _script(tool, place / "node_modules" / tool.package)


def _tools_folder(shop: Workshop, fallback: Path) -> Path:
    environment = shop.world.environment
    caches, home = environment.get("XDG_CACHE_HOME") or "", environment.get("HOME") or ""
    if caches.startswith("/"):
        return Path(caches) / "mainstay" / "tools"
    return Path(home) / ".cache" / "mainstay" / "tools" if home.startswith("/") else fallback / "tools"


def _install_tool(tool: Tool, programs: NodePrograms, shop: Workshop, folder: Path) -> Call:
    wanted = f"{tool.package}@{tool.version}"
    flags = ["--no-audit", "--no-fund", "--no-progress", "--ignore-scripts", "--no-package-lock"]
    return Call(
        argv=[*programs.npm_command(), "install", "--prefix", str(folder), *flags, wanted],
        cwd=folder,
        environment=shop.environment({"NO_COLOR": "1"}, [str(Path(programs.node).parent)]),
        label="npm",
        where=wanted,
        must="must install: the project's lock file belongs to it",
        hint="check that this version of the package manager exists in your npm registry",
    )


def _script(tool: Tool, package: Path) -> str:
    """The program of an installed package, as its package.json names it."""
    programs = json.loads((package / "package.json").read_text("utf-8")).get("bin", {})
    script = programs if isinstance(programs, str) else programs.get(tool.command)
    if not script:
        hint = "name another version in `packageManager` of package.json"
        raise MainstayError(
            f"{tool.package}@{tool.version}", f"must have a program `{tool.command}`", "it has none", hint=hint
        )
    return str((package / script).resolve())
