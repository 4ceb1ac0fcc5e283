"""App Runner: containers behind HTTPS without a network to care for.

Since April 30, 2026 AWS takes no new customers (App Runner Developer Guide, "App Runner availability change"), so it is
chosen only where somebody pins it.
"""

from collections.abc import Iterator

import msgspec

from mainstay.catalog.aws.app_runner.blocks import (
    Authentication,
    Egress,
    Encryption,
    HealthCheck,
    ImageConfiguration,
    ImageRepository,
    InstanceConfiguration,
    Network,
    Observability,
    Source,
    Trace,
)
from mainstay.catalog.aws.backing import uses_key
from mainstay.catalog.aws.base import AwsKind, overridden
from mainstay.catalog.aws.capacity import best, count_needed, rate_capacity, work_p99_ms
from mainstay.catalog.aws.cloudwatch import Signal
from mainstay.catalog.aws.iam import Role as Identity
from mainstay.catalog.aws.iam import RolePolicy
from mainstay.catalog.aws.names import shortened
from mainstay.catalog.aws.programs import (
    POOL,
    health_path,
    image,
    is_ours,
    is_public,
    memory_needed,
    port_of,
    pulls_images,
    refuses,
    registry,
    watch,
    workload,
)
from mainstay.model.cloud import KEY, CloudKind, Demand, Market, Offer, Part, Site, Vital, group_of, role_of
from mainstay.model.intent import AnyComponent, Property, Role, Service
from mainstay.model.price import HOURS_MONTH, Charge, charge
from mainstay.model.requirement import Access
from mainstay.model.told import PolicyDocument, Ref, SecretText, Statement, Told

SIZES = ((256, 512), (256, 1024), (512, 1024), (1024, 2048), (1024, 3072), (1024, 4096), (2048, 4096), (2048, 6144))
"""CPU units and MiB (App Runner Developer Guide, "Supported configurations"); (4096, 8192 to 12288) are there, too."""
_LARGE = ((4096, 8192), (4096, 10240), (4096, 12288))
AVAILABILITY = 99.9
"""An assumption: AWS publishes no service level agreement for App Runner that we know of."""
START_S = 60.0
_MOST = 25
_NAME_LENGTH = 40
_UNITS_OF_ONE_VCPU = 1024
_LATENCY_MS = 5.0


