"""Capacity: what was asked for in numbers, computed again from the properties of the finished resources.

The model is coarser than that of the catalog, so that it refuses only what cannot be: it asks whether the load fits at
all, not how comfortably.
"""

import math
from collections.abc import Iterator

from mainstay.compile.demand import demands
from mainstay.compile.evidence import evidence_of
from mainstay.compile.verify.facts.machines import machine_of
from mainstay.compile.verify.finding import Finding
from mainstay.compile.verify.links import Link
from mainstay.compile.verify.sizes import memory_mib_of, vcpu_of
from mainstay.compile.verify.view import View, type_of
from mainstay.model.cloud import Demand
from mainstay.model.graph import Resource
from mainstay.model.intent import Service, Workload
from mainstay.model.price import total

_ACCOUNT_CONCURRENCY = 1000
"""Concurrent executions of an account and region, before asking for more (Lambda Developer Guide, "Quotas")."""
_ROUNDING = 0.999


def capacity(view: View, asked: tuple[Link, ...]) -> Iterator[Finding]:
    """Load that does not fit, memory that does not suffice, connections that are too many, and the budget."""
    load = demands(view.graph.intent)
    for component in view.graph.intent.components:
        if isinstance(component, Workload):
            yield from _program(view, component, load[component.name])
    yield from _connections(view, asked)
    yield from _budget(view)


def _program(view: View, component: Workload, load: Demand) -> Iterator[Finding]:
    main = view.by_name.get(component.name)
    if main is None:
        return
    yield from _memory(view, main, component)
    if type_of(main) == "aws_lambda_function":
        yield from _function(view, main, component, load)
    elif type_of(main) == "aws_ecs_task_definition" and isinstance(component, Service):
        yield from _tasks(view, main, component, load)


def _function(view: View, main: Resource, component: Workload, load: Demand) -> Iterator[Finding]:
    most = view.number(main, "reserved_concurrent_executions")
    busy_ms = load.work_ms / (vcpu_of(view, main) or 1.0) + load.waits_ms
    needed = component.needs.concurrency or math.ceil(load.rate * busy_ms / 1000.0)
    allowed = _ACCOUNT_CONCURRENCY if most is None else most
    if allowed < max(1, needed if isinstance(component, Service) else 1):
        must = f"must run {needed} times at once at {load.rate:g} requests a second"
        yield _short(main, component, must, f"it may run {allowed:g} times")
    timeout = view.number(main, "timeout") or 3.0
    if timeout * 1000.0 < busy_ms:
        must = f"must be given the {busy_ms:.0f} ms that one call takes"
        yield _short(main, component, must, f"it is stopped after {timeout:g} s")


def _memory(view: View, main: Resource, component: Workload) -> Iterator[Finding]:
    """Of each copy, whatever runs it; what a machine keeps for itself is not counted."""
    given = memory_mib_of(view, main)
    if component.memory_mib is not None and given is not None and given < component.memory_mib:
        must = f"must have {component.memory_mib} MiB of memory"
        yield _short(main, component, must, f"it has {given:g}")


def _tasks(view: View, main: Resource, component: Service, load: Demand) -> Iterator[Finding]:
    """All tasks that a service may have, counted with their processors, against the work that arrives."""
    vcpu = vcpu_of(view, main) or 0.0
    for service in view.using(main.name, "aws_ecs_service"):
        count = view.number(service, "desired_count") or 0.0
        targets = view.using(service.name, "aws_appautoscaling_target")
        scaled = [one for one in targets if view.using(one.name, "aws_appautoscaling_policy")]
        most = max([count, *(view.number(one, "max_capacity") or 0.0 for one in scaled)])
        needed = load.rate * load.work_ms / 1000.0
        if most * vcpu < needed * _ROUNDING:
            must = f"must have {needed:.2f} vCPU for {load.rate:g} requests a second of {load.work_ms:g} ms"
            yield _short(main, component, must, f"{most:g} tasks of {vcpu:g} vCPU have {most * vcpu:.2f}")
        if count < 1:
            yield _short(main, component, "must run", f"its service keeps {count:g} tasks")


def _connections(view: View, asked: tuple[Link, ...]) -> Iterator[Finding]:
    """A function opens a connection for each that runs at once; a proxy shares them."""
    users: dict[str, float] = {}
    for link in asked:
        source = view.by_name.get(link.source)
        if source is not None and type_of(source) == "aws_lambda_function":
            most = view.number(source, "reserved_concurrent_executions") or _ACCOUNT_CONCURRENCY
            users[link.target] = users.get(link.target, 0.0) + most
    for name, needed in users.items():
        database = view.by_name.get(name)
        if database is None or type_of(database) != "aws_db_instance" or view.using(name, "aws_db_proxy_target"):
            continue
        limit = _most_connections(view, database)
        if limit is not None and needed > limit:
            must = f"must take {needed:g} connections: functions open one for each that runs at once"
            yield Finding(resource=name, must=must, found=f"it takes {limit:g}, and no proxy shares them")


def _most_connections(view: View, database: Resource) -> float | None:
    """RDS: memory / 9531392 for PostgreSQL, memory / 12582880 for MySQL (RDS User Guide, "max_connections")."""
    machine = machine_of(view.text(database, "instance_class"))
    if machine is None:
        return None
    postgres = view.text(database, "engine") == "postgres"
    bytes_ = machine.memory_gib * 2**30
    return min(bytes_ / 9_531_392, 5000.0) if postgres else min(bytes_ / 12_582_880, 100_000.0)


def _budget(view: View) -> Iterator[Finding]:
    """The sum of all known list prices; what has none is told, and never counted as nothing."""
    whole = view.graph.intent.whole
    if whole.budget_usd_month is None:
        return
    charges = tuple(charge for resource in view.graph.resources for charge in resource.charges)
    unknown = sorted({charge.item or charge.says for charge in charges if charge.usd_month is None})
    known = total(tuple(charge for charge in charges if charge.usd_month is not None)) or 0.0
    if known > whole.budget_usd_month:
        more = f", and {len(unknown)} prices are unknown ({', '.join(unknown)})" if unknown else ""
        stated = evidence_of(whole, "budget_usd_month")
        yield Finding(
            resource=view.graph.intent.application,
            must=f"must cost at most {whole.budget_usd_month:g} $ a month",
            found=f"what has a price costs {known:.2f} ${more}",
            hint="raise the budget, or ask for less",
            origin=stated.origin if stated else None,
        )


def _short(main: Resource, component: Workload, must: str, found: str) -> Finding:
    stated = evidence_of(component, "needs")
    return Finding(resource=main.name, must=must, found=found, origin=stated.origin if stated else None)
