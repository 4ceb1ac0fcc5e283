"""The fork server: imports a target once, then forks one process for each simulation that it is asked for.

Started as `python -m mainstay.prove.server TARGET SOCKET SCENE`, with a fixed hash seed and, where the system
allows it, without address randomisation. It connects to the pool that listens at SOCKET and reads one `Job` a line;
each simulation answers over a connection of its own.
"""

import ctypes
import gc
import os
import random
import sys
import traceback
from pathlib import Path

import msgspec

from mainstay.model.errors import MainstayError
from mainstay.prove.child import simulate
from mainstay.prove.link import Link, fork, leave, reap, silence
from mainstay.prove.machine import edges, fence, pages, records, shim
from mainstay.prove.prepared import Prepared, Target
from mainstay.prove.scene import Scene

_ADDR_NO_RANDOMIZE = 0x0040000  # personality(2)
_MARK = "MAINSTAY_PROVE_SERVER"
_ENVIRON = ("PATH", "PYTHONPATH", "HOME", "LD_LIBRARY_PATH", "VIRTUAL_ENV")
_kept: list[object] = []


def settle(scene: Scene) -> None:
    """Start again with what determinism needs: no random addresses, a fixed hash seed. Returns in the new process."""
    if os.environ.get(_MARK):
        return
    ctypes.CDLL(None).personality(0 if scene.perturbed else _ADDR_NO_RANDOMIZE)
    environ = {name: os.environ[name] for name in _ENVIRON if name in os.environ}
    environ.update(PYTHONHASHSEED="0", PYTHONDONTWRITEBYTECODE="1", TZ="UTC", LC_ALL="C.UTF-8")
    environ[_MARK] = "1"
    preloaded = shim.library(shim.cache_folder(dict(os.environ)))
    if preloaded is not None:
        environ["LD_PRELOAD"] = str(preloaded)
    argv = [sys.executable, "-m", "mainstay.prove.server", *sys.argv[1:]]
    os.execve(sys.executable, argv, environ)  # noqa: S606 - this very program again; no shell is wanted


def perturb() -> list[object]:
    """Objects of all sizes, some of each, so that all that is made later lies elsewhere than it would."""
    chance = random.Random(1)  # noqa: S311 - no secret
    made: list[object] = []
    for size in range(0, 512, 8):
        made += [bytes(size + number % 8) for number in range(chance.randrange(1, 200))]
        made += [[None] * (size // 8) for _ in range(chance.randrange(1, 40))]
    made += [type("Perturbed", (), {})() for _ in range(chance.randrange(1, 40))]
    chance.shuffle(made)
    return made[::2]  # what is freed leaves holes


def serve(target: str, path: str, scene: Scene) -> None:
    """Answer jobs until the pool hangs up. Simulations run side by side, as many as are asked for."""
    link = Link(path)
    _kept.extend(perturb() if scene.perturbed else ())
    edges.share(edges.beside(path))
    records.share(edges.beside(path), edges.SIZE)
    try:
        prepared = Prepared(Target(target), scene)
    except MainstayError as trouble:
        link.send("refused", [trouble.where, trouble.must, trouble.found, trouble.hint])
        return
    except BaseException as trouble:  # noqa: BLE001 - the target's own code may raise anything when imported
        place = traceback.extract_tb(trouble.__traceback__)[-1]
        found = f"{type(trouble).__name__} at {place.filename}:{place.lineno}: {trouble}"
        missing = isinstance(trouble, ImportError)
        hint = "what it imports must be on PYTHONPATH, or installed beside mainstay" if missing else "mend it there"
        link.send("refused", [target, "the file must import", found, hint])
        return
    gc.collect()
    gc.freeze()
    pages.gather()
    link.send("ready", prepared.settings.seeds)
    while (line := link.receive()) is not None:
        reap()
        if fork() == 0:
            _kept.extend(perturb() if scene.perturbed else ())  # imports have filled the holes of before
            link.close()
            gc.disable()
            silence()
            fence.install()
            simulate(prepared, line, path)
            leave()


if __name__ == "__main__":
    asked, socket, file = sys.argv[1:]
    common = msgspec.json.decode(Path(file).read_bytes(), type=Scene)
    settle(common)
    try:
        serve(asked, socket, common)
    except BaseException:  # noqa: BLE001 - the interpreter cannot be shut down any more: its threads are simulated
        os.write(2, traceback.format_exc().encode())
        leave(1)
    leave()
