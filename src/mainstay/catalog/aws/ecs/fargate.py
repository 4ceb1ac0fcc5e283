"""A program as tasks on Fargate.

The resource of the component is its task definition, which a service, a schedule or a release starts; `desired_count`,
`maximum_count` and `capacity_provider` say how a service keeps its tasks.
"""

import math
from collections.abc import Iterable, Iterator
from typing import Literal

import msgspec

from mainstay.catalog.aws import elb, scheduler
from mainstay.catalog.aws.base import AwsKind, overridden
from mainstay.catalog.aws.capacity import (
    best,
    count_needed,
    is_development,
    is_priced,
    never_cheaper,
    rate_capacity,
    work_p99_ms,
)
from mainstay.catalog.aws.ecs.cluster import private_name
from mainstay.catalog.aws.ecs.container import SCRATCH, definitions, kept_volume
from mainstay.catalog.aws.ecs.service import (
    Provider,
    Running,
    execution_role,
    execution_role_of,
    kept_running,
)
from mainstay.catalog.aws.ecs.sizes import MOST_MEMORY, SIZES, UNITS_OF_ONE_VCPU, is_size, no_size, smallest_memory
from mainstay.catalog.aws.ecs.starting import by_the_clock, run_once, switched
from mainstay.catalog.aws.efs import point_of
from mainstay.catalog.aws.efs.kept import SIZE_GIB, files_of, kept, may_mount, unmountable
from mainstay.catalog.aws.efs.kept import charges as kept_charges
from mainstay.catalog.aws.programs import (
    POOL,
    PROGRAM_ROLES,
    is_ours,
    is_public,
    logs,
    memory_needed,
    mounted,
    port_of,
    refuses,
    registry,
    workload,
)
from mainstay.model.cloud import CloudKind, Demand, Endpoint, Market, Offer, Part, ReleaseStep, Site, group_of, role_of
from mainstay.model.intent import AnyComponent, Job, Property, Schedule, Service, Trigger, Workload
from mainstay.model.price import HOURS_MONTH, Charge, charge
from mainstay.model.requirement import Access
from mainstay.model.told import Json, Ref, SecretText, Statement, Told
from mainstay.model.value import Value

SEVERAL_ZONES, ONE_INSTANCE, SPARE = 99.99, 99.5, 99.0
"""Availability in percent: tasks in several zones, and one task (Amazon Compute Service Level Agreement, 2022, "Region-
Level" and "Instance-Level"); spare capacity has no agreement, and 99 is an assumption."""
START_S = 45.0
"""From deciding to start a task until it answers: address, image, health checks (assumption)."""
_SERVICE_SIZES = (256, 512, 1024, 2048, 4096)
_LEAST_BILLED_S = 60.0
_MIB_PER_GIB = 1024.0
_GROWTH = 3
_MOST_TASKS = 500
"""What a service is scaled to at most is three times what it starts with; above 500 tasks an account must ask."""


class RuntimePlatform(Value, frozen=True, kw_only=True):
    """The processor that the image is built for."""

    cpu_architecture: Literal["ARM64", "X86_64"] = "ARM64"
    operating_system_family: str = "LINUX"


class Authorization(Value, frozen=True, kw_only=True):
    """As whom files are mounted: as the role of the task, through one access point."""

    access_point_id: Ref
    iam: Literal["ENABLED", "DISABLED"] = "ENABLED"


class EfsVolume(Value, frozen=True, kw_only=True):
    """A file system of EFS, over TLS."""

    file_system_id: Ref
    transit_encryption: Literal["ENABLED", "DISABLED"] = "ENABLED"
    authorization_config: Authorization


class Volume(Value, frozen=True, kw_only=True):
    """A volume that lives as long as its task, or files that outlive it."""

    name: str
    efs_volume_configuration: EfsVolume | None = None


