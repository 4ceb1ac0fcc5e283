"""Paths inside the repository, as text."""

import posixpath


def joined(folder: str, path: str) -> str:
    """`path`, which is relative to `folder`, relative to the repository: ``joined("api", "../lib")`` is ``lib``.

    A path that leads out of the repository keeps its `..`; an absolute one stays absolute.
    """
    return posixpath.normpath(posixpath.join(folder or ".", path))


def beside(file: str, name: str) -> str:
    """The path of `name` in the folder of `file`."""
    return joined(posixpath.dirname(file), name)
