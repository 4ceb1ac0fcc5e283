"""The error for a system that cannot be: what cannot hold together, and the ways out."""

from collections.abc import Iterator

from mainstay.compile.choose.conflict import Core, Question, cores, unrealisable
from mainstay.compile.choose.solve import Blocked
from mainstay.compile.choose.ways import WayOut, ways_out
from mainstay.compile.choose.workshop import Workshop, remembering
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
    lines = [_line(str(claim), claim.reason) for claim in core.claims]
    rest = [f"and {len(lines) - _LINES} more"] if len(lines) > _LINES else []
    return "\n  - ".join([f"{head}:", *lines[:_LINES], *rest])


def _line(says: str, reason: str) -> str:
    return f"{says}: {reason}" if reason else says


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
    ways = tuple(ways_out(question, core, [other for other in found if other is not core]) for core in found)
    return Conflict(found, ways)
