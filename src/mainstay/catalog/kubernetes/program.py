"""What all programs in pods share, however they are started: image, environment, identity, openings."""

from collections.abc import Iterator
from typing import Self

import msgspec

from mainstay.catalog.aws.programs import image, is_ours, port_of, registry, workload
from mainstay.catalog.kubernetes import eks
from mainstay.catalog.kubernetes.base import Document, K8sKind, called, labels_of, namespace_of
from mainstay.catalog.kubernetes.configuration import ConfigMap
from mainstay.catalog.kubernetes.mesh import Mesh, annotations, joined_by, labels, mesh_of
from mainstay.catalog.kubernetes.network_policy import to_internet
from mainstay.catalog.kubernetes.pod import NODE, SCRATCH, ZONE, Architecture, Mount, Pod, Probe, SecretKey, template
from mainstay.catalog.kubernetes.room import account, room
from mainstay.model.cloud import RELEASE, Part, Site
from mainstay.model.intent import Service, Workload
from mainstay.model.told import Joined, Ref, SecretText, Told, Variable
from mainstay.model.value import digest

REGISTRY = Variable(name="registry", description="The container registry that the images of the application are in.")
CONFIGURATION = "mainstay.dev/configuration"
"""The annotation that changes with the configuration, so that pods start again with the new one."""


class ProgramKind(K8sKind, frozen=True, kw_only=True):
    """A program in pods.

    `cluster` is the EKS cluster it runs on (None: a cluster that is there already). `command` is run by a shell.
    `configuration` and `secrets` are its environment; `secret_keys` are the keys of Secrets that the latter end in.
    """

    component: str = ""
    cluster: Ref | None = None
    image: Told = ""
    command: str = ""
    port: int | None = None
    health_path: str = "/"
    start_s: int = 120
    cpu_millis: int = 250
    memory_mib: int = 512
    architecture: Architecture = Architecture.ANY
    mesh: Mesh = Mesh.NONE
    configuration: dict[str, Told] = {}
    secrets: dict[str, SecretText] = {}
    secret_keys: dict[str, SecretKey] = {}

    # What it needs

    def placed(self, site: Site) -> Self:
        """Under its name, with the image of the release and the keys of its secrets."""
        return msgspec.structs.replace(
            self,
            name=called(site),
            namespace=namespace_of(site),
            labels=labels_of(site),
            component=site.name,
            mesh=joined_by(site, self.mesh),
            image=self._image(site),
            configuration=self._configured(),
            secret_keys={name: _key(name, secret, site) for name, secret in sorted(self.secrets.items())},
        )

    def parts(self, site: Site) -> tuple[Part, ...]:
        """Its room, identity, configuration and openings."""
        return tuple(self._around(site))

    def _around(self, site: Site) -> Iterator[Part]:
        yield from room(site)
        yield account(site)
        configured = self._configured()
        if configured:
            kind = ConfigMap(name=called(site), namespace=namespace_of(site), labels=labels_of(site), data=configured)
            yield Part(name=f"{site.name}.configuration", kind=kind, says=f"what {site.name} is told, but for secrets")
        if self.cluster is not None:
            yield from registry(site)
            yield from eks.identity(site)
            yield from eks.ways_out(site)
            yield from eks.secrets(site, {n: s for n, s in self.secrets.items() if not _in_cluster(s, site)})
        if workload(site).needs.internet:
            yield to_internet(site, f"{site.name} calls services on the internet")
        yield from mesh_of(site, joined_by(site, self.mesh), self.port, public=self._is_public(site))

    def _is_public(self, site: Site) -> bool:
        return isinstance(site.component, Service) and site.component.public

    def _image(self, site: Site) -> Told:
        if self.cluster is not None or not is_ours(workload(site)):
            return image(site)
        return Joined(parts=(REGISTRY, f"/{site.application}-{called(site)}:", RELEASE))

    def _configured(self) -> dict[str, Told]:
        return {**({"PORT": str(self.port)} if self.port else {}), **self.configuration}

    # As a program that uses others

    @property
    def principal(self) -> str:
        """EKS Pod Identity; a cluster elsewhere has no roles."""
        return eks.PODS if self.cluster is not None else ""

    def sends_from(self, site: Site) -> str:
        """From the nodes of the cluster."""
        del site
        return eks.NODES if self.cluster is not None else ""

    def told(self, plain: dict[str, Told], secret: dict[str, SecretText]) -> Self:
        """Plain values in a ConfigMap, secrets by reference."""
        return msgspec.structs.replace(self, configuration=plain, secrets=secret)

    # Its pods

    def pod(self, *, restart: str = "", mounts: tuple[Mount, ...] = ()) -> Document:
        """The template of its pods. One that listens drains before it stops, and stands apart from its like."""
        waited_for = restart == ""
        configured = self.configuration
        pod = Pod(
            name=self.component,
            component=self.component,
            service_account=self.component,
            image=self.image,
            command=("/bin/sh", "-c", replaced_shell(self.command)) if self.command else (),
            port=self.port,
            configuration=(self.name,) if configured else (),
            secrets=self.secret_keys,
            cpu_millis=self.cpu_millis,
            memory_mib=self.memory_mib,
            ready=Probe(path=self.health_path) if self.port else None,
            start_s=self.start_s,
            mounts=(SCRATCH, *mounts),
            drains=self.port is not None,
            labels={**self.labels, **labels(self.mesh)},
            annotations={**({CONFIGURATION: digest(configured)} if configured else {}), **annotations(self.mesh)},
            restart=restart,
            architecture=self.architecture,
        )
        return template(pod, spread=(ZONE, NODE) if waited_for else ())


def started(site: Site) -> tuple[str, int | None]:
    """The command of a program, and the port it listens on (None where it does not)."""
    component = workload(site)
    listens = isinstance(component, Service) and (component.public or component.listens)
    return component.command, port_of(component) if listens else None


def replaced_shell(command: str) -> str:
    """The command such that the shell becomes it, and signals reach it; where it is one command only."""
    first = command.split(" ", maxsplit=1)[0]
    several = any(mark in command for mark in ";&|\n") or "=" in first
    return command if several else f"exec {command}"


def _key(name: str, secret: SecretText, site: Site) -> SecretKey:
    """In the Secret of what is used, where that is in the cluster; else in that of the program itself."""
    for use in site.uses:
        if use.name == secret.resource and isinstance(use.kind, K8sKind):
            return SecretKey(secret=use.physical or use.name, key=secret.key)
    return SecretKey(secret=called(site), key=name)


def _in_cluster(secret: SecretText, site: Site) -> bool:
    return any(use.name == secret.resource and isinstance(use.kind, K8sKind) for use in site.uses)


def needed(component: Workload) -> int:
    """How long it may take to start, in seconds."""
    return max(30, int(component.needs.startup_s or 120))
