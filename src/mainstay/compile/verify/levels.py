"""What stands there gives: latency, availability and recovery of each component, from its finished resources.

Nothing here reads what an offer promised. Copies are counted in what keeps them running, zones in the subnets that they
stand in, processors in what is rendered. What these give is in `facts.levels`.
"""

import math
from collections.abc import Callable

import msgspec

from mainstay.compile.cron import runs_a_second
from mainstay.compile.verify.facts.levels import (
    API,
    API_MS,
    BALANCER,
    BALANCER_MS,
    COLD_START_MS,
    FUNCTION,
    FUNCTION_ADDS_MS,
    IN_CLUSTER,
    IN_ONE_ZONE,
    MACHINES,
    PAGES,
    PODS,
    PROXY_MS,
    RUNS,
    SERVED,
    SPARE,
    STORES,
    TASKS,
    Host,
    Level,
    Store,
)
from mainstay.compile.verify.network import subnets_of
from mainstay.compile.verify.pods import template_of
from mainstay.compile.verify.queueing import share_above, wait_p99_ms
from mainstay.compile.verify.sizes import vcpu_of
from mainstay.compile.verify.view import View, type_of
from mainstay.model.cloud import Demand
from mainstay.model.graph import Resource
from mainstay.model.intent import AnyComponent, Data, Extra, Service, Workload

_COLD = 0.012
"""In this share of moments more requests may be in progress than environments are warm: one in a hundred, and what the
normal approximation that they are counted with is off by."""
_TWO = 2


class _Copies(msgspec.Struct, frozen=True, kw_only=True):
    """How many copies of a program run at least, and whether the loss of a zone leaves some of them."""

    count: int
    apart: bool


def level_of(view: View, component: AnyComponent, load: Demand) -> Level | None:
    """What a component gives under its load; None where nothing is known of what realises it."""
    main = view.by_name.get(component.name)
    if main is None:
        return None
    if isinstance(component, Workload):
        make = _PROGRAMS.get(type_of(main))
        return make(view, main, component, load) if make else None
    if type_of(main) == "Deployment":
        return _pages(view, main)
    if type_of(main) == "StatefulSet":
        return _in_cluster(view, main, component)
    store = STORES.get(type_of(main))
    return _stored(view, main, store) if store else None


def fastest_ms(view: View, component: AnyComponent) -> float:
    """What one call takes where nothing stands between and nobody waits for a standby; 0 for what is not known."""
    main = view.by_name.get(component.name)
    store = STORES.get(type_of(main)) if main else None
    return store.alone.latency_ms if store else 0.0


# Data


def _stored(view: View, main: Resource, store: Store) -> Level:
    members = view.using(main.name, store.members) if store.members else ()
    tested = all(test(view.values(main, path)) for path, test in store.pair)
    enough = not store.members or len(members) >= _TWO
    paired = store.paired if tested and enough and _zones(view, main) >= _TWO else None
    level = paired or store.alone
    behind = PROXY_MS if view.using(main.name, "aws_db_proxy_target") else 0.0
    lost = level.recovery_point_s
    if paired is None and store.backups and not view.number(main, store.backups):
        lost = math.inf
    return msgspec.structs.replace(level, latency_ms=level.latency_ms + behind, recovery_point_s=lost)


def _in_cluster(view: View, main: Resource, component: Data | Extra | AnyComponent) -> Level:
    """One pod, and the copies that something makes by the clock."""
    kept = bool(view.values(main, "spec.volumeClaimTemplates"))
    copied = [view.text(one, "spec.schedule") for one in view.parts[component.name] if type_of(one) == "CronJob"]
    between = min((1.0 / runs_a_second(cron, component) for cron in copied if cron), default=math.inf)
    return msgspec.structs.replace(
        IN_CLUSTER,
        durability=IN_CLUSTER.durability if kept else 0.0,
        recovery_point_s=between if kept else math.inf,
    )


def _zones(view: View, resource: Resource) -> int:
    """In how many zones it may stand; where no subnet is said, the platform spreads it over several."""
    subnets = [view.by_name[name] for name in subnets_of(view, resource)]
    return len({view.text(subnet, "availability_zone") for subnet in subnets}) if subnets else _TWO


# Programs


def _function(view: View, main: Resource, component: Workload, load: Demand) -> Level:
    speed = vcpu_of(view, main) or 1.0
    kept = [
        view.number(one, "provisioned_concurrent_executions") or 0.0
        for one in view.using(main.name, "aws_lambda_provisioned_concurrency_config")
    ]
    cold_ms = 0.0 if _is_warm(load, speed, int(max(kept, default=0.0))) else COLD_START_MS
    by_api = _is_public(component) and _has(view, component, "aws_apigatewayv2_api")
    own = FUNCTION if _zones(view, main) >= _TWO else IN_ONE_ZONE
    return Level(
        latency_ms=load.work_ms / speed + FUNCTION_ADDS_MS + cold_ms + (API_MS if by_api else 0.0),
        availability=own * API / 100.0 if by_api else own,
        startup_s=cold_ms / 1000.0,
    )


