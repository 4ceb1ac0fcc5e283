"""Programs that lose power: what they wrote with care must be there, what they wrote without may not."""

import asyncio
import mmap
import os
import time
from collections.abc import Callable
from pathlib import Path

from mainstay import prove

POWER = prove.Faults(disk=prove.DiskFaults(lost=0.5, torn=0.5))
ORDERED = prove.Faults(disk=prove.DiskFaults(lost=0.5, torn=0.5, ordered=True))
NEW, OLD = b"new" * 3000, b"old" * 3000
FILE = Path("data")


def _sync_folder() -> None:
    fd = os.open(".", os.O_RDONLY)
    os.fsync(fd)
    os.close(fd)


def _begin() -> None:
    with FILE.open("wb") as file:
        file.write(OLD)
        file.flush()
        os.fsync(file.fileno())
    _sync_folder()


def _forever() -> None:
    time.sleep(1000)


def overwriter() -> None:
    _begin()
    with FILE.open("r+b") as file:
        file.write(NEW)
    _forever()


def synced_overwriter() -> None:
    _begin()
    fd = os.open(FILE, os.O_WRONLY | os.O_DSYNC)
    os.write(fd, NEW)
    _forever()


def renamer() -> None:
    _begin()
    temporary = Path("data.tmp")
    temporary.write_bytes(NEW)
    temporary.replace(FILE)
    _forever()


def careful_renamer() -> None:
    _begin()
    with Path("data.tmp").open("wb") as file:
        file.write(NEW)
        file.flush()
        os.fsync(file.fileno())
    Path("data.tmp").replace(FILE)
    _sync_folder()
    _forever()


def mapper() -> None:
    _begin()
    with FILE.open("r+b") as file:
        memory = mmap.mmap(file.fileno(), 0)
        memory[:] = NEW
        _forever()


def flushing_mapper() -> None:
    _begin()
    with FILE.open("r+b") as file:
        memory = mmap.mmap(file.fileno(), 0)
        memory[:] = NEW
        memory.flush()
        _forever()


def patient() -> None:
    _begin()
    FILE.write_bytes(NEW)
    time.sleep(40)
    _forever()


PROGRAMS = {
    program.__name__: program
    for program in (overwriter, synced_overwriter, renamer, careful_renamer, mapper, flushing_mapper)
}


def _reader(name: str) -> None:
    found = FILE.read_bytes() if FILE.exists() else b""
    print(f"{name} {'new' if found == NEW else 'old' if found == OLD else 'broken'}")


async def _lose_power(sim: prove.Sim, programs: dict[str, Callable[[], None]], *, after: float) -> None:
    """Run each program on a host of its own, and tell what is there after a loss of power."""
    for name, program in programs.items():
        sim.host(name).start(program)
    await asyncio.sleep(after)
    for name in programs:
        sim.host(name).crash()
        sim.host(name).boot()
        sim.host(name).start(_reader, name)
    await asyncio.sleep(1)


@prove.simulation(hosts=list(PROGRAMS), faults=POWER)
async def powerless(sim):
    await _lose_power(sim, PROGRAMS, after=1)


@prove.simulation(hosts=["renamer"], faults=ORDERED)
async def powerless_ordered(sim):
    await _lose_power(sim, {"renamer": renamer}, after=1)


@prove.simulation(hosts=["patient"], faults=POWER)
async def written_back(sim):
    await _lose_power(sim, {"patient": patient}, after=60)


@prove.simulation(hosts=["a"], faults=POWER)
async def killed(sim):
    """kill -9 takes what Python has not handed to the kernel, and nothing else."""

    def program() -> None:
        fd = os.open("kernel", os.O_CREAT | os.O_WRONLY)
        os.write(fd, b"kept")
        with Path("python").open("wb") as file:
            file.write(b"gone")
            time.sleep(1000)

    host = sim.host("a")
    process = host.start(program)
    await asyncio.sleep(1)
    host.kill(process)
    found: list[tuple[bytes, bytes]] = []
    host.start(lambda: found.append((Path("kernel").read_bytes(), Path("python").read_bytes())))
    await asyncio.sleep(1)
    prove.always(found == [(b"kept", b"")], "the kernel keeps what it got", found=found)


@prove.simulation(hosts=["a"], faults=prove.Faults(disk=prove.DiskFaults(full=0.2)))
def full(sim):
    refused = 0
    for number in range(40):
        try:
            Path(f"f{number}").write_bytes(b"x" * 100)
        except OSError as trouble:
            prove.always(trouble.errno == 28, "only the disk is full", trouble=repr(trouble))
            refused += 1
    print(refused)


@prove.simulation(hosts=["a"], faults=prove.Faults(disk=prove.DiskFaults(rot=0.2, slow=0.5, slow_ms=1000)))
def rotten(sim):
    _begin()
    wrong = [data for data in (FILE.read_bytes() for _ in range(40)) if data != OLD]
    for data in wrong:
        flipped = sum((one ^ other).bit_count() for one, other in zip(data, OLD, strict=True))
        prove.always(flipped == 1, "one bit of a read is wrong", flipped=flipped)
    print(len(wrong), sim.now > 0.01)
