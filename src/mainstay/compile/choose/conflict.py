"""When nothing satisfies: the smallest set of claims that cannot hold together.

A claim belongs to the core if the others in it can hold without it. The search is QuickXplain (U. Junker, AAAI
2004): of n claims with a core of k it asks about k * log2(n / k) times, and each question is answered by choosing for
an intent in which nobody stated anything but the claims in question. A limit on the number of questions, not on time,
keeps it deterministic.
"""

from collections.abc import Sequence

import msgspec

from mainstay.compile.choose.claim import Claim, Sort, claims, without
from mainstay.compile.choose.links import lifted, link_claims
from mainstay.compile.choose.offers import candidates
from mainstay.compile.choose.solve import Blocked, best
from mainstay.compile.choose.workshop import Workshop, problem
from mainstay.model.cloud import Demand
from mainstay.model.errors import ExitCode, MainstayError
from mainstay.model.intent import AnyComponent, Extra, Intent
from mainstay.model.policy import Policy
from mainstay.model.value import Value

QUESTIONS, FEWEST = 20_000, 30
"""So many components the questions for one core may be about in all, and so many questions it may ask at least; what is
left then is told as it is, and that it may not be minimal.
"""
CORES = 3
"""So many independent conflicts are told at once."""


class Core(Value, frozen=True, kw_only=True):
    """Claims that cannot hold together; `minimal` if any of them could be spared."""

    claims: tuple[Claim, ...]
    minimal: bool = True


class Question:
    """Asks whether an intent can be satisfied, and counts how often."""

    def __init__(self, shop: Workshop, intent: Intent, policy: Policy) -> None:
        self.shop, self.intent, self.policy = shop, intent, policy
        stated = [claim for claim in claims(intent, policy) if _can_be_spared(claim, intent, shop)]
        self.all = (*stated, *link_claims(problem(shop, intent, policy)))
        self.left = max(FEWEST, QUESTIONS // max(1, len(intent.components)))

    def blocked(self, kept: Sequence[Claim]) -> Blocked | None:
        """What blocks `kept`, where nobody states any other claim; None where they can hold together."""
        self.left -= 1
        keys = {claim.key for claim in kept}
        dropped = [claim for claim in self.all if claim.key not in keys]
        # A link that need not be possible still carries load and takes time: who looks for what cannot hold together
        # must not be told of a link where only a latency is to blame.
        bare = without(self.intent, self.policy, [claim for claim in dropped if claim.sort is not Sort.LINK])
        found = best(lifted(problem(self.shop, *bare), dropped))
        return found if isinstance(found, Blocked) else None

    def possible(self, kept: Sequence[Claim]) -> bool:
        """Whether `kept` can hold together."""
        return self.blocked(kept) is None


def _can_be_spared(claim: Claim, intent: Intent, shop: Workshop) -> bool:
    """Not so a property without which a resource that somebody asks for directly would be none."""
    if claim.sort is not Sort.PROPERTY:
        return True
    component = intent.component(claim.component)
    kinds = candidates(component, shop.kinds) if isinstance(component, Extra) else ()
    fields = (field for kind in kinds for field in msgspec.structs.fields(kind))
    return not any(field.name == claim.field and field.required for field in fields)


def cores(question: Question, blocked: Blocked) -> tuple[Core, ...]:
    """Independent cores, at most `CORES`; none where nothing that anybody stated is to blame."""
    found: list[Core] = []
    pool = list(question.all)
    current: Blocked | None = blocked
    while current is not None and len(found) < CORES:
        core = _core(question, pool, current)
        if not core.claims:
            break
        found.append(core)
        keys = {claim.key for claim in core.claims}
        pool = [claim for claim in pool if claim.key not in keys]
        current = question.blocked(pool)
    return tuple(found)


def _core(question: Question, pool: Sequence[Claim], blocked: Blocked) -> Core:
    """A core among the claims of `pool`; looked for close to what is blocked, and if it is not there, everywhere."""
    if not any(limit.pays for limit in blocked.limits):
        near = Question(question.shop, _surroundings(question.intent, blocked), question.policy)
        keys = {claim.key for claim in near.all}
        start = [claim for claim in pool if claim.key in keys]
        if start and not near.possible(start):
            return _explained(near, start)
    return _explained(Question(question.shop, question.intent, question.policy), pool)


def _surroundings(intent: Intent, blocked: Blocked) -> Intent:
    """What is blocked and all that loads it, without the budget, and without links to anything else."""
    users: dict[str, set[str]] = {}
    for component in intent.components:
        for use in component.uses:
            users.setdefault(use.target, set()).add(component.name)
    names = sorted(intent.names)
    near = [names[index] for index in blocked.items]
    seen = set(near)
    while near:
        above = users.get(near.pop(), set()) - seen
        seen |= above
        near += sorted(above)
    components = tuple(
        msgspec.structs.replace(component, uses=tuple(use for use in component.uses if use.target in seen))
        for component in intent.components
        if component.name in seen
    )
    whole = msgspec.structs.replace(intent.whole, budget_usd_month=None)
    return msgspec.structs.replace(intent, components=components, whole=whole)


def _explained(question: Question, pool: Sequence[Claim]) -> Core:
    if not question.possible([]):
        return Core(claims=())
    found = _quick(question, [], pool, fresh=False)
    return Core(claims=tuple(sorted(found, key=lambda claim: claim.key)), minimal=question.left > 0)


def _quick(question: Question, ground: list[Claim], pool: Sequence[Claim], *, fresh: bool) -> list[Claim]:
    """The claims of `pool` that a core needs beside `ground`; `fresh` if something was just added to that."""
    if fresh and question.left > 0 and not question.possible(ground):
        return []
    if len(pool) == 1 or question.left <= 0:
        return list(pool)
    middle = len(pool) // 2
    first, second = list(pool[:middle]), list(pool[middle:])
    of_second = _quick(question, [*ground, *first], second, fresh=True)
    of_first = _quick(question, [*ground, *of_second], first, fresh=bool(of_second))
    return [*of_first, *of_second]


def unrealisable(shop: Workshop, intent: Intent, blocked: Blocked) -> MainstayError:
    """What to say where no claim is to blame: nothing in the catalog realises a component."""
    names = sorted(component.name for component in intent.components)
    component = intent.component(names[blocked.items[0]])
    found = "; ".join(_refusals(shop, component)) or "no kind in the catalog can"
    return MainstayError(
        str(component.evidence[0].origin) if component.evidence else f"`{component.name}`",
        f"`{component.name}` ({component.role.value}) must be realised by a kind of {intent.whole.target.value}",
        found,
        hint="`mainstay why-not KIND --for NAME` tells more; another target may have a kind for it",
        exit_code=ExitCode.USAGE,
    )


def refusal_of(shop: Workshop, intent: Intent, name: str, demand: Demand) -> str:
    """Why no kind in question can realise the component `name` at all, as the first says; "" where one can."""
    component = intent.component(name)
    refusals = [kind.refusal(component, demand) for kind in candidates(component, shop.kinds)]
    return refusals[0] if refusals and all(refusals) else ""


def _refusals(shop: Workshop, component: AnyComponent) -> list[str]:
    able = candidates(component, shop.kinds)
    refusals = [(kind.id, kind.refusal(component, Demand())) for kind in able]
    return [f"{kind_id}: {says}" for kind_id, says in refusals if says]
