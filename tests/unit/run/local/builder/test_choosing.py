import pytest

from mainstay.model.errors import ExitCode, MainstayError
from mainstay.model.intent import Runtime
from mainstay.run.local.builder.choosing import Found, choose, is_first_choice


def pythons(*versions: str, own: str = "") -> list[Found]:
    return [_found(Runtime.PYTHON, version, own=version == own) for version in versions]


def nodes(*versions: str, own: str = "") -> list[Found]:
    return [_found(Runtime.NODE, version, own=version == own) for version in versions]


def _found(runtime: Runtime, version: str, *, own: bool = False) -> Found:
    major, minor, patch = map(int, version.split("."))
    return Found(runtime, (major, minor, patch), f"/opt/{runtime.value}{version}", own=own)


def chosen(found, requires="", *, strict=False):
    runtime = found[0].runtime if found else Runtime.PYTHON
    choice = choose(found, requires, runtime=runtime, strict=strict, where="the build `web`")
    return ".".join(map(str, choice.interpreter.version)), choice.note


@pytest.mark.parametrize(
    ("found", "requires", "expected"),
    [
        # Nothing asked for: the own one, else the newest up to 3.12, else the lowest above.
        (pythons("3.9.1", "3.11.7", "3.12.1", "3.13.0", own="3.11.7"), "", "3.11.7"),
        (pythons("3.9.1", "3.12.1", "3.13.0", "3.14.0", own="3.14.0"), "", "3.12.1"),
        (pythons("3.13.0", "3.13.5", "3.14.0", own="3.14.0"), "", "3.13.5"),
        # Asked for and there.
        (pythons("3.9.1", "3.11.7", "3.12.1", own="3.11.7"), ">=3.12", "3.12.1"),
        (pythons("3.9.1", "3.11.7", "3.12.1", own="3.11.7"), ">=3.9", "3.11.7"),
        (pythons("3.9.1", "3.9.18", "3.11.7", own="3.11.7"), "3.9", "3.9.18"),
        (pythons("3.12.1", "3.13.0", "3.14.0", own="3.12.1"), ">=3.13", "3.13.0"),
        (nodes("18.1.0", "20.20.2", "21.7.0"), ">=12", "20.20.2"),
        # The one that the user gets by its name, where it is of a long-term line.
        (nodes("18.1.0", "20.20.2", "24.1.0", own="20.20.2"), ">=12", "20.20.2"),
        (nodes("18.1.0", "21.7.0", own="21.7.0"), ">=12", "18.1.0"),
        (nodes("21.7.0", "23.0.0"), "", "23.0.0"),
        (nodes("18.1.0", "20.20.2", "22.0.0"), "lts/*", "22.0.0"),
    ],
)
@pytest.mark.parametrize("strict", [True, False])
def test_what_fits_is_taken_without_a_note(found, requires, expected, strict):
    assert chosen(found, requires, strict=strict) == (expected, "")


@pytest.mark.parametrize("strict", [True, False])
def test_a_patch_release_is_met_by_its_series_with_a_note(strict):
    version, note = chosen(pythons("3.10.1", "3.11.2", "3.11.7"), "3.11.4", strict=strict)
    assert version == "3.11.7"
    assert "asks for Python 3.11.4" in note
    assert chosen(nodes("18.20.1", "20.0.0"), "18.17.0", strict=strict)[0] == "18.20.1"


@pytest.mark.parametrize(
    ("found", "requires", "expected"),
    [
        (nodes("20.20.2", "24.1.0"), "4.0.0", "20.20.2"),
        (nodes("18.20.1", "24.1.0"), "20", "24.1.0"),
        (nodes("14.0.0", "16.0.0"), "20.x", "16.0.0"),
        (pythons("3.9.1", "3.12.1", "3.12.4"), "3.10", "3.12.4"),
        (pythons("3.11.2", "3.12.1"), "<3.8", "3.11.2"),
        (pythons("3.11.2", "3.12.1"), ">=3.14", "3.12.1"),
        (nodes("20.1.0", "20.4.0", "22.0.0"), ">=20.9 <21", "20.4.0"),
    ],
)
def test_a_mere_mention_gets_the_nearest_with_a_note(found, requires, expected):
    version, note = chosen(found, requires)
    assert version == expected
    assert requires in note


def test_a_strict_requirement_that_nothing_meets_lists_what_there_is():
    with pytest.raises(MainstayError) as raised:
        chosen(pythons("3.12.1", "3.9.1"), ">=3.13", strict=True)
    error = raised.value
    assert error.exit_code is ExitCode.USAGE
    assert str(error).startswith(
        "the build `web`: Python >=3.13 must be on this machine, but these were found: "
        "3.9.1 (/opt/python3.9.1), 3.12.1 (/opt/python3.12.1)."
    )
    assert "hint: install one that fits" in str(error)


def test_no_interpreter_at_all_is_an_error_even_when_nothing_is_asked_for():
    with pytest.raises(MainstayError, match="none at all"):
        chosen([])


def test_a_requirement_in_no_known_notation_is_an_error():
    with pytest.raises(MainstayError, match=r"`pypy3\.9` is neither"):
        chosen(pythons("3.11.7"), "pypy3.9")


def test_the_own_interpreter_needs_no_search_where_it_would_win():
    old, new = pythons("3.11.7", "3.14.0", own="3.11.7")
    assert is_first_choice(old, ">=3.9", runtime=Runtime.PYTHON, where="x")
    assert not is_first_choice(old, ">=3.12", runtime=Runtime.PYTHON, where="x")
    assert not is_first_choice(new, "", runtime=Runtime.PYTHON, where="x")
    assert is_first_choice(old, ">=3.9", runtime=Runtime.PYTHON, where="x", prefers="==3.11.*")
    assert not is_first_choice(old, ">=3.9", runtime=Runtime.PYTHON, where="x", prefers="==3.10.*")


@pytest.mark.parametrize(
    ("requires", "prefers", "expected"),
    [(">=3.9", "==3.9.*", "3.9.1"), (">=3.10", "==3.9.*", "3.11.7"), (">=3.9", "==3.10.*", "3.11.7")],
)
def test_a_preference_decides_among_what_fits_and_is_no_condition(requires, prefers, expected):
    found = pythons("3.9.1", "3.11.7", own="3.11.7")
    choice = choose(found, requires, runtime=Runtime.PYTHON, strict=True, where="x", prefers=prefers)
    assert (".".join(map(str, choice.interpreter.version)), choice.note) == (expected, "")
