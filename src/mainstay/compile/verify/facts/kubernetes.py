"""What a cluster of EKS needs open between its control plane and its nodes.

Amazon EKS User Guide, "View Amazon EKS security group requirements": 443 and 10250 at least, DNS between nodes;
webhooks of controllers listen on 443 and 9443 (AWS Load Balancer Controller, "Security groups"). Pods share the fence
of their nodes, so between nodes every port of TCP is open, and network policies decide (see `cluster_policies`).
"""

CONTROL_TO_NODES = (("tcp", 443, 443), ("tcp", 9443, 9443), ("tcp", 10250, 10250))
NODES_TO_CONTROL = (("tcp", 443, 443),)
NODES_TO_NODES = (("tcp", 1, 65535), ("udp", 53, 53), ("tcp", 53, 53))

ADDONS = frozenset({"coredns", "kube-proxy", "vpc-cni"})
"""Add-ons without which no pod gets an address or finds a name (Amazon EKS User Guide, "Amazon EKS add-ons")."""
AGENT = "eks-pod-identity-agent"
"""The add-on that hands out the credentials of roles (same guide, "Set up the Amazon EKS Pod Identity Agent")."""

CONTROLLERS = frozenset(
    {("external-secrets", "external-secrets"), ("kube-system", "aws-load-balancer-controller")}
)  # fmt: skip
"""Namespace and service account of controllers, as their charts install them."""

KEEP_TARGETS = (
    ("elasticloadbalancing:DeregisterTargets", False),
    ("elasticloadbalancing:RegisterTargets", False),
    ("elasticloadbalancing:DescribeTargetGroups", True),
    ("elasticloadbalancing:DescribeTargetHealth", True),
)
"""What the AWS Load Balancer Controller does for a TargetGroupBinding, and whether that is on everything."""

MESH_CONTROL = {"istio": ("istio-system", (15012,)), "linkerd": ("linkerd", (8080, 8086, 8090))}
"""Mesh → namespace and ports where its proxies get certificates, addresses and policy (Istio, "Ports used by Istio";
Linkerd, "Control plane ports": identity, destination, policy)."""

_SPECS = ("spec.template.spec", "spec.jobTemplate.spec.template.spec")
NAMED = (
    (tuple(f"{spec}.serviceAccountName" for spec in _SPECS), ("ServiceAccount",)),
    (tuple(f"{spec}.containers.envFrom.configMapRef.name" for spec in _SPECS), ("ConfigMap",)),
    (tuple(f"{spec}.containers.env.valueFrom.secretKeyRef.name" for spec in _SPECS), ("Secret", "ExternalSecret")),
    (("spec.dataFrom.sourceRef.generatorRef.name",), ("Password",)),
    (tuple(f"{spec}.volumes.persistentVolumeClaim.claimName" for spec in _SPECS), ("PersistentVolumeClaim",)),
)
"""Where a manifest names another one, and of which kind that is (Kubernetes API reference)."""