class Fargate(AwsKind, tag="aws.fargate", frozen=True, kw_only=True):
    """Tasks of one size: `cpu` in units of 1/1024 vCPU, `memory` in MiB."""

    id = "aws.fargate"
    terraform = "aws_ecs_task_definition"
    aliases = frozenset({"aws.ecs_service", "aws.ecs", "aws.ecs_task_definition"})
    realises = PROGRAM_ROLES
    platform = "containers"
    about = "Runs a program as containers without machines to care for; paid by size and time."
    source = "Amazon ECS Developer Guide"
    unrendered = frozenset(
        {"capacity_provider", "desired_count", "environment", "kept_gib", "maximum_count", "secrets"}
    )

    family: str = ""
    cpu: int = 256
    memory: int = 512
    network_mode: str = "awsvpc"
    requires_compatibilities: tuple[str, ...] = ("FARGATE",)
    execution_role_arn: Ref | None = None
    task_role_arn: Ref | None = None
    runtime_platform: RuntimePlatform = RuntimePlatform()
    container_definitions: Json | None = None
    volume: tuple[Volume, ...] = (Volume(name=SCRATCH),)
    desired_count: int = 2
    maximum_count: int | None = None
    capacity_provider: Provider = "FARGATE"
    environment: dict[str, Told] = {}
    secrets: dict[str, SecretText] = {}
    kept_gib: float = SIZE_GIB

    @classmethod
    def refusal(cls, component: AnyComponent, demand: Demand) -> str:
        """Why tasks cannot do it."""
        if not isinstance(component, Workload):
            return "tasks realise services, jobs and schedules"
        memory = memory_needed(component, demand)
        if unmountable(component):
            return unmountable(component)
        if memory > MOST_MEMORY:
            return f"it needs {memory} MiB, and a task has {MOST_MEMORY} at most"
        stated = overridden(cls(cpu=0, memory=0), component)
        wrong = no_size(stated.cpu, stated.memory)
        if wrong:
            return wrong
        if count_needed(demand, SIZES_LARGEST_VCPU) > _MOST_TASKS and isinstance(component, Service):
            return f"the load takes more than {_MOST_TASKS} tasks of the largest size"
        return ""

    @classmethod
    def offers(cls, component: AnyComponent, demand: Demand, market: Market) -> tuple[Offer, ...]:
        """Sizes and numbers of tasks; outside production also on spare capacity."""
        if not isinstance(component, Workload) or cls.refusal(component, demand):
            return ()
        demand = scheduler.as_runs(component, demand)
        fitting = (kind for kind in _candidates(component, demand, market) if is_size(kind.cpu, kind.memory))
        found = {_order(kind): kind for kind in fitting}
        kinds = [found[key] for key in sorted(found)]
        offers = [kind.offer(component, demand, market) for kind in kinds if not kind.on_x86]
        if not offers or not is_priced(offers) or not _is_x86_dearer(kinds, market):
            offers += [kind.offer(component, demand, market) for kind in kinds if kind.on_x86]
        return best(offers)  # on x86 is like on ARM in all but the price

    def offer(self, component: Workload, demand: Demand, market: Market) -> Offer:
        """What these very tasks give and cost."""
        public, serves = is_public(component, demand), isinstance(component, Service)
        vcpu = self.cpu / UNITS_OF_ONE_VCPU
        count = self.desired_count if serves else 1
        charges = self._standing(market, count) if serves else self._runs(component, demand, market)
        charges += elb.traffic(market, demand) if public else ()
        charges += kept_charges(component, self.kept_gib, market)
        own_ms = work_p99_ms(demand, vcpu, count) if serves else demand.work_ms / min(1.0, vcpu)
        spare = ", spot" if self.capacity_provider == "FARGATE_SPOT" else ""
        processor = self.runtime_platform.cpu_architecture.lower()
        return Offer(
            kind=self,
            label=f"{count} x {vcpu:g} vCPU, {self.memory} MiB {processor}{spare}",
            charges=charges,
            latency_ms=round(own_ms + (elb.LATENCY_MS if public else 0.0), 3),
            availability=self._available(market, public=public),
            capacity=rate_capacity(demand, vcpu, count) if serves else math.inf,
            connections=POOL * count,
            startup_s=START_S,
            shared=("aws.acm_certificate", "aws.ecs_cluster", "aws.load_balancer") if public else ("aws.ecs_cluster",),
            says=(f"{count} tasks at {_use(demand, vcpu * count):.0%} of their CPU",) if serves else (),
        )

    @property
    def on_x86(self) -> bool:
        """Whether it runs on x86."""
        return self.runtime_platform.cpu_architecture == "X86_64"

    def _available(self, market: Market, *, public: bool) -> float:
        several = self.desired_count > 1 and market.zones > 1
        own = SPARE if self.capacity_provider == "FARGATE_SPOT" else SEVERAL_ZONES if several else ONE_INSTANCE
        return round(own * elb.AVAILABILITY / 100.0, 4) if public else own

    def _standing(self, market: Market, count: int) -> tuple[Charge, ...]:
        return self._time(market, count * HOURS_MONTH, f"{count} tasks, all month", by_usage=False)

    def _runs(self, component: Workload, demand: Demand, market: Market) -> tuple[Charge, ...]:
        runs = scheduler.runs_month(component)
        seconds = max(_LEAST_BILLED_S, demand.work_ms / 1000.0 / min(1.0, self.cpu / UNITS_OF_ONE_VCPU))
        says = f"{runs:,.0f} runs of {seconds:,.0f} s"
        started = scheduler.charges(market, component) if isinstance(component, Schedule) else ()
        return (*self._time(market, runs * seconds / 3600.0, says, by_usage=True), *started)

    def _time(self, market: Market, hours: float, says: str, *, by_usage: bool) -> tuple[Charge, ...]:
        tail = self.runtime_platform.cpu_architecture.lower()
        tail += "/spot" if self.capacity_provider == "FARGATE_SPOT" else ""
        amounts = (("vcpu-hour", self.cpu / UNITS_OF_ONE_VCPU), ("gb-hour", self.memory / _MIB_PER_GIB))
        return tuple(
            charge(
                market.book.find(f"aws.fargate/{unit}/{tail}", market.region),
                amount * hours,
                f"{says}: {amount:g} {unit.partition('-')[0]} each",
                item=f"aws.fargate/{unit}/{tail}",
                by_usage=by_usage,
            )
            for unit, amount in amounts
        )

    # What it needs

    def placed(self, site: Site) -> "Fargate":
        """With its identities and its container."""
        return msgspec.structs.replace(
            self,
            family=site.label,
            execution_role_arn=Ref(resource=execution_role_of(site.name), attribute="arn"),
            task_role_arn=Ref(resource=role_of(site.name), attribute="arn"),
            container_definitions=definitions(site, self.environment, self.secrets),
            volume=(*self.volume, *_volumes(site)),
        )

    def parts(self, site: Site) -> tuple[Part, ...]:
        """Its registry, log and execution role, and what starts it."""
        return tuple(self._parts(site))

    def _parts(self, site: Site) -> Iterator[Part]:
        component = workload(site)
        yield from registry(site)
        yield logs(site, "ecs")
        yield from execution_role(site, self.secrets)
        yield from kept(site, self.kept_gib)
        if isinstance(component, Service):
            most = self.maximum_count or max(self.desired_count + 2, self.desired_count * _GROWTH)
            running = Running(least=self.desired_count, most=most, provider=self.capacity_provider)
            yield from kept_running(site, running)
        if is_public(component, site.demand):
            yield from elb.behind(site, "ip")
        if isinstance(component, Schedule):
            yield from by_the_clock(site, component, self.capacity_provider)

    def release_step(self, site: Site) -> ReleaseStep | None:
        """Run to its end before a release, or switched by it."""
        if isinstance(site.component, Job) and site.component.trigger is Trigger.RELEASE:
            return run_once(site, self.capacity_provider)
        return switched(site) if isinstance(site.component, Service) else None

    # As a program that uses others

    @property
    def principal(self) -> str:
        """Who assumes its role."""
        return "ecs-tasks.amazonaws.com"

    def in_network(self, site: Site) -> bool:
        """Always: each task has an address of its own in a private subnet."""
        del site
        return True

    def own_statements(self, site: Site) -> tuple[Statement, ...]:
        """Its files; logs and images are the business of the role that starts it."""
        return may_mount(site)

    def told(self, plain: dict[str, Told], secret: dict[str, SecretText]) -> "Fargate":
        """With its environment; ECS puts the values of secrets into it when a task starts."""
        return msgspec.structs.replace(
            self, environment={**self.environment, **plain}, secrets={**self.secrets, **secret}
        )

    # As something that is used

    def accepts(self, user: CloudKind, access: Access) -> str:
        """Programs call it inside the network, pages by its public name."""
        return refuses(user, access)

    def endpoint(self, site: Site) -> Endpoint | None:
        """Its port, for programs in the network."""
        if not isinstance(site.component, Service):
            return None
        return Endpoint(security_group=group_of(site.name), ports=(port_of(site.component),))

    def connection(self, site: Site) -> dict[Property, Told | SecretText]:
        """Its private name."""
        if not isinstance(site.component, Service):
            return {}
        host, port = private_name(site), port_of(site.component)
        return {
            Property.URL: f"http://{host}:{port}",
            Property.HOST: host,
            Property.PORT: str(port),
            Property.NAME: site.name,
        }


