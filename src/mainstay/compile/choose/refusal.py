"""The error for a system that cannot be: what cannot hold together, and the ways out."""

from collections.abc import Iterator

import msgspec

from mainstay.compile.choose.claim import Claim, Sort, without
from mainstay.compile.choose.conflict import Core, Question, cores, refusal_of, unrealisable
from mainstay.compile.choose.links import senseless
from mainstay.compile.choose.solve import Blocked
from mainstay.compile.choose.ways import WayOut, relaxed, ways_out
from mainstay.compile.choose.workshop import Workshop, problem, remembering
from mainstay.compile.demand import demands
from mainstay.model.errors import ExitCode, MainstayError
from mainstay.model.intent import Intent
from mainstay.model.policy import Policy

_LINES = 12
"""So many claims are written down; the value has all of them."""
_WAYS = 5
"""So many ways out are written down; the value has all of them."""


class Conflict(MainstayError):  # noqa: N818 - it is what it is called in the field and in the manual
    """Nothing satisfies: `cores` are the smallest sets of claims that cannot hold together, `ways` those out of each.

    The ways of a core are meant with all other cores solved, too; where there is one core, one way is enough.
    """

    def __init__(self, found: tuple[Core, ...], ways: tuple[tuple[WayOut, ...], ...]) -> None:
        claims = found[0].claims
        where = next((str(claim.origin) for claim in claims if claim.origin), "mainstay.yaml")
        super().__init__(
            where,
            "all that is asked for must hold together",
            "\n\n".join(_told(core) for core in found),
            hint="\n\n".join("\n".join(_hints(one)) for one in ways if one) or "ask for less of the above",
            exit_code=ExitCode.USAGE,
        )
        self.cores, self.ways = found, ways


def _told(core: Core) -> str:
    head = "these cannot" if core.minimal else "these cannot (perhaps not all of them are needed for that)"
    lines = [_line(claim) for claim in core.claims]
    rest = [f"and {len(lines) - _LINES} more"] if len(lines) > _LINES else []
    return "\n  - ".join([f"{head}:", *lines[:_LINES], *rest])


def _line(claim: Claim) -> str:
    """The claim, and why; that a file states it says no more than its place."""
    path = claim.origin.path if claim.origin else ""
    return f"{claim}: {claim.reason}" if claim.reason not in {"", f"{path} states it"} else str(claim)


def _hints(ways: tuple[WayOut, ...]) -> Iterator[str]:
    for way in ways[:_WAYS]:
        cost = "at an unknown price" if way.usd_month is None else f"{way.usd_month:,.2f} $ a month in all"
        more = f"+{way.more_usd_month:,.2f} $, " if way.more_usd_month is not None else ""
        yield f"{way.says} ({more}{cost})"


def conflict(shop: Workshop, intent: Intent, policy: Policy, blocked: Blocked) -> MainstayError:
    """The error for an intent that is `blocked`."""
    question = Question(remembering(shop), intent, policy)
    found = cores(question, blocked)
    if not found:
        return unrealisable(shop, intent, blocked)
    impossible = [core.claims[0] for core in found if len(core.claims) == 1 and core.claims[0].sort is Sort.LINK]
    if impossible:
        return senseless(problem(shop, intent, policy), intent, impossible[0])
    return Conflict(tuple(_refused(shop, intent, core) for core in found), _in_turn(question, found))


def _in_turn(question: Question, found: tuple[Core, ...]) -> tuple[tuple[WayOut, ...], ...]:
    """The ways out of each core, where the first way out of each core before it has been taken.

    A budget joins everything: ways that were looked for one by one might not lead out together.
    """
    ways: list[tuple[WayOut, ...]] = []
    intent, policy = question.intent, question.policy
    for position, core in enumerate(found):
        out = ways_out(Question(question.shop, intent, policy), core, found[position + 1 :])
        ways.append(out)
        intent, policy = relaxed(intent, policy, out[0]) if out else without(intent, policy, core.claims)
    return tuple(ways)


def _refused(shop: Workshop, intent: Intent, core: Core) -> Core:
    """The core; where a kind refuses a pin, or the class of the data, with its words."""
    asked = demands(intent)
    refusing = [claim for claim in core.claims if claim.sort is Sort.PIN or claim.field == "data_class"]
    says = {claim.key: refusal_of(shop, intent, claim.component, asked[claim.component]) for claim in refusing}
    claims = tuple(
        msgspec.structs.replace(claim, reason=says[claim.key]) if says.get(claim.key) else claim
        for claim in core.claims
    )
    return msgspec.structs.replace(core, claims=claims)
