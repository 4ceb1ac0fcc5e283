"""Starting with the machine: a systemd unit that runs the project's supervisor, which restores all that must run."""

import sys
from pathlib import Path

from mainstay.actions.results import Report
from mainstay.actions.workspace import Workspace
from mainstay.model.errors import ExitCode, MainstayError

SYSTEMD_RUNS = Path("/run/systemd/system")
"""Exists where systemd is the init system: sd_booted(3)."""


def systemd_runs() -> bool:
    """Whether systemd is the init system of this machine."""
    return SYSTEMD_RUNS.is_dir()


def _is_written(path: Path) -> bool:
    return path.exists()


def unit_text(workspace: Workspace, *, root: bool) -> str:
    """The unit. Children are left alone for `TimeoutStopSec` so that they can stop in their own order."""
    paths = workspace.paths
    command = f"{_quoted(sys.executable)} -m mainstay -C {_quoted(str(paths.project))} supervise"
    return (
        f"[Unit]\nDescription=mainstay: {paths.project.name}\nAfter=network.target\n\n"
        f"[Service]\nExecStart={command}\nRestart=always\nRestartSec=2\nKillMode=mixed\nTimeoutStopSec=90\n\n"
        f"[Install]\nWantedBy={'multi-user.target' if root else 'default.target'}\n"
    )


async def enable_unit(workspace: Workspace) -> Report:
    """Write and enable the unit, or show how where systemd does not run."""
    root = workspace.world.host.is_root()
    path, text = _unit_path(workspace, root=root), unit_text(workspace, root=root)
    if not systemd_runs():
        line = text.partition("ExecStart=")[2].partition("\n")[0]
        lines = (
            "systemd does not run on this machine: nothing was written.",
            f"With systemd, this unit belongs into {path}:",
            "",
            *text.splitlines(),
            "",
            f"With another init system, have it run at boot: {line}",
        )
        return Report(data={"enabled": False, "path": str(path), "unit": text}, lines=lines)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise MainstayError(
            str(path), "the unit must be written", error.strerror or str(error), hint="check the folder's owner"
        ) from error
    await _systemctl(workspace, "daemon-reload", root=root)
    await _systemctl(workspace, "enable", path.name, root=root)
    notes = () if root else ("`loginctl enable-linger` lets it start before you log in",)
    return Report(data={"enabled": True, "path": str(path), "unit": text}, lines=(f"enabled by {path}",), notes=notes)


async def disable_unit(workspace: Workspace) -> Report:
    """Disable and remove the unit; nothing happens where there is none."""
    root = workspace.world.host.is_root()
    path = _unit_path(workspace, root=root)
    if not _is_written(path):
        return Report(data={"disabled": False, "path": str(path)}, lines=("it was not enabled",))
    if systemd_runs():
        await _systemctl(workspace, "disable", path.name, root=root)
    path.unlink()
    return Report(data={"disabled": True, "path": str(path)}, lines=(f"removed {path}",))


def _unit_path(workspace: Workspace, *, root: bool) -> Path:
    environment = workspace.world.environment
    config = Path(environment.get("XDG_CONFIG_HOME") or Path(environment.get("HOME") or "/") / ".config")
    folder = Path("/etc/systemd/system") if root else config / "systemd" / "user"
    return folder / f"mainstay-{workspace.paths.id}.service"


async def _systemctl(workspace: Workspace, *words: str, root: bool) -> None:
    argv = ["systemctl", *(() if root else ("--user",)), *words]
    done = await workspace.world.programs.run(argv, env=workspace.world.environment.all(), timeout_s=30.0)
    if done.exit_code:
        raise MainstayError(
            " ".join(argv),
            "it must succeed",
            done.err.strip() or f"it ended with {done.exit_code}",
            hint="run it yourself to see more",
            exit_code=ExitCode.FAILED,
        )


def _quoted(word: str) -> str:
    """A word as unit files want it: systemd.service(5), "Command lines"."""
    return '"' + word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("$", "$$") + '"'
