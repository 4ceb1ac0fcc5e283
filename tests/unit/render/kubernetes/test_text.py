"""YAML that reads back as what was written."""

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from mainstay.render.kubernetes.text import comment, documents, dumped

TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\x85\u2028"))
LEAVES = st.none() | st.booleans() | st.integers() | TEXT
TREES = st.recursive(LEAVES, lambda inner: st.lists(inner) | st.dictionaries(st.text("ab:#- ", min_size=1), inner))


@pytest.mark.slow
@given(TREES)
def test_it_reads_back(tree: object) -> None:
    assert yaml.safe_load(dumped(tree)) == tree


AMBIGUOUS = ("yes", "1", "0x1f", "null", "a: b", "- a", "# a", "1.0", "", "'", "a\nb", "{{ .x }}", "12:30:45")


@pytest.mark.parametrize("text", AMBIGUOUS)
def test_text_stays_text(text: str) -> None:
    assert yaml.safe_load(dumped({"a": [text]})) == {"a": [text]}


def test_lists_are_indented() -> None:
    assert dumped({"a": [{"b": 1, "c": ["d"]}], "e": {}, "f": []}) == (
        "a:\n  - b: 1\n    c:\n      - d\ne: {}\nf: []\n"
    )


def test_comments_stand_above_their_document() -> None:
    text = documents([(("first",), {"a": 1}), (("second", "third"), {"b": 2})])
    assert text == "# first\na: 1\n---\n# second\n# third\nb: 2\n"


def test_long_comments_are_wrapped() -> None:
    assert all(len(line) <= 120 for line in comment(("word " * 60,)).splitlines())
