"""A release on AWS in which something has to run first: one state machine runs it, then switches the programs."""

from collections.abc import Iterable, Iterator

from mainstay.catalog.aws.account import account
from mainstay.catalog.aws.step_functions import StateMachine, surroundings
from mainstay.compile.decision import Decision
from mainstay.compile.expand.sites import is_first_in_release, shared_site
from mainstay.compile.expand.wiring import Sites, merged
from mainstay.model.cloud import RELEASES, Part, ReleaseStep
from mainstay.model.intent import Intent
from mainstay.model.told import Json

_TWICE = ({"ErrorEquals": ("Ecs.ServerException", "Lambda.ServiceException"), "MaxAttempts": 2},)
"""Where AWS itself fails; a program that fails is not run again by itself."""


def release(intent: Intent, decisions: tuple[Decision, ...], where: Sites, zones: int) -> Iterator[Part]:
    """The state machine with its identity and log; nothing where no job belongs to a release."""
    first = _steps((d for d in decisions if is_first_in_release(d)), where)
    if not first:
        return
    then = _steps((d for d in decisions if not is_first_in_release(d)), where)
    steps = (*first, *then)
    site = shared_site(intent, RELEASES, (), zones)
    kind = StateMachine(definition=Json(content=_machine(steps)))
    runs = ", ".join(step.name.partition(" ")[2] for step in first)
    says = f"a release first runs {runs}, and switches programs only after that ended well"
    yield Part(name=RELEASES, kind=kind.placed(site), says=says)
    yield from surroundings(site, merged(one for step in steps for one in step.statements))
    yield account()


def _steps(decisions: Iterable[Decision], where: Sites) -> tuple[ReleaseStep, ...]:
    found = (d.offer.kind.release_step(where[d.component.name]) for d in decisions)
    return tuple(step for step in found if step is not None)


def _machine(steps: tuple[ReleaseStep, ...]) -> dict[str, object]:
    """One step after the other, in the Amazon States Language; the first that fails ends the release."""
    names = [step.name for step in steps]
    follows: list[dict[str, object]] = [*({"Next": name} for name in names[1:]), {"End": True}]
    states = {
        step.name: {**step.state, "ResultPath": None, "Retry": _TWICE, **following}
        for step, following in zip(steps, follows, strict=True)
    }
    return {"Comment": "A release: terraform apply, then start this.", "StartAt": names[0], "States": states}
