"""What all backing services in a cluster share: one pod with a volume, a password that nobody sees, and backups.

They run as one pod each. That is honest for what can be away for the minutes until a pod starts on another node, and
for data that is not personal: connections inside the namespace are fenced by policies, and not encrypted.
"""

import math
from collections.abc import Iterator
from typing import ClassVar, Self

import msgspec

from mainstay.catalog.aws.base import overridden
from mainstay.catalog.kubernetes.backups import BackupJob
from mainstay.catalog.kubernetes.base import (
    COMPONENT,
    NAME,
    Document,
    K8sKind,
    called,
    labels_of,
    namespace_of,
)
from mainstay.catalog.kubernetes.network_policy import joined
from mainstay.catalog.kubernetes.pod import TEMPLATED, USER, Mount, Pod, template
from mainstay.catalog.kubernetes.program import ProgramKind
from mainstay.catalog.kubernetes.room import account, budget, other_names, room, service
from mainstay.catalog.kubernetes.secrets import ExternalSecret, Remote, password
from mainstay.catalog.kubernetes.sizing import Size, availability, pod_charges, volume_charges
from mainstay.catalog.kubernetes.storage import VolumeClaim, claim
from mainstay.model.cloud import CloudKind, Demand, Market, Offer, Part, Site, Usage
from mainstay.model.intent import AnyComponent, Cache, Data, Database, Generated, Given
from mainstay.model.requirement import Access, DataClass
from mainstay.model.target import Target

SENSITIVE = frozenset({DataClass.PERSONAL, DataClass.SECRET})
RECOVERY_S = 600.0
"""Until a pod of a lost node serves again: five minutes until the node counts as lost (Kubernetes, "Taint based
Evictions"), and the time to move its volume (assumption: as long)."""
VOLUME_DURABILITY = 99.8
"""Percent a year of one volume (Amazon EBS, gp3: 99.8 to 99.9 %); clusters elsewhere are taken to be no worse."""
_SIZES = ((500, 1024), (1000, 2048), (2000, 8192), (4000, 16384))
_DEFAULT_GIB = 10.0


