"""The ledger and the vault on a disk that loses power and processes that are killed: what was kept is there."""

import asyncio
from pathlib import Path

from mainstay import prove
from mainstay.model.errors import MainstayError
from mainstay.model.event import LogLine
from mainstay.model.program import SecretRef
from mainstay.store import FileVault, open_ledger

FAULTS = prove.Faults(host=prove.HostFaults(stalls=0.1), disk=prove.DiskFaults(lost=0.5, torn=0.5))
WRITERS = ("command", "supervisor")


def _secret(name: str) -> SecretRef:
    return SecretRef(component="db", name=name)


def _writer(name: str, kept: list[str], secrets: dict[str, str]) -> None:
    """Append events, lines and secrets; `kept` and `secrets` are what was acknowledged."""
    ledger, vault = open_ledger(Path("ledger.db"), "p", lambda: 0.0), FileVault(Path("vault.json"))
    for number in range(len(kept), len(kept) + 1000):
        subject = f"{name}-{number}"
        ledger.append("topic", subject, {"number": number, "long": "x" * (number % 7 * 300)})
        kept.append(subject)
        line = LogLine(at=0.0, instance="i", resource="r", stream="out", text=subject)
        ledger.write_lines([line] * (number % 5 + 1))
        if number % 4 == 0:
            vault.put(_secret(subject), subject)
            secrets[subject] = subject


def _read() -> tuple[list[str], dict[str, str]]:
    ledger = open_ledger(Path("ledger.db"), "p", lambda: 0.0)
    subjects = [event.subject for event in ledger.history(limit=100_000)]
    return subjects, {ref.name: value for ref, value in FileVault(Path("vault.json")).values().items()}


async def _look(host):
    """What a program reads; None where there is no room even for that."""
    found = []
    reader = host.start(lambda: found.append(_read()), name="reader", may_fail=True)
    while reader.alive:
        await asyncio.sleep(0.01)
    return found[0] if found else None


def check(acknowledged: dict[str, list[str]], secrets: dict[str, str], found) -> None:
    subjects, values = found
    for name, kept in acknowledged.items():
        own = [subject for subject in subjects if subject.startswith(name)]
        prove.always_equal(own[: len(kept)], kept, "what the ledger acknowledged is there, in order")
        prove.always(len(own) <= len(kept) + 1, "nothing is there twice", own=own[len(kept) :])
        kept[:] = own  # what was written and not acknowledged may be there, too; from now on it must be
    missing = {name: value for name, value in secrets.items() if values.get(name) != value}
    prove.always(not missing, "what the vault acknowledged is there", missing=missing)


@prove.simulation(hosts=["machine"], faults=FAULTS)
async def stores_keep_what_they_acknowledge(sim):
    host = sim.host("machine")
    acknowledged: dict[str, list[str]] = {name: [] for name in WRITERS}
    secrets: dict[str, str] = {}
    for _ in range(4):
        processes = [
            host.start(lambda name=name: _writer(name, acknowledged[name], secrets), name=name, may_fail=True)
            for name in WRITERS
        ]
        await asyncio.sleep(sim.random.random() * 0.3)
        power = sim.random.random() < 0.5
        prove.sometimes(power and all(acknowledged.values()), "power is lost while both write")
        if power:
            host.crash()
            host.boot()
        else:
            for process in processes:
                host.kill(process)
        check(acknowledged, secrets, await _look(host))


@prove.simulation(hosts=["machine"], faults=prove.Faults(disk=prove.DiskFaults(full=0.02)))
async def a_full_disk_is_told(sim):
    """Where there is no room, every call says so, and what was acknowledged before stays."""
    host = sim.host("machine")
    kept: list[str] = []

    def writer() -> None:
        ledger = open_ledger(Path("ledger.db"), "p", lambda: 0.0)
        for number in range(100):
            try:
                ledger.append("topic", f"s-{number}", {})
            except MainstayError:
                prove.reachable("the disk is full")
            else:
                kept.append(f"s-{number}")

    process = host.start(writer, may_fail=True)
    while process.alive:
        await asyncio.sleep(0.01)
    host.crash()
    host.boot()
    prove.always(kept or process.status, "something is asked")
    found = await _look(host)
    if found is not None:
        check({"s": kept}, {}, found)
