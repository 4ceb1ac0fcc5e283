"""Circles of dependencies: one of each kind for each tangled part of the graph, as short as can be found."""

from collections import deque
from collections.abc import Iterator
from itertools import pairwise

from mainstay.prove.histories.anomalies import Anomaly, Case
from mainstay.prove.histories.dependencies import PROCESS, REALTIME, RW, VIA, WR, WW, Dependencies

_DATA = WW | WR | RW | VIA
_TRIES = 64
"""Edges of each tangled part from which a circle is looked for, the first in the order of the history."""
_NAMES = {WW: "ww", WR: "wr", RW: "rw", PROCESS: "process", REALTIME: "time", VIA: "rw"}
_Circle = list[int]
_Turn = tuple[int, bool]  # a node, and whether an rw edge led there


class Cycles:
    """The circles of a history. `sure` is false where a kind of circle may have been missed."""

    def __init__(self, dependencies: Dependencies) -> None:
        self._dependencies, self._graph = dependencies, dependencies.graph
        self._real = len(dependencies.transactions)
        self.sure = True
        self.cases: list[Case] = []
        if not self._graph.components(_DATA | PROCESS | REALTIME):
            return
        for part in self._graph.components(_DATA):
            self._tangle(sorted(part))
        if not self.cases:
            self._ordered(Anomaly.SESSION, PROCESS)
        if not self.cases:
            self._ordered(Anomaly.REALTIME, PROCESS | REALTIME)

    def _tangle(self, part: list[int]) -> None:
        """One part whose transactions all depend on each other by what they read and wrote."""
        found = [
            self._first(part, WW, WW | VIA, Anomaly.G0),
            self._first(part, WR, WW | WR | VIA, Anomaly.G1C),
            self._first(part, RW, WW | WR | VIA, Anomaly.G_SINGLE),
        ]
        if not any(found):
            apart = self._nonadjacent(part)
            found.append(apart)
            if not apart:
                self._first(part, RW, _DATA, Anomaly.G2_ITEM)

    def _ordered(self, anomaly: Anomaly, order: int) -> None:
        for part in self._graph.components(_DATA | order):
            for kind in (RW, WR, WW):
                if self._first(sorted(part), kind, _DATA | order, anomaly):
                    return

    def _edges(self, part: list[int], within: set[int], kind: int) -> Iterator[tuple[int, int]]:
        for source in part:
            for target, label in self._graph.edges[source]:
                if label == kind and target in within:
                    yield source, target

    def _first(self, part: list[int], kind: int, mask: int, anomaly: Anomaly) -> bool:
        """The shortest circle of one edge of `kind` and a way back in `mask`, among the first that are tried."""
        within, best = set(part), list[int]()
        for tries, (source, target) in enumerate(self._edges(part, within, kind)):
            if tries >= _TRIES:
                self.sure = self.sure and bool(best)
                break
            back = self._graph.path(target, source, mask, within)
            if back is not None and (not best or len(back) < len(best)):
                best = back
        if best:
            self._tell(anomaly, best, kind, mask)
        return bool(best)

    def _nonadjacent(self, part: list[int]) -> bool:
        within = set(part)
        for tries, (source, target) in enumerate(self._edges(part, within, RW)):
            if tries >= _TRIES:
                self.sure = False
                break
            back = self._alternating(target, source, within)
            if back is not None:
                self._tell(Anomaly.G_NONADJACENT, back, RW, _DATA)
                return True
        return False

    def _alternating(self, source: int, target: int, within: set[int]) -> _Circle | None:
        """The shortest way on which no rw edge follows another, nor leads into `target`; an rw edge led to `source`."""
        start: _Turn = (source, True)
        came: dict[_Turn, _Turn] = {start: start}
        queue = deque[_Turn]([start])
        while queue:
            here = queue.popleft()
            if here == (target, False):
                way: list[_Turn] = [here]
                while came[way[-1]] != way[-1]:
                    way.append(came[way[-1]])
                return [node for node, _ in reversed(way)]
            for after, label in self._graph.edges[here[0]]:
                if not label & _DATA or after not in within or (label == RW and here[1]):
                    continue
                there = (after, here[1] if label == VIA else label == RW)
                if there not in came:
                    came[there] = here
                    queue.append(there)
        return None

    def _tell(self, anomaly: Anomaly, way: _Circle, closing: int, mask: int) -> None:
        """`way` leads from the target of the closing edge back to its source."""
        circle = [way[-1], *way]
        labels = [closing, *(self._graph.kind(a, b, mask) for a, b in pairwise(way))]
        names: list[str] = []
        real = [node for node in circle[:-1] if node < self._real]
        text = ""
        for node, label in zip(circle[:-1], labels, strict=True):
            if node < self._real:
                text += f"T{node} "
            if label != VIA and not (label == REALTIME and node >= self._real):
                names.append(_NAMES[label])
                text += f"-{_NAMES[label]}→ "
        text += f"T{real[0]}" if real else ""
        if anomaly is Anomaly.G2_ITEM and names == ["rw", "rw"] and len(real) == 2:  # noqa: PLR2004 - two transactions
            anomaly = Anomaly.WRITE_SKEW
        self.cases.append(Case(anomaly=anomaly, why=text, transactions=tuple(sorted(set(real)))))
