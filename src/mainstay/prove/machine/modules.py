"""Modules of simulated processes: each imports its own copies, also of another version, in one interpreter.

The interpreter's own dictionary of modules is given another class, so that imports, `pickle` and C extensions all ask
here. The standard library is one for all hosts, except the modules that hold a program's state (`ISOLATED`). Packages
with compiled parts are shared between the hosts that take them from the same place, since most extensions can be
initialised only once; all other packages are imported by each process for itself. What is not isolated keeps its state
when a process is started again.
"""

import ctypes
import importlib.machinery
import importlib.util
import os
import sys
from collections.abc import Iterator, Sequence
from types import CodeType, ModuleType
from typing import TYPE_CHECKING, Any

from mainstay.prove.machine import covered, current, imports

if TYPE_CHECKING:
    from mainstay.prove.machine.host import Host

# Modules of the standard library that hold what belongs to one program: handlers, generators, names.
ISOLATED = frozenset({"logging", "random", "tempfile", "multiprocessing", "__main__"})
# Parts of packages that all share, which hold such modules.
_ISOLATED_PARTS = frozenset({"concurrent.futures.process"})
# What the simulation itself consists of; a second copy would be another simulation.
_OURS = frozenset(
    {"mainstay", "greenlet", "msgspec", "sqlglot", "pytest", "_pytest", "pluggy", "hypothesis", "sitecustomize"}
)
# Loops written in C do their own system calls; programs that find none use the standard one.
HIDDEN = ("uvloop", "rloop", "winloop")
_OBJECT_TYPE = 8  # offset of ob_type in PyObject, on all 64-bit builds with a global interpreter lock (object.h)
_SUFFIXES = tuple(importlib.machinery.EXTENSION_SUFFIXES)

Group = dict[str, ModuleType]


class _Compiled(Group):
    """Modules of a package with compiled parts, which the hosts share. Its C code may look past our table."""

    importer = ""  # whose process has begun to import it


class Modules:
    """The groups of modules: which dictionary holds `name` for a host."""

    def __init__(self, *, isolated: Sequence[str] = ()) -> None:
        self._shared = _OURS | set(HIDDEN)
        self._isolated = ISOLATED | set(isolated)
        self._groups: dict[tuple[str, str], Group] = {}
        self._roots: dict[tuple[str, str], Group | None] = {}
        self.sources: dict[str, str] = {}  # modules that are single files: name → path
        self.kept: tuple[str, ...] = ()  # folders of packages whose code is compiled once, for every process anew
        self.looked_for: list[tuple[str, str]] = []  # (host, module) of every import that found nothing loaded

    def share(self, packages: Sequence[str]) -> None:
        """Let all hosts have these packages in common, as the running host has imported them."""
        plain: Any = dict
        for root in packages:
            group = self._groups.pop((current.space(), root), {})
            self._shared = self._shared | {root}
            self._roots = {key: found for key, found in self._roots.items() if key[1] != root}
            for name, module in group.items():
                plain.__setitem__(sys.modules, name, module)

    def group(self, name: str) -> Group | None:
        """The dictionary for module `name` on the running host; None for what all share."""
        root = name if name in _ISOLATED_PARTS else name.partition(".")[0]
        key = (current.space(), root)
        try:
            return self._roots[key]
        except KeyError:
            found = self._roots[key] = self._find(root, key[0], current.host())
            return found

    def _find(self, root: str, space: str, host: "Host") -> Group | None:
        if root == "__main__":
            return self._groups.setdefault((space, root), {root: ModuleType(root)})
        if root in self._isolated or root in _ISOLATED_PARTS or root in self.sources:
            return self._groups.setdefault((space, root), {})
        if root in self._shared or root in sys.stdlib_module_names:
            return None
        spec = importlib.machinery.PathFinder.find_spec(root, [*host.path, *sys.path])
        place = _compiled_place(spec)
        if place is None:
            return self._groups.setdefault((space, root), {})
        return self._groups.setdefault((place, root), _Compiled())

    def forget(self, name: str) -> None:
        """Whoever shares module `name` imports it again."""
        plain: Any = dict
        plain.pop(sys.modules, name, None)
        for group in self._groups.values():
            if type(group) is _Compiled:
                group.pop(name, None)

    def having(self, root: str) -> set[str]:
        """Who has copies of the package `root` of its own: hosts, and processes that are named apart."""
        return {owner for owner, name in self._groups if name == root}

    def seed(self, seed: str) -> None:
        """Seed the generator of every host's `random`: it was imported before the seed, or the branch, was known."""
        for (host, root), group in self._groups.items():
            module: Any = group.get("random") if root == "random" else None
            if hasattr(module, "seed"):  # not so while it is being imported: it will seed itself, from what comes now
                module.seed(f"{seed} {host}")

    def present(self) -> Group:
        """All modules that the running host, or process, has imported itself."""
        space = current.space()
        merged: Group = {}
        for (owner, _), group in self._roots.items():
            if owner == space and group:
                merged.update(group)
        return merged


def _compiled_place(spec: importlib.machinery.ModuleSpec | None) -> str | None:
    """Where a package with compiled parts lies; None for pure Python."""
    if spec is None:
        return None
    for folder in spec.submodule_search_locations or ():
        for _, _, files in os.walk(folder):
            if any(file.endswith(_SUFFIXES) for file in files):
                return folder
    origin = spec.origin or ""
    return origin if origin.endswith(_SUFFIXES) else None


