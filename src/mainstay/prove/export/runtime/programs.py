"""Programs of an exported test: each has its own copies of modules, its own random generator and its own folder."""

# ruff: noqa: ANN401
# Sockets, loops and functions of whatever program runs: nothing is known of their types.

import asyncio
import functools
import importlib
import importlib.abc
import importlib.machinery
import importlib.util
import inspect
import linecache
import os
import pathlib
import random
import sys
import tempfile
import types
from collections.abc import Sequence
from typing import Any

from mainstay.prove.export.runtime.calling import resolve
from mainstay.prove.export.runtime.world import Process, World, here

_SUFFIXES = tuple(importlib.machinery.EXTENSION_SUFFIXES)
_SHARED = frozenset({"mainstay", "msgspec", "__main__", "uvloop", "rloop", "winloop"})
_ISOLATED = frozenset({"random", "logging"})


class Embedded(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds the modules whose text is in this file."""

    def __init__(self, texts: dict[str, str]) -> None:
        self._texts = texts

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> Any:
        """As a meta path finder."""
        del path, target
        if name not in self._texts:
            return None
        return importlib.util.spec_from_loader(name, self, origin=self._place(name))

    @staticmethod
    def _place(name: str) -> str:
        return f"{pathlib.Path(sys.argv[0]).name}: {name.rpartition('.')[2]}.py"

    def exec_module(self, module: types.ModuleType) -> None:
        """As a loader."""
        text, place = self._texts[module.__name__], self._place(module.__name__)
        linecache.cache[place] = len(text), None, text.splitlines(keepends=True), place
        exec(compile(text, place, "exec", dont_inherit=True), module.__dict__)  # noqa: S102 - what an import does


class Programs:
    """What belongs to each program, put into place whenever that goes on."""

    def __init__(self, world: World, module: str, share: Sequence[str]) -> None:
        self._world, self._module = world, module
        self._shared = _SHARED | set(share)
        self._own: dict[str, bool] = {}
        self._inside: Process | None = None
        self._folders = pathlib.Path(tempfile.mkdtemp(prefix="hosts-"))
        self._started: dict[str, int] = {}
        self._seeds = [tuple(seed) for seed in world.schedule["seeds"]]
        self._seed = self._seeds[0][1]
        self._entropy: dict[str, random.Random] = {}
        self.random = random.Random(f"{self._seeds[0][2]}/test")  # noqa: S311 - of the test itself, no secret
        world.enter = self.enter
        for moment, seed, stream in self._seeds[1:]:
            world.at(moment, self._branch, seed, stream)
        modules: Any = (os,)
        self._urandom, modules[0].urandom = os.urandom, self.urandom

    # -- starting

    def start(self, host: str, program: Any, args: tuple[Any, ...], name: str) -> Process:
        """A new process of `host` that calls `program`."""
        number = self._started[host] = self._started.get(host, 0) + 1
        process = Process(self._world, host, host if number == 1 else f"{host}:{number}", name)
        process.state["modules"] = {}
        process.state["again"] = functools.partial(self.start, host, program, args, name)
        process.start(functools.partial(self._main, program, args))
        return process

    def _main(self, program: Any, args: tuple[Any, ...]) -> None:
        result = resolve(program)(*args)
        if inspect.iscoroutine(result):
            asyncio.run(result)

    # -- what belongs to a process

    def enter(self, process: Process) -> None:
        """Put its modules and its folder into place."""
        if process is self._inside:
            return
        own = {name: module for name, module in list(sys.modules.items()) if self._is_own(name)}
        if self._inside is not None:
            self._inside.state["modules"] = own
        for name in own:
            del sys.modules[name]
        sys.modules.update(process.state["modules"])
        folder = self._folders / process.host
        folder.mkdir(exist_ok=True)
        os.chdir(folder)
        first, self._inside = "seeded" not in process.state, process
        if first:
            process.state["seeded"] = True
            self._give_random(process)

    def _is_own(self, name: str) -> bool:
        root = name.partition(".")[0]
        found = self._own.get(root)
        if found is None:
            found = self._own[root] = self._decide(root)
        return found

    def _decide(self, root: str) -> bool:
        if root in _ISOLATED or root == self._module:
            return True
        if root in self._shared or root in sys.stdlib_module_names:
            return False
        spec = importlib.machinery.PathFinder.find_spec(root, sys.path)
        return spec is not None and not _is_compiled(spec)

    def _give_random(self, process: Process) -> None:
        """Its own `random`, which draws what it drew in the recorded run."""
        module: Any = importlib.import_module("random")
        kind, seed = module.Random, module.Random.seed

        def seeded(generator: Any, value: Any = None, version: int = 2) -> None:
            seed(generator, int.from_bytes(self.urandom(32), "little") if value is None else value, version)

        kind.seed = seeded
        process.state["random"] = module
        if process.space in self._world.schedule["seeded"]:
            module.seed(f"{self._seed} {process.space}")

    def _branch(self, seed: str, stream: str) -> None:
        """The search has branched here: chance is another one from now on."""
        self._seed, stream = seed, f"{stream}/"
        self.random.seed(f"{stream}test")
        for key, generator in self._entropy.items():
            generator.seed(f"{stream}{key}")
        for process in self._world.processes:
            if process.space in self._world.schedule["seeded"] and "random" in process.state:
                process.state["random"].seed(f"{seed} {process.space}")

    def urandom(self, size: int) -> bytes:
        """os.urandom."""
        process = here()
        if process is None:
            return self._urandom(size)
        key = f"entropy {process.host} {process.name}"
        stream = next(seed[2] for seed in reversed(self._seeds) if seed[0] <= self._world.now)
        generator = self._entropy.setdefault(key, random.Random(f"{stream}/{key}"))  # noqa: S311 - as recorded
        return generator.randbytes(size)


def _is_compiled(spec: Any) -> bool:
    """Whether a package has compiled parts: those can be imported only once."""
    for folder in spec.submodule_search_locations or ():
        if any(file.name.endswith(_SUFFIXES) for file in pathlib.Path(folder).rglob("*.so")):
            return True
    return (spec.origin or "").endswith(_SUFFIXES)
