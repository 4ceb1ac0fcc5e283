"""The function itself."""

import math
from collections.abc import Iterator
from typing import Literal

import msgspec

from mainstay.catalog.aws import api_gateway, scheduler
from mainstay.catalog.aws.backing import uses_key, within
from mainstay.catalog.aws.base import AwsKind, overridden
from mainstay.catalog.aws.capacity import best, is_priced
from mainstay.catalog.aws.efs.kept import SIZE_GIB, kept, may_mount, mount_targets
from mainstay.catalog.aws.efs.kept import charges as kept_charges
from mainstay.catalog.aws.lambda_function import beside, files, load
from mainstay.catalog.aws.lambda_function.blocks import (
    RESERVED,
    DeadLetterConfig,
    Environment,
    FileSystemConfig,
    ImageConfig,
    LoggingConfig,
    TracingConfig,
    VpcConfig,
    image_config,
)
from mainstay.catalog.aws.names import shortened
from mainstay.catalog.aws.programs import (
    PROGRAM_ROLES,
    called_by_programs,
    consumes,
    health_path,
    image,
    is_ours,
    is_public,
    listens,
    logs,
    logs_of,
    memory_needed,
    port_of,
    refuses,
    registry,
    workload,
    writes_logs,
)
from mainstay.model.cloud import (
    ALERTS,
    KEY,
    CloudKind,
    Demand,
    Market,
    Offer,
    Part,
    ReleaseStep,
    Site,
    Vital,
    group_of,
    role_of,
)
from mainstay.model.intent import AnyComponent, Property, Schedule, Service, Workload
from mainstay.model.requirement import Access
from mainstay.model.told import Ref, SecretText, Statement, Told

_NAME_LENGTH = 64
_SERVICE_TIMEOUT_S, _RUN_TIMEOUT_S = 30, 900


