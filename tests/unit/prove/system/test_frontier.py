"""Which snapshots a search keeps, and which it branches from."""

import pytest

from mainstay.prove.frontier import Frontier
from mainstay.prove.outcome import EDGES, Fork, Job, Snapshot


class Copy:
    """A snapshot that waits, without the process."""

    def __init__(self, news, *, event, forks=(), progress=None):
        job = Job(target="t", seed=1, forks=tuple(forks))
        self.snapshot = Snapshot(job=job, event=event, news=news, progress=progress or {})
        self.branches = 0
        self.kept = True

    def drop(self):
        self.kept = False


@pytest.fixture
def frontier():
    return Frontier()


def branch(frontier, times):
    chosen = []
    for _ in range(times):
        copy = frontier.choose()
        copy.branches += 1
        chosen.append(copy)
    return chosen


def test_nothing_is_chosen_from_nothing(frontier):
    assert frontier.choose() is None


def test_of_a_number_records_are_kept(frontier):
    first = Copy("size = 1", event=1, progress={"size": 1})
    better = Copy("size = 3", event=2, progress={"size": 3})
    worse = Copy("size = 2", event=3, progress={"size": 2})
    for copy in (first, better, worse):
        frontier.offer(copy)

    assert (first.kept, better.kept, worse.kept) == (True, True, False)
    assert set(branch(frontier, 4)) == {first, better}


def test_as_much_with_more_of_the_test_to_come_is_better(frontier):
    copies = [Copy("size = 1", event=event, progress={"size": 1}) for event in (500, 100, 200)]
    for copy in copies:
        frontier.offer(copy)

    assert [copy.kept for copy in copies] == [True, True, False]
    assert branch(frontier, 1) == [copies[1]]


def test_numbers_and_edges_take_turns(frontier):
    number, edge = Copy("size = 1", event=1, progress={"size": 1}), Copy(EDGES, event=2)
    frontier.offer(number)
    frontier.offer(edge)

    assert set(branch(frontier, 2)) == {number, edge}
    assert branch(frontier, 10).count(edge) == 5


def test_what_leads_on_is_branched_more_than_what_does_not(frontier):
    dead, alive = Copy(EDGES, event=10), Copy(EDGES, event=20)
    frontier.offer(dead)
    frontier.offer(alive)
    branch(frontier, 10)
    for number in range(3):
        frontier.offer(Copy(EDGES, event=30 + number, forks=[Fork(event=20, branch=number)]))

    chosen = branch(frontier, 200)
    assert chosen.count(alive) > 2 * chosen.count(dead) > 0


def test_what_was_found_late_is_branched_more_than_what_was_there_at_once(frontier):
    early = Copy(EDGES, event=1)
    frontier.offer(early)
    branch(frontier, 30)
    late = Copy(EDGES, event=2)
    frontier.offer(late)

    assert branch(frontier, 30) == [late] * 30


def test_the_number_of_copies_is_bounded_and_all_are_let_go_at_the_end(frontier):
    copies = [Copy(EDGES, event=number) for number in range(100)]
    copies += [Copy(f"milestone {number}", event=1000 + number) for number in range(100)]
    for copy in copies:
        frontier.offer(copy)

    assert sum(copy.kept for copy in copies) == 16 + 24
    assert copies[99].kept
    assert copies[-1].kept
    frontier.close()
    assert not any(copy.kept for copy in copies)
