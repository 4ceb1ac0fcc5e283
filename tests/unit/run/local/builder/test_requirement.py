import pytest

from mainstay.run.local.builder.requirement import node_wanted, python_wanted, shown

PYTHON = [
    ("", (3, 11, 7), True),
    ("*", (3, 8, 0), True),
    ("3.11", (3, 11, 7), True),
    ("3.11", (3, 12, 0), False),
    ("3", (3, 13, 1), True),
    ("3.11.7", (3, 11, 7), True),
    ("3.11.4", (3, 11, 7), False),
    ("python-3.11.4", (3, 11, 4), True),
    ("python-3.11", (3, 11, 9), True),
    ("cpython-3.12", (3, 12, 1), True),
    ("3.11.x", (3, 11, 2), True),
    ("3.11.*", (3, 11, 2), True),
    (">=3.11", (3, 13, 0), True),
    (">=3.11,<3.13", (3, 13, 0), False),
    (">= 3.9, < 4", (3, 9, 1), True),
    (">=3.8 <3.12", (3, 12, 0), False),
    ("^3.9", (3, 12, 1), True),
    ("^3.9", (3, 8, 18), False),
    ("^3.9.2", (3, 9, 1), False),
    ("~3.9", (3, 9, 18), True),
    ("~3.9", (3, 10, 0), False),
    ("~3", (3, 10, 0), True),
    ("~=3.9", (3, 12, 0), True),
    ("~=3.9.1", (3, 10, 0), False),
    ("==3.11", (3, 11, 7), True),
    ("=3.11", (3, 11, 7), True),
    ("==3.11.*", (3, 11, 7), True),
    ("!=3.11.*,>=3.10", (3, 11, 7), False),
    ("3.9 || 3.12", (3, 12, 3), True),
    (">=3.9,<3.10 | >=3.12", (3, 11, 0), False),
]
NODE = [
    ("", (20, 1, 0), True),
    ("*", (20, 1, 0), True),
    ("node", (21, 0, 0), True),
    ("lts/*", (20, 20, 2), True),
    ("lts/*", (21, 0, 0), False),
    ("lts/iron", (20, 20, 2), True),
    ("lts/hydrogen", (20, 20, 2), False),
    ("20", (20, 20, 2), True),
    ("20.x", (22, 1, 0), False),
    ("v18.17", (18, 17, 3), True),
    ("v18.17", (18, 18, 0), False),
    (">=12", (24, 0, 0), True),
    (">= 12", (24, 0, 0), True),
    (">=v12", (11, 9, 0), False),
    ("^18 || ^20", (20, 1, 0), True),
    (">=18 <21", (21, 0, 0), False),
    ("18 - 20", (20, 5, 0), True),
    ("~20.1", (20, 2, 0), False),
    ("4.0.0", (4, 0, 0), True),
    ("4.0.0", (20, 0, 0), False),
]


@pytest.mark.parametrize(("text", "release", "fits"), PYTHON)
def test_python_notations(text, release, fits):
    assert python_wanted(text).admits(release) is fits


@pytest.mark.parametrize(("text", "release", "fits"), NODE)
def test_node_notations(text, release, fits):
    assert node_wanted(text).admits(release) is fits


@pytest.mark.parametrize("text", ["pypy3.9", "three", ">=3.x.y", "3.11 maybe", "system"])
def test_unknown_python_notations_are_refused(text):
    with pytest.raises(ValueError, match=r"."):
        python_wanted(text)


@pytest.mark.parametrize("text", ["lts/unknown", "twenty", ">=>12", "iojs"])
def test_unknown_node_notations_are_refused(text):
    with pytest.raises(ValueError, match=r"."):
        node_wanted(text)


@pytest.mark.parametrize(
    ("text", "pin"), [("3.11.4", (3, 11, 4)), ("==3.11.4", (3, 11, 4)), ("3.11", None), (">=3.11.4", None)]
)
def test_only_one_exact_patch_release_is_a_pin(text, pin):
    assert python_wanted(text).pin == pin


def test_series_are_minor_for_python_and_major_for_node():
    assert python_wanted("3.11.4").same_series((3, 11, 9))
    assert not python_wanted("3.11.4").same_series((3, 12, 0))
    assert node_wanted("18.17.0").same_series((18, 20, 1))
    assert not node_wanted("18.17.0").same_series((20, 0, 0))


def test_releases_are_shown_with_dots():
    assert shown((3, 11, 7)) == "3.11.7"
