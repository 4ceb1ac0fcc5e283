import pytest

from house import tree


def test_a_known_violation_passes_and_a_new_one_does_not(known: dict[str, list[str]]) -> None:
    known["sizes"] = ["a.py:f: body"]
    assert tree.held("sizes", ["a.py:f: body of 60 lines"]) == []
    assert tree.held("sizes", ["a.py:f: body of 60 lines", "b.py:g: nesting of 5"]) == ["b.py:g: nesting of 5"]


def test_an_entry_that_is_over_must_go(known: dict[str, list[str]]) -> None:
    known["sizes"] = ["a.py:f: body"]
    assert tree.held("sizes", []) == ["ratchet.toml: sizes: 'a.py:f: body' is over; remove it"]


@pytest.fixture
def known():
    kept = dict(tree.RATCHET)
    tree.RATCHET.clear()
    yield tree.RATCHET
    tree.RATCHET.clear()
    tree.RATCHET.update(kept)
