"""A mesh: programs talk over mutual TLS, and each link is allowed by identity. Istio or Linkerd, one for all.

Sidecars are injected pod by pod, so that the namespace is the same under both. Restricted pods need the CNI plugin of
the mesh, because a pod may not change its own network (Istio, "Install the Istio CNI node agent"; Linkerd, "CNI
Plugin"). Backing services stay outside of it: network policies fence them.
"""

from mainstay.catalog.kubernetes.mesh.istio import Istio, IstioAuthorization, IstioPeerAuthentication
from mainstay.catalog.kubernetes.mesh.linkerd import (
    Linkerd,
    LinkerdAuthorization,
    LinkerdNetworkAuthentication,
    LinkerdServer,
)
from mainstay.catalog.kubernetes.mesh.links import (
    Mesh as Mesh,
)
from mainstay.catalog.kubernetes.mesh.links import (
    annotations as annotations,
)
from mainstay.catalog.kubernetes.mesh.links import (
    joined_by as joined_by,
)
from mainstay.catalog.kubernetes.mesh.links import (
    labels as labels,
)
from mainstay.catalog.kubernetes.mesh.links import (
    mesh_link as mesh_link,
)
from mainstay.catalog.kubernetes.mesh.links import (
    mesh_of as mesh_of,
)
from mainstay.catalog.kubernetes.mesh.links import (
    shared as shared,
)

KINDS = (
    Istio,
    IstioAuthorization,
    IstioPeerAuthentication,
    Linkerd,
    LinkerdAuthorization,
    LinkerdNetworkAuthentication,
    LinkerdServer,
)
