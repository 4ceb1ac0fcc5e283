"""Running an exported test: in an interpreter of its own, since names of the standard library are replaced in it."""

# ruff: noqa: ANN401
# Sockets, loops and functions of whatever program runs: nothing is known of their types.

import gc
import os
import subprocess
import sys
import types
from typing import Any

from mainstay.prove.export.runtime.loops import install_clocks
from mainstay.prove.export.runtime.network import Network
from mainstay.prove.export.runtime.programs import Embedded, Programs
from mainstay.prove.export.runtime.properties import MARK, Properties, Sim, absent, missed
from mainstay.prove.export.runtime.sockets import Calls
from mainstay.prove.export.runtime.world import SECOND, Broken, World

_CANNOT = 2
_PATIENCE_S = 300  # of real time


def run(recorded: dict[str, Any], texts: dict[str, str]) -> Broken | None:
    """Run the test once, in this interpreter; the property that does not hold."""
    world = World(recorded["schedule"])
    network = Network(world, dict(recorded["hosts"]))
    sys.meta_path.insert(0, Embedded(texts))
    for name in ("uvloop", "rloop", "winloop"):
        sys.modules[name] = None  # type: ignore[assignment] # loops written in C have clocks of their own
    properties = Properties(world, network.mend_all)
    _stand_in(world, properties.names(), recorded["places"])
    programs = Programs(world, recorded["module"], recorded["share"])
    install_clocks()
    Calls(network).install()
    sim = Sim(world, network, programs)
    gc.collect()
    gc.freeze()
    gc.disable()  # it is collected where it was in the recorded run
    for kill in world.schedule["kills"]:
        world.at(kill["at"], sim.host(kill["host"]).struck, kill["name"])

    def test() -> Any:
        module: Any = __import__(recorded["module"])
        function = getattr(module, recorded["function"])
        settings.update(getattr(function, MARK))
        return function(sim)

    settings: dict[str, Any] = {}
    process = programs.start("test", test, (), "test")
    process.state["at end"] = [lambda: setattr(world, "over", True)]
    world.run(int(recorded["seconds"] * SECOND))
    _judge(world)
    return world.broken


def _judge(world: World) -> None:
    """What broke, where no property said so itself: a program that failed."""
    for process in world.processes:
        trouble = process.failure
        if world.broken is None and trouble is not None and not process.may_fail and not isinstance(trouble, Broken):
            name = "the test passes" if process.name == "test" else f"{process.host}/{process.name} runs"
            world.broken = Broken(name, {"error": f"{type(trouble).__name__}: {trouble}"})


def _stand_in(world: World, names: dict[str, Any], places: dict[str, str]) -> None:
    """Be `mainstay.prove` for the test, which imports it."""

    def lazily(name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        if name not in places:
            absent(f"prove.{name}")
        return getattr(__import__(places[name], fromlist=["*"]), name)

    class Hub:
        @property
        def now(self) -> int:
            """Nanoseconds since the start."""
            return world.now

    prove = _module("mainstay.prove", **names)
    prove.__getattr__ = lazily
    _module("mainstay", prove=prove)
    _module("mainstay.model")
    _module("mainstay.prove.histories")
    _module("mainstay.prove.machine", current=_module("mainstay.prove.machine.current", hub=Hub()))
    _module("mainstay.prove.machine.hub", Hub=Hub)
    _module("mainstay.prove.properties", **names)


def _module(name: str, **content: Any) -> Any:
    made: Any = types.ModuleType(name)
    made.__path__ = []
    made.__dict__.update(content)
    sys.modules[name] = made
    return made


def main(recorded: dict[str, Any], texts: dict[str, str]) -> None:
    """What `python FILE` does: 1 where a property does not hold. Texts are hashed as they were in the recorded run."""
    if os.environ.get("PYTHONHASHSEED") != "0":
        os.execve(sys.executable, [sys.executable, *sys.argv], {**os.environ, "PYTHONHASHSEED": "0"})  # noqa: S606 - itself
    broken = run(recorded, texts)
    for what in missed:
        sys.stdout.write(f"an exported test has no {what}\n")
    if not missed:
        sys.stdout.write(f"broken: {broken}\n" if broken else "every property held\n")
    sys.stdout.flush()
    os._exit(_CANNOT if missed else 1 if broken else 0)  # threads of programs may still wait


def check(file: str) -> None:
    """What pytest calls: run it in an interpreter of its own."""
    done = subprocess.run([sys.executable, file], capture_output=True, text=True, timeout=_PATIENCE_S, check=False)
    sys.stderr.write(done.stderr)
    if done.returncode:
        raise AssertionError(done.stdout.strip() or f"exit status {done.returncode}")
