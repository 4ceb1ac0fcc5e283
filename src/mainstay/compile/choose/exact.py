"""One cluster of components that share limits, solved exactly: by trying all combinations, or by CP-SAT."""

import itertools
import math
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

FEW = 2000
"""So many combinations are tried faster than the solver is loaded (0.1 s to 2 s)."""
_WIDE = 2**45
"""Levels of the objective are solved together as long as their product stays below this; CP-SAT has 64 bits."""


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One option of one item: `levels` of the objective (the first counts most) and its part of each limit."""

    option: int
    levels: tuple[int, ...]
    rank: int
    parts: tuple[int, ...]


class Cluster(msgspec.Struct, frozen=True, kw_only=True):
    """`rows` of each item, in the order of names, and the bound of each limit."""

    rows: tuple[tuple[Row, ...], ...]
    bounds: tuple[int, ...]


def solved(cluster: Cluster, few: int = FEW) -> tuple[Row, ...] | None:
    """The best combination that keeps all bounds, None where there is none.

    Levels count one after the other; last, the lowest ranks in the order of items decide, so there is one optimum.
    Up to `few` combinations are tried without the solver.
    """
    rows = _possible(cluster)
    if rows is None:
        return None
    rows = tuple(_undominated(one) for one in rows)
    if math.prod(len(one) for one in rows) <= few:
        return _tried(rows, cluster.bounds)
    return _by_solver(rows, cluster.bounds)


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


def _tried(rows: tuple[tuple[Row, ...], ...], bounds: Sequence[int]) -> tuple[Row, ...] | None:
    best: tuple[tuple[list[int], list[int]], tuple[Row, ...]] | None = None
    for combination in itertools.product(*rows):
        sums = (sum(row.parts[k] for row in combination) for k in range(len(bounds)))
        if all(total <= bound for total, bound in zip(sums, bounds, strict=True)):
            levels = [sum(level) for level in zip(*(row.levels for row in combination), strict=True)]
            key = (levels, [row.rank for row in combination])
            if best is None or key < best[0]:
                best = (key, combination)
    return best[1] if best else None


def _by_solver(rows: tuple[tuple[Row, ...], ...], bounds: Sequence[int]) -> tuple[Row, ...] | None:
    # Loading it takes longer than compiling most systems.
    from ortools.sat.python import cp_model  # noqa: PLC0415

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
