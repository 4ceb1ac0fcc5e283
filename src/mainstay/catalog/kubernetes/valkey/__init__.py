"""Valkey in a cluster: a cache in memory."""

from typing import Self

import msgspec

from mainstay.catalog.kubernetes.base import called
from mainstay.catalog.kubernetes.pod import SCRATCH, Mount, Pod, Probe, SecretKey
from mainstay.catalog.kubernetes.store import StoreKind
from mainstay.model.cloud import Site
from mainstay.model.intent import AnyComponent, Cache, Property, Role
from mainstay.model.told import SecretText, Told


class Valkey(StoreKind, tag="k8s.valkey", frozen=True, kw_only=True):
    """A Valkey server that keeps nothing on disk: what it holds can be made again."""

    id = "k8s.valkey"
    manifest = ("apps/v1", "StatefulSet")
    realises = frozenset({Role.CACHE})
    about = "Valkey as one pod, in memory only."
    stateful = False
    port = 6379
    operations_vcpu = 20_000.0

    image: str = "docker.io/valkey/valkey:8.1.3"
    size_gib: int = 0
    authenticated: bool = True

    @classmethod
    def unfit(cls, component: AnyComponent) -> str:
        """Caches."""
        return "" if isinstance(component, Cache) else "it is a cache and nothing else"

    @classmethod
    def fitted(cls, component: AnyComponent) -> Self:
        """Without a password where the code connects without one."""
        return cls(authenticated=component.authenticated) if isinstance(component, Cache) else cls()

    def secret_template(self) -> dict[str, str]:
        """The password, and the URL that holds it."""
        if not self.authenticated:
            return {}
        url = f"redis://default:{{{{ .password }}}}@{self.name}:{self.port}"
        return {"password": "{{ .password }}", "url": url}

    def connection(self, site: Site) -> dict[Property, Told | SecretText]:
        """By the name of its Service."""
        told: dict[Property, Told | SecretText] = {
            Property.URL: f"redis://{called(site)}:{self.port}",
            Property.HOST: called(site),
            Property.PORT: str(self.port),
        }
        if self.authenticated:
            told[Property.URL] = SecretText(resource=site.name, key="url")
            told[Property.USER] = "default"
            told[Property.PASSWORD] = SecretText(resource=site.name, key="password")
        return told

    def pod(self) -> Pod:
        """The password goes through a file that only the server reads, so that no list of processes shows it."""
        limits = f"maxmemory {self.memory_mib * 3 // 4}mb\\nmaxmemory-policy allkeys-lru\\n"
        settings = f'save ""\\nappendonly no\\ndir /data\\n{limits}'
        start = "exec valkey-server /tmp/valkey.conf"
        pod = Pod(
            name="valkey",
            component=self.component,
            service_account=self.component,
            image=self.image,
            command=("/bin/sh", "-euc", f"printf '{settings}protected-mode no\\n' > /tmp/valkey.conf; {start}"),
            port=self.port,
            cpu_millis=self.cpu_millis,
            memory_mib=self.memory_mib,
            user=self.user,
            ready=Probe(command=("valkey-cli", "-e", "ping")),
            mounts=(Mount(name="data", path="/data"), SCRATCH),
            labels=self.labels,
        )
        if not self.authenticated:
            return pod
        written = f"printf '{settings}requirepass %s\\n' \"$REDISCLI_AUTH\" > /tmp/valkey.conf; {start}"
        secrets = {"REDISCLI_AUTH": SecretKey(secret=self.name, key="password")}
        return msgspec.structs.replace(pod, command=("/bin/sh", "-euc", written), secrets=secrets)


KIND = Valkey
