"""One verb, four doors: what the catalogue lists exists, is described, and can be reached from Python as well."""

import ast
import importlib
import inspect
from typing import Annotated

import pytest

import mainstay
from house.tree import PACKAGE, Module
from mainstay.actions.action import Action, described, load
from mainstay.actions.arguments import Argument, Option
from mainstay.actions.catalogue import GROUPS, INTERNAL, SHELL, VERBS, Verb
from mainstay.cli.help import COMMON, WIDTH, verb_help

VISIBLE = [verb for verb in VERBS if not verb.hidden]


def shortcomings(action: Action) -> list[str]:
    """What a verb lacks."""
    found: list[str] = []
    if action.summary != action.verb.summary:
        found.append(f"its docstring must begin with {action.verb.summary!r}")
    if not any(line.startswith(("mainstay ", 'eval "$(mainstay ')) for line in action.examples):
        found.append("its docstring has no `Example:` with a command line")
    found += [f"the help of {p.name} is not a sentence" for p in action.parameters if not p.mark.help.endswith(".")]
    shorts = [p.mark.short for p in action.parameters if isinstance(p.mark, Option) and p.mark.short]
    if len(set(shorts)) < len(shorts) or {"-C", "-h", "-y", "-V"} & set(shorts):
        found.append("two options share a letter")
    return [f"mainstay {action.verb.name}: {text}" for text in found]


@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: verb.name)
def test_every_verb_exists_and_is_described(verb: Verb) -> None:
    action = load(verb)
    assert shortcomings(action) == []
    assert action.function.__module__ == f"mainstay.actions.{verb.function}"
    first = next(iter(inspect.signature(action.function).parameters.values()))
    assert first.name == "context"


@pytest.mark.parametrize("verb", VISIBLE, ids=lambda verb: verb.name)
def test_help_is_complete_and_fits(verb: Verb) -> None:
    action = load(verb)
    text = verb_help(action)
    for parameter in action.parameters:
        assert parameter.mark.help.split()[0] in text
    for names, _ in COMMON:
        assert names in text
    assert max(map(len, text.splitlines())) <= WIDTH


def test_names_and_groups_are_in_order() -> None:
    names = [verb.name for verb in VERBS]
    assert len(set(names)) == len(names)
    assert {verb.group for verb in VISIBLE} == set(GROUPS)
    assert {verb.group for verb in VERBS if verb.hidden} <= {INTERNAL}


def test_the_python_interface_is_what_it_lists() -> None:
    assert mainstay.__all__ == sorted(mainstay.__all__)
    assert dir(mainstay) == mainstay.__all__
    for name in mainstay.__all__:
        assert getattr(mainstay, name).__doc__
    with pytest.raises(AttributeError, match="no attribute 'upp'"):
        mainstay.upp  # noqa: B018 - the access is the test


def test_type_checkers_see_the_same_python_interface() -> None:
    module = Module("src/mainstay/__init__.py", (PACKAGE / "__init__.py").read_text())
    imported = {
        a.asname: (n.module, a.name) for n in ast.walk(module.tree) if isinstance(n, ast.ImportFrom) for a in n.names
    }
    assert sorted(name for name in imported if name) == mainstay.__all__
    for name in mainstay.__all__:
        path, attribute = imported[name]
        assert getattr(importlib.import_module(str(path)), attribute) is getattr(mainstay, name)


def test_every_verb_can_be_called_from_python() -> None:
    offered = [getattr(mainstay, name) for name in mainstay.__all__]
    missing = [verb.name for verb in VISIBLE if verb.group is not SHELL and load(verb).function not in offered]
    assert missing == []


def test_a_poorly_described_verb_is_found() -> None:
    def poor(
        context: object,
        name: Annotated[str, Argument("no sentence")],
        *,
        number: Annotated[int, Option("N.", short="-C")] = 1,
    ) -> None:
        """Other words."""

    assert len(shortcomings(described(Verb("poor", "Its words.", SHELL), poor))) == 4
