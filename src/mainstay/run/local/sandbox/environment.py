"""The environment of a program: little, and nothing of the shell that mainstay was started in."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from mainstay.model.program import Identity, Program
from mainstay.run.local.sandbox.machine import Machine

if TYPE_CHECKING:  # the builder takes 100 ms to load, and a supervisor has to be up at once
    from mainstay.run.local.builder import BuiltEnvironment

SYSTEM_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
PROJECT_MARK = "MAINSTAY_PROJECT"
INSTANCE_MARK = "MAINSTAY_INSTANCE"
SHIM = Path(__file__).resolve().parent.parent / "shim"


def base_environment(machine: Machine, program: Program, data: str) -> dict[str, str]:
    """What every program gets."""
    other_user = machine.root and program.identity is Identity.UNPRIVILEGED
    return {
        "HOME": (data or "/") if other_user else machine.home,
        "USER": "nobody" if other_user else machine.user,
        "LOGNAME": "nobody" if other_user else machine.user,
        "PATH": SYSTEM_PATH,
        "LANG": "C.UTF-8",
        "TZ": machine.zone,
        "TMPDIR": "/tmp",  # noqa: S108 - the usual place, named because some programs insist on the variable
        "TERM": "dumb",
        "PYTHONUNBUFFERED": "1",  # or a line would be seen minutes after it was written
    }


def compose(
    base: Mapping[str, str],
    own: Mapping[str, str],
    *,
    program: Program,
    built: "BuiltEnvironment | None",
) -> dict[str, str]:
    """`base`, then what the built environment needs, then the program's `own`, then what the platform insists on."""
    environment = dict(base)
    if built:
        environment |= built.environment
        environment["PATH"] = ":".join([*built.path, SYSTEM_PATH])
    environment |= own
    if program.port is not None:
        environment["PORT"] = str(program.port)
    if program.address:
        environment["MAINSTAY_ADDRESS"] = program.address
    if "localhost" in program.hosts:
        environment["MAINSTAY_LOCALHOST"] = program.hosts["localhost"]
    return _with_shim(environment) if built and program.address else environment


def _with_shim(environment: dict[str, str]) -> dict[str, str]:
    """Have Python and Node load the bind shim, before whatever the program itself has them load."""
    python, node = str(SHIM), str(SHIM / "preload.cjs")
    quoted = node.replace("\\", "\\\\").replace('"', '\\"')
    return {
        **environment,
        "PYTHONPATH": ":".join(filter(None, [python, environment.get("PYTHONPATH", "")])),
        "NODE_OPTIONS": " ".join(filter(None, [f'--require "{quoted}"', environment.get("NODE_OPTIONS", "")])),
    }
