"""Secrets: objects that point to where a value is kept. No manifest holds one."""

from enum import StrEnum

import msgspec

from mainstay.catalog.kubernetes.base import Document, K8sKind, called, labels_of, namespace_of
from mainstay.model.cloud import CloudKind, Demand, Market, Offer, Part, Site
from mainstay.model.intent import AnyComponent, Generated, Property, Role
from mainstay.model.intent import Secret as SecretComponent
from mainstay.model.requirement import Access
from mainstay.model.target import Target
from mainstay.model.told import SecretText, Told
from mainstay.model.value import Value

STORE = "cluster-secrets"
"""The ClusterSecretStore that the people who run a cluster of their own provide under this name."""
LENGTH = 50
"""Characters of a password that the cluster makes up."""
_API = "external-secrets.io/v1"
_GENERATORS = "generators.external-secrets.io/v1alpha1"


class StoreKind(StrEnum):
    """A store of the namespace, or of the whole cluster."""

    NAMESPACE = "SecretStore"
    CLUSTER = "ClusterSecretStore"


class Remote(Value, frozen=True, kw_only=True):
    """Where a value is kept: the name of a secret in the store, and a key of the JSON that it holds."""

    key: Told
    property: str = ""


class ClusterSecret(K8sKind, tag="k8s.secret", frozen=True, kw_only=True):
    """A Secret that somebody else fills: it is here for its name and its keys, never with values."""

    id = "k8s.secret"
    manifest = ("v1", "Secret")
    about = "A Secret without values, which somebody in the cluster fills."

    def body(self) -> Document:
        """No data."""
        return {"type": "Opaque"}


class SecretStore(K8sKind, tag="k8s.secret_store", frozen=True, kw_only=True):
    """Where External Secrets finds values: Secrets Manager, as the identity of its own pods."""

    id = "k8s.secret_store"
    manifest = (_API, "SecretStore")
    about = "The way from a namespace to AWS Secrets Manager."
    source = 'external-secrets.io, AWS access, "Controller\'s Pod Identity" (2025)'

    region: str

    def body(self) -> Document:
        """The provider, without a key: the pods of External Secrets have a role."""
        provider = {"service": "SecretsManager", "region": self.region}
        return {"spec": {"provider": {"aws": provider}}}


class Password(K8sKind, tag="k8s.password", frozen=True, kw_only=True):
    """Makes up a password in the cluster; letters and digits only, so that it can stand in a URL."""

    id = "k8s.password"
    manifest = (_GENERATORS, "Password")
    about = "Makes up a password in the cluster, which nobody has to see."

    length: int = LENGTH

    def body(self) -> Document:
        """No symbols; the same character may come twice."""
        return {"spec": {"length": self.length, "symbols": 0, "noUpper": False, "allowRepeat": True}}


class ExternalSecret(K8sKind, tag="k8s.external_secret", frozen=True, kw_only=True):
    """Fills a Secret of the same name: with values of a store, or with a password that `generator` made up.

    `template` makes further keys of them (`url: postgresql://app:{{ .password }}@db/app`).
    """

    id = "k8s.external_secret"
    manifest = (_API, "ExternalSecret")
    realises = frozenset({Role.SECRET})
    about = "Fills a Secret from a store outside the cluster, or with a generated value."

    data: dict[str, Remote] = {}
    store: str = STORE
    store_kind: StoreKind = StoreKind.CLUSTER
    generator: str = ""
    template: dict[str, str] = {}
    refresh: str = "1h"

    @classmethod
    def offers(cls, component: AnyComponent, demand: Demand, market: Market) -> tuple[Offer, ...]:
        """One, on clusters that are there already: on AWS secrets are kept in Secrets Manager."""
        if market.target is not Target.KUBERNETES or cls.refusal(component, demand):
            return ()
        return (Offer(kind=cls(), label="external secret"),)

    @classmethod
    def refusal(cls, component: AnyComponent, demand: Demand) -> str:
        """Only secrets."""
        del demand
        return "" if isinstance(component, SecretComponent) else "it keeps secrets and nothing else"

    def placed(self, site: Site) -> "ExternalSecret":
        """Under the name of the component; what mainstay would make up, the cluster makes up."""
        own = msgspec.structs.replace(self, name=called(site), namespace=namespace_of(site), labels=labels_of(site))
        if _is_made_up(site):
            return msgspec.structs.replace(own, generator=called(site), template={"value": "{{ .password }}"})
        return msgspec.structs.replace(own, data={"value": Remote(key=site.label)})

    def parts(self, site: Site) -> tuple[Part, ...]:
        """The generator, where the value is made up."""
        return (password(site),) if _is_made_up(site) else ()

    def accepts(self, user: CloudKind, access: Access) -> str:
        """Pods read it."""
        if access is not Access.READ:
            return "a secret of the cluster can only be read"
        return "" if user.target is Target.KUBERNETES else "only pods of the same namespace can read it"

    def connection(self, site: Site) -> dict[Property, Told | SecretText]:
        """Its value, by reference."""
        return {Property.VALUE: SecretText(resource=site.name, key="value"), Property.NAME: called(site)}

    def body(self) -> Document:
        """Made once where it is generated and never removed, for a second password would lock everybody out."""
        spec: Document = {"refreshPolicy": "CreatedOnce"} if self.generator else {"refreshInterval": self.refresh}
        if self.data:
            spec["secretStoreRef"] = {"kind": self.store_kind.value, "name": self.store}
        target: Document = {"name": self.name, "creationPolicy": "Orphan" if self.generator else "Owner"}
        if self.template:
            target["template"] = {"data": {key: self.template[key] for key in sorted(self.template)}}
        spec["target"] = target
        if self.generator:
            made = {"apiVersion": _GENERATORS, "kind": "Password", "name": self.generator}
            spec["dataFrom"] = [{"sourceRef": {"generatorRef": made}}]
        if self.data:
            spec["data"] = [_entry(key, self.data[key]) for key in sorted(self.data)]
        return {"spec": spec}


def _is_made_up(site: Site) -> bool:
    return isinstance(site.component, SecretComponent) and isinstance(site.component.value, Generated)


def _entry(key: str, remote: Remote) -> Document:
    place: Document = {"key": remote.key}
    return {"secretKey": key, "remoteRef": {**place, "property": remote.property} if remote.property else place}


def password(site: Site) -> Part:
    """The generator of the password of `site`."""
    kind = Password(name=called(site), namespace=namespace_of(site), labels=labels_of(site))
    return Part(name=f"{site.name}.password", kind=kind, says=f"the password of {site.name} is made up in the cluster")


KINDS = (ClusterSecret, SecretStore, Password, ExternalSecret)
