"""Processor time to check histories of clients, beside the published ways of doing so.

Registers with unique values are decided by zones; the peer is the search alone (Wing & Gong with Lowe's memory) on the
same history. Registers with few values need the search; a search that gives up says unknown. Transactions on lists
that are appended to, strictly serializable and with one planted stale read; the peer is networkx taking in the same
edges and looking for the components.
"""

import random
import time
from collections.abc import Callable

import networkx
from _figures import Figure, arguments, say, tell

from mainstay.prove.histories import (
    Access,
    Call,
    Level,
    Queue,
    Register,
    Status,
    Step,
    Transaction,
    isolated,
    linearizable,
)
from mainstay.prove.histories.dependencies import Dependencies
from mainstay.prove.histories.search import Search

FOREVER = 1 << 62
BUDGET = 50_000


def main() -> None:
    options = arguments(__doc__).parse_args()
    figures: list[Figure] = []
    for concurrency in (5, 10, 20, 100):
        figures += registers(concurrency)
    figures += queues() + transactions(50_000)
    tell(figures, as_json=options.json)


def seconds(work: Callable[[], object]) -> tuple[float, object]:
    start = time.process_time()
    result = work()
    return time.process_time() - start, result


def registers(concurrency: int) -> list[Figure]:
    say(f"registers, {concurrency} clients")
    found: list[Figure] = []
    for name, distinct, spoiled, calls in (
        ("unique values", 0, False, 5_000),
        ("unique values, broken", 0, True, 5_000),
        ("5 values", 5, False, 5_000),
        ("5 values, 10% unknown", -5, False, 1_000),
        ("5 values, broken", 5, True, 1_000),
    ):
        made = history(concurrency, calls, distinct=abs(distinct), unknown=0.1 if distinct < 0 else 0.0)
        if spoiled:
            made = spoil(made)
        took, report = seconds(lambda made=made: linearizable(made, Register(), budget=BUDGET))
        peer = None
        if distinct == 0:
            peer, _ = seconds(lambda made=made: Search(Register(), made, 5_000).run())
        label = f"register, {concurrency} clients, {calls:,} calls, {name}: {report.answer}"
        found.append(Figure(label, took, "s", "search alone" if peer else "", peer, "decided in < 1 s"))
    return found


def queues() -> list[Figure]:
    say("queues")
    chance, inside, calls, moment = random.Random(1), [], [], 0
    for number in range(10_000):
        moment += 2
        if number % 2:
            row = ("dequeue", None, inside.pop(0) if inside else None)
        else:
            inside.append(number)
            row = ("enqueue", number, None)
        start = moment - chance.randrange(0, 40) + chance.random()
        calls.append((start, moment + chance.randrange(0, 40) + chance.random(), *row))
    made = numbered(calls)
    took, report = seconds(lambda: linearizable(made, Queue()))
    return [Figure(f"queue, about 20 clients, 10,000 calls: {report.answer}", took, "s", goal="< 1 s")]


def history(concurrency: int, calls: int, *, distinct: int, unknown: float) -> list[Call]:
    """A register's history: each call takes effect at its place, and is open for about `concurrency` places."""
    chance, value, rows = random.Random(7), None, []
    for place in range(calls):
        start, end = place - chance.random() * concurrency / 2, place + chance.random() * concurrency / 2
        if chance.random() < 0.5:
            rows.append((start, end, "read", None, value))
            continue
        written = chance.randrange(distinct) if distinct else place + 1
        lost = chance.random() < unknown
        rows.append((start, float("inf") if lost else end, "write", written, None))
        if not (lost and chance.random() < 0.5):
            value = written
    return numbered(rows)


def numbered(rows: list[tuple]) -> list[Call]:
    """Rows (start, end, action, value, result) with whole moments."""
    points = sorted(
        [(row[0], i, "started") for i, row in enumerate(rows)] + [(row[1], i, "ended") for i, row in enumerate(rows)]
    )
    moments: list[dict[str, int]] = [{} for _ in rows]
    for moment, (_, index, side) in enumerate(points):
        moments[index][side] = moment
    calls = []
    for index, (_, end, action, value, result) in enumerate(rows):
        lost = end == float("inf")
        calls.append(
            Call(
                number=index, process=f"p{index}", action=action, value=value, result=result,
                status=Status.UNKNOWN if lost else Status.OK, started=moments[index]["started"],
                ended=FOREVER if lost else moments[index]["ended"],
            )
        )  # fmt: skip
    return calls


def spoil(calls: list[Call]) -> list[Call]:
    """Near the end, one read of what was there long ago."""
    reads = [i for i, call in enumerate(calls) if call.action == "read"]
    index, old = reads[-len(reads) // 10], calls[reads[len(reads) // 3]].result
    made = calls[index]
    calls[index] = Call(
        number=made.number, process=made.process, action="read", result=-1 if old == made.result else old,
        status=Status.OK, started=made.started, ended=made.ended,
    )  # fmt: skip
    return calls


def transactions(count: int) -> list[Figure]:
    say(f"{count:,} transactions")
    made = database(count)
    took, report = seconds(lambda: isolated(made, Level.STRICT_SERIALIZABLE))
    graph = Dependencies(made).graph.edges
    peer, _ = seconds(lambda: loaded(graph))
    planted = [*made]
    victim = next(t for t in made[count // 2 :] if any(s.access is Access.READ and s.value for s in t.steps))
    planted[victim.number] = Transaction(
        number=victim.number, process=victim.process, status=Status.OK, started=victim.started, ended=victim.ended,
        steps=tuple(
            s if s.access is not Access.READ else Step(access=s.access, key=s.key, value=s.value[:-1])
            for s in victim.steps
        ),
    )  # fmt: skip
    bad, broken = seconds(lambda: isolated(planted, Level.STRICT_SERIALIZABLE))
    name = f"isolation, {count:,} transactions"
    return [
        Figure(f"{name}: {report.answer}", took, "s", "networkx, edges and components only", peer, "about 1 s"),
        Figure(f"{name}, a stale read: {broken.answer}", bad, "s", goal="about 1 s"),
    ]


def loaded(edges: list[list[tuple[int, int]]]) -> int:
    graph = networkx.DiGraph()
    graph.add_edges_from((source, target, {"kind": kind}) for source, row in enumerate(edges) for target, kind in row)
    return sum(1 for part in networkx.strongly_connected_components(graph) if len(part) > 1)


def database(count: int) -> list[Transaction]:
    """Transactions of ten processes on lists of at most 100 elements; each takes effect when it ends."""
    chance, lists, made, value = random.Random(3), {}, [], 0
    for number in range(count):
        steps = []
        for _ in range(chance.randrange(1, 5)):
            key = f"k{number // 400 * 10 + chance.randrange(10)}"
            if chance.random() < 0.5:
                steps.append(Step(access=Access.READ, key=key, value=tuple(lists.get(key, ()))))
                continue
            value += 1
            lists.setdefault(key, []).append(value)
            steps.append(Step(access=Access.APPEND, key=key, value=value))
        made.append(
            Transaction(number=number, process=f"p{number % 10}", steps=tuple(steps), status=Status.OK,
                        started=2 * number, ended=2 * number + 1)
        )  # fmt: skip
    return made


if __name__ == "__main__":
    main()
