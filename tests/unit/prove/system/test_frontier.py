"""Which snapshots a search keeps, and which it branches from."""

import pytest

from mainstay.prove.frontier import Frontier
from mainstay.prove.outcome import EDGES, Fork, Job, Snapshot


class Copy:
    """A snapshot that waits, without the process."""

    def __init__(self, news, *, event, forks=(), value=0.0, edge=-1):
        job = Job(target="t", seed=1, forks=tuple(forks))
        self.snapshot = Snapshot(job=job, event=event, news=news, value=value, edge=event if edge < 0 else edge)
        self.branches = 0
        self.kept = True

    def drop(self):
        self.kept = False


@pytest.fixture
def times():
    """How many simulations have taken each edge."""
    return {}


@pytest.fixture
def frontier(times):
    return Frontier(lambda edge: times.get(edge, 1))


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
    first = Copy("size = 1", event=1, value=1)
    better = Copy("size = 3", event=2, value=3)
    worse = Copy("size = 2", event=3, value=2)
    for copy in (first, better, worse):
        frontier.offer(copy)

    assert (first.kept, better.kept, worse.kept) == (True, True, False)
    assert set(branch(frontier, 4)) == {first, better}


def test_as_much_with_more_of_the_test_to_come_is_better(frontier):
    copies = [Copy("size = 1", event=event, value=1) for event in (500, 100, 200, 300, 50)]
    for copy in copies:
        frontier.offer(copy)

    assert [copy.kept for copy in copies] == [True, True, True, False, True]  # a few that are alike, and the earliest


def test_the_best_of_a_number_has_half_of_the_branches_and_the_next_a_quarter(frontier):
    copies = [Copy(f"size = {value}", event=value, value=value) for value in range(1, 5)]
    for copy in copies:
        frontier.offer(copy)

    chosen = branch(frontier, 150)
    assert [chosen.count(copy) for copy in copies] == [pytest.approx(share, abs=2) for share in (10, 20, 40, 80)]


def test_what_a_test_names_goes_before_edges(frontier):
    number, edge = Copy("size = 1", event=1, value=1), Copy(EDGES, event=2)
    frontier.offer(number)
    frontier.offer(edge)

    assert branch(frontier, 12).count(edge) == 3


def test_what_leads_on_is_branched_more_than_what_does_not(frontier):
    dead, alive = Copy(EDGES, event=10), Copy(EDGES, event=20)
    frontier.offer(dead)
    frontier.offer(alive)
    branch(frontier, 10)
    for number in range(3):
        frontier.offer(Copy(EDGES, event=30 + number, forks=[Fork(event=20, branch=number)]))

    chosen = branch(frontier, 200)
    assert chosen.count(alive) > 2 * chosen.count(dead) > 0


def test_edges_that_few_take_are_branched_from_more(frontier, times):
    times.update({1: 40, 2: 10})
    often, seldom = Copy(EDGES, event=1), Copy(EDGES, event=2)
    frontier.offer(often)
    frontier.offer(seldom)

    assert branch(frontier, 100).count(seldom) == pytest.approx(80, abs=2)


def test_of_an_edge_the_latest_offer_is_kept_which_is_the_earliest_state(frontier):
    late, other, early = (Copy(EDGES, event=event, edge=edge) for event, edge in ((90, 1), (80, 2), (30, 1)))
    for copy in (late, other, early):
        frontier.offer(copy)

    assert [copy.kept for copy in (late, other, early)] == [False, True, True]
    assert late not in branch(frontier, 20)


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
