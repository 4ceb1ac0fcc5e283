"""The verb `why-not`."""

from typing import Annotated

from mainstay.actions.arguments import Argument, Option
from mainstay.actions.compile import ENVIRONMENT
from mainstay.actions.context import Context
from mainstay.actions.results import Report
from mainstay.actions.why import reason_data, told


def why_not(
    context: Context,
    kind: Annotated[str, Argument("A kind of the catalog (`aws.lambda`).")],
    *,
    for_: Annotated[str, Option("The component that it does not realise.", metavar="COMPONENT")],
    environment: Annotated[str, ENVIRONMENT] = "",
) -> Report:
    """Explain why a kind does not realise a component.

    Tells for each size what speaks against it: a requirement, a rule with its author's reason, or what the whole system
    would cost more.

    Example:
        mainstay why-not aws.fargate --for web
    """
    from mainstay.actions.compiling import asked, bound
    from mainstay.compile.choose import why_not as reasons

    wanted = asked(context, environment)
    intent, market = bound(wanted)
    found = reasons(kind, intent, wanted.policy, market, name=for_, lock=wanted.previous)
    return Report(
        data={"kind": kind, "component": for_, "why_not": [reason_data(reason) for reason in found]},
        lines=tuple(told(reason) for reason in found),
    )
