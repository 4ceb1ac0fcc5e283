"""Built environments, shared between releases by the content they were built from."""

import asyncio
import contextlib
import fcntl
import os
import shutil
from collections.abc import Awaitable, Callable, Collection
from pathlib import Path
from types import TracebackType
from typing import Self

import msgspec

from mainstay.model.value import Value, decode, encode
from mainstay.world.ports import World

READY = "ready.json"
"""Written into an environment as the very last act; a folder without it is nobody's and is built anew."""

POLL_S = 0.05

Make = Callable[[Path], Awaitable[tuple[str, ...]]]
"""Builds an environment in an empty folder; returns its notes for the user."""


class Ready(Value, frozen=True, kw_only=True):
    """The content of `ready.json`."""

    notes: tuple[str, ...] = ()


class EnvironmentCache:
    """The environments below one folder. An async context manager: what it handed out stays until it is left.

    Environments are built in the place where they are used, because virtual environments hold absolute paths; a
    rename at the end would break them. `ready.json` takes the place of the rename. One lock file per environment
    (`flock`, released by the kernel whatever happens to us) lets one build make it while others wait, and keeps
    `prune` from taking what a build is about to use.
    """

    def __init__(self, folder: Path, world: World, report: Callable[[str], None]) -> None:
        self.folder, self._world, self._report = folder, world, report
        self._held: dict[str, int] = {}
        self.notes: dict[str, tuple[str, ...]] = {}

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for lock in self._held.values():
            os.close(lock)
        self._held.clear()

    @property
    def used(self) -> tuple[str, ...]:
        """The digests of all environments handed out, sorted."""
        return tuple(sorted(self._held))

    async def ensure(self, digest: str, make: Make) -> Path:
        """The folder of the environment `digest`, made by `make` where it does not exist yet.

        Whatever `make` raises leaves no folder behind.
        """
        place = self.folder / digest
        if digest in self._held:
            return place
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        while True:
            lock = await self._locked(place)
            ready = _ready(place)
            if ready is not None:
                self._held[digest] = lock
                self.notes[digest] = ready.notes
                return place
            try:
                await _made(place, make)
            finally:
                os.close(lock)  # and lock again, now shared: flock cannot change a lock in one step

    async def _locked(self, place: Path) -> int:
        """A lock on the environment: shared where it is ready, exclusive where it must be made."""
        waiting = False
        while True:
            lock = _try_lock(place, fcntl.LOCK_SH)
            if lock is not None and _ready(place) is not None:
                return lock
            if lock is not None:
                os.close(lock)
            lock = _try_lock(place, fcntl.LOCK_EX)
            if lock is not None:
                return lock
            if not waiting:
                self._report("Waiting for another build that is making the same environment")
                waiting = True
            await self._world.clock.sleep(POLL_S)


async def _made(place: Path, make: Make) -> None:
    await asyncio.to_thread(_emptied, place)
    try:
        notes = await make(place)
        write_durably(place / READY, encode(Ready(notes=notes)))
    except BaseException:
        await asyncio.to_thread(remove, place)
        raise


def _emptied(place: Path) -> None:
    remove(place)
    place.mkdir(mode=0o700)


def is_ready(folder: Path, digest: str) -> bool:
    """Whether the environment `digest` is complete."""
    return _ready(folder / digest) is not None


def sweep(folder: Path, keep: Collection[str]) -> tuple[str, ...]:
    """Remove all environments but `keep` and those a build holds just now; returns what was removed, sorted."""
    removed: list[str] = []
    if not folder.is_dir():
        return ()
    for place in sorted(p for p in folder.iterdir() if p.is_dir() and p.name not in keep):
        lock = _try_lock(place, fcntl.LOCK_EX)
        if lock is None:
            continue
        try:
            remove(place)
            _lock_file(place).unlink(missing_ok=True)
            removed.append(place.name)
        finally:
            os.close(lock)
    return tuple(removed)


def remove(place: Path) -> None:
    """Remove a folder so that it can never be taken for a complete one: its marks go first."""
    for mark in (READY, "built.json"):
        (place / mark).unlink(missing_ok=True)
    if place.exists():
        shutil.rmtree(place, onerror=_make_removable)


def _make_removable(
    function: Callable[..., object], path: str, error: tuple[type[BaseException], BaseException, TracebackType]
) -> None:
    """Try again with permission: some packages install folders that are read-only."""
    if isinstance(error[1], FileNotFoundError):
        return
    parent = Path(path).parent
    parent.chmod(parent.stat().st_mode | 0o700)
    with contextlib.suppress(OSError):
        Path(path).chmod(0o700)
    if function in {os.open, os.scandir}:
        shutil.rmtree(path)
    else:
        function(path)


def write_durably(place: Path, data: bytes) -> None:
    """Write a file so that it exists either completely or not at all, even when the machine stops.

    It says that others are complete: whatever was written before it is on the disk first.
    """
    os.sync()
    draft = place.with_name(place.name + ".draft")
    with draft.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(place)
    folder = os.open(place.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _ready(place: Path) -> Ready | None:
    try:
        return decode((place / READY).read_bytes(), Ready)
    except (OSError, msgspec.MsgspecError):
        return None


def _lock_file(place: Path) -> Path:
    return place.with_name(place.name + ".lock")


def _try_lock(place: Path, how: int) -> int | None:
    """A file descriptor that holds the lock, or None where somebody else holds it."""
    lock = os.open(_lock_file(place), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(lock, how | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(lock)
        return None
    if os.fstat(lock).st_nlink == 0:  # swept between open and lock: this file is no longer the lock
        os.close(lock)
        return None
    return lock
