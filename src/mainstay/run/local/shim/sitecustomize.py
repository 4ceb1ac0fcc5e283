"""Moves hard-wired TCP binds to the address that MAINSTAY_ADDRESS names; Python 3.8 and later.

This file is no part of mainstay's own program: it stands on the PYTHONPATH of programs that mainstay runs, and Python
imports it when it starts. A server that binds a wildcard or loopback address with a port of its own choice is given
the private loopback address of its instance instead, so that two instances with the same hard-wired port live side by
side. Port 0, UDP, UNIX sockets and every other address are left alone. It says nothing and breaks nothing: whatever
goes wrong in here, the program's own call is made as it was.
"""

# ruff: noqa: INP001 - Python wants exactly this file name, on its path
# ruff: noqa: S110, SIM105, PLC0415 - every program pays for what is imported here; contextlib alone doubles the price
# ruff: noqa: ANN401 - it stands between arbitrary programs and the standard library, and checks as it goes

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False  # as in typing, whose import every program would have to pay for
if TYPE_CHECKING:
    from typing import Any

_HERE = os.path.dirname(os.path.abspath(__file__))  # noqa: PTH100, PTH120 - pathlib costs more than all the rest
_MOVED = {"", "0.0.0.0", "::", "127.0.0.1", "localhost", "::1"}  # noqa: S104 - these are moved away from


_OWN_MISTAKES = (13, 98)  # EACCES, EADDRINUSE; anything else says that the private address cannot be used here


def _moved_host(host: Any, port: Any, address: str) -> Any:
    """`address` where a server on (host, port) has to move there, else `host`. A list moves when all of it would."""
    if not port:
        return host
    if host.__class__ in (list, tuple):
        return address if host and all(each is None or each in _MOVED for each in host) else host
    return address if host is None or host in _MOVED else host


def _patch_socket(module: Any, address: str) -> None:
    """Patch `socket.socket.bind`, which most servers end up in."""
    original = module.socket.bind

    def bind(self: Any, where: Any) -> None:
        try:
            moved = _moved_bind(self, where, address, module)
        except Exception:  # noqa: BLE001 - the program's own call decides what is wrong with its arguments
            moved = None
        if moved is not None:
            try:
                return original(self, moved)
            except OSError as error:
                if error.errno in _OWN_MISTAKES:
                    raise
        return original(self, where)

    module.socket.bind = bind


def _moved_bind(sock: Any, where: Any, address: str, module: Any) -> Any:
    """Where this bind has to go instead, or None where it stays."""
    if sock.family not in (module.AF_INET, module.AF_INET6) or not sock.type & module.SOCK_STREAM:
        return None
    host, port = where[0], where[1]
    if isinstance(host, (bytes, bytearray)):
        host = host.decode("ascii")
    if _moved_host(host, port, address) is host:
        return None
    if sock.family == module.AF_INET:
        return address, port
    if sock.getsockopt(module.IPPROTO_IPV6, module.IPV6_V6ONLY):
        # The second half of a pair of sockets for one port. It cannot have our IPv4 address, and must not meet the
        # same half of another instance: any free port will do, because clients come through IPv4.
        return ("::1", 0)
    return ("::ffff:" + address, port)


def _patch_create_server(owner: Any, address: str) -> None:
    """Patch `create_server` of an event loop class: uvloop binds below Python, asyncio would bind IPv6 separately."""
    original = owner.create_server

    def create_server(
        self: Any, protocol_factory: Any, host: Any = None, port: Any = None, *args: Any, **kwargs: Any
    ) -> Any:
        try:
            if kwargs.get("sock") is None and port:
                host = _moved_host(host, port, address)
        except Exception:  # noqa: BLE001 - the program's own call decides what is wrong with its arguments
            pass
        return original(self, protocol_factory, host, port, *args, **kwargs)

    create_server.__doc__ = original.__doc__
    owner.create_server = create_server


def _patch_asyncio(module: Any, address: str) -> None:
    _patch_create_server(module.BaseEventLoop, address)


def _patch_uvloop(module: Any, address: str) -> None:
    _patch_create_server(module.Loop, address)


_PATCHES = {"socket": _patch_socket, "asyncio.base_events": _patch_asyncio, "uvloop": _patch_uvloop}


class _Watcher:
    """A finder that patches the modules above as soon as the program has imported them, and costs nothing before."""

    def __init__(self, address: str, loaded: list[str]) -> None:
        self._address = address
        self._waiting = {name: patch for name, patch in _PATCHES.items() if name not in loaded}

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> Any:
        """Find nothing; but make the real loader of a module that we wait for patch it afterwards."""
        patch = self._waiting.pop(name, None)
        if patch is None:
            return None
        if not self._waiting and self in sys.meta_path:
            sys.meta_path.remove(self)
        for finder in tuple(sys.meta_path):
            find = None if finder is self else getattr(finder, "find_spec", None)
            spec = find and find(name, path, target)
            if spec:
                self._extend(spec.loader, patch)
                return spec
        return None

    def _extend(self, loader: Any, patch: Any) -> None:
        address, execute = self._address, getattr(loader, "exec_module", None)
        if execute is None or isinstance(loader, type):  # a class is the loader of other modules, too
            return

        def exec_module(module: Any) -> None:
            execute(module)
            try:
                patch(module, address)
            except Exception:  # noqa: BLE001 - better an address in common than a program that does not start
                pass

        loader.exec_module = exec_module


def _install() -> None:
    address = os.environ.get("MAINSTAY_ADDRESS", "")
    if not address or ":" in address:
        return
    _MOVED.add(os.environ.get("MAINSTAY_LOCALHOST", ""))  # what `localhost` resolves to for this program
    loaded = [name for name in _PATCHES if name in sys.modules]
    for name in loaded:
        _PATCHES[name](sys.modules[name], address)
    watcher: Any = _Watcher(address, loaded)
    sys.meta_path.insert(0, watcher)


def _run_shadowed() -> None:
    """Import the `sitecustomize` that this one hides, in its place."""
    from importlib.machinery import PathFinder

    elsewhere = [place for place in sys.path if os.path.abspath(place or ".") != _HERE]  # noqa: PTH100 - see above
    spec = PathFinder.find_spec("sitecustomize", elsewhere)
    if spec is None or spec.loader is None:
        return
    from importlib.util import module_from_spec

    module = module_from_spec(spec)
    sys.modules["sitecustomize"] = module
    spec.loader.exec_module(module)


try:
    _install()
except Exception:  # noqa: BLE001 - see the docstring
    pass
_run_shadowed()
