"""Which transaction depends on which, inferred from what they read (Kingsbury & Alvaro, Elle, VLDB 2020).

Every value is written once to its key, so a read tells which transaction it saw. A list that is appended to tells the
whole order of its versions; of a register one learns only that a transaction which read a version and wrote another
overwrote it, and that nothing comes before the first. What was appended and never read comes after all that was.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from itertools import pairwise
from typing import Any

from mainstay.model.errors import MainstayError
from mainstay.prove.histories.anomalies import Anomaly
from mainstay.prove.histories.graph import Graph
from mainstay.prove.histories.values import FOREVER, Access, Status, Step, Transaction

WW, WR, RW, PROCESS, REALTIME = 1, 2, 4, 8, 16
VIA = 32
"""From a node that stands for several transactions to each of them: belongs to every part of the graph."""
Found = tuple[Anomaly, str, tuple[int, ...]]  # what is wrong, in words, the transactions


class Dependencies:
    """The graph of a history, whose nodes are the places of its transactions; and what is wrong without any circle.

    Raises `MainstayError` where two transactions wrote the same value to a key.
    """

    def __init__(self, transactions: Sequence[Transaction]) -> None:
        self.transactions = transactions
        self.graph = Graph(len(transactions))
        self.found: list[Found] = []
        self.writer: dict[tuple[Hashable, Hashable], int] = {}
        self.final: dict[tuple[Hashable, int], Hashable] = {}  # (key, transaction) → the last value it wrote there
        # Dictionaries for their order, which is that of the history and not of a hash.
        self._lists = dict.fromkeys((s.key for t in transactions for s in t.steps if s.access is Access.APPEND), 0)
        self._note_writers()
        self._alive = self._committed()
        self._reads = self._external_reads()
        self._join_lists()
        self._join_registers()
        self._join_sessions()

    def _note_writers(self) -> None:
        for number, transaction in enumerate(self.transactions):
            for step in transaction.steps:
                if step.access is Access.READ:
                    continue
                at = (step.key, step.value)
                if at in self.writer:
                    raise MainstayError(
                        f"{transaction.process}: {step.access} {step.value!r} to {step.key!r}",
                        "must be the only one",
                        "the value was written to the key before",
                        hint="write values that are unique, as a counter of the test gives them",
                    )
                self.writer[at] = number
                self.final[step.key, number] = step.value

    def _committed(self) -> bytearray:
        """Those that took effect: told so, or seen by one that was."""
        alive = bytearray(transaction.status is Status.OK for transaction in self.transactions)
        unknown = {n for n, transaction in enumerate(self.transactions) if transaction.status is Status.UNKNOWN}
        if not unknown:
            return alive
        told = [step for t in self.transactions if t.status is Status.OK for step in t.steps]
        for step in told:
            for value in self._values(step) if step.access is Access.READ else ():
                number = self.writer.get((step.key, value), -1)
                if number in unknown:
                    alive[number] = 1
        return alive

    def _values(self, step: Step) -> tuple[Any, ...]:
        """The values that a read saw, the newest last."""
        if step.key in self._lists:
            return step.value or ()
        return () if step.value is None else (step.value,)

    # -- reads

    def _external_reads(self) -> dict[Hashable, list[tuple[int, Any]]]:
        """For each key what transactions read of others: (transaction, what it saw)."""
        reads: dict[Hashable, list[tuple[int, Any]]] = defaultdict(list)
        for number, transaction in enumerate(self.transactions):
            if transaction.status is Status.OK:
                self._read(number, transaction, reads)
        return reads

    def _read(self, number: int, transaction: Transaction, reads: dict[Hashable, list[tuple[int, Any]]]) -> None:
        known: dict[Hashable, tuple[Any, ...]] = {}
        written: set[Hashable] = set()
        for step in transaction.steps:
            if step.access is not Access.READ:
                written.add(step.key)
                _wrote(known, step)
                continue
            seen = self._values(step)
            self._inside(number, step, seen, known)
            known[step.key] = seen
            if step.key in self._lists or step.key not in written:
                reads[step.key].append((number, seen))
                self._trust(number, step, seen)

    def _inside(self, number: int, step: Step, seen: tuple[Any, ...], known: dict[Hashable, tuple[Any, ...]]) -> None:
        """A transaction must see what it wrote and read before."""
        before = known.get(step.key)
        if before is not None and before != seen:
            self.found.append((Anomaly.INTERNAL, f"read {seen!r} of {step.key!r} after {before!r}", (number,)))

    def _trust(self, number: int, step: Step, seen: tuple[Any, ...]) -> None:
        """What was read must come from somebody who committed, and be the last that he wrote.

        Of a list only what no read before was long enough to show: the rest is the same, or the order is incompatible.
        """
        start = 0
        if step.key in self._lists:
            start = self._lists[step.key]
            self._lists[step.key] = max(start, len(seen))
        for value in seen[start:]:
            writer = self.writer.get((step.key, value))
            if writer is None:
                self.found.append(
                    (Anomaly.GARBAGE_READ, f"read {value!r} of {step.key!r}, which nobody wrote", (number,))
                )
            elif self.transactions[writer].status is Status.FAILED:
                why = f"read {value!r} of {step.key!r}, which was rolled back"
                self.found.append((Anomaly.G1A, why, (writer, number)))
        if seen:
            writer = self.writer.get((step.key, seen[-1]))
            if writer is not None and writer != number and self.final[step.key, writer] != seen[-1]:
                why = f"read {seen[-1]!r} of {step.key!r}, which its writer wrote over"
                self.found.append((Anomaly.G1B, why, (writer, number)))

    # -- edges

    def _join_lists(self) -> None:
        unread: dict[Hashable, list[int]] = defaultdict(list)
        orders = {key: self._order(key) for key in self._lists}
        places = {key: set(order) for key, order in orders.items()}
        for (key, value), number in self.writer.items():
            if key in orders and self._alive[number] and value not in places[key]:
                unread[key].append(number)
        for key, order in orders.items():
            writers = [self.writer.get((key, value), -1) for value in order]
            for one, other in pairwise(writers):
                self._add(one, other, WW)
            self._readers(key, writers, unread[key])
            self._overwritten_twice(key, self._reads[key])

    def _order(self, key: Hashable) -> tuple[Any, ...]:
        """The versions of a list: its longest read. Others must be beginnings of it."""
        reads = self._reads[key]
        order: tuple[Any, ...] = max((seen for _, seen in reads), key=len, default=())
        longest = next((reader for reader, seen in reads if seen is order), -1)
        for reader, seen in reads:
            if seen != order[: len(seen)]:
                why = f"read {seen!r} and {order!r} of {key!r}, of which none is the beginning of the other"
                self.found.append((Anomaly.INCOMPATIBLE_ORDER, why, (longest, reader)))
        return order

    def _readers(self, key: Hashable, writers: list[int], unread: list[int]) -> None:
        ends: list[int] = []
        for reader, seen in self._reads[key]:
            length = len(seen)
            while length and writers[length - 1] == reader:
                length -= 1
            if length:
                self._add(writers[length - 1], reader, WR)
            if len(seen) < len(writers):
                self._add(reader, writers[len(seen)], RW)
            else:
                ends.append(reader)
        self._follow(ends, unread, writers[-1] if writers else -1)

    def _follow(self, readers: Iterable[int], writers: list[int], before: int) -> None:
        """`writers` all come after a version, in an unknown order: after who wrote it, and after its `readers`.

        Who is of both wrote directly after that version, so before the others. A node stands for the others, so that
        there is one edge for each reader and writer, and not for each pair.
        """
        known = set(readers)
        both = sorted(known.intersection(writers))
        rest = [number for number in writers if number not in known]
        after = self.graph.node()
        for number in rest:
            self.graph.add(after, number, VIA)
        first = both[0] if both else after
        self._add(before, first, WW)
        for number in both:
            self.graph.add(number, after, WW)
        for one, other in pairwise([*both, *both[:1]]):
            self.graph.add(one, other, RW)
        for reader in known.difference(both):
            self.graph.add(reader, first, RW)

    def _join_registers(self) -> None:
        writers: dict[Hashable, list[int]] = defaultdict(list)
        for (key, _), number in self.writer.items():
            if self._alive[number] and number not in writers[key][-1:]:
                writers[key].append(number)
        for key in dict.fromkeys(key for key, _ in self.writer):
            if key in self._lists:
                continue
            reads = self._reads[key]
            over = {seen: reader for reader, seen in reads if (key, reader) in self.final}
            self._overwritten_twice(key, reads)
            for reader, seen in reads:
                writer = self.writer.get((key, seen[0]), -1) if seen else -1
                self._add(writer, reader, WR)
                if (key, reader) in self.final:
                    self._add(writer, reader, WW)
                if seen and seen in over:
                    self._add(reader, over[seen], RW)
            self._follow([reader for reader, seen in reads if not seen], writers[key], -1)

    def _overwritten_twice(self, key: Hashable, reads: list[tuple[int, Any]]) -> None:
        """Two transactions that read the same version and wrote over it: the update of one is lost."""
        taken: dict[Any, int] = {}
        for reader, seen in reads:
            if (key, reader) not in self.final or self.final[key, reader] in seen:
                continue
            other = taken.setdefault(seen, reader)
            if other != reader:
                self.found.append((Anomaly.LOST_UPDATE, f"both read {seen!r} of {key!r} and wrote it", (other, reader)))

    def _add(self, source: int, target: int, kind: int) -> None:
        if source >= 0 and target >= 0:
            self.graph.add(source, target, kind)

    def _join_sessions(self) -> None:
        """What a process did in turn; and, over a chain of moments, what had ended before something else started."""
        last: dict[str, int] = {}
        events: list[tuple[int, bool, int]] = []
        for number, transaction in enumerate(self.transactions):
            if not self._alive[number]:
                continue
            if transaction.process in last:
                self.graph.add(last[transaction.process], number, PROCESS)
            if transaction.status is Status.OK:  # one whose end is unknown may take effect after the next
                last[transaction.process] = number
            events.append((transaction.started, False, number))
            if transaction.ended != FOREVER:
                events.append((transaction.ended, True, number))
        moment = -1
        for _, ends, number in sorted(events):
            if ends:
                after = self.graph.node()
                self._add(moment, after, REALTIME)
                self.graph.add(number, after, REALTIME)
                moment = after
            else:
                self._add(moment, number, REALTIME)


def _wrote(known: dict[Hashable, tuple[Any, ...]], step: Step) -> None:
    """What a transaction must see after it has written: of a list only where it had read it before."""
    before = known.get(step.key)
    if step.access is Access.WRITE:
        known[step.key] = (step.value,)
    elif before is not None:
        known[step.key] = (*before, step.value)