class Function(AwsKind, tag="aws.lambda", frozen=True, kw_only=True):
    """A program that is started for a request and frozen after it. `provisioned_concurrency` are kept warm."""

    id = "aws.lambda"
    terraform = "aws_lambda_function"
    aliases = frozenset({"aws.lambda_function"})
    realises = PROGRAM_ROLES
    platform = "serverless"
    about = "Runs a program only while a request is in progress; paid by time, no servers to care for."
    source = "AWS Lambda Developer Guide"
    unrendered = frozenset({"kept_gib", "provisioned_concurrency", "secrets"})
    own_by_platform = True

    function_name: str = ""
    role: Ref | None = None
    package_type: Literal["Image", "Zip"] = "Image"
    image_uri: Told | None = None
    architectures: tuple[Literal["arm64", "x86_64"], ...] = ("arm64",)
    memory_size: int = 512
    timeout: int = _SERVICE_TIMEOUT_S
    publish: bool = True
    reserved_concurrent_executions: int | None = None
    kms_key_arn: Ref | None = None
    environment: Environment | None = None
    vpc_config: VpcConfig | None = None
    tracing_config: TracingConfig = TracingConfig()
    logging_config: LoggingConfig | None = None
    image_config: ImageConfig | None = None
    dead_letter_config: DeadLetterConfig | None = None
    file_system_config: FileSystemConfig | None = None
    depends_on: tuple[Ref, ...] | None = None
    provisioned_concurrency: int = 0
    secrets: dict[str, SecretText] = {}
    kept_gib: float = SIZE_GIB

    def __post_init__(self) -> None:
        """Lambda Developer Guide, "Lambda quotas" (2025)."""
        within(self.id, "memory_size", self.memory_size, (128, 10_240))
        within(self.id, "timeout", self.timeout, (1, 900))

    @classmethod
    def refusal(cls, component: AnyComponent, demand: Demand) -> str:
        """Why a function cannot do it, after AWS's limits."""
        if not isinstance(component, Workload):
            return "a function realises services, jobs and schedules"
        demand = scheduler.as_runs(component, demand)
        one = _least(component, demand)
        return next((reason for wrong, reason in _limits(component, demand, one) if wrong), "")

    @classmethod
    def offers(cls, component: AnyComponent, demand: Demand, market: Market) -> tuple[Offer, ...]:
        """Sizes of memory, each with and without environments that are kept warm."""
        if not isinstance(component, Workload) or cls.refusal(component, demand):
            return ()
        demand = scheduler.as_runs(component, demand)
        kinds = {_order(kind): kind for kind in (overridden(k, component) for k in _candidates(component, demand))}
        ordered = [kinds[key] for key in sorted(kinds)]
        found = [kind.offer(component, demand, market) for kind in ordered if not kind.on_x86]
        dearer = {warm for warm in (False, True) if load.is_x86_dearer(market, provisioned=warm)}
        beaten = {  # by what is like it in all but the processor and the price
            (kind.memory_size, kind.provisioned_concurrency)
            for kind, offer in zip((k for k in ordered if not k.on_x86), found, strict=True)
            if bool(kind.provisioned_concurrency) in dearer and is_priced([offer])
        }
        rest = [k for k in ordered if k.on_x86 and (k.memory_size, k.provisioned_concurrency) not in beaten]
        return best([*found, *(kind.offer(component, demand, market) for kind in rest)])

    def offer(self, component: Workload, demand: Demand, market: Market) -> Offer:
        """What this very function gives and costs."""
        one = self.bearing(demand)
        public = is_public(component, demand)
        charges = one.charges(market)
        requests = one.demand.rate * load.SECONDS_MONTH
        if public:
            charges += api_gateway.charges(market, demand, requests)
        if isinstance(component, Schedule):
            charges += scheduler.charges(market, component)
        charges += kept_charges(component, self.kept_gib, market)
        warm = f", {self.provisioned_concurrency} kept warm" if self.provisioned_concurrency else ""
        return Offer(
            kind=msgspec.structs.replace(
                self, reserved_concurrent_executions=self.reserved_concurrent_executions or one.reserved
            ),
            label=f"{self.memory_size} MiB {self.architectures[0]}{warm}",
            charges=charges,
            latency_ms=round(one.latency_ms + (api_gateway.LATENCY_MS if public else 0.0), 3),
            availability=_both(load.AVAILABILITY, api_gateway.AVAILABILITY) if public else load.AVAILABILITY,
            capacity=one.reserved * 1000.0 / one.busy_ms if isinstance(component, Service) else math.inf,
            connections=self.reserved_concurrent_executions or one.reserved,
            startup_s=0.0 if one.warm else load.COLD_START_MS / 1000.0,
            shared=("aws.acm_certificate",) if public else (),
            says=_says(one),
        )

    @property
    def on_x86(self) -> bool:
        """Whether it runs on x86."""
        return self.architectures[0] == "x86_64"

    def bearing(self, demand: Demand) -> load.Load:
        """What it has to bear under this demand."""
        return load.Load(
            demand=demand,
            memory_mib=self.memory_size,
            architecture=self.architectures[0],
            provisioned=self.provisioned_concurrency,
        )

    def vitals(self, name: str) -> tuple[Vital, ...]:
        """Calls and what becomes of them, time, and how many run at once."""
        own: dict[str, Told] = {"FunctionName": Ref(resource=name, attribute="function_name")}
        counted = (("Invocations", "Sum"), ("Errors", "Sum"), ("Throttles", "Sum"))
        space = "AWS/Lambda"
        return (
            Vital(title="calls", namespace=space, dimensions=own, metrics=counted),
            Vital(
                title="milliseconds",
                namespace=space,
                dimensions=own,
                metrics=(("Duration", "p50"), ("Duration", "p99")),
            ),
            Vital(title="at once", namespace=space, dimensions=own, metrics=(("ConcurrentExecutions", "Maximum"),)),
        )

    # What it needs

    def placed(self, site: Site) -> "Function":
        """With its identity, image, log, place in the network, and where failed calls go."""
        component = workload(site)
        serves = isinstance(component, Service)
        told = {**(self.environment.variables if self.environment else {}), **_adapter(component)}
        return msgspec.structs.replace(
            self,
            function_name=shortened(site.label, _NAME_LENGTH),
            role=Ref(resource=role_of(site.name), attribute="arn"),
            image_uri=image(site),
            timeout=self.timeout if serves else _RUN_TIMEOUT_S,
            kms_key_arn=Ref(resource=KEY, attribute="arn"),
            environment=Environment(variables=dict(sorted(told.items()))) if told else None,
            vpc_config=_vpc(site) if self.in_network(site) else None,
            logging_config=LoggingConfig(log_group=Ref(resource=logs_of(site.name), attribute="name")),
            image_config=image_config(component.command, serves=serves) if component.command else None,
            dead_letter_config=DeadLetterConfig(target_arn=Ref(resource=ALERTS, attribute="arn")),
            file_system_config=files.config(site),
            depends_on=mount_targets(site) or None,
        )

    def parts(self, site: Site) -> tuple[Part, ...]:
        """Its registry, log, live version, what calls it, and alarms."""
        return tuple(self._parts(site))

    def _parts(self, site: Site) -> Iterator[Part]:
        component = workload(site)
        yield from registry(site)
        yield logs(site, "lambda")
        yield from beside.live(site, self.provisioned_concurrency)
        yield from kept(site, self.kept_gib)
        if self.in_network(site):
            yield beside.network_access(site)
        if is_public(component, site.demand):
            yield beside.called_by_api(site)
            yield from api_gateway.in_front(site, Ref(resource=beside.alias_of(site.name), attribute="invoke_arn"))
        if called_by_programs(site):
            yield beside.url(site)
        if isinstance(component, Schedule):
            alias = Ref(resource=beside.alias_of(site.name), attribute="arn")
            may = Statement(sid="Start", actions=("lambda:InvokeFunction",), resources=(alias,))
            yield from scheduler.started(site, component.cron, (alias, None), (may,))
        yield from beside.alarms(site, timeout_s=self.timeout if isinstance(component, Service) else _RUN_TIMEOUT_S)

    def release_step(self, site: Site) -> ReleaseStep | None:
        """Called before a release, or switched by it."""
        return beside.release_step(site)

    # As a program that uses others

    @property
    def principal(self) -> str:
        """Who assumes its role."""
        return "lambda.amazonaws.com"

    def in_network(self, site: Site) -> bool:
        """Only if something that it uses is reachable nowhere else; its own files are in the network, too."""
        return site.demand.needs_network or bool(workload(site).persist) or any(use.in_network for use in site.uses)

    def own_statements(self, site: Site) -> tuple[Statement, ...]:
        """Logs, traces, telling about calls that failed every time, and the key of its secrets."""
        traces = ("xray:PutTelemetryRecords", "xray:PutTraceSegments")
        alerts = Ref(resource=ALERTS, attribute="arn")
        secrets = (uses_key(site, "secretsmanager", "Decrypt"),) if self.secrets else ()
        return (
            writes_logs(site.name),
            Statement(sid="WriteTraces", actions=traces, resources=("*",)),
            Statement(sid="TellFailures", actions=("sns:Publish",), resources=(alerts,)),
            uses_key(site, "sns", "Decrypt", "GenerateDataKey"),
            *may_mount(site),
            *secrets,
        )

    def told(self, plain: dict[str, Told], secret: dict[str, SecretText]) -> "Function":
        """With its environment. A secret `X` comes as `X_SECRET_ARN`, and the key in it, if any, as `X_SECRET_KEY`."""
        known = self.environment.variables if self.environment else {}
        arns: dict[str, Told] = {
            f"{name}_SECRET_ARN": Ref(resource=text.resource, attribute="arn") for name, text in secret.items()
        }
        keys: dict[str, Told] = {f"{name}_SECRET_KEY": text.key for name, text in secret.items() if text.key}
        settable = {name: value for name, value in plain.items() if name not in RESERVED}
        told = {**known, **settable, **arns, **keys}
        environment = Environment(variables=dict(sorted(told.items())))
        return msgspec.structs.replace(self, environment=environment, secrets={**self.secrets, **secret})

    # As something that is used

    def accepts(self, user: CloudKind, access: Access) -> str:
        """Programs call it, pages by its public name."""
        return refuses(user, access)

    def grants(self, site: Site, access: Access) -> tuple[Statement, ...]:
        """Calling the live version, by its URL or through the API (both are needed for URLs since October 2025)."""
        actions = ("lambda:InvokeFunction", "lambda:InvokeFunctionUrl")
        alias = Ref(resource=beside.alias_of(site.name), attribute="arn")
        return (Statement(sid="Call", actions=actions, resources=(alias,)),) if access is Access.CALL else ()

    def connection(self, site: Site) -> dict[Property, Told | SecretText]:
        """Its URL (callers sign their requests), its name and its ARN."""
        url = f"{site.name}.url"
        return {
            Property.URL: Ref(resource=url, attribute="function_url"),
            Property.HOST: Ref(resource=url, attribute="url_id", suffix=f".lambda-url.{site.region}.on.aws"),
            Property.PORT: "443",
            Property.NAME: Ref(resource=site.name, attribute="function_name"),
            Property.ARN: Ref(resource=beside.alias_of(site.name), attribute="arn"),
            Property.REGION: site.region,
        }


