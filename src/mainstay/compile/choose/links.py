"""Links as claims: that two components go together, where some of the kinds that could realise them do not."""

from collections.abc import Iterable

import msgspec

from mainstay.compile.access import access_of
from mainstay.compile.choose.claim import Claim, Sort
from mainstay.compile.choose.problem import Limit, Problem
from mainstay.model.errors import MainstayError
from mainstay.model.intent import Intent
from mainstay.model.requirement import Access


def link_claims(asked: Problem) -> tuple[Claim, ...]:
    """One claim for each link that some kind refuses, in the order of names; `reason` is what such kinds say."""
    refused: dict[tuple[str, str], list[Limit]] = {}
    for limit in asked.limits:
        if limit.metric is None:
            refused.setdefault((limit.name, limit.field), []).append(limit)
    return tuple(
        Claim(
            sort=Sort.LINK,
            component=user,
            field=used,
            says=f"`{user}` must be able to use `{used}`",
            reason="; ".join(dict.fromkeys(limit.says for limit in found)),
            origin=found[0].origin,
        )
        for (user, used), found in sorted(refused.items())
    )


def lifted(asked: Problem, dropped: Iterable[Claim]) -> Problem:
    """The problem in which the links among the `dropped` claims need not be possible."""
    free = {(claim.component, claim.field) for claim in dropped if claim.sort is Sort.LINK}
    limits = tuple(one for one in asked.limits if one.metric is not None or (one.name, one.field) not in free)
    return msgspec.structs.replace(asked, limits=limits)


def senseless(asked: Problem, intent: Intent, claim: Claim) -> MainstayError:
    """The error for a link that no kind makes possible, whatever else is given up."""
    user, used = intent.component(claim.component), intent.component(claim.field)
    use = next(use for use in user.uses if use.target == used.name)
    source, target = (asked.items[asked.index(one.name)].options[0].offer.kind for one in (user, used))
    never = all(target.accepts(source, one) for one in Access)
    verb = "use" if never else " and ".join(one.value for one in access_of(use, user, used))
    or_else = "" if never else "state another `access`, or "
    return MainstayError(
        str(claim.origin) if claim.origin else f"`{user.name}`",
        f"`{user.name}` must be able to {verb} `{used.name}`",
        claim.reason,
        hint=f"{or_else}take `{used.name}` out of what `{user.name}` uses",
    )
