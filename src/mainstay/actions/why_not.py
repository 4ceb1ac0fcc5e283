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
    for_: Annotated[str, Option("Only for this component.", metavar="COMPONENT")] = "",
    environment: Annotated[str, ENVIRONMENT] = "",
) -> Report:
    """Explain why a kind does not realise a component.

    Tells for each size what speaks against it: a requirement, a rule with its author's reason, or what the whole system
    would cost more. Without `--for`, for every component.

    Example:
        mainstay why-not aws.fargate --for web
    """
    from mainstay.actions.compiling import asked, bound
    from mainstay.compile.choose import why_not as reasons

    wanted = asked(context, environment)
    intent, market = bound(wanted)
    found = {
        name: reasons(kind, intent, wanted.policy, market, name=name, lock=wanted.previous)
        for name in ((for_,) if for_ else sorted(intent.names))
    }
    return Report(
        data={"kind": kind, "why_not": {name: [reason_data(r) for r in some] for name, some in found.items()}},
        lines=tuple(line for name, some in found.items() for line in (f"{name}:", *(f"  {told(r)}" for r in some))),
    )
