"""A program as a container on machines of its own.

The resource of the component is its launch template; the part `<name>.group` keeps `desired_count` machines of it.
"""

import math
from collections.abc import Iterator

import msgspec

from mainstay.catalog.aws import elb
from mainstay.catalog.aws.backing import uses_key
from mainstay.catalog.aws.base import AwsKind, overridden
from mainstay.catalog.aws.capacity import best, work_p99_ms
from mainstay.catalog.aws.ec2.blocks import (
    HEADROOM,
    BlockDevice,
    Ebs,
    MarketOptions,
    MetadataOptions,
    Monitoring,
    Profile,
)
from mainstay.catalog.aws.ec2.group import address_of, kept_running, profile
from mainstay.catalog.aws.ec2.start import user_data
from mainstay.catalog.aws.programs import (
    POOL,
    is_ours,
    is_public,
    logs,
    memory_needed,
    port_of,
    pulls_images,
    refuses,
    registry,
    workload,
    writes_logs,
)
from mainstay.catalog.aws.sizes import Architecture, Size, size_of
from mainstay.model.cloud import KEY, CloudKind, Demand, Endpoint, Market, Offer, Part, Site, group_of
from mainstay.model.intent import AnyComponent, Property, Role, Service
from mainstay.model.price import HOURS_MONTH, Charge, charge, total
from mainstay.model.requirement import Access
from mainstay.model.told import Base64, Ref, SecretText, Statement, Told

CLASSES = {
    Architecture.ARM64: (
        *("t4g.small", "t4g.medium", "t4g.large"),
        *("m6g.large", "m6g.xlarge", "m6g.2xlarge", "m7g.large", "m7g.xlarge", "m7g.2xlarge"),
        *("c6g.large", "c6g.xlarge", "c6g.2xlarge", "c6g.4xlarge", "c7g.large", "c7g.xlarge", "c7g.2xlarge"),
        *("c7g.4xlarge", "r6g.large", "r6g.xlarge", "r6g.2xlarge", "r7g.large", "r7g.xlarge", "r7g.2xlarge"),
    ),
    Architecture.X86_64: ("t3.small", "t3.medium", "t3.large", "t3.xlarge", "t3.2xlarge"),
}
SEVERAL_ZONES, ONE_INSTANCE = 99.99, 99.5
"""Availability in percent (Amazon Compute Service Level Agreement, 2022)."""
START_S = 150.0
"""From starting a machine until it answers: boot, container engine, image (assumption)."""
_FREE_FOR_PROGRAMS = 0.9
"""The share of memory that the system leaves (assumption)."""
_DISK_GIB = 30
_MOST = 200
_IMAGES = "resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-"
"""The newest Amazon Linux 2023 (AL2023 User Guide, "Launching with SSM parameters")."""