SIZES_LARGEST_VCPU = max(SIZES) / UNITS_OF_ONE_VCPU
"""The vCPU of the largest task."""


def _candidates(component: Workload, demand: Demand, market: Market) -> Iterator[Fargate]:
    needed = memory_needed(component, demand)
    processors: tuple[Literal["ARM64", "X86_64"], ...] = ("ARM64", "X86_64") if is_ours(component) else ("X86_64",)
    providers: tuple[Provider, ...] = ("FARGATE",)
    if is_development(market.environment):
        providers = ("FARGATE", "FARGATE_SPOT")
    stated = overridden(Fargate(cpu=0), component).cpu
    usual = (c for c in SIZES if c in _SERVICE_SIZES or smallest_memory(4096, needed) is None)
    for cpu in (stated,) if stated else usual:
        memory = smallest_memory(cpu, needed)
        if memory is None:
            continue
        for processor in processors:
            for provider in providers:
                platform = RuntimePlatform(cpu_architecture=processor)
                one = Fargate(cpu=cpu, memory=memory, runtime_platform=platform, capacity_provider=provider)
                yield from _numbered(overridden(one, component), component, demand)


def _is_x86_dearer(kinds: Iterable[Fargate], market: Market) -> bool:
    """Whether it is known that nothing of these costs less on x86 than on ARM."""
    tails = sorted({"/spot" if kind.capacity_provider == "FARGATE_SPOT" else "" for kind in kinds})
    dear, cheap = (
        [f"aws.fargate/{unit}/{processor}{tail}" for unit in ("vcpu-hour", "gb-hour") for tail in tails]
        for processor in ("x86_64", "arm64")
    )
    return never_cheaper(market, dear, cheap)


