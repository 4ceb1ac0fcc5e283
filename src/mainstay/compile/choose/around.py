"""What stands around the offers once for all of them: shared kinds, and the way out of the network."""

from collections.abc import Mapping

import msgspec

from mainstay.compile.choose.offers import Kinds
from mainstay.compile.choose.option import CENTS, Metric, Option
from mainstay.model.cloud import NETWORK, Demand, Market, Site
from mainstay.model.intent import AnyComponent, Intent, Mail, Queue, Secret, Topic, Workload
from mainstay.model.price import HOURS_MONTH, total
from mainstay.model.target import Target

WAY_OUT = "aws.nat_gateway"
"""Stands for all gateways of the network; each hour of each is paid."""
STEADY = 99.9
"""The availability, in percent, from which the way out exists in every zone."""
_BY_API = Queue | Topic | Secret | Mail
"""What is called through an API of the provider that is outside the network."""


def site_of(intent: Intent, component: AnyComponent | str, demand: Demand, market: Market) -> Site:
    """Where a kind would stand, as far as that is known before anything is chosen; a name for what is shared."""
    name = component if isinstance(component, str) else component.name
    letters = "abcdef"[: market.zones]
    return Site(
        name=name,
        component=None if isinstance(component, str) else component,
        application=intent.application,
        environment=intent.whole.environment,
        region=market.region,
        demand=demand,
        domain=intent.whole.domain,
        private_subnets=tuple(f"{NETWORK}.private-{letter}" for letter in letters),
        public_subnets=tuple(f"{NETWORK}.public-{letter}" for letter in letters),
        physical=name,
    )


def called_by_api(intent: Intent) -> frozenset[str]:
    """The names of what programs call through an API; DynamoDB and S3 have ways of their own, which cost nothing."""
    if intent.whole.target is not Target.AWS:
        return frozenset()
    return frozenset(component.name for component in intent.components if isinstance(component, _BY_API))


def with_way_out(options: tuple[Option, ...], site: Site, apis: frozenset[str]) -> tuple[Option, ...]:
    """The options of the program at `site`, those in the network with the way out that its calls need."""
    program = site.component
    if not isinstance(program, Workload):
        return options
    if not (site.demand.needs_egress or any(use.target in apis for use in program.uses)):
        return options
    return tuple(
        msgspec.structs.replace(option, shared=option.shared | {WAY_OUT})
        if option.offer.kind.sends_from(site)
        else option
        for option in options
    )


def with_surroundings(options: tuple[Option, ...], site: Site, market: Market) -> tuple[Option, ...]:
    """The options at what they cost with the parts around them: alarms, secrets, images. For a budget, each counts."""
    return tuple(_surrounded(option, site, market) for option in options)


def _surrounded(option: Option, site: Site, market: Market) -> Option:
    parts = option.offer.kind.parts(site)
    idle = Demand(rate=0.0)  # the load is on the offer
    lines = [line for part in parts for line in part.kind.standing(market, idle)]
    usd = sum(line.usd_month for line in lines if line.usd_month is not None)
    cents = option.metrics[Metric.CENTS] + round(usd * CENTS)
    return msgspec.structs.replace(
        option,
        usd_month=None if option.usd_month is None else option.usd_month + usd,
        metrics=(*option.metrics[: Metric.CENTS], cents),
    )


def shared_costs(
    intent: Intent, options: Mapping[str, tuple[Option, ...]], market: Market, kinds: Kinds
) -> dict[str, int | None]:
    """Name of each shared thing → cents a month, None where a price is unknown."""
    names = sorted({name for found in options.values() for option in found for name in option.shared})
    by_id = {kind.id: kind for kind in kinds}
    costs: dict[str, int | None] = {}
    for name in names:
        if name == WAY_OUT:
            costs[name] = _way_out(intent, market)
        elif name in by_id:
            site = site_of(intent, name.rpartition(".")[2].replace("_", "-"), Demand(), market)
            parts = by_id[name].shared_part(site)
            usd = total(tuple(line for part in parts for line in part.kind.standing(market, Demand())))
            costs[name] = None if usd is None else round(usd * CENTS)
        else:
            costs[name] = None
    return costs


def _way_out(intent: Intent, market: Market) -> int | None:
    price = market.book.find(f"{WAY_OUT}/hour", market.region)
    programs = [component for component in intent.components if isinstance(component, Workload)]
    steady = any((program.needs.availability or 0.0) >= STEADY for program in programs)
    gateways = market.zones if steady else 1
    return None if price is None else round(price.usd * HOURS_MONTH * gateways * CENTS)
