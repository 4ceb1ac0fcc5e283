"""A pod as plain data: one container that may do nothing but its work (Pod Security Standards, "Restricted")."""

from enum import StrEnum

from mainstay.catalog.kubernetes.base import COMPONENT, Document, without_empty
from mainstay.model.told import Told
from mainstay.model.value import Value

USER = 10001
"""The user and group of programs: no user of the node has this number."""
PORT_NAME = "main"
GRACE_S = 30
DRAIN_S = 5
"""How long a pod goes on serving after it is told to stop, until nobody sends it requests any more."""


class Architecture(StrEnum):
    """What a container image is made for; "" lets the scheduler decide."""

    ANY = ""
    AMD64 = "amd64"
    ARM64 = "arm64"


class SecretKey(Value, frozen=True, kw_only=True):
    """A key of a Secret of the namespace."""

    secret: str
    key: str


class Mount(Value, frozen=True, kw_only=True):
    """A folder that can be written: on the claim `claim`, else empty at each start. `folder` is a folder in it."""

    name: str
    path: str
    claim: str = ""
    folder: str = ""


class Probe(Value, frozen=True, kw_only=True):
    """How a container is asked: by HTTP (`path`), by a command, else whether it accepts connections."""

    path: str = ""
    command: tuple[str, ...] = ()

    def document(self) -> Document:
        """The question."""
        if self.path:
            return {"httpGet": {"path": self.path, "port": PORT_NAME}}
        return {"exec": {"command": list(self.command)}} if self.command else {"tcpSocket": {"port": PORT_NAME}}


class Pod(Value, frozen=True, kw_only=True):
    """Everything that makes one pod different from another.

    `configuration` names ConfigMaps that its environment is made of. `ready` asks whether it can serve. `start_s` is
    how long it may take to start. `drains` says that others send it requests, so that it must not stop at once.
    """

    name: str
    component: str
    service_account: str
    image: Told
    command: tuple[str, ...] = ()
    args: tuple[str, ...] = ()
    port: int | None = None
    environment: dict[str, str] = {}
    configuration: tuple[str, ...] = ()
    secrets: dict[str, SecretKey] = {}
    cpu_millis: int
    memory_mib: int
    user: int = USER
    ready: Probe | None = None
    start_s: int = 120
    mounts: tuple[Mount, ...] = ()
    drains: bool = False
    labels: dict[str, str] = {}
    annotations: dict[str, str] = {}
    restart: str = ""
    architecture: Architecture = Architecture.ANY


def template(pod: Pod, *, spread: tuple[str, ...] = ()) -> Document:
    """The template of a pod; `spread` are the topologies over which pods of the component stand apart."""
    metadata: Document = {"labels": dict(pod.labels)}
    if pod.annotations:
        metadata["annotations"] = dict(pod.annotations)
    spec: Document = {
        "serviceAccountName": pod.service_account,
        "automountServiceAccountToken": False,
        "enableServiceLinks": False,
        "securityContext": _pod_security(pod.user),
        "terminationGracePeriodSeconds": GRACE_S,
    }
    if pod.restart:
        spec["restartPolicy"] = pod.restart
    if pod.architecture:
        spec["nodeSelector"] = {"kubernetes.io/arch": pod.architecture.value}
    if spread:
        spec["topologySpreadConstraints"] = [_apart(pod.component, key) for key in spread]
    spec["containers"] = [container(pod)]
    spec["volumes"] = [_volume(mount) for mount in _volumes(pod)]
    return {"metadata": metadata, "spec": without_empty(spec)}


def container(pod: Pod) -> Document:
    """The one container of the pod."""
    fields: Document = {
        "name": pod.name,
        "image": pod.image,
        "imagePullPolicy": "Always",
        "command": list(pod.command),
        "args": list(pod.args),
        "ports": [{"name": PORT_NAME, "containerPort": pod.port, "protocol": "TCP"}] if pod.port else [],
        "envFrom": [{"configMapRef": {"name": name}} for name in pod.configuration],
        "env": _environment(pod),
        "resources": _resources(pod),
        **_probes(pod),
        "lifecycle": {"preStop": {"sleep": {"seconds": DRAIN_S}}} if pod.drains else {},
        "volumeMounts": [_mounted(mount) for mount in pod.mounts],
    }
    return {**without_empty(fields), "securityContext": _container_security()}


def _pod_security(user: int) -> Document:
    return {
        "runAsNonRoot": True,
        "runAsUser": user,
        "runAsGroup": user,
        "fsGroup": user,
        "fsGroupChangePolicy": "OnRootMismatch",
        "seccompProfile": {"type": "RuntimeDefault"},
    }


def _container_security() -> Document:
    return {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }


def _environment(pod: Pod) -> list[Document]:
    plain: list[Document] = [{"name": name, "value": pod.environment[name]} for name in sorted(pod.environment)]
    return plain + [
        {"name": name, "valueFrom": {"secretKeyRef": {"name": key.secret, "key": key.key}}}
        for name, key in sorted(pod.secrets.items())
    ]


def _resources(pod: Pod) -> Document:
    """Memory is promised in full; of the CPU a pod may take up to a whole one while its neighbours are idle."""
    return {
        "requests": {"cpu": f"{pod.cpu_millis}m", "memory": f"{pod.memory_mib}Mi"},
        "limits": {"cpu": f"{max(1000, pod.cpu_millis)}m", "memory": f"{pod.memory_mib}Mi"},
    }


def _probes(pod: Pod) -> Document:
    """Restarting asks less than sending requests: a program whose database is away must not be restarted."""
    if pod.ready is None:
        return {}
    period_s = 2
    return {
        "startupProbe": {
            **pod.ready.document(),
            "periodSeconds": period_s,
            "failureThreshold": pod.start_s // period_s,
        },
        "readinessProbe": {**pod.ready.document(), "periodSeconds": 5, "timeoutSeconds": 3, "failureThreshold": 3},
        "livenessProbe": {**Probe().document(), "periodSeconds": 10, "timeoutSeconds": 3, "failureThreshold": 6},
    }


def _apart(component: str, key: str) -> Document:
    strict = key.endswith("/zone")
    return {
        "maxSkew": 1,
        "topologyKey": key,
        "whenUnsatisfiable": "DoNotSchedule" if strict else "ScheduleAnyway",
        "labelSelector": {"matchLabels": {COMPONENT: component}},
    }


def _volumes(pod: Pod) -> list[Mount]:
    first = {mount.name: mount for mount in reversed(pod.mounts) if mount.claim != TEMPLATED}
    return [first[name] for name in sorted(first)]


def _volume(mount: Mount) -> Document:
    if mount.claim:
        return {"name": mount.name, "persistentVolumeClaim": {"claimName": mount.claim}}
    return {"name": mount.name, "emptyDir": {}}


def _mounted(mount: Mount) -> Document:
    mounted: Document = {"name": mount.name, "mountPath": mount.path}
    return {**mounted, "subPath": mount.folder} if mount.folder else mounted


TEMPLATED = "*"
"""The claim of a mount whose volume a StatefulSet makes for each pod."""
SCRATCH = Mount(name="tmp", path="/tmp")  # noqa: S108 - a folder of the container, empty at each start
ZONE, NODE = "topology.kubernetes.io/zone", "kubernetes.io/hostname"
