"""Programs that are kept running: alike and movable (Deployment), or with a volume each (StatefulSet)."""

from collections.abc import Iterator
from typing import ClassVar, Self

import msgspec

from mainstay.catalog.aws import elb
from mainstay.catalog.aws.base import overridden
from mainstay.catalog.aws.capacity import HEADROOM, best, rate_capacity, work_p99_ms
from mainstay.catalog.aws.programs import POOL, health_path, is_public, kept_at, listens, memory_needed, port_of
from mainstay.catalog.kubernetes import eks
from mainstay.catalog.kubernetes.base import NAME, Document, called, labels_of, namespace_of
from mainstay.catalog.kubernetes.exposure import Door, Exposure, exposed
from mainstay.catalog.kubernetes.mesh import joined_by, mesh_link, shared
from mainstay.catalog.kubernetes.network_policy import joined
from mainstay.catalog.kubernetes.pod import TEMPLATED, Mount
from mainstay.catalog.kubernetes.program import ProgramKind, needed
from mainstay.catalog.kubernetes.room import budget, other_names, service
from mainstay.catalog.kubernetes.scaling import Autoscaler
from mainstay.catalog.kubernetes.sizing import CPU_MILLIS, Size, availability, pod_charges, sizes, volume_charges
from mainstay.catalog.kubernetes.storage import ENCRYPTED, claim, storage_class
from mainstay.model.cloud import CloudKind, Demand, Endpoint, Market, Offer, Part, Site, Usage
from mainstay.model.intent import AnyComponent, Property, Role, Service
from mainstay.model.price import Charge
from mainstay.model.requirement import Access
from mainstay.model.target import Target
from mainstay.model.told import SecretText, Told

START_S = 20.0
"""How long it takes until a new pod answers on a node that has room: image, process, probes (assumption)."""
_LEAST_SPREAD = 2
_MOST_FACTOR = 3


class RunningKind(ProgramKind, frozen=True, kw_only=True):
    """A service in pods. `replicas` is how many run at least; the autoscaler may run three times as many."""

    realises = frozenset({Role.SERVICE})
    movable: ClassVar[bool] = True

    replicas: int = 1
    exposure: Exposure = Exposure()

    @classmethod
    def refusal(cls, component: AnyComponent, demand: Demand) -> str:
        """Services; those with files of their own go where volumes are."""
        del demand
        if not isinstance(component, Service):
            return "it keeps services running and nothing else"
        if component.persist and cls.movable:
            return f"it keeps no files, but `{component.name}` persists {', '.join(component.persist)}"
        return "" if component.persist or cls.movable else f"`{component.name}` keeps no files: it needs no volume"

    @classmethod
    def offers(cls, component: AnyComponent, demand: Demand, market: Market) -> tuple[Offer, ...]:
        """For each mesh that may be asked for (`set: mesh`), all sizes that serve the load."""
        if not isinstance(component, Service) or cls.refusal(component, demand):
            return ()
        kind = overridden(cls._fitted(component, demand, market), component)
        found = (kind.offer_of(component, size, demand, market) for size in kind.fitting(component, demand))
        return best(found)

    @classmethod
    def _fitted(cls, component: Service, demand: Demand, market: Market) -> Self:
        on_eks = market.target is Target.AWS
        return cls(
            cluster=eks.cluster() if on_eks else None,
            command=component.command,
            port=port_of(component) if listens(component, demand) else None,
            health_path=health_path(component),
            start_s=needed(component),
            memory_mib=memory_needed(component, demand),
            exposure=Exposure(door=Door.LOAD_BALANCER if on_eks else Door.INGRESS),
        )

    def fitting(self, component: Service, demand: Demand) -> Iterator[Size]:
        """The sizes that can be: as many pods as serve the load; of those with files as many as the intent has."""
        found = sizes(demand, self.memory_mib)
        if not self.movable:
            found = (
                Size(replicas=max(1, component.replicas), cpu_millis=cpu_millis, memory_mib=self.memory_mib)
                for cpu_millis in CPU_MILLIS
            )
        stated = component.overrides.get("cpu_millis")
        yield from (size for size in found if stated is None or size.cpu_millis == self.cpu_millis)

    def offer_of(self, component: Service, size: Size, demand: Demand, market: Market) -> Offer:
        """What pods of this size give."""
        public = is_public(component, demand)
        balanced = public and self.exposure.door is Door.LOAD_BALANCER
        balancer = ("aws.load_balancer",) if balanced else ()
        on_eks = ("aws.eks_cluster",) if self.cluster is not None else ()
        own_ms, own = work_p99_ms(demand, size.vcpu, size.replicas), availability(size.replicas, market.zones)
        charges = (*pod_charges(size, market), *self._further(component, size, market))
        return Offer(
            kind=msgspec.structs.replace(self, replicas=size.replicas, cpu_millis=size.cpu_millis),
            label=size.label,
            charges=(*charges, *elb.traffic(market, demand)) if balanced else charges,
            latency_ms=round(own_ms + (elb.LATENCY_MS if balanced else 0.0), 3),
            availability=round(own * elb.AVAILABILITY / 100.0, 4) if balanced else own,
            capacity=rate_capacity(demand, size.vcpu, size.replicas) * (_MOST_FACTOR if self.movable else 1),
            connections=POOL * size.replicas * (_MOST_FACTOR if self.movable else 1),
            startup_s=START_S,
            shared=(*on_eks, *balancer, *shared(self.mesh)),
            says=(f"pods are planned to use {HEADROOM:.0%} of their CPU",),
        )

    def _further(self, component: Service, size: Size, market: Market) -> tuple[Charge, ...]:
        del component, size, market
        return ()

    # What it needs

    def _around(self, site: Site) -> Iterator[Part]:
        yield from super()._around(site)
        if self.replicas >= _LEAST_SPREAD:
            yield budget(site)
        if self.port is None:
            return
        yield service(site, self.port, headless=not self.movable)
        hostnames = site.component.hostnames if isinstance(site.component, Service) else ()
        yield from other_names(site, hostnames, self.port)
        if self._is_public(site):
            yield from exposed(site, self.exposure, self.port)

    # As something that is used

    def accepts(self, user: CloudKind, access: Access) -> str:
        """Other pods call it."""
        if self.port is None:
            return "it takes no connections: it is a worker"
        if access is not Access.CALL:
            return f"a program can be called, but not {access.value}"
        if user.target is Target.KUBERNETES and user.realises:
            by_name = "pages call it from browsers, by its public name: that takes no link"
            return by_name if Role.SITE in user.realises else ""
        return "its address is known inside the cluster only: run the caller there, too, or put a queue between"

    def endpoint(self, site: Site) -> Endpoint | None:
        """On EKS behind the fence of the nodes; elsewhere network policies are all there is."""
        del site
        on_eks = self.cluster is not None and self.port is not None
        return Endpoint(security_group=eks.NODES, ports=(self.port,)) if on_eks and self.port else None

    def connection(self, site: Site) -> dict[Property, Told | SecretText]:
        """By the name of its Service, which the resolver of a pod completes with its own namespace."""
        if self.port is None:
            return {}
        return {
            Property.HOST: called(site),
            Property.PORT: str(self.port),
            Property.URL: f"http://{called(site)}:{self.port}",
            Property.NAME: called(site),
        }

    def attached(self, site: Site, user: Usage) -> tuple[Part, ...]:
        """The openings of the link at both ends, and in a mesh, its permission."""
        if self.port is None or not isinstance(user.kind, ProgramKind):
            return ()
        return (*joined(site, user.name, self.port), *mesh_link(site, joined_by(site, self.mesh), user.name, self.port))