def _least(component: Workload, demand: Demand) -> load.Load:
    """The smallest function that would do."""
    memory = max(load.MEMORIES[0], memory_needed(component, demand))
    return load.Load(demand=demand, memory_mib=memory, architecture="arm64")


def _limits(component: Workload, demand: Demand, one: load.Load) -> Iterator[tuple[bool, str]]:
    memory = memory_needed(component, demand)
    waits = isinstance(component, Service) and not listens(component, demand)
    alone = waits and not consumes(component)
    polls = waits and bool(component.command)
    yield from files.limits(component, pinned=component.kind in {Function.id, *Function.aliases})
    yield memory > load.MOST_MEMORY, f"it needs {memory} MiB, and a function has {load.MOST_MEMORY} at most"
    yield alone, "it works by itself all the time, and a function runs only when something calls it"
    yield polls, "its program fetches its work itself, and a function is handed what it works on"
    if not isinstance(component, Service):
        unknown = component.needs.work_ms is None
        yield unknown, "nobody said that a run takes less than 15 minutes (`work_ms`), and a function gets no more"
    yield one.busy_ms > load.LONGEST_MS, "one call takes more than 15 minutes, and a function gets no more"
    slow = is_public(component, demand) and one.busy_ms > api_gateway.LONGEST_MS
    yield slow, "one call takes more than 30 s, and an HTTP API waits no longer"
    full = one.reserved > load.MOST_CONCURRENT
    yield full, f"it needs {one.reserved} environments at once, and an account has {load.MOST_CONCURRENT} to reserve"


