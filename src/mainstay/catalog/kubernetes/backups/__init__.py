"""Backups inside a cluster: a CronJob that copies what a backing service keeps to a volume of its own."""

from mainstay.catalog.kubernetes.base import Document, K8sKind
from mainstay.catalog.kubernetes.pod import SCRATCH, Mount, Pod, SecretKey, template


class BackupJob(K8sKind, tag="k8s.backup", frozen=True, kw_only=True):
    """Runs `script` by the clock, with the claim `claim` at /backups.

    The copies outlive the volume of the service, and not the cluster: who needs that copies them out of it.
    """

    id = "k8s.backup"
    manifest = ("batch/v1", "CronJob")
    about = "Copies what a backing service keeps to another volume, by the clock."

    component: str
    image: str
    script: str
    schedule: str
    claim: str
    user: int
    environment: dict[str, str] = {}
    secret_keys: dict[str, SecretKey] = {}

    def body(self) -> Document:
        """One at a time; a copy that takes longer than the time between two is not started again."""
        pod = Pod(
            name="backup",
            component=self.component,
            service_account=self.component,
            image=self.image,
            command=("/bin/sh", "-euc", self.script),
            environment=self.environment,
            secrets=self.secret_keys,
            cpu_millis=250,
            memory_mib=256,
            user=self.user,
            mounts=(Mount(name="backups", path="/backups", claim=self.claim), SCRATCH),
            labels=self.labels,
            restart="Never",
        )
        spec: Document = {
            "schedule": self.schedule,
            "timeZone": "Etc/UTC",
            "concurrencyPolicy": "Forbid",
            "startingDeadlineSeconds": 300,
            "successfulJobsHistoryLimit": 1,
            "failedJobsHistoryLimit": 3,
            "jobTemplate": {"spec": {"backoffLimit": 2, "template": template(pod)}},
        }
        return {"spec": spec}


KIND = BackupJob
