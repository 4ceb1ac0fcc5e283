"""Identity in the cluster: service accounts, and what they may ask the API server for."""

from mainstay.catalog.kubernetes.base import Document, K8sKind
from mainstay.model.value import Value

_RBAC = "rbac.authorization.k8s.io"


class ServiceAccount(K8sKind, tag="k8s.service_account", frozen=True, kw_only=True):
    """What a pod runs as. Its token is not mounted: no program here talks to the API server."""

    id = "k8s.service_account"
    manifest = ("v1", "ServiceAccount")
    about = "An identity in the cluster: one for each program, never shared."

    def body(self) -> Document:
        """Without a token in its pods."""
        return {"automountServiceAccountToken": False}


class Permission(Value, frozen=True, kw_only=True):
    """Verbs on resources of one API group (empty: the core), narrowed to names where there are any."""

    group: str = ""
    resources: tuple[str, ...]
    verbs: tuple[str, ...]
    names: tuple[str, ...] = ()


class Role(K8sKind, tag="k8s.role", frozen=True, kw_only=True):
    """What somebody may ask the API server for, within the namespace."""

    id = "k8s.role"
    manifest = (f"{_RBAC}/v1", "Role")
    about = "Permissions on objects of the namespace."

    permissions: tuple[Permission, ...]

    def body(self) -> Document:
        """The rules."""
        return {"rules": [_rule(permission) for permission in self.permissions]}


class RoleBinding(K8sKind, tag="k8s.role_binding", frozen=True, kw_only=True):
    """Gives a role of the namespace to a service account of the namespace."""

    id = "k8s.role_binding"
    manifest = (f"{_RBAC}/v1", "RoleBinding")
    about = "Gives a role to a service account."

    role: str
    service_account: str

    def body(self) -> Document:
        """Whom it gives what."""
        subject: Document = {"kind": "ServiceAccount", "name": self.service_account}
        if self.namespace:
            subject["namespace"] = self.namespace
        return {"roleRef": {"apiGroup": _RBAC, "kind": "Role", "name": self.role}, "subjects": [subject]}


def _rule(permission: Permission) -> Document:
    rule: Document = {"apiGroups": [permission.group], "resources": list(permission.resources)}
    if permission.names:
        rule["resourceNames"] = list(permission.names)
    return {**rule, "verbs": list(permission.verbs)}


KINDS = (ServiceAccount, Role, RoleBinding)
