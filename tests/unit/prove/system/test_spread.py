"""Shares of a search: which seeds each has, and what they have found together."""

from concurrent.futures import ThreadPoolExecutor

from mainstay.prove.explore import Explored, Search
from mainstay.prove.outcome import Job, Outcome
from mainstay.prove.spread import spread, together

SEARCH = Search(target="t", seeds=10, first=5)


async def test_the_seeds_of_a_search_are_shared_out():
    asked = []

    def explore(share):
        asked.append((share.search.first, share.search.seeds))
        return Explored(runs=share.search.seeds, asked=1, met=(f"met {share.search.first}",), never=("met 5", "other"))

    with ThreadPoolExecutor(1) as executor:
        found = await spread(executor, explore, SEARCH, workers=3, may_go_on=lambda _: True)

    assert asked == [(5, 4), (9, 4), (13, 2)]
    assert (found.runs, found.asked) == (10, 3)
    assert found.met == ("met 13", "met 5", "met 9")
    assert found.never == ("other",)


async def test_without_seeds_new_ones_are_searched_until_something_breaks():
    firsts = []
    broken = Outcome(job=Job(target="t", seed=7), broken="it holds")

    def explore(share):
        firsts.append(share.search.first)
        assert share.seconds > 0
        return Explored(runs=1, failure=broken if len(firsts) == 4 else None)

    endless = Search(target="t", first=3)
    with ThreadPoolExecutor(1) as executor:
        found = await spread(executor, explore, endless, workers=1, may_go_on=lambda found: found.runs < 9)

    assert found.failure == broken
    assert len(set(firsts)) == 4
    assert firsts[0] == 3


async def test_no_share_begins_when_time_is_up():
    with ThreadPoolExecutor(1) as executor:
        found = await spread(executor, lambda _: Explored(runs=1), SEARCH, workers=2, may_go_on=lambda f: not f.runs)

    assert found.runs == 2


def test_edges_that_several_know_count_once():
    assert together(Explored(edges=40), Explored(edges=50)).edges == 50
