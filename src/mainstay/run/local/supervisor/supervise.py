"""The supervisor as a whole."""

import asyncio
import contextlib
import fcntl
import os
import signal
from collections.abc import Callable, Generator
from contextlib import contextmanager

from mainstay.model.errors import MainstayError
from mainstay.run import local
from mainstay.run.local.paths import ProjectPaths
from mainstay.run.local.sandbox import Sources, inspect_machine
from mainstay.run.local.supervisor.instance import Site
from mainstay.run.local.supervisor.recorder import Recorder
from mainstay.run.local.supervisor.supervisor import Supervisor
from mainstay.run.ports import Journal, Vault
from mainstay.world.ports import World


async def supervise(paths: ProjectPaths, *, world: World, journal: Journal, vault: Vault) -> None:
    """Be the supervisor of a project: restore what must run, obey the control socket, until told to shut down.

    There is one for each project at most: raises `MainstayError` where another holds the lock. Whatever an earlier
    one left behind is ended first. SIGTERM and SIGINT shut down gracefully, SIGHUP is ignored.
    """
    with _alone(paths):
        recorder = Recorder(journal, world.clock)
        machine = await inspect_machine(world)
        # Through the door, which loads the builder when a release is first asked for: by then we are up.
        sources = Sources(machine, paths, vault.get, lambda release: local.built_release(paths, release))
        supervisor = Supervisor(Site(world, sources, vault, recorder), journal)
        writing = asyncio.create_task(recorder.run())
        try:
            await _obeying_signals(supervisor)
        finally:
            writing.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await writing
            recorder.flush()


async def _obeying_signals(supervisor: Supervisor) -> None:
    loop = asyncio.get_running_loop()
    reactions: dict[signal.Signals, Callable[[], None]] = {
        signal.SIGTERM: supervisor.shut_down,
        signal.SIGINT: supervisor.shut_down,
        signal.SIGHUP: lambda: None,
    }
    for number, reaction in reactions.items():
        loop.add_signal_handler(number, reaction)
    try:
        await supervisor.run()
    finally:
        for number in reactions:
            loop.remove_signal_handler(number)


@contextmanager
def _alone(paths: ProjectPaths) -> Generator[None]:
    """Hold the lock of the project's supervisor; it ends with the process that holds it, however that ends."""
    paths.home.mkdir(parents=True, exist_ok=True, mode=0o700)
    with os.fdopen(os.open(paths.supervisor_lock, os.O_RDWR | os.O_CREAT, 0o600), "r+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise MainstayError(
                str(paths.project),
                "one supervisor at most may run for a project",
                f"another one does (pid {lock.read().strip() or 'unknown'})",
                hint="`mainstay ps` asks that one; `mainstay down` stops it",
            ) from None
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield
