"""From an intent and a policy to the problem, with everything that stays the same from one question to the next."""

from collections.abc import Mapping

import msgspec

from mainstay.compile.choose.around import called_by_api, shared_costs, site_of, with_surroundings, with_way_out
from mainstay.compile.choose.offers import Kinds, offers_of
from mainstay.compile.choose.option import Metric, Option, options
from mainstay.compile.choose.problem import Problem, problem_of
from mainstay.compile.choose.rules import Judge, JudgeOf
from mainstay.compile.demand import demands
from mainstay.model.cloud import Demand, Market
from mainstay.model.graph import Lock
from mainstay.model.intent import AnyComponent, Intent, Workload
from mainstay.model.policy import Policy
from mainstay.model.value import encode


class Workshop(msgspec.Struct, frozen=True, kw_only=True):
    """The catalog, the market, the lock and how rules are judged. `memory` keeps options, where it is not None.

    With `whole_price`, options cost what they cost with the parts around them; `beside` is what all else that stands
    around the choices costs a month, in cents, as an expansion showed.
    """

    kinds: Kinds
    market: Market
    lock: Lock
    judge_of: JudgeOf
    memory: dict[bytes, tuple[Option, ...]] | None = None
    whole_price: bool = False
    beside: int = 0


def remembering(shop: Workshop) -> Workshop:
    """A workshop for many questions about similar intents."""
    return msgspec.structs.replace(shop, memory={})


def problem(shop: Workshop, intent: Intent, policy: Policy) -> Problem:
    """The problem of `intent` under `policy`; raises `MainstayError` for pins, properties and numbers that cannot be.

    Data comes first: how long a program waits for it decides how many requests are in progress at once.
    """
    asked = _Asked(
        intent=intent,
        demands=demands(intent),
        judge=shop.judge_of(intent, policy, shop.market),
        law=encode(policy) if shop.memory is not None else b"",
        apis=called_by_api(intent),
    )
    found = {c.name: _options(shop, asked, c) for c in intent.components if _is_data(c)}
    known = demands(intent, {name: _latency(options_) for name, options_ in found.items()})
    asked = msgspec.structs.replace(asked, demands=known)
    found |= {c.name: _options(shop, asked, c) for c in intent.components if not _is_data(c)}
    shared = shared_costs(intent, found, shop.market, shop.kinds)
    return problem_of(intent, known, found, shared, beside=shop.beside)


class _Asked(msgspec.Struct, frozen=True, kw_only=True):
    """One question: `law` is the policy as bytes, `apis` what is called through an API."""

    intent: Intent
    demands: Mapping[str, Demand]
    judge: Judge
    law: bytes
    apis: frozenset[str]


def _is_data(component: AnyComponent) -> bool:
    return not isinstance(component, Workload)


def _latency(found: tuple[Option, ...]) -> float:
    """That of the cheapest option, which is the likely one, in ms."""
    fitting = [option for option in found if not option.broken]
    first = min(fitting, key=lambda o: (o.usd_month is None, o.metrics[Metric.CENTS]), default=None)
    return first.offer.latency_ms if first else 0.0


def _options(shop: Workshop, asked: _Asked, component: AnyComponent) -> tuple[Option, ...]:
    if shop.memory is None:
        return _fresh(shop, asked, component)
    key = b"\n".join((encode(component), encode(asked.demands[component.name]), asked.law))
    if key not in shop.memory:
        shop.memory[key] = _fresh(shop, asked, component)
    return shop.memory[key]


def _fresh(shop: Workshop, asked: _Asked, component: AnyComponent) -> tuple[Option, ...]:
    demand = asked.demands[component.name]
    offers = offers_of(component, demand, shop.market, shop.kinds)
    found = options(component, offers, demand, judge=asked.judge, lock=shop.lock)
    site = site_of(asked.intent, component, demand, shop.market)
    if shop.whole_price:
        found = with_surroundings(found, site, shop.market)
    return with_way_out(found, site, asked.apis)
