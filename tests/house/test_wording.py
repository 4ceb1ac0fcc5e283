import pytest

from house import wording
from house.tree import ROOT, Module, hold, modules

ALL = ("src", "tests", "benchmarks", "examples")


def made_up(source: str, path: str = "src/mainstay/run/made_up.py") -> Module:
    return Module(path, source)


def test_names_say_something() -> None:
    hold("empty_names", [v for m in modules(*ALL) for v in wording.empty_names(m)])


@pytest.mark.slow
def test_nothing_is_postponed() -> None:
    hold("postponed", [v for m in modules(*ALL) for v in wording.postponed_work(m)])


def test_silenced_rules_have_reasons() -> None:
    found = [v for m in modules(*ALL) for v in wording.silenced_without_reason(m)]
    found += wording.ignores_without_reason((ROOT / "pyproject.toml").read_text())
    hold("silenced", found)


def test_stages_say_what_enters_and_what_leaves() -> None:
    hold("stages", [v for m in modules("src") for v in wording.stage_sentence(m)])


def test_an_empty_name_is_found() -> None:
    assert len(wording.empty_names(made_up("", "src/mainstay/run/utils.py"))) == 1
    assert len(wording.empty_names(made_up("", "src/mainstay/utils/paths.py"))) == 1
    assert wording.empty_names(made_up("")) == []


def test_postponed_work_is_found_in_comments_only() -> None:
    word = "TO" + "DO"
    assert len(wording.postponed_work(made_up(f"x = 1  # {word}: later"))) == 1
    assert wording.postponed_work(made_up(f"x = '{word}'")) == []


def test_a_silenced_rule_without_reason_is_found() -> None:
    word = "no" + "qa"
    for comment in (f"# {word}", f"# {word}: S101", "# type: " + "ignore"):
        assert len(wording.silenced_without_reason(made_up(f"x = 1  {comment}\n"))) == 1, comment
    assert wording.silenced_without_reason(made_up("x = 1  # pyright: " + "ignore[reportAny]\n")) == []
    assert wording.silenced_without_reason(made_up(f"x = 1  # {word}: S101 - asserts are the point\n")) == []


def test_an_ignored_rule_without_reason_is_found() -> None:
    config = '[tool.ruff.lint]\nselect = ["A"]\nignore = [\n    "A1",  # because\n    "A2",\n]\n'
    assert wording.ignores_without_reason(config) == ['pyproject.toml: no reason beside "A2",']
    assert wording.ignores_without_reason("") != []


def test_a_stage_without_its_sentence_is_found() -> None:
    path = "src/mainstay/detect/__init__.py"
    assert len(wording.stage_sentence(made_up('"""Reads files."""', path))) == 1
    assert wording.stage_sentence(made_up('"""A folder → Intent."""', path)) == []
