"""How many pods: more under load, and never too few while nodes are drained."""

from mainstay.catalog.kubernetes.base import Document, K8sKind, selector


class Autoscaler(K8sKind, tag="k8s.horizontal_pod_autoscaler", frozen=True, kw_only=True):
    """Keeps the CPU of the pods of a Deployment at `cpu_percent` of what they request."""

    id = "k8s.horizontal_pod_autoscaler"
    manifest = ("autoscaling/v2", "HorizontalPodAutoscaler")
    about = "Adds and removes pods so that they stay at a share of the CPU that they request."

    workload: str
    least: int
    most: int
    cpu_percent: int = 65

    def body(self) -> Document:
        """Up at once, down after five minutes of calm: the defaults of the API (autoscaling/v2, "behavior")."""
        target = {"apiVersion": "apps/v1", "kind": "Deployment", "name": self.workload}
        cpu = {"name": "cpu", "target": {"type": "Utilization", "averageUtilization": self.cpu_percent}}
        return {
            "spec": {
                "scaleTargetRef": target,
                "minReplicas": self.least,
                "maxReplicas": self.most,
                "metrics": [{"type": "Resource", "resource": cpu}],
            }
        }


class DisruptionBudget(K8sKind, tag="k8s.pod_disruption_budget", frozen=True, kw_only=True):
    """How many pods of `component` may be away because somebody drains nodes."""

    id = "k8s.pod_disruption_budget"
    manifest = ("policy/v1", "PodDisruptionBudget")
    about = "Keeps planned work on nodes from taking away too many pods at once."

    component: str
    most_away: int = 1

    def body(self) -> Document:
        """A pod that is not ready anyway may always be moved."""
        spec = {
            "maxUnavailable": self.most_away,
            "unhealthyPodEvictionPolicy": "AlwaysAllow",
            "selector": selector(self.component),
        }
        return {"spec": spec}


KINDS = (Autoscaler, DisruptionBudget)
