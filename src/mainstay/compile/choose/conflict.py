"""When nothing satisfies: the smallest set of claims that cannot hold together.

A claim belongs to the core if the others in it can hold without it. The search is QuickXplain (U. Junker, AAAI
2004): of n claims with a core of k it asks about k * log2(n / k) times, and each question is answered by choosing for
an intent in which nobody stated anything but the claims in question. A limit on the number of questions, not on time,
keeps it deterministic.
"""

from collections.abc import Sequence

from mainstay.compile.choose.claim import Claim, Sort, claims, without
from mainstay.compile.choose.offers import candidates
from mainstay.compile.choose.solve import Blocked, best
from mainstay.compile.choose.workshop import Workshop, problem
from mainstay.model.cloud import Demand
from mainstay.model.errors import ExitCode, MainstayError
from mainstay.model.intent import AnyComponent, Intent
from mainstay.model.policy import Policy
from mainstay.model.value import Value

QUESTIONS = 600
"""So often the search for one core may ask; what is left then is told as it is, and that it may not be minimal."""
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
        self.all = claims(intent, policy)
        self.left = QUESTIONS

    def possible(self, kept: Sequence[Claim]) -> bool:
        """Whether `kept` can hold together, where nobody states any other claim."""
        self.left -= 1
        keys = {claim.key for claim in kept}
        intent, policy = without(self.intent, self.policy, [claim for claim in self.all if claim.key not in keys])
        return not isinstance(best(problem(self.shop, intent, policy)), Blocked)


def cores(question: Question, blocked: Blocked) -> tuple[Core, ...]:
    """Independent cores, at most `CORES`; none where nothing that anybody stated is to blame."""
    found: list[Core] = []
    pool = list(question.all)
    likely = _likely(question, blocked)
    while len(found) < CORES and not question.possible(pool):
        question.left = QUESTIONS
        near = [claim for claim in pool if claim.key in likely]
        start = near if near and not question.possible(near) else pool
        core = _explained(question, start)
        if not core.claims:
            break
        found.append(core)
        keys = {claim.key for claim in core.claims}
        pool = [claim for claim in pool if claim.key not in keys]
    return tuple(found)


def _likely(question: Question, blocked: Blocked) -> set[tuple[str, str, str]]:
    """Claims on what is blocked and on all that load it; rules and the budget."""
    users: dict[str, set[str]] = {}
    for component in question.intent.components:
        for use in component.uses:
            users.setdefault(use.target, set()).add(component.name)
    names = sorted(component.name for component in question.intent.components)
    near = [names[index] for index in blocked.items]
    seen = set(near)
    while near:
        above = users.get(near.pop(), set()) - seen
        seen |= above
        near += sorted(above)
    budget = any(limit.pays for limit in blocked.limits)
    return {
        claim.key
        for claim in question.all
        if claim.component in seen or claim.sort is Sort.RULE or (claim.sort is Sort.BUDGET and budget)
    }


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


def _refusals(shop: Workshop, component: AnyComponent) -> list[str]:
    able = candidates(component, shop.kinds)
    refusals = [(kind.id, kind.refusal(component, Demand())) for kind in able]
    return [f"{kind_id}: {says}" for kind_id, says in refusals if says]
