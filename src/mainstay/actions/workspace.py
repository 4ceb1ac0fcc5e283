"""One project, opened: its folders, its ledger, its vault, and the one lock that commands which change it hold."""

import fcntl
import hashlib
import os
import socket
from collections.abc import Generator
from contextlib import closing, contextmanager
from pathlib import Path

from mainstay.actions.context import Context
from mainstay.model.errors import MainstayError
from mainstay.model.program import SecretRef
from mainstay.run.local.paths import ProjectPaths
from mainstay.store import FileVault, Ledger, open_ledger
from mainstay.world.ports import World

LONGEST_SOCKET = "supervisor.sock"
STORE = SecretRef(component="platform", name="MAINSTAY_STORE")
"""Where the URL of a shared ledger is kept: it may hold a password."""
LEDGER_KEY = SecretRef(component="platform", name="ledger-key")
"""What tells this project from others in a shared ledger."""
KEY_LENGTH = 16
MAX_SOCKET_PATH = 100
"""Bytes; Linux allows 107 (unix(7)), and a router with several workers needs a few more."""


class Workspace:
    """What commands share. Close it when done; `with open_workspace(...) as workspace` does."""

    def __init__(self, paths: ProjectPaths, world: World, ledger: Ledger) -> None:
        self.paths, self.world, self.ledger = paths, world, ledger
        self.vault = FileVault(paths.vault)
        self._reserved: dict[int, socket.socket] = {}

    def reserve(self, port: int) -> bool:
        """Keep `port` from being given by any other command until this workspace is closed; False where one has it.

        Between the choice of a port and the router's use of it, nobody listens there, and another project may look
        for a port of its own. Abstract sockets (unix(7)) belong to the machine and vanish with the process.
        """
        if port in self._reserved:
            return True
        mark = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        try:
            mark.bind(f"\0mainstay/port/{port}")
        except OSError:
            mark.close()
            return False
        self._reserved[port] = mark
        return True

    def close(self) -> None:
        """Close the ledger, and let go of what was reserved."""
        for mark in self._reserved.values():
            mark.close()
        self._reserved.clear()
        self.ledger.close()

    @contextmanager
    def exclusive(self) -> Generator[None]:
        """Hold the project's lock; raises `MainstayError` where another command has it."""
        with os.fdopen(os.open(self.paths.lock, os.O_RDWR | os.O_CREAT, 0o600), "r+") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise MainstayError(
                    str(self.paths.project),
                    "one command at a time may change a project",
                    f"process {lock.read().strip() or '(unknown)'} is at it",
                    hint="wait until it is done, then try again",
                ) from None
            lock.truncate(0)
            lock.write(str(os.getpid()))
            lock.flush()
            yield


def project_id(project: Path) -> str:
    """10 hexadecimal digits that name a project on this machine."""
    return hashlib.sha256(os.fsencode(project.resolve())).hexdigest()[:10]


@contextmanager
def open_workspace(context: Context, *, create: bool = False, remember: bool = True) -> Generator[Workspace]:
    """The workspace of the context's project.

    Unless it is to `remember`, nothing is written where nothing is yet: its ledger is in memory then.
    Raises `MainstayError` where nothing has ever been started there (unless `create`), or it cannot be written.
    """
    paths = project_paths(context)
    ledger = _ledger(context, paths, create=create, remember=remember)
    with closing(Workspace(paths, context.world, ledger)) as workspace:
        yield workspace


def _ledger(context: Context, paths: ProjectPaths, *, create: bool, remember: bool) -> Ledger:
    if not remember and not paths.home.is_dir():
        return open_ledger(None, paths.id, context.world.clock.now)
    if not paths.home.is_dir() and not create:
        raise MainstayError(
            str(context.project),
            "an application must have been started here",
            "there is no .mainstay folder",
            hint="`mainstay up` starts it; `-C DIR` names another project",
        )
    _make_folders(paths)
    return _open_ledger(paths, context.world)


def shared_store(vault: FileVault, world: World) -> str | None:
    """The URL of the ledger that a team shares: MAINSTAY_STORE, or what that was at an earlier release."""
    return world.environment.get(STORE.name) or vault.get(STORE)


def _open_ledger(paths: ProjectPaths, world: World) -> Ledger:
    vault = FileVault(paths.vault)
    store = shared_store(vault, world)
    if store is None:
        return open_ledger(paths.ledger, paths.id, world.clock.now)
    # Two machines of a team can have a project in the same place.
    key = vault.get(LEDGER_KEY)
    if key is None:
        key = world.randomness.token(KEY_LENGTH)
        vault.put(LEDGER_KEY, key)
    return open_ledger(store, f"{paths.id}-{key}", world.clock.now)


def project_paths(context: Context) -> ProjectPaths:
    """Where things of the context's project lie."""
    identity = project_id(context.project)
    runtime = context.project / ".mainstay" / "run"
    if len(os.fsencode(runtime / LONGEST_SOCKET)) > MAX_SOCKET_PATH:
        runtime = Path(f"/tmp/mainstay-{os.getuid()}-{identity}")  # noqa: S108 - must be ours alone, see below
    return ProjectPaths(project=context.project, id=identity, runtime=runtime)


def _make_folders(paths: ProjectPaths) -> None:
    try:
        paths.home.mkdir(mode=0o700, exist_ok=True)
        (paths.home / ".gitignore").write_text("*\n", encoding="utf-8")
        paths.runtime.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise MainstayError(
            str(paths.home),
            "the project's folder must be writable",
            error.strerror or str(error),
            hint="check its owner and mode, and that the disk is not full",
        ) from error
    found = paths.runtime.lstat()
    if found.st_uid != os.getuid() or found.st_mode & 0o077:
        raise MainstayError(
            str(paths.runtime),
            "the folder of control sockets must be yours alone",
            f"it belongs to user {found.st_uid} and has mode {found.st_mode & 0o777:o}",
            hint="remove it: mainstay makes it anew",
        )
