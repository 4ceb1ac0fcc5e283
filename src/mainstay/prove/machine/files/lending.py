"""Files that C code opens by itself, past `open`: it may read what the running host has."""

import os
from collections.abc import Callable

from mainstay.prove.machine.files import paths
from mainstay.prove.machine.files.nodes import File

# Kept from before the surface is replaced.
_write, _lseek = os.write, os.lseek


def own_file(path: str) -> File | None:
    """The file at `path` where it lies in the running host's own layer; None where it is a real one, or no file.

    Raises `OSError` where the host has nothing there.
    """
    node = paths.there(path)
    return node if isinstance(node, File) and node.below is None else None


def lend(file: File, memory: Callable[[], int]) -> int:
    """A real descriptor, made by `memory`, from which the bytes of `file` can be read; negative is an errno."""
    fd = memory()
    if fd >= 0:
        data = memoryview(file.read(0, file.size))
        while data:
            data = data[_write(fd, data) :]
        _lseek(fd, 0, os.SEEK_SET)
    return fd