class AppRunner(AwsKind, tag="aws.app_runner", frozen=True, kw_only=True):
    """Instances of one size; `cpu` in units of 1/1024 vCPU, `memory` in MiB."""

    id = "aws.app_runner"
    terraform = "aws_apprunner_service"
    aliases = frozenset({"aws.app_runner_service", "aws.apprunner_service"})
    realises = frozenset({Role.SERVICE})
    platform = "containers"
    about = "Runs containers behind HTTPS; closed to new customers of AWS since April 2026."
    own_by_platform = True
    source = "AWS App Runner Developer Guide"
    unrendered = frozenset({"cpu", "desired_count", "environment", "memory", "secrets"})

    service_name: str = ""
    source_configuration: Source | None = None
    instance_configuration: InstanceConfiguration | None = None
    auto_scaling_configuration_arn: Ref | None = None
    health_check_configuration: HealthCheck | None = None
    network_configuration: Network | None = None
    encryption_configuration: Encryption | None = None
    observability_configuration: Observability | None = None
    cpu: int = 1024
    memory: int = 2048
    desired_count: int = 1
    environment: dict[str, Told] = {}
    secrets: dict[str, SecretText] = {}

    @classmethod
    def refusal(cls, component: AnyComponent, demand: Demand) -> str:
        """Why it cannot be, or should not be."""
        if not isinstance(component, Service):
            return "App Runner realises services"
        if component.kind not in {cls.id, *cls.aliases}:
            return "AWS takes no new customers for App Runner since April 30, 2026; pin it if the account has it"
        if not is_public(component, demand):
            return "App Runner is reached over public HTTPS, and this service is not public"
        if component.persist:
            return f"it keeps files ({', '.join(component.persist)}), and an instance's disk goes with it"
        if memory_needed(component, demand) > _LARGE[-1][1]:
            return f"it needs {memory_needed(component, demand)} MiB, and an instance has {_LARGE[-1][1]} at most"
        return ""

    @classmethod
    def offers(cls, component: AnyComponent, demand: Demand, market: Market) -> tuple[Offer, ...]:
        """Sizes, each with as many instances as the load needs."""
        if not isinstance(component, Service) or cls.refusal(component, demand):
            return ()
        needed = memory_needed(component, demand)
        sizes = [size for size in (*SIZES, *_LARGE) if size[1] >= needed]
        kinds = [overridden(cls(cpu=cpu, memory=memory), component) for cpu, memory in sizes]
        counted = (kind.counted(component, demand) for kind in kinds)
        return best(kind.offer(demand, market) for kind in counted if kind.desired_count <= _MOST)

    def counted(self, component: Service, demand: Demand) -> "AppRunner":
        """With as many instances as the load needs, where nobody states how many."""
        if "desired_count" in component.overrides:
            return self
        return msgspec.structs.replace(self, desired_count=count_needed(demand, self._vcpu))

    def offer(self, demand: Demand, market: Market) -> Offer:
        """What these very instances give and cost."""
        count = self.desired_count
        return Offer(
            kind=self,
            label=f"{count} x {self._vcpu:g} vCPU, {self.memory} MiB",
            charges=self._charges(demand, market),
            latency_ms=round(work_p99_ms(demand, self._vcpu, count) + _LATENCY_MS, 3),
            availability=AVAILABILITY,
            capacity=rate_capacity(demand, self._vcpu, count),
            connections=POOL * count,
            startup_s=START_S,
        )

    @property
    def _vcpu(self) -> float:
        return self.cpu / _UNITS_OF_ONE_VCPU

    def _charges(self, demand: Demand, market: Market) -> tuple[Charge, ...]:
        """Memory as long as it is there, CPU as long as requests are in progress."""
        busy = min(1.0, demand.rate * (demand.work_ms + demand.waits_ms) / 1000.0 / self.desired_count)
        hours = self.desired_count * HOURS_MONTH
        lines = {
            "aws.app_runner/gb-hour": (hours * self.memory / 1024.0, "memory, all month"),
            "aws.app_runner/vcpu-hour": (hours * self._vcpu * busy, f"CPU, busy {busy:.0%} of the time"),
        }
        return tuple(
            charge(market.book.find(item, market.region), quantity, says, item=item)
            for item, (quantity, says) in lines.items()
        )

    def vitals(self, name: str) -> tuple[Vital, ...]:
        """Requests with their errors, latency, and how many instances run."""
        own: dict[str, Told] = {
            "ServiceID": Ref(resource=name, attribute="service_id"),
            "ServiceName": Ref(resource=name, attribute="service_name"),
        }
        space = "AWS/AppRunner"
        counted = (("Requests", "Sum"), ("4xxStatusResponses", "Sum"), ("5xxStatusResponses", "Sum"))
        return (
            Vital(title="requests", namespace=space, dimensions=own, metrics=counted),
            Vital(title="milliseconds", namespace=space, dimensions=own, metrics=(("RequestLatency", "p99"),)),
            Vital(title="instances", namespace=space, dimensions=own, metrics=(("ActiveInstances", "Maximum"),)),
        )

    # What it needs

    def placed(self, site: Site) -> "AppRunner":
        """With its image, identities, size and ways."""
        component = workload(site)
        connected = Egress(egress_type="VPC", vpc_connector_arn=Ref(resource=f"{site.name}.connector", attribute="arn"))
        configuration = ImageConfiguration(
            port=str(port_of(component)),
            start_command=component.command or None,
            runtime_environment_variables=dict(sorted(self.environment.items())) or None,
            runtime_environment_secrets=_places(self.secrets) or None,
        )
        access = Authentication(access_role_arn=Ref(resource=f"{site.name}.access-role", attribute="arn"))
        return msgspec.structs.replace(
            self,
            service_name=shortened(site.label, _NAME_LENGTH),
            source_configuration=Source(
                authentication_configuration=access if is_ours(component) else None,
                image_repository=ImageRepository(image_identifier=image(site), image_configuration=configuration),
            ),
            instance_configuration=InstanceConfiguration(
                cpu=str(self.cpu),
                memory=str(self.memory),
                instance_role_arn=Ref(resource=role_of(site.name), attribute="arn"),
            ),
            auto_scaling_configuration_arn=Ref(resource=f"{site.name}.scaling", attribute="arn"),
            health_check_configuration=HealthCheck(path=health_path(component)),
            network_configuration=Network(egress_configuration=connected if self.in_network(site) else Egress()),
            encryption_configuration=Encryption(kms_key=Ref(resource=KEY, attribute="arn")),
            observability_configuration=Observability(
                observability_configuration_arn=Ref(resource=f"{site.name}.tracing", attribute="arn")
            ),
        )

    def parts(self, site: Site) -> tuple[Part, ...]:
        """Its registry, access role, scaling, tracing, alarms, and where needed its way into the network."""
        return tuple(self._parts(site))

    def _parts(self, site: Site) -> Iterator[Part]:
        label = shortened(site.label, 32)
        yield from registry(site)
        if is_ours(workload(site)):
            yield from _access_role(site)
        scaling = Scaling(
            auto_scaling_configuration_name=label,
            min_size=self.desired_count,
            max_size=min(_MOST, self.desired_count * 3),
        )
        yield Part(name=f"{site.name}.scaling", kind=scaling, says="between how many instances it is scaled")
        tracing = Tracing(observability_configuration_name=label)
        yield Part(name=f"{site.name}.tracing", kind=tracing, says=f"calls of {site.name} are traced")
        if self.in_network(site):
            connector = Connector(
                vpc_connector_name=shortened(site.label, _NAME_LENGTH),
                subnets=tuple(Ref(resource=subnet) for subnet in site.private_subnets),
                security_groups=(Ref(resource=group_of(site.name)),),
            )
            yield Part(name=f"{site.name}.connector", kind=connector, says=f"{site.name} uses what is in the network")
        errors = Signal(
            namespace="AWS/AppRunner",
            metric="5xxStatusResponses",
            dimensions={"ServiceName": Ref(resource=site.name, attribute="service_name")},
            above=10,
        )
        yield watch(site, "errors", f"{site.name} answers with server errors", errors)

    # As a program that uses others

    @property
    def principal(self) -> str:
        """Who assumes its role."""
        return "tasks.apprunner.amazonaws.com"

    def in_network(self, site: Site) -> bool:
        """Only if something that it uses is reachable nowhere else."""
        return site.demand.needs_network or any(use.in_network for use in site.uses)

    def own_statements(self, site: Site) -> tuple[Statement, ...]:
        """Traces, and the key of its secrets."""
        actions = ("xray:PutTelemetryRecords", "xray:PutTraceSegments")
        traces = Statement(sid="WriteTraces", actions=actions, resources=("*",))
        return (traces, uses_key(site, "secretsmanager", "Decrypt")) if self.secrets else (traces,)

    def told(self, plain: dict[str, Told], secret: dict[str, SecretText]) -> "AppRunner":
        """With its environment; App Runner puts the values of secrets into it."""
        return msgspec.structs.replace(
            self, environment={**self.environment, **plain}, secrets={**self.secrets, **secret}
        )

    # As something that is used

    def accepts(self, user: CloudKind, access: Access) -> str:
        """Programs and pages call it by its public name."""
        return refuses(user, access)

    def connection(self, site: Site) -> dict[Property, Told | SecretText]:
        """Its public address."""
        return {
            Property.URL: Ref(resource=site.name, attribute="service_url", prefix="https://"),
            Property.HOST: Ref(resource=site.name, attribute="service_url"),
            Property.PORT: "443",
            Property.NAME: site.name,
        }