class StoreKind(K8sKind, frozen=True, kw_only=True):
    """A backing service as one pod. `backup_days` is how long its copies are kept, 0 makes none."""

    stateful = True
    port: ClassVar[int] = 0
    user: ClassVar[int] = USER
    operations_vcpu: ClassVar[float] = 1000.0
    schedule: ClassVar[str] = "17 * * * *"
    every_s: ClassVar[float] = 3600.0

    component: str = ""
    image: str = ""
    cpu_millis: int = 500
    memory_mib: int = 1024
    size_gib: int = 10
    storage_class: str = ""
    backup_days: int = 7

    # What each of them states

    def pod(self) -> Pod:
        """Its pod."""
        raise NotImplementedError

    def secret_template(self) -> dict[str, str]:
        """The keys of its Secret, made of `{{ .password }}`; none where it has no password."""
        return {}

    def backup(self) -> BackupJob | None:
        """How it is copied; without its names."""
        return None

    @classmethod
    def fitted(cls, component: AnyComponent) -> Self:
        """With what the component insists on."""
        del component
        return cls()

    # What it offers

    @classmethod
    def unfit(cls, component: AnyComponent) -> str:
        """Why its technology cannot be it; "" where it can."""
        raise NotImplementedError

    @classmethod
    def refusal(cls, component: AnyComponent, demand: Demand) -> str:
        """Not for other roles, and not for personal or secret data."""
        del demand
        unfit = cls.unfit(component)
        if unfit or not isinstance(component, Data):
            return unfit
        if component.needs.data_class in SENSITIVE:
            kept = component.needs.data_class.value
            return (
                f"{cls.id} does not encrypt connections, and `{component.name}` keeps {kept} data; keep it in a "
                "managed service, and give programs its address as a secret (`secrets`)"
            )
        return ""

    @classmethod
    def offers(cls, component: AnyComponent, demand: Demand, market: Market) -> tuple[Offer, ...]:
        """All sizes that serve the load, on clusters that are there already: on AWS there are managed services."""
        if market.target is not Target.KUBERNETES or not isinstance(component, Data) or cls.refusal(component, demand):
            return ()
        base = overridden(_asked(cls.fitted(component), component), component)
        sized = (
            msgspec.structs.replace(base, cpu_millis=cpu, memory_mib=memory)
            for cpu, memory in _SIZES
            if cpu / 1000.0 * cls.operations_vcpu >= demand.rate or cpu == _SIZES[-1][0]
        )
        return tuple(kind.offer(market) for kind in sized)

    def offer(self, market: Market) -> Offer:
        """What one pod of this size gives."""
        size = Size(replicas=1, cpu_millis=self.cpu_millis, memory_mib=self.memory_mib)
        kept = bool(self.size_gib)
        volumes = volume_charges(self.size_gib * (2 if self.backup_days else 1), market) if kept else ()
        return Offer(
            kind=self,
            label=f"{size.label}, {self.size_gib} GiB" if kept else size.label,
            charges=(*pod_charges(size, market), *volumes),
            latency_ms=2.0,
            availability=availability(1, market.zones),
            durability=VOLUME_DURABILITY if kept else 0.0,
            capacity=size.vcpu * self.operations_vcpu,
            max_connections=self.most_connections(),
            startup_s=30.0,
            recovery_point_s=self.every_s if self.backup_days and kept else math.inf,
            recovery_time_s=RECOVERY_S,
            says=("one pod: away for minutes when its node is lost",),
        )

    def most_connections(self) -> int | None:
        """None: as many as come."""
        return None

    # What it needs

    def placed(self, site: Site) -> Self:
        """Under its name."""
        return msgspec.structs.replace(
            self, name=called(site), namespace=namespace_of(site), labels=labels_of(site), component=site.name
        )

    def parts(self, site: Site) -> tuple[Part, ...]:
        """Its room, name, password and copies."""
        return tuple(self._around(site))

    def _around(self, site: Site) -> Iterator[Part]:
        yield from room(site)
        yield account(site)
        yield service(site, self.port, headless=True)
        hostnames = site.component.hostnames if isinstance(site.component, Data) else ()
        yield from other_names(site, hostnames, self.port)
        yield budget(site)
        placed = self.placed(site)
        keys = placed.secret_template()
        if keys:
            yield from _password(site, keys)
        job = placed.backup() if self.backup_days else None
        if job is not None:
            yield from self._copies(site, job)

    def _copies(self, site: Site, job: BackupJob) -> Iterator[Part]:
        name = f"{site.name}-backup"
        labels = {**labels_of(site), NAME: name, COMPONENT: name}
        volume = VolumeClaim(
            name=f"{called(site)}-backups",
            namespace=namespace_of(site),
            labels=labels,
            size_gib=self.size_gib,
            storage_class=self.storage_class,
        )
        says = f"copies of {site.name} are kept for {self.backup_days} days, apart from its own volume"
        yield Part(name=f"{site.name}.backups", kind=volume, says=says)
        kind = msgspec.structs.replace(
            job,
            name=f"{called(site)}-backup",
            namespace=namespace_of(site),
            labels=labels,
            component=name,
            claim=volume.name,
        )
        yield Part(name=f"{site.name}.backup", kind=kind, says=says)
        backup_site = msgspec.structs.replace(site, name=name, physical=name)
        yield account(backup_site)
        yield from joined(site, name, self.port)

    # As something that is used

    def accepts(self, user: CloudKind, access: Access) -> str:
        """Pods read and write it."""
        if access not in {Access.READ, Access.WRITE}:
            return f"it can be read and written, but not {access.value}"
        return "" if isinstance(user, ProgramKind) else "only programs in pods of the same cluster reach it"

    def attached(self, site: Site, user: Usage) -> tuple[Part, ...]:
        """The openings of the link at both ends."""
        return tuple(joined(site, user.name, self.port))

    # Its pod

    def body(self) -> Document:
        """One pod with its volume."""
        pod = self.pod()
        spec: Document = {
            "serviceName": self.name,
            "replicas": 1,
            "selector": {"matchLabels": {NAME: self.name}},
            "template": template(pod),
        }
        if any(mount.claim == TEMPLATED for mount in pod.mounts):
            data = {"metadata": {"name": "data"}, "spec": claim(self.size_gib, self.storage_class)}
            spec["volumeClaimTemplates"] = [data]
        return {"spec": spec}


def data_at(path: str) -> Mount:
    """The volume of the service at `path`."""
    return Mount(name="data", path=path, claim=TEMPLATED)


def _asked(kind: StoreKind, component: Data) -> StoreKind:
    needs = component.needs
    year = (needs.size_gib or _DEFAULT_GIB) + 12.0 * (needs.growth_gib_month or 0.0)
    days = needs.retention_days if needs.retention_days is not None else kind.backup_days
    gib = max(kind.size_gib, round(year + 0.5)) if kind.size_gib else 0
    return msgspec.structs.replace(kind, size_gib=gib, backup_days=days if gib else 0)


def _password(site: Site, keys: dict[str, str]) -> Iterator[Part]:
    """Made up in the cluster; a password that the code insists on is kept in the store of the cluster."""
    given: Given | None = site.component.password if isinstance(site.component, Database | Cache) else None
    secret = ExternalSecret(name=called(site), namespace=namespace_of(site), labels=labels_of(site), template=keys)
    if given is None or isinstance(given, Generated):
        yield password(site)
        kind = msgspec.structs.replace(secret, generator=called(site))
    else:
        kind = msgspec.structs.replace(secret, data={"password": Remote(key=f"{site.label}-password")})
    yield Part(name=f"{site.name}.secret", kind=kind, says=f"the password of {site.name} stands in no manifest")