class _Table(dict[str, ModuleType]):
    """What `sys.modules` becomes: the same dictionary, that looks into the running host's groups first."""

    __slots__ = ()

    def __getitem__(self, name: str) -> ModuleType:
        group = _settled(name)
        return super().__getitem__(name) if group is None else group[name]

    def __setitem__(self, name: str, module: ModuleType) -> None:
        group = _modules.group(name)
        if group is None:
            super().__setitem__(name, module)
        else:
            group[name] = module
            if type(group) is _Compiled:
                super().__setitem__(name, module)
                if "." not in name:
                    group.importer = current.space()

    def __delitem__(self, name: str) -> None:
        group = _modules.group(name)
        if group is None:
            super().__delitem__(name)
        else:
            del group[name]

    def __contains__(self, name: object) -> bool:
        group = _modules.group(str(name))
        return super().__contains__(name) if group is None else name in group

    def get(self, name: str, default: Any = None) -> Any:  # noqa: ANN401 - as dict.get
        """As `dict.get`."""
        group = _settled(name)
        return super().get(name, default) if group is None else group.get(name, default)

    def pop(self, name: str, *default: Any) -> Any:  # noqa: ANN401 - as dict.pop
        """As `dict.pop`."""
        group = _modules.group(name)
        return super().pop(name, *default) if group is None else group.pop(name, *default)

    def setdefault(self, name: str, default: Any = None) -> Any:  # noqa: ANN401 - as dict.setdefault
        """As `dict.setdefault`."""
        if name not in self:
            self[name] = default
        return self[name]

    def forget(self, name: str) -> None:
        """A module that hosts share is not there for any of them."""
        _modules.forget(name)

    def copy(self) -> dict[str, ModuleType]:
        """What the running host sees, as a plain dictionary."""
        seen = {name: module for name, module in super().items() if _modules.group(name) is None}
        seen.update(_modules.present())
        return seen

    def __iter__(self) -> Iterator[str]:
        return iter(self.copy())

    def __len__(self) -> int:
        return len(self.copy())

    def keys(self) -> Any:  # noqa: ANN401 - a view
        """As `dict.keys`, of what the running host sees."""
        return self.copy().keys()

    def values(self) -> Any:  # noqa: ANN401 - a view
        """As `dict.values`, of what the running host sees."""
        return self.copy().values()

    def items(self) -> Any:  # noqa: ANN401 - a view
        """As `dict.items`, of what the running host sees."""
        return self.copy().items()


def _settled(name: str) -> Group | None:
    """As `Modules.group`. While another process imports a package that all share, who misses a module of it waits."""
    group = _modules.group(name)
    if type(group) is _Compiled and name not in group and group.importer != current.space():
        imports.wait_for(name.partition(".")[0], group)
    return group


class _Finder:
    """Finds modules in the running host's own folders first; programs are loaded so that they tell edges."""

    @staticmethod
    def find_spec(
        name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """As a meta path finder (PEP 451)."""
        host = current.host()
        _modules.looked_for.append((host.name, name))
        source = _modules.sources.get(name)
        if source is not None and path is None:
            return covered.covering(importlib.util.spec_from_file_location(name, source))
        own = host.path if path is None else list(path)
        found = importlib.machinery.PathFinder.find_spec(name, own, target) if own and host.path else None
        if name.partition(".")[0] in sys.stdlib_module_names or _modules.group(name) is None:
            return _kept_code(found)
        return covered.covering(_kept_code(found or _found(name, path, target)))


def _found(name: str, path: Sequence[str] | None, target: ModuleType | None) -> importlib.machinery.ModuleSpec | None:
    """What the other finders find."""
    for finder in sys.meta_path:
        if finder is not _Finder and (spec := finder.find_spec(name, path, target)) is not None:
            return spec
    return None


def _kept_code(spec: importlib.machinery.ModuleSpec | None) -> importlib.machinery.ModuleSpec | None:
    """The same module, compiled once for all processes where it is from a package of an application."""
    loader = spec and spec.loader
    if spec is not None and type(loader) is importlib.machinery.SourceFileLoader:
        kept = loader.path.startswith(_modules.kept)
        spec.loader = _KeptLoader(loader.name, loader.path) if kept else loader
    return spec


class _KeptLoader(importlib.machinery.SourceFileLoader):
    """Loads modules of packages without compiling them again: a process that starts anew imports all of them."""

    def get_code(self, fullname: str) -> CodeType | None:
        """As `SourceLoader.get_code`."""
        path = self.get_filename(fullname)
        if path not in _codes:
            _codes[path] = super().get_code(fullname)
        return _codes[path]


_codes: dict[str, CodeType | None] = {}


_modules: Modules = Modules()


def install(modules: Modules) -> None:
    """Make the interpreter's table of modules that of the running host, from now on and until the process ends."""
    global _modules  # noqa: PLW0603 - one interpreter, one table
    _modules = modules
    if type(sys.modules) is not _Table:
        for name in [name for name in sys.modules if name.partition(".")[0] in ISOLATED and name != "__main__"]:
            # Who has imported it keeps it; hosts get their own.
            _kept.append(sys.modules[name])
            del sys.modules[name]
        ctypes.c_void_p.from_address(id(sys.modules) + _OBJECT_TYPE).value = id(_Table)
        covered.install()
        sys.meta_path.insert(0, _Finder)  # type: ignore[arg-type]


_kept: list[ModuleType] = []