class Scaling(AwsKind, tag="aws.app_runner_scaling", frozen=True, kw_only=True):
    """Between how many instances a service is scaled."""

    id = "aws.app_runner_scaling"
    terraform = "aws_apprunner_auto_scaling_configuration_version"
    about = "Between how many instances a service of App Runner is scaled."

    auto_scaling_configuration_name: str
    max_concurrency: int = 100
    min_size: int = 1
    max_size: int = _MOST


class Tracing(AwsKind, tag="aws.app_runner_tracing", frozen=True, kw_only=True):
    """Where traces go."""

    id = "aws.app_runner_tracing"
    terraform = "aws_apprunner_observability_configuration"
    about = "Where the traces of a service of App Runner go."

    observability_configuration_name: str
    trace_configuration: Trace = Trace()


class Connector(AwsKind, tag="aws.app_runner_connector", frozen=True, kw_only=True):
    """A way into the network."""

    id = "aws.app_runner_connector"
    terraform = "aws_apprunner_vpc_connector"
    about = "A way from App Runner into the network."

    vpc_connector_name: str
    subnets: tuple[Ref, ...]
    security_groups: tuple[Ref, ...]


def _access_role(site: Site) -> tuple[Part, Part]:
    name, label = f"{site.name}.access-role", f"{shortened(site.label, 56)}-pull"
    trusts = Statement(
        sid="Assume",
        actions=("sts:AssumeRole",),
        resources=(),
        principals=(("Service", ("build.apprunner.amazonaws.com",)),),
    )
    role = Identity(name=label, assume_role_policy=PolicyDocument(statements=(trusts,)))
    describes = Statement(
        sid="DescribeImage",
        actions=("ecr:DescribeImages",),
        resources=(Ref(resource=f"{site.name}.images", attribute="arn"),),
    )
    may = PolicyDocument(statements=(*pulls_images(site.name), describes))
    policy = RolePolicy(name=label, role=Ref(resource=name), policy=may)
    return (
        Part(name=name, kind=role, says=f"App Runner pulls the image of {site.name}"),
        Part(name=f"{name}.policy", kind=policy, says="pulling an image takes no more than this"),
    )


def _places(secrets: dict[str, SecretText]) -> dict[str, Told]:
    """Where App Runner reads secrets: ARNs as in ECS ("Reference environment variables", App Runner guide)."""
    return {
        name: Ref(resource=text.resource, attribute="arn", suffix=f":{text.key}::" if text.key else "")
        for name, text in sorted(secrets.items())
    }


KINDS = (AppRunner, Scaling, Tracing, Connector)
