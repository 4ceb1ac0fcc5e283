"""Shapes of resources that Kubernetes itself does not have: what this catalog writes of them, and nothing else.

They follow the CRDs of Gateway API v1.1, External Secrets v1, Istio 1.22, Linkerd 2.16 and the AWS Load Balancer
Controller 2.5.
"""

from typing import Any, Literal

import msgspec


class _Shape(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename="camel"):
    pass


class _Metadata(_Shape, frozen=True, kw_only=True):
    name: str
    namespace: str = ""
    labels: dict[str, str] = {}
    annotations: dict[str, str] = {}


class _Object(_Shape, frozen=True, kw_only=True):
    api_version: str
    kind: str
    metadata: _Metadata


class _Selector(_Shape, frozen=True, kw_only=True):
    match_labels: dict[str, str]


# Gateway API


class _Parent(_Shape, frozen=True, kw_only=True):
    name: str
    section_name: str = ""


class _Backend(_Shape, frozen=True, kw_only=True):
    name: str
    port: int


class _Redirect(_Shape, frozen=True, kw_only=True):
    scheme: Literal["http", "https"]
    status_code: Literal[301, 302]


class _Filter(_Shape, frozen=True, kw_only=True):
    type: Literal["RequestRedirect"]
    request_redirect: _Redirect


class _RouteRule(_Shape, frozen=True, kw_only=True):
    backend_refs: tuple[_Backend, ...] = ()
    filters: tuple[_Filter, ...] = ()


class _RouteSpec(_Shape, frozen=True, kw_only=True):
    parent_refs: tuple[_Parent, ...]
    hostnames: tuple[str, ...]
    rules: tuple[_RouteRule, ...]


class HttpRoute(_Object, frozen=True, kw_only=True):
    """gateway.networking.k8s.io/v1, HTTPRoute."""

    spec: _RouteSpec


class _CertificateRef(_Shape, frozen=True, kw_only=True):
    kind: Literal["Secret"] = "Secret"
    name: str


class _Tls(_Shape, frozen=True, kw_only=True):
    mode: Literal["Terminate"]
    certificate_refs: tuple[_CertificateRef, ...]


class _Listener(_Shape, frozen=True, kw_only=True):
    name: str
    hostname: str
    port: int
    protocol: Literal["HTTP", "HTTPS"]
    tls: _Tls | None = None
    allowed_routes: dict[str, dict[str, Literal["Same", "All", "Selector"]]]


class _GatewaySpec(_Shape, frozen=True, kw_only=True):
    gateway_class_name: str
    listeners: tuple[_Listener, ...]


class Gateway(_Object, frozen=True, kw_only=True):
    """gateway.networking.k8s.io/v1, Gateway."""

    spec: _GatewaySpec


# External Secrets


class _StoreRef(_Shape, frozen=True, kw_only=True):
    kind: Literal["SecretStore", "ClusterSecretStore"]
    name: str


class _TemplateOf(_Shape, frozen=True, kw_only=True):
    data: dict[str, str]


class _SecretTarget(_Shape, frozen=True, kw_only=True):
    name: str
    creation_policy: Literal["Owner", "Orphan", "Merge", "None"]
    template: _TemplateOf | None = None


class _RemoteRef(_Shape, frozen=True, kw_only=True):
    key: str
    property: str = ""


class _Datum(_Shape, frozen=True, kw_only=True):
    secret_key: str
    remote_ref: _RemoteRef


class _GeneratorRef(_Shape, frozen=True, kw_only=True):
    api_version: Literal["generators.external-secrets.io/v1alpha1"]
    kind: Literal["Password"]
    name: str


class _SourceRef(_Shape, frozen=True, kw_only=True):
    generator_ref: _GeneratorRef


class _DataFrom(_Shape, frozen=True, kw_only=True):
    source_ref: _SourceRef


class _ExternalSecretSpec(_Shape, frozen=True, kw_only=True):
    refresh_policy: Literal["CreatedOnce", "Periodic", "OnChange"] = "Periodic"
    refresh_interval: str = "1h"
    secret_store_ref: _StoreRef | None = None
    target: _SecretTarget
    data: tuple[_Datum, ...] = ()
    data_from: tuple[_DataFrom, ...] = ()


class ExternalSecret(_Object, frozen=True, kw_only=True):
    """external-secrets.io/v1, ExternalSecret."""

    spec: _ExternalSecretSpec


class _Aws(_Shape, frozen=True, kw_only=True):
    service: Literal["SecretsManager", "ParameterStore"]
    region: str


class _Provider(_Shape, frozen=True, kw_only=True):
    aws: _Aws


class _StoreSpec(_Shape, frozen=True, kw_only=True):
    provider: _Provider


class SecretStore(_Object, frozen=True, kw_only=True):
    """external-secrets.io/v1, SecretStore."""

    spec: _StoreSpec


class _PasswordSpec(_Shape, frozen=True, kw_only=True):
    length: int
    symbols: int
    no_upper: bool
    allow_repeat: bool