class Instances(AwsKind, tag="aws.ec2", frozen=True, kw_only=True):
    """Machines of one class. `spot` runs them on spare capacity, which can be taken away within two minutes."""

    id = "aws.ec2"
    terraform = "aws_launch_template"
    aliases = frozenset({"aws.ec2_instance", "aws.launch_template"})
    realises = frozenset({Role.SERVICE})
    platform = "virtual-machines"
    about = "Runs a program on machines of its own, which a group keeps, replaces and scales."
    source = "Amazon EC2 User Guide"
    unrendered = frozenset({"desired_count", "environment", "secrets", "spot"})

    name: str = ""
    instance_type: str = "t4g.small"
    image_id: str | None = None
    update_default_version: bool = True
    user_data: Base64 | None = None
    vpc_security_group_ids: tuple[Ref, ...] = ()
    iam_instance_profile: Profile | None = None
    block_device_mappings: BlockDevice = BlockDevice()
    metadata_options: MetadataOptions = MetadataOptions()
    monitoring: Monitoring = Monitoring()
    instance_market_options: MarketOptions | None = None
    desired_count: int = 2
    spot: bool = False
    environment: dict[str, Told] = {}
    secrets: dict[str, SecretText] = {}

    @classmethod
    def refusal(cls, component: AnyComponent, demand: Demand) -> str:
        """Why machines cannot do it."""
        if not isinstance(component, Service):
            return "machines that are kept running realise services"
        if component.persist:
            return f"it keeps files ({', '.join(component.persist)}), and machines are replaced with their disks"
        stated = component.overrides.get("instance_type")
        if stated is not None and size_of(str(stated)) is None:
            return f"nothing is known of machines of the class {stated}"
        needed = memory_needed(component, demand)
        classes = CLASSES[Architecture.ARM64 if is_ours(component) else Architecture.X86_64]
        if not any(_fits(size_of(name), needed) for name in classes):
            return f"it needs {needed} MiB, more than the largest machine that is considered has"
        return ""

    @classmethod
    def offers(cls, component: AnyComponent, demand: Demand, market: Market) -> tuple[Offer, ...]:
        """Classes and numbers of machines."""
        if not isinstance(component, Service) or cls.refusal(component, demand):
            return ()
        stated = overridden(cls(instance_type=""), component)
        fleets = tuple(dict.fromkeys(_fleets(component, demand, stated)))
        if total(_beside(component, demand, market, count=1)) is not None:
            fleets = _cheapest(fleets, stated, market)
        kinds = (msgspec.structs.replace(stated, instance_type=name, desired_count=count) for name, _, count in fleets)
        return best(kind.offer(component, demand, market) for kind in kinds)

    def offer(self, component: Service, demand: Demand, market: Market) -> Offer:
        """What these very machines give and cost."""
        size, count, public = _known(self.instance_type), self.desired_count, is_public(component, demand)
        own = SEVERAL_ZONES if count > 1 and market.zones > 1 else ONE_INSTANCE
        spare = ", spot" if self.spot else ""
        lasting = size.lasting_vcpu * count * HEADROOM * 1000.0
        machines = _line(market, _hour(self.instance_type, spot=self.spot), count * HOURS_MONTH, count)
        return Offer(
            kind=self,
            label=f"{count} x {self.instance_type}{spare}",
            charges=(machines, *_beside(component, demand, market, count=count)),
            latency_ms=round(work_p99_ms(demand, size.vcpu, count) + (elb.LATENCY_MS if public else 0.0), 3),
            availability=round(own * elb.AVAILABILITY / 100.0, 4) if public else own,
            capacity=lasting / demand.work_ms if demand.work_ms > 0 else math.inf,
            connections=POOL * count,
            startup_s=START_S,
            shared=("aws.acm_certificate", "aws.load_balancer") if public else (),
            says=(f"{size.lasting_vcpu * count:g} processors that last, {size.memory_gib:g} GiB on each machine",),
        )

    # What it needs

    def placed(self, site: Site) -> "Instances":
        """With its image, fence, identity, encrypted disk, and what it does when it starts."""
        processor = _known(self.instance_type).architecture.value
        return msgspec.structs.replace(
            self,
            name=site.label,
            image_id=self.image_id or f"{_IMAGES}{processor}",
            user_data=user_data(site, self.environment, self.secrets),
            vpc_security_group_ids=(Ref(resource=group_of(site.name)),),
            iam_instance_profile=Profile(arn=Ref(resource=f"{site.name}.profile", attribute="arn")),
            block_device_mappings=BlockDevice(
                ebs=Ebs(volume_size=_DISK_GIB, kms_key_id=Ref(resource=KEY, attribute="arn"))
            ),
            instance_market_options=MarketOptions() if self.spot else None,
        )

    def parts(self, site: Site) -> tuple[Part, ...]:
        """Its registry, log and identity, and the group that keeps it."""
        return tuple(self._parts(site))

    def _parts(self, site: Site) -> Iterator[Part]:
        yield from registry(site)
        yield logs(site, "ec2")
        yield profile(site)
        yield from kept_running(site, self.desired_count)
        if is_public(workload(site), site.demand):
            yield from elb.behind(site, "instance")

    # As a program that uses others

    @property
    def principal(self) -> str:
        """Who assumes its role."""
        return "ec2.amazonaws.com"

    def in_network(self, site: Site) -> bool:
        """Always: machines stand in private subnets."""
        del site
        return True

    def own_statements(self, site: Site) -> tuple[Statement, ...]:
        """Its image, its log, and the key of its secrets."""
        found = [writes_logs(site.name)]
        if is_ours(workload(site)):
            found += pulls_images(site.name)
        if self.secrets:
            found.append(uses_key(site, "secretsmanager", "Decrypt"))
        return tuple(found)

    def told(self, plain: dict[str, Told], secret: dict[str, SecretText]) -> "Instances":
        """With its environment; the machine reads secrets when it starts."""
        return msgspec.structs.replace(
            self, environment={**self.environment, **plain}, secrets={**self.secrets, **secret}
        )

    # As something that is used

    def accepts(self, user: CloudKind, access: Access) -> str:
        """Programs call it inside the network, pages by its public name."""
        return refuses(user, access)

    def endpoint(self, site: Site) -> Endpoint | None:
        """Its address for programs in the network."""
        if not isinstance(site.component, Service):
            return None
        return Endpoint(security_group=group_of(address_of(site.name)), ports=(port_of(site.component),))

    def connection(self, site: Site) -> dict[Property, Told | SecretText]:
        """Its address."""
        if not isinstance(site.component, Service):
            return {}
        record, port = f"{address_of(site.name)}.record", port_of(site.component)
        return {
            Property.URL: Ref(resource=record, attribute="fqdn", prefix="https://", suffix=f":{port}"),
            Property.HOST: Ref(resource=record, attribute="fqdn"),
            Property.PORT: str(port),
            Property.NAME: site.name,
        }


