"""What the programs of an application import from packages: imported once, before simulations begin.

Only packages: the application's own modules are imported by each of its processes, since they read the environment and
open connections while they are imported. Which packages they need is seen in a rehearsal: a simulation without faults
whose findings are the names of modules.
"""

import contextlib
import gc
import importlib
import json
from collections.abc import Callable
from pathlib import Path

from mainstay.model.system import Instance, StandIn, System
from mainstay.prove.link import fork, leave, pipe, read_all, silence, wait_for, write_all
from mainstay.prove.machine import fence
from mainstay.prove.machine.files import below
from mainstay.prove.machine.modules import Modules


def allow(system: System) -> tuple[str, ...]:
    """Let programs read the folders that they stand in; those of packages."""
    packages = tuple(sorted({folder for host in system.hosts for folder in host.packages}))
    for folder in (system.folder, *packages, *(host.directory for host in system.hosts if host.directory)):
        below.allow(folder)
    return packages


def import_stand_ins(system: System) -> None:
    """Import what is shared by all hosts, before the surface is replaced; fakeredis is imported like other packages."""
    if any(host.stand_in is StandIn.POSTGRES for host in system.hosts):
        importlib.import_module("mainstay.prove.standins.postgres")


def rehearsed(system: System, rehearse: Callable[[], None], modules: Modules) -> list[tuple[str, str]]:
    """(host, module) in the order of need; nothing where the rehearsal came to no end."""
    own = {host.name: _own(host) for host in system.hosts}
    reader, writer = pipe()
    child = fork()
    if child == 0:
        try:
            gc.disable()  # as in a simulation
            silence()
            fence.install()
            modules.looked_for.clear()
            with contextlib.suppress(BaseException):
                rehearse()
            found = dict.fromkeys(one for one in modules.looked_for if _wanted(own, *one))
            write_all(writer, json.dumps(list(found)).encode())
        finally:
            leave()
    said = read_all(reader, writer)
    wait_for(child)
    return [(name, module) for name, module in json.loads(said or b"[]")]


def _wanted(own: dict[str, frozenset[str]], host: str, module: str) -> bool:
    return host in own and module.partition(".")[0] not in own[host]


def _own(host: Instance) -> frozenset[str]:
    """The names of the modules that stand in the folder of the program itself."""
    if not host.directory:
        return frozenset()
    return frozenset(path.stem for path in Path(host.directory).iterdir() if path.is_dir() or path.suffix == ".py")