class Password(_Object, frozen=True, kw_only=True):
    """generators.external-secrets.io/v1alpha1, Password."""

    spec: _PasswordSpec


# Istio


_Mode = Literal["STRICT", "PERMISSIVE", "DISABLE", "UNSET"]


class _Mtls(_Shape, frozen=True, kw_only=True):
    mode: _Mode


class _PeerSpec(_Shape, frozen=True, kw_only=True):
    selector: _Selector | None = None
    mtls: _Mtls
    port_level_mtls: dict[str, _Mtls] = {}


class PeerAuthentication(_Object, frozen=True, kw_only=True):
    """security.istio.io/v1, PeerAuthentication."""

    spec: _PeerSpec


class _Source(_Shape, frozen=True, kw_only=True):
    principals: tuple[str, ...]


class _From(_Shape, frozen=True, kw_only=True):
    source: _Source


class _Operation(_Shape, frozen=True, kw_only=True):
    ports: tuple[str, ...]


class _To(_Shape, frozen=True, kw_only=True):
    operation: _Operation


class _AuthorizationRule(_Shape, frozen=True, kw_only=True):
    from_: tuple[_From, ...] = msgspec.field(name="from", default=())
    to: tuple[_To, ...] = ()


class _IstioAuthorizationSpec(_Shape, frozen=True, kw_only=True):
    selector: _Selector | None = None
    action: Literal["ALLOW", "DENY"] = "ALLOW"
    rules: tuple[_AuthorizationRule, ...] = ()


class IstioAuthorization(_Object, frozen=True, kw_only=True):
    """security.istio.io/v1, AuthorizationPolicy."""

    spec: _IstioAuthorizationSpec


# Linkerd


class _LinkerdRef(_Shape, frozen=True, kw_only=True):
    group: str = ""
    kind: Literal["Server", "HTTPRoute", "ServiceAccount", "MeshTLSAuthentication", "NetworkAuthentication"]
    name: str


class _LinkerdAuthorizationSpec(_Shape, frozen=True, kw_only=True):
    target_ref: _LinkerdRef
    required_authentication_refs: tuple[_LinkerdRef, ...]


class LinkerdAuthorization(_Object, frozen=True, kw_only=True):
    """policy.linkerd.io/v1alpha1, AuthorizationPolicy."""

    spec: _LinkerdAuthorizationSpec


class _ServerSpec(_Shape, frozen=True, kw_only=True):
    pod_selector: _Selector
    port: int | str
    access_policy: Literal["deny", "audit", "all-authenticated", "cluster-authenticated"]


class LinkerdServer(_Object, frozen=True, kw_only=True):
    """policy.linkerd.io/v1beta3, Server."""

    spec: _ServerSpec


class _IdentitiesSpec(_Shape, frozen=True, kw_only=True):
    identities: tuple[str, ...]


class MeshTls(_Object, frozen=True, kw_only=True):
    """policy.linkerd.io/v1alpha1, MeshTLSAuthentication."""

    spec: _IdentitiesSpec


class _Network(_Shape, frozen=True, kw_only=True):
    cidr: str


class _NetworksSpec(_Shape, frozen=True, kw_only=True):
    networks: tuple[_Network, ...]


class Network(_Object, frozen=True, kw_only=True):
    """policy.linkerd.io/v1alpha1, NetworkAuthentication."""

    spec: _NetworksSpec


# AWS Load Balancer Controller


class _ServiceRef(_Shape, frozen=True, kw_only=True):
    name: str
    port: int | str


class _BindingSpec(_Shape, frozen=True, kw_only=True):
    service_ref: _ServiceRef
    target_group_arn: str = msgspec.field(name="targetGroupARN")
    target_type: Literal["ip", "instance"]


class TargetGroupBinding(_Object, frozen=True, kw_only=True):
    """elbv2.k8s.aws/v1beta1, TargetGroupBinding."""

    spec: _BindingSpec


SHAPES: dict[tuple[str, str], type[Any]] = {
    ("elbv2.k8s.aws/v1beta1", "TargetGroupBinding"): TargetGroupBinding,
    ("external-secrets.io/v1", "ExternalSecret"): ExternalSecret,
    ("external-secrets.io/v1", "SecretStore"): SecretStore,
    ("gateway.networking.k8s.io/v1", "Gateway"): Gateway,
    ("gateway.networking.k8s.io/v1", "HTTPRoute"): HttpRoute,
    ("generators.external-secrets.io/v1alpha1", "Password"): Password,
    ("policy.linkerd.io/v1alpha1", "AuthorizationPolicy"): LinkerdAuthorization,
    ("policy.linkerd.io/v1alpha1", "MeshTLSAuthentication"): MeshTls,
    ("policy.linkerd.io/v1alpha1", "NetworkAuthentication"): Network,
    ("policy.linkerd.io/v1beta3", "Server"): LinkerdServer,
    ("security.istio.io/v1", "AuthorizationPolicy"): IstioAuthorization,
    ("security.istio.io/v1", "PeerAuthentication"): PeerAuthentication,
}
"""(apiVersion, kind) → its shape."""
