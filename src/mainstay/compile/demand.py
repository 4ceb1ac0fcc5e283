"""Load, carried along the links of the intent: what is asked of each component.

Callers add up, each with its own rate times the calls it makes within one request. Who takes messages from a queue or
a topic gets the rate at which they arrive there. How much is in progress at once follows from the rate, the work, the
waiting, and from what realises a program: the kinds work it out, unless somebody measured it.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping

import msgspec

from mainstay.compile.access import access_of
from mainstay.compile.cron import runs_a_second
from mainstay.compile.cycles import cycle, groups_in_order
from mainstay.compile.evidence import place_of_field
from mainstay.compile.numbers import check_numbers
from mainstay.model.cloud import Demand
from mainstay.model.errors import MainstayError
from mainstay.model.intent import (
    AnyComponent,
    Cache,
    Data,
    Database,
    Engine,
    Extra,
    Intent,
    Job,
    Schedule,
    Service,
    Site,
    Use,
    Workload,
)
from mainstay.model.requirement import Access

THINK_TIME_S = 10.0
"""How long a user waits between two requests, where the intent states users only."""
UNSTATED_RATE = 1.0
"""Requests a second of what is reached from outside, where nobody states its load."""
JOB_RATE = 1 / 86_400
"""Runs a second of a job that is started by hand or by a release: once a day."""
WORK_MS = 20.0
MEMORY_MIB = 512
_OF_NETWORKS = ("aws.rds", "aws.aurora", "aws.elasticache", "aws.efs", "aws.opensearch", "aws.eks", "kubernetes.")
"""How the ids of kinds begin that listen inside the network, where somebody pins one."""


class Flow(msgspec.Struct, frozen=True, kw_only=True):
    """Load from `source` to `target`, `calls` for each of its requests; `feeds` where a link publishes."""

    source: str
    target: str
    calls: float
    feeds: bool = False


class Loads(msgspec.Struct, frozen=True, kw_only=True):
    """The flows of an intent; `order` has every component after all that load it."""

    flows: tuple[Flow, ...]
    order: tuple[str, ...]


def demands(intent: Intent, latencies: Mapping[str, float] | None = None) -> dict[str, Demand]:
    """What is asked of each component, by its name; `latencies` (ms) are those of data, where they are known.

    Raises `MainstayError` for numbers that cannot be, and for programs that use each other in a circle. Takes time
    linear in components and links.
    """
    check_numbers(intent)
    loads = loads_of(intent)
    components = {component.name: component for component in intent.components}
    rates = _rates(components, loads)
    waits = _waits(components, loads, latencies or {})
    users = _connected(components)
    found: dict[str, Demand] = {}
    for name, component in components.items():
        demand = Demand(rate=rates[name], waits_ms=waits[name], connected_by=len(users.get(name, ())))
        found[name] = (
            _of_program(component, demand, components)
            if isinstance(component, Workload)
            else _of_data(component, demand)
        )
    return found


def loads_of(intent: Intent) -> Loads:
    """The flows of `intent` without those that lead back to where they come from."""
    components = {component.name: component for component in intent.components}
    flows = [
        flow for component in intent.components for use in component.uses for flow in _flows(component, use, components)
    ]
    _check_circles(components)
    names = sorted(components)
    group = {name: index for index, names_ in enumerate(groups_in_order(names, _targets(flows))) for name in names_}
    # What a worker puts back into the queue that it works on (retries, next steps) does not multiply the load.
    kept = [flow for flow in flows if not (flow.feeds and group[flow.source] == group[flow.target])]
    groups = groups_in_order(names, _targets(kept))
    for members in (members for members in groups if len(members) > 1):
        raise _circle(cycle(members, _targets(kept)), components)
    return Loads(flows=tuple(kept), order=tuple(name for (name,) in groups))


def _flows(source: AnyComponent, use: Use, components: Mapping[str, AnyComponent]) -> Iterable[Flow]:
    access = access_of(use, source, components[use.target])
    if Access.CONSUME in access:
        yield Flow(source=use.target, target=source.name, calls=1.0)
    if set(access) - {Access.CONSUME} or not access:
        yield Flow(source=source.name, target=use.target, calls=use.calls, feeds=Access.PUBLISH in access)


def _targets(flows: Iterable[Flow]) -> dict[str, list[str]]:
    targets: dict[str, list[str]] = defaultdict(list)
    for flow in flows:
        targets[flow.source].append(flow.target)
    return targets


def _check_circles(components: Mapping[str, AnyComponent]) -> None:
    programs = sorted(name for name, component in components.items() if isinstance(component, Workload))
    known = set(programs)
    targets = {name: [use.target for use in components[name].uses if use.target in known] for name in programs}
    for members in groups_in_order(programs, targets):
        if len(members) > 1 or any(name in targets[name] for name in members):
            raise _circle(cycle(members, targets), components)


def _circle(names: tuple[str, ...], components: Mapping[str, AnyComponent]) -> MainstayError:
    following = (*names[1:], names[0])
    links = [_said(source, target, components) for source, target in zip(names, following, strict=True)]
    first = components[names[0]]
    said = [e for use in first.uses if use.target == following[0] for e in use.evidence]
    where = str(said[0].origin) if said else place_of_field(first, "uses", f"`{first.name}`")
    return MainstayError(
        where,
        "programs must not wait for each other in a circle",
        "; ".join(links),
        hint="let one of them answer through a queue, or take one of these links out",
    )


def _said(source: str, target: str, components: Mapping[str, AnyComponent]) -> str:
    found = [use for use in components[source].uses if use.target == target]
    places = [evidence.origin for use in found for evidence in use.evidence]
    place = f" ({places[0]})" if places else ""
    return f"`{source}` uses `{target}`{place}" if found else f"`{source}` feeds `{target}`"


def _rates(components: Mapping[str, AnyComponent], loads: Loads) -> dict[str, float]:
    leaving: dict[str, list[Flow]] = defaultdict(list)
    for flow in loads.flows:
        leaving[flow.source].append(flow)
    arriving: dict[str, float | None] = dict.fromkeys(loads.order)
    rates: dict[str, float] = {}
    for name in loads.order:
        rates[name] = _rate(components[name], arriving[name])
        for flow in leaving[name]:
            arriving[flow.target] = (arriving[flow.target] or 0.0) + rates[name] * flow.calls
    return rates


def _rate(component: AnyComponent, arriving: float | None) -> float:
    """Load from outside adds to that of callers; for what has no outside, its statement is about all of it."""
    if isinstance(component, Data | Extra):
        stated = component.needs.operations_per_second
        return stated if stated is not None else (arriving or 0.0)
    stated = _stated(component)
    if isinstance(component, Site) or (isinstance(component, Service) and component.public):
        return (UNSTATED_RATE if stated is None else stated) + (arriving or 0.0)
    if stated is None and arriving is None:
        return UNSTATED_RATE
    return max(stated or 0.0, arriving or 0.0)


def _stated(component: AnyComponent) -> float | None:
    """Runs or requests a second that the intent states of a program; None where it is silent."""
    if not isinstance(component, Workload):
        return None
    needs = component.needs
    if needs.requests_per_second is not None:
        return needs.requests_per_second
    if needs.users is not None:
        return needs.users / (needs.think_time_s or THINK_TIME_S)
    if isinstance(component, Schedule):
        return runs_a_second(component.cron, component)
    return JOB_RATE if isinstance(component, Job) else None


def _waits(components: Mapping[str, AnyComponent], loads: Loads, latencies: Mapping[str, float]) -> dict[str, float]:
    """How long one request of each program waits for what it calls, in ms."""
    waits = dict.fromkeys(loads.order, 0.0)
    arriving: dict[str, list[Flow]] = defaultdict(list)
    for flow in loads.flows:
        arriving[flow.target].append(flow)
    for name in reversed(loads.order):
        component = components[name]
        lasts = _work(component) + waits[name] if isinstance(component, Workload) else latencies.get(name, 0.0)
        for flow in arriving[name]:
            taken = isinstance(component, Workload) and not isinstance(components[flow.source], Workload | Site)
            waits[flow.source] += 0.0 if taken else flow.calls * lasts
    return waits


def _work(component: Workload) -> float:
    return WORK_MS if component.needs.work_ms is None else component.needs.work_ms


def _connected(components: Mapping[str, AnyComponent]) -> dict[str, set[str]]:
    users: dict[str, set[str]] = defaultdict(set)
    for component in components.values():
        for use in component.uses:
            if isinstance(component, Workload | Extra):
                users[use.target].add(component.name)
    return users


def _of_data(component: AnyComponent, demand: Demand) -> Demand:
    return msgspec.structs.replace(demand, public=isinstance(component, Site))


def _of_program(component: Workload, demand: Demand, components: Mapping[str, AnyComponent]) -> Demand:
    return msgspec.structs.replace(
        demand,
        work_ms=_work(component),
        memory_mib=component.memory_mib or MEMORY_MIB,
        concurrency=component.needs.concurrency or 0,
        public=isinstance(component, Service) and component.public,
        needs_network=any(_in_network(components[use.target]) for use in component.uses),
        needs_egress=component.needs.internet,
    )


def _in_network(target: AnyComponent) -> bool:
    """Whether the kinds that usually realise `target` listen inside the network."""
    if target.kind:
        return target.kind.startswith(_OF_NETWORKS)
    if isinstance(target, Database):
        return target.engine is not Engine.DYNAMODB
    return isinstance(target, Cache) or (isinstance(target, Service) and not target.public)
