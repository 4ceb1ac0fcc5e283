"""Starting a program of the application on its host: a command as it stands in a Procfile, with modules of its own."""

import importlib
import importlib.metadata
import os
import re
import sys
from collections.abc import Callable
from functools import reduce
from pathlib import Path
from typing import Any

from mainstay.model.errors import MainstayError
from mainstay.model.system import Instance
from mainstay.prove.machine import current, launch
from mainstay.prove.machine.process import Process
from mainstay.prove.system import shell
from mainstay.prove.system.shell import Call

_PYTHON = re.compile(r"(.*/)?python(\d(\.\d+)?)?$")


def runner(instance: Instance) -> Callable[[], object]:
    """The life of one process of `instance`: the programs of its command, one after the other."""
    calls = shell.read(instance.command, instance.environment, where=instance.component)

    def run() -> object:
        for call in calls:
            _settle(instance, call)
            _run(call, current.process())
        return None

    return run


def _settle(instance: Instance, call: Call) -> None:
    """What the process has for itself: its folder, its arguments, its environment, and where it finds modules."""
    process = current.process()
    process.cwd = instance.directory or f"/home/{process.host.name}"
    process.argv = list(call.argv)
    os.environ.update(call.environment)
    sys.path[:] = [process.cwd, *(part for part in instance.packages if part), *sys.path]


def _run(call: Call, process: Process) -> None:
    """Be the program, to its end; an exit status other than 0 ends all."""
    program, *arguments = call.argv
    if _PYTHON.match(program):
        command = launch.parse(arguments)
        process.argv[:] = sys.argv[:] = command.argv
        _until_exit(lambda: launch.run(command, process))
        return
    function = entry_point(program, process.host.name)
    sys.argv[:] = process.argv
    current.hub.pause(launch.START_NS)
    _until_exit(lambda: sys.exit(function()))


def _until_exit(run: Callable[[], object]) -> None:
    try:
        run()
    except SystemExit as asked:
        if asked.code not in {None, 0}:
            raise


def entry_point(program: str, where: str) -> Callable[[], Any]:
    """What the console script `program` calls; raises `MainstayError` where no installed package has it."""
    name = Path(program).name
    for point in importlib.metadata.entry_points(group="console_scripts", name=name):
        module, _, attributes = point.value.partition(":")
        return reduce(getattr, attributes.split("."), importlib.import_module(module.strip()))
    raise MainstayError(
        where,
        f"`{program}` must be Python: a console script of an installed package, or `python -m …`",
        "no package has it",
        hint=f"add the package that has `{name}` to the project's requirements, or start its module with python -m",
    )