class Deployment(RunningKind, tag="k8s.deployment", frozen=True, kw_only=True):
    """A service whose pods are all alike: they come and go, and stand in different zones."""

    id = "k8s.deployment"
    manifest = ("apps/v1", "Deployment")
    aliases = frozenset({"aws.eks", "kubernetes.deployment", "kubernetes.pod"})
    about = "Keeps pods of a service running: spread over zones, replaced one by one, more under load."

    def _around(self, site: Site) -> Iterator[Part]:
        yield from super()._around(site)
        kind = Autoscaler(
            name=called(site),
            namespace=namespace_of(site),
            labels=labels_of(site),
            workload=called(site),
            least=self.replicas,
            most=self.replicas * _MOST_FACTOR,
        )
        says = f"the stated load needs at least {self.replicas}; more of it makes more pods"
        yield Part(name=f"{site.name}.autoscaler", kind=kind, says=says)

    def body(self) -> Document:
        """How many is left to the autoscaler. A new pod must serve before an old one goes."""
        rolling = {"maxSurge": 1, "maxUnavailable": 0}
        spec: Document = {
            "revisionHistoryLimit": 5,
            "selector": {"matchLabels": {NAME: self.name}},
            "strategy": {"type": "RollingUpdate", "rollingUpdate": rolling},
            "template": self.pod(),
        }
        return {"spec": spec}


class StatefulSet(RunningKind, tag="k8s.stateful_set", frozen=True, kw_only=True):
    """A service that keeps files: each pod has a volume of `size_gib` of its own, mounted at `persist`."""

    id = "k8s.stateful_set"
    manifest = ("apps/v1", "StatefulSet")
    about = "Keeps pods of a service running that have a volume and a name each."
    stateful = True
    movable = False

    size_gib: int = 10
    persist: tuple[str, ...] = ()
    storage_class: str = ""

    def placed(self, site: Site) -> Self:
        """With the folders that must outlive it."""
        kept = site.component.persist if isinstance(site.component, Service) else ()
        usual = ENCRYPTED if self.cluster is not None else ""
        return msgspec.structs.replace(super().placed(site), persist=kept, storage_class=self.storage_class or usual)

    def _around(self, site: Site) -> Iterator[Part]:
        yield from super()._around(site)
        if self.cluster is not None and not self.storage_class:
            yield storage_class(site)

    def _further(self, component: Service, size: Size, market: Market) -> tuple[Charge, ...]:
        del component
        return volume_charges(self.size_gib * size.replicas, market)

    def body(self) -> Document:
        """One after the other: a volume is never mounted twice."""
        mounts = tuple(
            Mount(name="data", path=kept_at(path), claim=TEMPLATED, folder=f"folder-{number}")
            for number, path in enumerate(self.persist)
        )
        data = {"metadata": {"name": "data"}, "spec": claim(self.size_gib, self.storage_class)}
        spec: Document = {
            **({"serviceName": self.name} if self.port else {}),
            "replicas": self.replicas,
            "selector": {"matchLabels": {NAME: self.name}},
            "template": self.pod(mounts=mounts),
            "volumeClaimTemplates": [data],
        }
        return {"spec": spec}
