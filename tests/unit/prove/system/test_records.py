"""What is news of numbers and milestones, to all simulations of a search."""

import pytest

from mainstay.prove.machine import records


@pytest.fixture(autouse=True)
def known(tmp_path):
    path = tmp_path / "known"
    path.write_bytes(bytes(4096 + records.SIZE))
    records.share(str(path), 4096)
    return path


def test_more_is_news_and_less_is_not():
    assert [records.is_news("size", value, 10) for value in (1, 3, 2, -5, 4)] == [True, True, False, False, True]


def test_also_what_is_below_nothing_is_news_at_first():
    assert [records.is_news("nearness", value, 10) for value in (-5, -6, -4)] == [True, False, True]


def test_as_much_is_news_a_few_times_and_whenever_it_is_earlier():
    assert [records.is_news("size", 1, 100) for _ in range(records.ALIKE + 1)] == [True] * records.ALIKE + [False]
    assert records.is_news("size", 1, 99)
    assert not records.is_news("size", 1, 99)


def test_names_do_not_disturb_each_other_and_other_processes_know(known):
    assert records.is_news("one", 5, 10)
    assert records.is_news("two", 1, 10)
    records.share(str(known), 4096)
    assert not records.is_news("one", 4, 1)
    assert known.read_bytes()[:4096] == bytes(4096)
