"""PostgreSQL in a cluster: one server with a volume, and a dump each hour."""

from typing import Self

from mainstay.catalog.kubernetes.backups import BackupJob
from mainstay.catalog.kubernetes.base import called
from mainstay.catalog.kubernetes.pod import SCRATCH, Mount, Pod, Probe, SecretKey
from mainstay.catalog.kubernetes.store import StoreKind, data_at
from mainstay.model.cloud import Site
from mainstay.model.intent import AnyComponent, Database, Engine, Property, Role
from mainstay.model.told import SecretText, Told

_MIB_PER_CONNECTION = 10
"""What PostgreSQL needs for each connection (RDS reckons 9.5 MB: "Quotas and constraints")."""


class Postgres(StoreKind, tag="k8s.postgres", frozen=True, kw_only=True):
    """A PostgreSQL server with the database `database`, owned by `owner`."""

    id = "k8s.postgres"
    manifest = ("apps/v1", "StatefulSet")
    realises = frozenset({Role.DATABASE})
    about = "PostgreSQL as one pod with a volume; dumped every hour to another volume."
    port = 5432

    image: str = "docker.io/library/postgres:17.6"
    owner: str = "app"
    database: str = "app"

    @classmethod
    def unfit(cls, component: AnyComponent) -> str:
        """Databases that speak PostgreSQL."""
        if not isinstance(component, Database):
            return "it is a database and nothing else"
        if component.engine is not Engine.POSTGRES:
            return f"`{component.name}` must be {component.engine.value}, and it speaks PostgreSQL only"
        return ""

    @classmethod
    def fitted(cls, component: AnyComponent) -> Self:
        """With the names that the code insists on."""
        if not isinstance(component, Database):
            return cls()
        return cls(owner=component.user or "app", database=component.database or "app")

    def most_connections(self) -> int:
        """By its memory."""
        return max(50, self.memory_mib // _MIB_PER_CONNECTION)

    def secret_template(self) -> dict[str, str]:
        """The password, and the URL that holds it."""
        url = f"postgresql://{self.owner}:{{{{ .password }}}}@{self.name}:{self.port}/{self.database}"
        return {"password": "{{ .password }}", "url": url}

    def connection(self, site: Site) -> dict[Property, Told | SecretText]:
        """By the name of its Service."""
        return {
            Property.URL: SecretText(resource=site.name, key="url"),
            Property.HOST: called(site),
            Property.PORT: str(self.port),
            Property.USER: self.owner,
            Property.PASSWORD: SecretText(resource=site.name, key="password"),
            Property.DATABASE: self.database,
            Property.NAME: self.database,
        }

    def pod(self) -> Pod:
        """The official image; any user may run it whose folder it is (Docker Hub, "Arbitrary `--user` Notes")."""
        return Pod(
            name="postgres",
            component=self.component,
            service_account=self.component,
            image=self.image,
            args=("-c", f"max_connections={self.most_connections()}", "-c", f"shared_buffers={self.memory_mib // 4}MB"),
            port=self.port,
            environment={
                "PGDATA": "/var/lib/postgresql/data/pgdata",
                "POSTGRES_DB": self.database,
                "POSTGRES_INITDB_ARGS": "--auth-host=scram-sha-256 --data-checksums",
                "POSTGRES_USER": self.owner,
            },
            secrets={"POSTGRES_PASSWORD": SecretKey(secret=self.name, key="password")},
            cpu_millis=self.cpu_millis,
            memory_mib=self.memory_mib,
            user=self.user,
            ready=Probe(command=("pg_isready", "--host=127.0.0.1", f"--username={self.owner}")),
            mounts=(data_at("/var/lib/postgresql/data"), Mount(name="run", path="/var/run/postgresql"), SCRATCH),
            labels=self.labels,
        )

    def backup(self) -> BackupJob:
        """A dump that `pg_restore` reads; written beside first, so that a broken one never looks whole."""
        script = (
            'file="/backups/$(date -u +%Y-%m-%dT%H%M).dump"; '
            'pg_dump --format=custom --file="$file.part"; mv "$file.part" "$file"; '
            f"find /backups -name '*.dump' -mtime +{self.backup_days} -delete"
        )
        return BackupJob(
            component="",
            image=self.image,
            script=script,
            schedule=self.schedule,
            claim="",
            user=self.user,
            environment={"PGHOST": self.name, "PGDATABASE": self.database, "PGUSER": self.owner},
            secret_keys={"PGPASSWORD": SecretKey(secret=self.name, key="password")},
        )


KIND = Postgres
