"""Installing node_modules into a release's tree, and copying them to and from the cache."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from mainstay.model.intent import PackageManager
from mainstay.run.local.builder.nodeproject import NodeProject
from mainstay.run.local.builder.nodetools import NodePrograms, write_launchers
from mainstay.run.local.builder.workshop import Call, Workshop

# A release has no history, so hooks cannot be installed into it (husky 4; 8 and later).
_WITHOUT_HOOKS = {"HUSKY": "0", "HUSKY_SKIP_INSTALL": "1"}
_QUIET = {
    "NO_COLOR": "1",
    "NO_UPDATE_NOTIFIER": "1",
    "npm_config_update_notifier": "false",
    "DISABLE_OPENCOLLECTIVE": "1",
}
# Plain `node program.js` must find its modules; a project that asks for another linker keeps it.
_BERRY = {"YARN_ENABLE_TELEMETRY": "0", "YARN_ENABLE_PROGRESS_BARS": "0", "YARN_NODE_LINKER": "node-modules"}

_NAMES_IN_NOTE = 6


@dataclass(frozen=True)
class NodeWork:
    """One installation: of which project, with which programs."""

    project: NodeProject
    shop: Workshop
    programs: NodePrograms

    @property
    def folder(self) -> Path:
        """Where the package manager runs, in the release's tree."""
        return self.shop.tree / self.project.root

    @property
    def modules(self) -> Path:
        """The installed packages."""
        return self.folder / "node_modules"


async def make_launchers(programs: NodePrograms, place: Path) -> tuple[str, ...]:
    """Make an environment that holds nothing but the programs."""
    write_launchers(programs, place / "bin")
    return ()


async def make_modules(work: NodeWork, place: Path) -> tuple[str, ...]:
    """Make an environment with programs and node_modules; they are in the release's tree as well afterwards."""
    write_launchers(work.programs, place / "bin")
    notes = await install_modules(work, place)
    if work.modules.is_dir():
        await work.shop.run(_copy(work, work.modules, place / "node_modules"))
    return notes


async def install_modules(work: NodeWork, place: Path) -> tuple[str, ...]:
    """Install into the tree with the launchers of the environment `place`; returns notes for the user."""
    project = work.project
    work.shop.report(f"{project.build.name}: installing {project.lock or project.inputs[0]}")
    await work.shop.run(_call(work, place, [*work.programs.manager_command(), *_arguments(project)]))
    return _unpinned(work)


async def restore_modules(work: NodeWork, place: Path) -> None:
    """Put the node_modules of an environment into the tree, and run the project's own installation scripts.

    Those may make something of the source of this very release, so they run for every release.
    """
    if (place / "node_modules").is_dir():
        await work.shop.run(_copy(work, place / "node_modules", work.modules))
    for name in work.project.lifecycle:
        # Without its own pre- and post-scripts, which are in the list themselves.
        await work.shop.run(_call(work, place, [*work.programs.npm_command(), "run", "--ignore-scripts", name]))


def _arguments(project: NodeProject) -> list[str]:
    development = project.needs_development
    if project.build.manager is PackageManager.PNPM:
        frozen = "--frozen-lockfile" if project.lock else "--no-frozen-lockfile"
        return ["install", frozen, "--reporter=append-only", *([] if development else ["--prod"])]
    if project.tool and project.tool.is_berry:
        return ["install", *(["--immutable"] if project.lock else [])]
    if project.build.manager is PackageManager.YARN:
        frozen = ["--frozen-lockfile"] if project.lock else []
        # Which Node to use is decided already, with a note where it is not what `engines` asks for.
        flags = ["--non-interactive", "--no-progress", "--ignore-engines"]
        return ["install", *frozen, *flags, f"--production={'false' if development else 'true'}"]
    groups = "--include=dev" if development else "--omit=dev"
    return ["ci" if project.lock else "install", groups, "--no-audit", "--no-fund", "--no-progress"]


def _call(work: NodeWork, place: Path, argv: list[str]) -> Call:
    project = work.project
    where = project.lock or project.inputs[0]
    return Call(
        argv=argv,
        cwd=work.folder,
        environment=work.shop.environment(_environment(project), [str(work.modules / ".bin"), str(place / "bin")]),
        label=project.tool.command if project.tool else "npm",
        where=where,
        must="must install",
        hint=f"the lines above say what is wrong; correct {where} and build again",
    )


def _environment(project: NodeProject) -> Mapping[str, str]:
    mode = {"NODE_ENV": "development" if project.needs_development else "production"}
    berry = _BERRY if project.tool and project.tool.is_berry else {}
    return {**_QUIET, **_WITHOUT_HOOKS, **mode, **berry}


def _copy(work: NodeWork, source: Path, target: Path) -> Call:
    return Call(
        argv=["cp", "-a", "--reflink=auto", str(source), str(target)],
        cwd=work.folder,
        environment=work.shop.environment({}),
        label="cp",
        where=str(target),
        must="must take a copy of the installed packages",
        hint="look at the free disk space and the permissions of this folder",
    )


def _unpinned(work: NodeWork) -> tuple[str, ...]:
    """What the user should know where versions were chosen just now."""
    project = work.project
    direct = sorted(project.manifest.get("dependencies", {}))
    if project.lock or not direct:
        return ()
    chosen = [f"{name} {version}" for name in direct if (version := _version(work.modules / name))]
    more = f" and {len(chosen) - _NAMES_IN_NOTE} more" if len(chosen) > _NAMES_IN_NOTE else ""
    note = (
        f"{project.inputs[0]} has no lock file beside it. Chosen now, and kept until it changes: "
        f"{', '.join(chosen[:_NAMES_IN_NOTE])}{more}. A lock file makes every machine choose the same."
    )
    return (note,)


def _version(package: Path) -> str:
    try:
        return str(json.loads((package / "package.json").read_text("utf-8")).get("version", ""))
    except (OSError, ValueError):
        return ""
