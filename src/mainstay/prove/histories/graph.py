"""Directed graphs of numbers with labelled edges: strongly connected parts, and short circles through an edge.

Own code, as it is some twenty lines: the general graph libraries keep a dictionary for each edge, and need longer to
take in 50,000 transactions than all of the check does (`benchmarks/histories.py`).
"""

from collections import deque
from collections.abc import Collection, Iterable

Edge = tuple[int, int]  # target, mask of the kinds of dependency


class Graph:
    """`edges[node]` are (target, kind); kinds are bits, so that a part of the graph is a mask."""

    __slots__ = ("edges",)

    def __init__(self, size: int) -> None:
        self.edges: list[list[Edge]] = [[] for _ in range(size)]

    def add(self, source: int, target: int, kind: int) -> None:
        """Add an edge; one from a node to itself says nothing and is left out."""
        if source != target:
            self.edges[source].append((target, kind))

    def node(self) -> int:
        """One more node."""
        self.edges.append([])
        return len(self.edges) - 1

    def components(self, mask: int, nodes: Iterable[int] | None = None) -> list[list[int]]:
        """The strongly connected parts of two nodes or more, of edges in `mask` (Tarjan, SIAM J. Computing 1972)."""
        run = _Tarjan(self.edges, mask)
        for node in range(len(self.edges)) if nodes is None else nodes:
            if not run.index[node]:
                run.visit(node)
        return run.found

    def path(self, source: int, target: int, mask: int, within: Collection[int]) -> list[int] | None:
        """The shortest path from `source` to `target` along edges in `mask` inside `within`, or None."""
        came: dict[int, int] = {source: source}
        queue = deque([source])
        while queue:
            node = queue.popleft()
            if node == target:
                return _back(came, target)
            for after, kind in self.edges[node]:
                if kind & mask and after in within and after not in came:
                    came[after] = node
                    queue.append(after)
        return None

    def kind(self, source: int, target: int, mask: int) -> int:
        """The strongest kind of edge between two neighbours among `mask`: the lowest bit; 0 where there is none."""
        return min((kind for after, kind in self.edges[source] if after == target and kind & mask), default=0)


def _back(came: dict[int, int], target: int) -> list[int]:
    path = [target]
    while came[path[-1]] != path[-1]:
        path.append(came[path[-1]])
    return path[::-1]


class _Tarjan:
    """Tarjan's algorithm with a stack of its own, as histories are deeper than Python's."""

    def __init__(self, edges: list[list[Edge]], mask: int) -> None:
        self.edges, self.mask = edges, mask
        self.index = [0] * len(edges)  # from 1; 0 is not visited
        self.low = [0] * len(edges)
        self.inside = bytearray(len(edges))
        self.stack: list[int] = []
        self.count = 0
        self.found: list[list[int]] = []

    def visit(self, root: int) -> None:
        """Find the parts that can be reached from `root`."""
        index, low, inside, mask = self.index, self.low, self.inside, self.mask
        self._enter(root)
        work = [(root, iter(self.edges[root]))]
        while work:
            node, edges = work[-1]
            for after, kind in edges:
                if not kind & mask:
                    continue
                if not index[after]:
                    self._enter(after)
                    work.append((after, iter(self.edges[after])))
                    break
                if inside[after] and index[after] < low[node]:
                    low[node] = index[after]
            else:
                self._leave(node)
                work.pop()
                if work and low[node] < low[work[-1][0]]:
                    low[work[-1][0]] = low[node]

    def _enter(self, node: int) -> None:
        self.count += 1
        self.index[node] = self.low[node] = self.count
        self.stack.append(node)
        self.inside[node] = 1

    def _leave(self, node: int) -> None:
        """Where `node` is the first of its part that was met, the part is what lies above it on the stack."""
        if self.low[node] != self.index[node]:
            return
        part: list[int] = []
        while not part or part[-1] != node:
            part.append(self.stack.pop())
            self.inside[part[-1]] = 0
        if len(part) > 1:
            self.found.append(part)