def _numbered(one: Fargate, component: Workload, demand: Demand) -> Iterator[Fargate]:
    """With as many tasks as the load needs, with one in each of two zones, and with twice as many for less waiting."""
    if "desired_count" in component.overrides or not isinstance(component, Service):
        yield one
        return
    least = max(component.replicas, count_needed(demand, one.cpu / UNITS_OF_ONE_VCPU))
    for count in sorted({least, max(2, least), max(2, least * 2)}):
        if count <= _MOST_TASKS:
            yield msgspec.structs.replace(one, desired_count=count)


def _order(kind: Fargate) -> tuple[object, ...]:
    return kind.cpu, kind.memory, kind.runtime_platform.cpu_architecture, kind.capacity_provider, kind.desired_count


def _volumes(site: Site) -> Iterator[Volume]:
    """The file systems that it uses, and its own, folder by folder."""
    for name in mounted(site):
        yield _files(name, name, point_of(name))
    own = files_of(site.name)
    for number, _ in enumerate(workload(site).persist):
        yield _files(kept_volume(number), own, point_of(own, number))


def _files(volume: str, files: str, point: str) -> Volume:
    access = Authorization(access_point_id=Ref(resource=point))
    mounts = EfsVolume(file_system_id=Ref(resource=files), authorization_config=access)
    return Volume(name=volume, efs_volume_configuration=mounts)


def _use(demand: Demand, vcpu: float) -> float:
    return math.inf if vcpu <= 0 else demand.rate * demand.work_ms / 1000.0 / vcpu