def _candidates(component: Workload, demand: Demand) -> Iterator[Function]:
    needed = memory_needed(component, demand)
    processors: tuple[Literal["arm64", "x86_64"], ...] = ("arm64", "x86_64") if is_ours(component) else ("x86_64",)
    for memory in sorted({m for m in load.MEMORIES if m >= needed} or {needed}):
        for processor in processors:
            cold = Function(memory_size=memory, architectures=(processor,))
            yield cold
            warm = msgspec.structs.replace(cold, provisioned_concurrency=cold.bearing(demand).concurrency)
            if isinstance(component, Service):
                yield warm


def _order(kind: Function) -> tuple[int, str, int]:
    return kind.memory_size, kind.architectures[0], kind.provisioned_concurrency


def _says(one: load.Load) -> tuple[str, ...]:
    if one.warm:
        return (f"{one.provisioned} environments kept warm carry the {one.concurrency} requests that run at once",)
    return (f"1 of 100 requests may wait {load.COLD_START_MS / 1000.0:g} s for a start: nothing is kept warm",)


def _both(first: float, second: float) -> float:
    return round(first * second / 100.0, 4)


def _vpc(site: Site) -> VpcConfig:
    return VpcConfig(
        subnet_ids=tuple(Ref(resource=subnet) for subnet in site.private_subnets),
        security_group_ids=(Ref(resource=group_of(site.name)),),
    )


def _adapter(component: Workload) -> dict[str, Told]:
    """What the Lambda Web Adapter is told: the port, and where to see that the program is ready."""
    if not isinstance(component, Service):
        return {}
    port = str(port_of(component))
    return {"AWS_LWA_PORT": port, "AWS_LWA_READINESS_CHECK_PATH": health_path(component), "PORT": port}
