"""`os.scandir`."""

import os
from collections.abc import Iterator
from types import GenericAlias
from typing import Any, Self

from mainstay.prove.machine import current, unclosed
from mainstay.prove.machine.files import paths
from mainstay.prove.machine.files.nodes import Directory, File, Link, Node


class Entry:
    """os.DirEntry. `path` is as the caller named the folder, with the name."""

    def __class_getitem__(cls, kind: Any) -> GenericAlias:  # noqa: ANN401 - as os.DirEntry[str]
        return GenericAlias(cls, kind)

    def __init__(self, name: Any, path: Any, node: Node, full: str) -> None:  # noqa: ANN401 - text or bytes
        self.name, self.path = name, path
        self._node, self._full = node, full

    def __fspath__(self) -> Any:  # noqa: ANN401 - text or bytes
        return self.path

    def __repr__(self) -> str:
        return f"<DirEntry {self.name!r}>"

    def _seen(self, follow: bool) -> Node | None:
        if not follow or not isinstance(self._node, Link):
            return self._node
        try:
            return paths.disk().find(self._full).node
        except OSError:
            return None

    def is_dir(self, *, follow_symlinks: bool = True) -> bool:
        """Whether it is a folder."""
        return isinstance(self._seen(follow_symlinks), Directory)

    def is_file(self, *, follow_symlinks: bool = True) -> bool:
        """Whether it is a regular file."""
        return isinstance(self._seen(follow_symlinks), File)

    def is_symlink(self) -> bool:
        """Whether it is a symbolic link."""
        return isinstance(self._node, Link)

    def is_junction(self) -> bool:
        """Never: they are of another system."""
        return False

    def inode(self) -> int:
        """Its number."""
        return self._node.number

    def stat(self, *, follow_symlinks: bool = True) -> os.stat_result:
        """As os.stat."""
        return paths.stat(self._full, follow_symlinks=follow_symlinks)


class Scan(Iterator[Entry]):
    """What os.scandir returns: an iterator that can be closed."""

    def __init__(self, entries: list[Entry]) -> None:
        self._left = iter(entries)
        self._process = current.process()
        self._closed = False

    def __next__(self) -> Entry:
        for entry in self._left:
            return entry
        self._closed = True
        raise StopIteration

    def close(self) -> None:
        """No more."""
        self._left = iter(())
        self._closed = True

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __del__(self) -> None:
        if not self._closed and self._process.alive:
            unclosed.warn(self._process, f"scandir iterator {self!r}", self)


def scandir(path: Any = ".") -> Scan:  # noqa: ANN401 - a path or a descriptor
    """os.scandir."""
    paths.kernel()
    found = paths.folder(path)
    if isinstance(path, int):
        full = paths.descriptors.described(path).path
        return Scan([Entry(name, name, node, f"{full}/{name}") for name, node in found.children()])
    plain: Any = os.fspath(path)  # pyright: ignore[reportUnknownVariableType] - of a path of any kind
    full = paths.spot(path).path
    entries: list[Entry] = []
    for name, node in found.children():
        given: Any = os.fsencode(name) if isinstance(plain, bytes) else name
        joined: Any = os.path.join(plain, given)  # noqa: PTH118 # pyright: ignore[reportUnknownArgumentType] - as above
        entries.append(Entry(given, joined, node, f"{full}/{name}"))
    return Scan(entries)