def _is_warm(load: Demand, speed: float, kept: int) -> bool:
    if load.concurrency:
        return kept >= load.concurrency
    return kept > 0 and share_above(load.rate * (load.work_ms / speed + load.waits_ms) / 1000.0, kept) <= _COLD


def _tasks(view: View, main: Resource, component: Workload, load: Demand) -> Level:
    services = view.using(main.name, "aws_ecs_service")
    spare = any("FARGATE_SPOT" in view.values(one, "capacity_provider_strategy.capacity_provider") for one in services)
    count = sum(int(view.number(one, "desired_count") or 0) for one in services)
    apart = all(_zones(view, one) >= _TWO for one in services)
    copies = _Copies(count=count, apart=apart) if services else None
    return _running(view, main, component, load, host=SPARE if spare else TASKS, copies=copies)


def _machines(view: View, main: Resource, component: Workload, load: Demand) -> Level:
    groups = view.using(main.name, "aws_autoscaling_group")
    count = sum(int(view.number(one, "desired_capacity") or view.number(one, "min_size") or 0) for one in groups)
    apart = all(_zones(view, one) >= _TWO for one in groups)
    copies = _Copies(count=count, apart=apart)
    return _running(view, main, component, load, host=MACHINES, copies=copies)


def _served(view: View, main: Resource, component: Workload, load: Demand) -> Level:
    scaled = view.at(main, "auto_scaling_configuration_arn")
    count = max((int(view.number(one, "min_size") or 1) for one in scaled), default=1)
    return _running(view, main, component, load, host=SERVED, copies=_Copies(count=count, apart=True))


def _pages(view: View, main: Resource) -> Level:
    """Pods that hand out files: whoever asks waits for the network, not for work."""
    several = _is_spread(view, main) and int(view.number(main, "spec.replicas") or 1) >= _TWO
    return Level(
        latency_ms=PAGES.adds_ms, availability=PAGES.several if several else PAGES.one, startup_s=PAGES.startup_s
    )


def _is_spread(view: View, main: Resource) -> bool:
    path = f"{template_of(main)}.spec.topologySpreadConstraints.topologyKey"
    return "topology.kubernetes.io/zone" in view.values(main, path)


def _pods(view: View, main: Resource, component: Workload, load: Demand) -> Level:
    """An autoscaler decides where there is one. Pods stand apart where they are told to spread over zones."""
    name = view.text(main, "metadata.name")
    scalers = (one for one in view.of("HorizontalPodAutoscaler") if _scales(view, one, main, name))
    stated = [view.number(one, "spec.minReplicas") for one in scalers] or [view.number(main, "spec.replicas")]
    copies = _Copies(count=int(stated[0] or 1), apart=_is_spread(view, main))
    return _running(view, main, component, load, host=PODS, copies=copies)


def _scales(view: View, scaler: Resource, main: Resource, name: str) -> bool:
    named = (view.text(scaler, "spec.scaleTargetRef.kind"), view.text(scaler, "spec.scaleTargetRef.name"))
    return named == (type_of(main), name) and scaler.component == main.component


def _run(view: View, main: Resource, component: Workload, load: Demand) -> Level:
    return _running(view, main, component, load, host=RUNS, copies=None)


def _running(
    view: View, main: Resource, component: Workload, load: Demand, *, host: Host, copies: _Copies | None
) -> Level:
    """Copies that share the load; without `copies` one that is started for each run, wherever there is room."""
    vcpu = vcpu_of(view, main) or 1.0
    service_ms = load.work_ms / min(1.0, vcpu)
    waits = wait_p99_ms(load.rate, service_ms, copies.count * max(1, int(vcpu))) if copies else 0.0
    balanced = _is_public(component) and _has(view, component, "aws_lb_target_group")
    own = host.several if copies is None or (copies.apart and copies.count >= _TWO) else host.one
    return Level(
        latency_ms=service_ms + waits + host.adds_ms + (BALANCER_MS if balanced else 0.0),
        availability=own * BALANCER / 100.0 if balanced else own,
        startup_s=host.startup_s,
    )


def _is_public(component: Workload) -> bool:
    return isinstance(component, Service) and component.public


def _has(view: View, component: Workload, type_: str) -> bool:
    return any(type_of(part) == type_ for part in view.parts[component.name])


_PROGRAMS: dict[str, Callable[[View, Resource, Workload, Demand], Level]] = {
    "aws_lambda_function": _function,
    "aws_ecs_task_definition": _tasks,
    "aws_launch_template": _machines,
    "aws_apprunner_service": _served,
    "Deployment": _pods,
    "StatefulSet": _pods,
    "Job": _run,
    "CronJob": _run,
}
"""What realises a program → what it gives."""
