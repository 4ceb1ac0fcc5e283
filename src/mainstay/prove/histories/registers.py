"""Registers whose values are each written once: decided in the time of sorting, whatever the concurrency.

A read then tells which write it saw, and a write stands with its reads as one block (`zones`). A compare-and-set that
succeeded follows the reads of the value it replaced, so blocks become chains. One that failed only says what was *not*
there, and fits no block: such a history is broken where it is without them, else the search must decide.
"""

from collections.abc import Hashable, Iterable, Sequence

from mainstay.prove.histories.telling import broken
from mainstay.prove.histories.values import FOREVER, Answer, Call, Report, Status
from mainstay.prove.histories.zones import Block, collision


class _Version:
    """One value: the call that brought it, those that saw it, and the compare-and-set that replaced it."""

    __slots__ = ("next", "reads", "source", "value")

    def __init__(self, value: Hashable, source: Call) -> None:
        self.value, self.source = value, source
        self.reads: list[Call] = []
        self.next: _Version | None = None


_BEFORE = Call(number=-1, process="", action="write", status=Status.OK, started=-2, ended=-1)


def decide(calls: Sequence[Call], initial: Hashable) -> Report | None:
    """The answer; None where a value is written twice, or calls fit no block."""
    versions = _versions(calls, initial)
    if versions is None:
        return None
    trouble = _seen(versions, calls) or _replaced(versions, calls)
    if trouble is None:
        chains = list(_chains(versions))
        trouble = _circle(versions, chains) or next(filter(None, map(_backwards, chains)), None) or _apart(chains)
    if trouble is not None:
        return trouble
    unsure = any(call.action == "cas" and not (call.known and call.result) for call in calls)
    return None if unsure else Report(claim="", answer=Answer.HELD, steps=len(calls))


def _written(call: Call) -> Hashable:
    return call.value[1] if call.action == "cas" else call.value


def _versions(calls: Sequence[Call], initial: Hashable) -> dict[Hashable, _Version] | None:
    versions = {initial: _Version(initial, _BEFORE)}
    for call in calls:
        if call.action == "read" or (call.action == "cas" and call.known and not call.result):
            continue
        value = _written(call)
        if value in versions:
            return None
        versions[value] = _Version(value, call)
    return versions


def _seen(versions: dict[Hashable, _Version], calls: Sequence[Call]) -> Report | None:
    """Give every read to the write that it saw."""
    for call in calls:
        if call.action != "read" or not call.known:
            continue
        version = versions.get(call.result)
        if version is None:
            return broken(f"{call.result!r} was read, and nobody had written it", (call,))
        if call.ended < version.source.started:
            return broken(f"{call.result!r} was read before it was written", (call, version.source))
        version.reads.append(call)
    return None


def _replaced(versions: dict[Hashable, _Version], calls: Sequence[Call]) -> Report | None:
    """Hang every compare-and-set that is known to have happened behind the value that it replaced."""
    swaps = {_written(c): c for c in calls if c.action == "cas" and not (c.known and not c.result)}
    happened = [call for value, call in swaps.items() if call.known or versions[value].reads]
    for call in happened:  # grows: what was replaced was there, so that what brought it has happened
        before = swaps.get(call.value[0])
        if before is not None and not before.known and before not in happened:
            happened.append(before)
    for call in happened:
        version = versions.get(call.value[0])
        if version is None:
            return broken(f"a compare-and-set replaced {call.value[0]!r}, and nobody had written it", (call,))
        if version.next is not None:
            first = version.next.source
            return broken(f"two compare-and-sets replaced the same {call.value[0]!r}", (version.source, first, call))
        version.next = versions[_written(call)]
    return None


def _chains(versions: dict[Hashable, _Version]) -> Iterable[list[_Version]]:
    """Versions that follow each other directly. One that may not have happened, and that nobody saw, is left out."""
    followers = {version.next.value for version in versions.values() if version.next is not None}
    for version in versions.values():
        if version.value in followers:
            continue
        if version.source.ended == FOREVER and not version.reads and version.next is None:
            continue
        chain, here = list[_Version](), version
        while here is not None and len(chain) <= len(versions):
            chain.append(here)
            here = here.next
        yield chain


def _circle(versions: dict[Hashable, _Version], chains: list[list[_Version]]) -> Report | None:
    """Values that replaced each other, and of which none was there first."""
    reached = {version.value for chain in chains for version in chain}
    circle = [v.source for v in versions.values() if v.next is not None and v.value not in reached]
    return broken("compare-and-sets replaced each other's values in a circle", circle) if circle else None


def _members(chain: Iterable[_Version]) -> list[list[Call]]:
    """The calls of a chain as groups: those of one group in any order, the groups one after another."""
    groups: list[list[Call]] = []
    for version in chain:
        groups += [[version.source], version.reads]
    return groups


def _backwards(chain: list[_Version]) -> Report | None:
    """A call of a chain that had ended before one started that must stand before it."""
    latest: Call | None = None
    for group in _members(chain):
        for call in group:
            if latest is not None and call.ended < latest.started:
                return broken("what replaced a value had ended before the value was there", (latest, call))
        for call in group:
            if latest is None or call.started > latest.started:
                latest = call
    return None


def _apart(chains: list[list[_Version]]) -> Report | None:
    blocks = [Block(call for group in _members(chain) for call in group) for chain in chains]
    pair = collision(blocks)
    if pair is None:
        return None
    evidence: list[Call] = []
    for block in pair:
        chain = next(chain for chain, made in zip(chains, blocks, strict=True) if made is block)
        evidence += [block.first, block.last, *_bringing(chain, (block.first, block.last))]
    values = [repr(chain[-1].value) for chain, made in zip(chains, blocks, strict=True) if made in pair]
    unique = [call for call in {call.number: call for call in evidence}.values() if call.number >= 0]
    return broken(f"{values[0]} and {values[1]} each must come before the other", unique)


def _bringing(chain: list[_Version], needed: Sequence[Call]) -> list[Call]:
    """The writes of a chain from the first to the last that `needed` touch."""
    touched = [i for i, version in enumerate(chain) if any(c is version.source or c in version.reads for c in needed)]
    return [version.source for version in chain[min(touched) : max(touched) + 1]]
