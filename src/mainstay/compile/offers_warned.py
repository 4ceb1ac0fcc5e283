"""Rules on offers that only warn: what was chosen may break them. The finished architecture has no offers any more."""

from collections.abc import Iterable, Iterator

from mainstay.compile.bind.condition import condition
from mainstay.compile.choose.choice import Choice
from mainstay.compile.choose.rules import Judge, Judged
from mainstay.compile.verify.finding import Finding
from mainstay.model.policy import Form, Holds, Severity


def offers_warned(choices: Iterable[Choice], judge: Judge) -> Iterator[Finding]:
    """A warning for each rule on offers that one of the `choices` breaks."""
    for choice in choices:
        for judged in judge.judged(choice.component, choice.offer, choice.demand):
            if _warns(judged):
                yield _finding(choice, judged)


def _warns(judged: Judged) -> bool:
    rule = judged.rule
    broken = rule.form is not Form.PREFER and judged.holds is Holds.NO
    return broken and rule.severity is Severity.WARN and "offer" in condition(rule.condition).roots


def _finding(choice: Choice, judged: Judged) -> Finding:
    rule = judged.rule
    return Finding(
        resource=choice.component.name,
        must=f"the rule {rule.id} must hold of `{choice.component.name}`",
        found=f"{choice.offer.label} breaks it: {rule.reason}",
        hint=f"change what breaks it, or ask for a waiver of {rule.id}",
        severity=Severity.WARN,
        rule=rule.id,
        origin=rule.origin,
    )
