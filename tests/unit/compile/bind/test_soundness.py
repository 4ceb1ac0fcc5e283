"""What a condition says while facts are unknown, it must say whatever they turn out to be."""

import itertools

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

from mainstay.compile.bind.facts import facts
from mainstay.compile.bind.rules import judge
from mainstay.model.cloud import CloudKind
from mainstay.model.intent import Whole
from mainstay.model.origin import Origin, Source
from mainstay.model.policy import Form, Holds, Rule
from mainstay.model.target import Target
from mainstay.model.told import Ref, Variable
from mainstay.model.value import Value


class Inner(Value, frozen=True, kw_only=True):
    name: str | Ref


class Thing(CloudKind, frozen=True, kw_only=True):
    id = "aws.thing"
    target = Target.AWS
    about = "A thing."

    plain: bool = True
    first: str | Ref | None = None
    second: str | Ref | None = None
    several: tuple[str | Ref, ...] = ()
    blocks: tuple[Inner, ...] = ()
    block: Inner = Inner(name="x")
    labels: dict[str, str | Variable] = {}
    others: dict[str, str] = {}
    texts: tuple[str, ...] = ("x", "y")


ATOMS = st.sampled_from(
    [
        "resource.plain",
        "resource.first == 'x'",
        "resource.first != 'y'",
        "resource.first == resource.second",
        "resource.second.startsWith('x')",
        "has(resource.first)",
        "has(resource.second) && resource.second == 'y'",
        "resource.first in ['x', 'z']",
        "'x' in resource.several",
        "size(resource.several) == 2",
        "resource.several.size() > 1",
        "resource.several.exists(s, s == 'y')",
        "resource.several.all(s, s != 'z')",
        "resource.blocks.exists(b, b.name == 'x')",
        "resource.blocks.all(b, has(b.name) && b.name != 'y')",
        "'team' in resource.labels",
        "size(resource.labels) == 1",
        "resource.labels.exists(k, k == 'team')",
        "resource.labels.team == 'x'",
        "has(resource.labels.team)",
        "resource.labels['team'] == 'x'",
        "resource.labels == resource.others",
        "resource.several == resource.texts",
        "resource.blocks.exists(b, b == resource.block)",
        "resource.block.name == 'x' || has(resource.block.name)",
        "'name' in resource.block",
    ]
)
CONDITIONS = st.recursive(
    ATOMS,
    lambda inner: st.one_of(
        inner.map(lambda a: f"!({a})"),
        st.tuples(inner, inner).map(lambda p: f"({p[0]}) && ({p[1]})"),
        st.tuples(inner, inner).map(lambda p: f"({p[0]}) || ({p[1]})"),
        st.tuples(inner, inner, inner).map(lambda p: f"({p[0]}) ? ({p[1]}) : ({p[2]})"),
    ),
    max_leaves=5,
)
UNKNOWN = Ref(resource="other")
LATER = Variable(name="later", description="known at apply")
TEXTS = st.sampled_from(["x", "y", "z", UNKNOWN])


@pytest.mark.slow
@settings(max_examples=200, deadline=None)
@given(
    condition=CONDITIONS,
    first=st.one_of(st.none(), TEXTS),
    second=st.one_of(st.none(), TEXTS),
    several=st.lists(TEXTS, max_size=2),
    block=st.lists(TEXTS, max_size=2),
    team=st.sampled_from(["x", "y", LATER, None]),
)
def test_an_answer_holds_whatever_the_unknown_turns_out_to_be(  # noqa: PLR0917 - what hypothesis makes up
    condition, first, second, several, block, team
):
    rule = Rule(id="r", form=Form.REQUIRE, reason="x", origin=Origin(source=Source.FILE, path="p"), condition=condition)

    def answer(values):
        taken = iter(values)

        def known(value):
            return next(taken) if value in (UNKNOWN, LATER) and values else value

        thing = Thing(
            first=known(first), second=known(second), several=tuple(known(s) for s in several),
            blocks=tuple(Inner(name=known(b)) for b in block), labels={} if team is None else {"team": known(team)},
            others={"team": "x"},
            block=Inner(name=known(block[0]) if block else "x"),
        )  # fmt: skip
        return judge(rule, facts(None, thing, Whole()))

    before = answer(())
    unknown = sum(value in (UNKNOWN, LATER) for value in (first, second, *several, *block, team, *block[:1]))
    for values in itertools.product("xyz", repeat=unknown) if unknown else ():
        after = answer(values)
        assert before is Holds.CANNOT_TELL or after in (before, Holds.CANNOT_TELL), (condition, values)
