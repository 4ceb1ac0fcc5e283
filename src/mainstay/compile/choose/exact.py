"""One cluster of components that share limits, solved exactly: by branch and bound; where that is long, by CP-SAT."""

from collections.abc import Iterable, Sequence
from operator import add
from typing import Any

import msgspec

FEW = 20_000
"""So many bounds of partial combinations are looked at faster than the solver is loaded (2 s)."""
_WIDE = 2**45
"""Levels of the objective are solved together as long as their product stays below this; CP-SAT has 64 bits."""


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One option of one item: `levels` of the objective (the first counts most) and its part of each limit."""

    option: int
    levels: tuple[int, ...]
    rank: int
    parts: tuple[int, ...]


_Partial = tuple[tuple[Row, ...], tuple[int, ...], tuple[int, ...]]
"""Rows of the first items, and the sums of their levels and parts."""


class Cluster(msgspec.Struct, frozen=True, kw_only=True):
    """`rows` of each item, in the order of names, and the bound of each limit."""

    rows: tuple[tuple[Row, ...], ...]
    bounds: tuple[int, ...]


def solved(cluster: Cluster, few: int = FEW) -> tuple[Row, ...] | None:
    """The best combination that keeps all bounds, None where there is none.

    Levels count one after the other; last, the lowest ranks in the order of items decide, so there is one optimum.
    Up to `few` bounds of partial combinations are looked at without the solver.
    """
    rows = _possible(cluster)
    if rows is None:
        return None
    rows = tuple(_undominated(one) for one in rows)
    search = _Search(rows, cluster.bounds, few // (1 + len(cluster.bounds)))
    return search.best if search.finished else _by_solver(rows, cluster.bounds)


def _possible(cluster: Cluster) -> tuple[tuple[Row, ...], ...] | None:
    """Rows without those that break a bound even where all other items do their best; None where an item has none."""
    rows = cluster.rows
    while True:
        if not all(rows):
            return None
        least = [[min(row.parts[k] for row in one) for one in rows] for k in range(len(cluster.bounds))]
        spare = [bound - sum(least[k]) for k, bound in enumerate(cluster.bounds)]
        fewer = tuple(
            tuple(row for row in one if all(row.parts[k] - least[k][i] <= spare[k] for k in range(len(spare))))
            for i, one in enumerate(rows)
        )
        if fewer == rows:
            return rows
        rows = fewer


def _undominated(rows: Iterable[Row]) -> tuple[Row, ...]:
    """Rows that no other one beats in every level and every limit."""
    ordered = sorted(rows, key=lambda row: (row.levels, row.rank))
    kept: list[Row] = []
    for row in ordered:
        if not any(_beats(other, row) for other in kept):
            kept.append(row)
    return tuple(kept)


def _beats(first: Row, second: Row) -> bool:
    numbers = zip((*first.levels, *first.parts), (*second.levels, *second.parts), strict=True)
    better = (first.levels, first.rank) <= (second.levels, second.rank)
    return better and all(one <= other for one, other in numbers) and _not_later(first, second)


def _not_later(first: Row, second: Row) -> bool:
    """Among rows that are equal in everything else, the rank decides, and must not be lost."""
    return first.rank < second.rank or (first.levels, first.parts) != (second.levels, second.parts)


class _Search:
    """Depth first, the best rows first; `best` is the optimum if `finished`, which is before `few` steps or not at all.

    A partial combination is left as soon as a bound is out of reach for it, or the best so far.
    """

    def __init__(self, rows: tuple[tuple[Row, ...], ...], bounds: Sequence[int], few: int) -> None:
        self._rows, self._few = rows, few
        self._bounds = tuple(bounds)
        self._least_levels = _rest([_smallest([row.levels for row in one]) for one in rows])
        self._least_parts = _rest([_smallest([row.parts for row in one]) for one in rows])
        self._key: tuple[tuple[int, ...], tuple[int, ...]] | None = None
        self.best: tuple[Row, ...] | None = None
        self.finished = True
        zero = ((0,) * len(rows[0][0].levels), (0,) * len(self._bounds))
        stack: list[_Partial] = [((), *zero)]
        while stack and self.finished:
            self._look(stack)

    def _look(self, stack: list[_Partial]) -> None:
        taken, levels, parts = stack.pop()
        self._few -= 1
        self.finished = self._few >= 0
        depth = len(taken)
        if self._key is not None and _added(levels, self._least_levels[depth]) > self._key[0]:
            return
        if depth == len(self._rows):
            key = (levels, tuple(row.rank for row in taken))
            if self._key is None or key < self._key:
                self._key, self.best = key, taken
            return
        for row in reversed(self._rows[depth]):
            used = _added(parts, row.parts)
            reach = _added(used, self._least_parts[depth + 1])
            if all(one <= bound for one, bound in zip(reach, self._bounds, strict=True)):
                stack.append(((*taken, row), _added(levels, row.levels), used))


def _smallest(vectors: list[tuple[int, ...]]) -> tuple[int, ...]:
    return tuple(min(values) for values in zip(*vectors, strict=True))


def _rest(least: list[tuple[int, ...]]) -> list[tuple[int, ...]]:
    """For each depth, what all items from there on add at least."""
    sums = [(0,) * len(least[0])]
    for vector in reversed(least):
        sums.append(_added(sums[-1], vector))
    return sums[::-1]


def _added(first: tuple[int, ...], second: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(map(add, first, second))


def _by_solver(rows: tuple[tuple[Row, ...], ...], bounds: Sequence[int]) -> tuple[Row, ...] | None:
    # Loading it takes longer than compiling most systems.
    from ortools.sat.python import cp_model  # noqa: PLC0415 - see above

    return _asked(cp_model, rows, bounds)


def _asked(
    cp_model: Any,  # noqa: ANN401 - ortools has no types
    rows: tuple[tuple[Row, ...], ...],
    bounds: Sequence[int],
) -> tuple[Row, ...] | None:
    """One objective after the other; what each one reached holds for all that follow."""
    model = cp_model.CpModel()
    chosen = [[model.new_bool_var("") for _ in one] for one in rows]
    flat = [variable for one in chosen for variable in one]
    for one in chosen:
        model.add_exactly_one(one)
    for k, bound in enumerate(bounds):
        parts = [row.parts[k] for one in rows for row in one]
        model.add(cp_model.LinearExpr.weighted_sum(flat, parts) <= bound)
    found: list[bool] = []
    for weights in _objectives(rows):
        objective = cp_model.LinearExpr.weighted_sum(flat, weights)
        model.minimize(objective)
        found = _optimum(cp_model, model, flat)
        if not found:
            return None
        model.add(objective <= sum(weight for weight, taken in zip(weights, found, strict=True) if taken))
        model.clear_hints()
        for variable, taken in zip(flat, found, strict=True):
            model.add_hint(variable, taken)
    taken = iter(found)
    return tuple(next(row for row, yes in [(row, next(taken)) for row in one] if yes) for one in rows)


def _optimum(cp_model: Any, model: Any, variables: list[Any]) -> list[bool]:  # noqa: ANN401 - ortools has no types
    """Which variables are true in a proven optimum; none where nothing is possible."""
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = 0
    status = solver.solve(model)
    if status == cp_model.INFEASIBLE:
        return []
    if status != cp_model.OPTIMAL:
        raise RuntimeError(f"the solver ended with {solver.status_name(status)} without a limit on its time")
    return [solver.boolean_value(variable) for variable in variables]


def _objectives(rows: tuple[tuple[Row, ...], ...]) -> list[list[int]]:
    """Weights of all variables, one objective after the other; neighbours are joined where the numbers are small."""
    levels = [[[row.levels[k] for row in one] for one in rows] for k in range(len(rows[0][0].levels))]
    levels += [[[row.rank if at == i else 0 for row in one] for at, one in enumerate(rows)] for i in range(len(rows))]
    joined: list[tuple[int, list[int]]] = []
    for level in levels:
        low = [[value - min(one) for value in one] for one in level]
        width = 1 + sum(max(one) for one in low)
        flat = [value for one in low for value in one]
        if joined and joined[-1][0] * width < _WIDE:
            before, weights = joined[-1]
            joined[-1] = (before * width, [w * width + v for w, v in zip(weights, flat, strict=True)])
        else:
            joined.append((width, flat))
    return [weights for width, weights in joined if width > 1] or [joined[0][1]]