def _known(name: str) -> Size:
    size = size_of(name)
    if size is None:
        raise ValueError(name)  # `refusal` has sorted it out
    return size


def _fits(size: Size | None, needed_mib: int) -> bool:
    return size is not None and size.memory_gib * 1024.0 * _FREE_FOR_PROGRAMS >= needed_mib


Fleet = tuple[str, int, int]
"""The class of the machines, the processors of each, and how many there are."""


def _fleets(component: Service, demand: Demand, stated: Instances) -> Iterator[Fleet]:
    """All that serve the load; `stated` is what `set:` says, its class is "" where it says none."""
    needed = memory_needed(component, demand)
    classes = (*CLASSES[Architecture.X86_64], *(CLASSES[Architecture.ARM64] if is_ours(component) else ()))
    for name in (stated.instance_type,) if stated.instance_type else classes:
        size = _known(name)
        if not _fits(size, needed):
            continue
        if "desired_count" in component.overrides:
            yield name, size.vcpu, stated.desired_count
            continue
        busy = demand.rate * demand.work_ms / 1000.0 / HEADROOM
        least = max(component.replicas, 1, math.ceil(busy / size.lasting_vcpu - 1e-9))
        for count in sorted({least, max(2, least)}):
            if count <= _MOST:
                yield name, size.vcpu, count


def _cheapest(fleets: tuple[Fleet, ...], stated: Instances, market: Market) -> tuple[Fleet, ...]:
    """Without those that differ from a cheaper one in nothing but their class: as many, with as many processors.

    They would lose as offers; there are many classes, and few of them are worth making one.
    """
    first: dict[tuple[int, int], tuple[float, str]] = {}
    unknown: list[Fleet] = []
    for name, vcpu, count in fleets:
        price = market.book.find(_hour(name, spot=stated.spot), market.region)
        if price is None:
            unknown.append((name, vcpu, count))
        else:
            alike = (vcpu, count)
            first[alike] = min(first.get(alike, (math.inf, "")), (price.usd, name))
    return (*((name, *alike) for alike, (_, name) in first.items()), *unknown)


def _hour(name: str, *, spot: bool) -> str:
    """What the price book calls an hour of a machine."""
    return f"aws.ec2/{name}/{'spot-' if spot else ''}hour"


def _beside(component: Service, demand: Demand, market: Market, *, count: int) -> tuple[Charge, ...]:
    """What is paid beside the machines: their disks, and the load balancers before them."""
    lines = [_line(market, "aws.ebs/gp3/gb-month", float(count * _DISK_GIB), count)]
    if demand.connected_by and not demand.public:
        lines.append(_line(market, "aws.load_balancer/hour", HOURS_MONTH, count))
    return (*lines, *(elb.traffic(market, demand) if is_public(component, demand) else ()))


def _line(market: Market, item: str, quantity: float, count: int) -> Charge:
    return charge(market.book.find(item, market.region), quantity, f"{count} machines, all month", item=item)
