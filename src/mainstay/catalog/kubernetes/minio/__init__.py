"""MinIO in a cluster: object storage that speaks S3."""

from mainstay.catalog.kubernetes.backups import BackupJob
from mainstay.catalog.kubernetes.base import called
from mainstay.catalog.kubernetes.pod import SCRATCH, Pod, Probe, SecretKey
from mainstay.catalog.kubernetes.store import StoreKind, data_at
from mainstay.model.cloud import Site
from mainstay.model.intent import AnyComponent, Bucket, Property, Role
from mainstay.model.told import SecretText, Told

REGION = "us-east-1"
"""The region that MinIO reports where nobody set one (MinIO, "MINIO_SITE_REGION")."""
_ACCESS_KEY = "application"


class Minio(StoreKind, tag="k8s.minio", frozen=True, kw_only=True):
    """A MinIO server with one bucket, named like the component. All who use it share one key.

    `image` is the last release that its makers published as an image (2025); who has a newer one sets it.
    """

    id = "k8s.minio"
    manifest = ("apps/v1", "StatefulSet")
    realises = frozenset({Role.BUCKET})
    about = "MinIO as one pod with a volume: a bucket that speaks S3; copied every night to another volume."
    port = 9000
    schedule = "17 2 * * *"
    every_s = 86_400.0
    operations_vcpu = 300.0

    image: str = "quay.io/minio/minio:RELEASE.2025-09-07T16-13-09Z"
    client: str = "quay.io/minio/mc:RELEASE.2025-08-13T08-35-41Z"

    @classmethod
    def unfit(cls, component: AnyComponent) -> str:
        """Buckets."""
        return "" if isinstance(component, Bucket) else "it is a bucket and nothing else"

    def secret_template(self) -> dict[str, str]:
        """Both halves of the key."""
        return {"access_key": _ACCESS_KEY, "secret_key": "{{ .password }}"}

    def connection(self, site: Site) -> dict[Property, Told | SecretText]:
        """Where it is, and the key."""
        endpoint = f"http://{called(site)}:{self.port}"
        return {
            Property.ENDPOINT: endpoint,
            Property.URL: f"{endpoint}/{called(site)}",
            Property.HOST: called(site),
            Property.PORT: str(self.port),
            Property.REGION: REGION,
            Property.ACCESS_KEY: SecretText(resource=site.name, key="access_key"),
            Property.SECRET_KEY: SecretText(resource=site.name, key="secret_key"),
            Property.NAME: called(site),
        }

    def pod(self) -> Pod:
        """A folder that is there at the start is a bucket."""
        return Pod(
            name="minio",
            component=self.component,
            service_account=self.component,
            image=self.image,
            command=("/bin/sh", "-euc", f"mkdir -p /data/{self.name}; exec minio server /data --address :{self.port}"),
            port=self.port,
            environment={"HOME": "/tmp"},  # noqa: S108 - a folder of the container, empty at each start
            secrets={
                "MINIO_ROOT_USER": SecretKey(secret=self.name, key="access_key"),
                "MINIO_ROOT_PASSWORD": SecretKey(secret=self.name, key="secret_key"),
            },
            cpu_millis=self.cpu_millis,
            memory_mib=self.memory_mib,
            user=self.user,
            ready=Probe(path="/minio/health/ready"),
            mounts=(data_at("/data"), SCRATCH),
            labels=self.labels,
        )

    def backup(self) -> BackupJob:
        """A folder for each night; the oldest go."""
        script = (
            f'export MC_HOST_store="http://$ACCESS_KEY:$SECRET_KEY@{self.name}:{self.port}"; '
            f'mc --config-dir /tmp/mc mirror store/{self.name} "/backups/$(date -u +%Y-%m-%d)"; '
            f"find /backups -mindepth 1 -maxdepth 1 -mtime +{self.backup_days} -exec rm -r {{}} +"
        )
        return BackupJob(
            component="",
            image=self.client,
            script=script,
            schedule=self.schedule,
            claim="",
            user=self.user,
            secret_keys={
                "ACCESS_KEY": SecretKey(secret=self.name, key="access_key"),
                "SECRET_KEY": SecretKey(secret=self.name, key="secret_key"),
            },
        )


KIND = Minio
