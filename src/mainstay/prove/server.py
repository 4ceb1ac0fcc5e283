"""The fork server: imports a target once, then forks one process for each simulation that it is asked for.

Started as `python -m mainstay.prove.server TARGET SOCKET SCENE`, with a fixed hash seed and, where the system
allows it, without address randomisation. It connects to the pool that listens at SOCKET and reads one `Job` a line;
each simulation answers over a connection of its own.
"""

import ctypes
import gc
import os
import sys
import traceback
from pathlib import Path

import msgspec

from mainstay.model.errors import MainstayError
from mainstay.prove.child import simulate
from mainstay.prove.link import Link, fork, leave, reap, silence
from mainstay.prove.machine import fence, shim
from mainstay.prove.outcome import Job
from mainstay.prove.prepared import Prepared, Target
from mainstay.prove.scene import Scene

_ADDR_NO_RANDOMIZE = 0x0040000  # personality(2)
_MARK = "MAINSTAY_PROVE_SERVER"
_KEPT = ("PATH", "PYTHONPATH", "HOME", "LD_LIBRARY_PATH", "VIRTUAL_ENV")


def settle() -> None:
    """Start again with what determinism needs: no random addresses, a fixed hash seed. Returns in the new process."""
    if os.environ.get(_MARK):
        return
    ctypes.CDLL(None).personality(_ADDR_NO_RANDOMIZE)
    environ = {name: os.environ[name] for name in _KEPT if name in os.environ}
    environ.update(PYTHONHASHSEED="0", PYTHONDONTWRITEBYTECODE="1", TZ="UTC", LC_ALL="C.UTF-8")
    environ[_MARK] = "1"
    preloaded = shim.library(shim.cache_folder(dict(os.environ)))
    if preloaded is not None:
        environ["LD_PRELOAD"] = str(preloaded)
    argv = [sys.executable, "-m", "mainstay.prove.server", *sys.argv[1:]]
    os.execve(sys.executable, argv, environ)  # noqa: S606 - this very program again; no shell is wanted


def serve(target: str, path: str, scene: str) -> None:
    """Answer jobs until the pool hangs up. Simulations run side by side, as many as are asked for.

    `scene` is the file of what they have in common.
    """
    link = Link(path)
    try:
        prepared = Prepared(Target(target), msgspec.json.decode(Path(scene).read_bytes(), type=Scene))
    except MainstayError as trouble:
        link.send("refused", [trouble.where, trouble.must, trouble.found, trouble.hint])
        return
    except BaseException as trouble:  # noqa: BLE001 - the target's own code may raise anything when imported
        place = traceback.extract_tb(trouble.__traceback__)[-1]
        found = f"{type(trouble).__name__} at {place.filename}:{place.lineno}: {trouble}"
        hint = "what it imports must be on PYTHONPATH, or installed beside mainstay"
        link.send("refused", [target, "the file must import", found, hint])
        return
    gc.collect()
    gc.freeze()
    link.send("ready", prepared.settings.seeds)
    while (line := link.receive()) is not None:
        reap()
        job = msgspec.json.decode(line, type=Job)
        if fork() == 0:
            link.close()
            gc.disable()
            silence()
            fence.install()
            simulate(prepared, job, path)
            leave()


if __name__ == "__main__":
    settle()
    try:
        serve(*sys.argv[1:])
    except BaseException:  # noqa: BLE001 - the interpreter cannot be shut down any more: its threads are simulated
        os.write(2, traceback.format_exc().encode())
        leave(1)
    leave()
