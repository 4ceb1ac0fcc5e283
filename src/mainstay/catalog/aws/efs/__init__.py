"""Amazon EFS: files that several programs share, in several zones."""

from typing import ClassVar, Literal

import msgspec

from mainstay.catalog.aws.backing import Backing, alone, ensure, key_arn, monthly, needs_of, retention_days, size_now
from mainstay.catalog.aws.backup import backups
from mainstay.catalog.aws.base import AwsKind, overridden
from mainstay.catalog.aws.names import shortened
from mainstay.model.cloud import Demand, Endpoint, Market, Offer, Part, Site, Vital, group_of
from mainstay.model.intent import AnyComponent, Property
from mainstay.model.price import Charge
from mainstay.model.requirement import Access
from mainstay.model.told import PolicyDocument, Ref, SecretText, Statement, Told
from mainstay.model.value import Value

PORT = 2049
USER_ID = 1000
"""The user and group that programs write files as."""
AVAILABILITY = 99.99
"""Amazon EFS service level agreement, regional file systems."""
DEFAULT_SIZE_GIB = 5.0
_ACTIONS = {
    Access.READ: ("elasticfilesystem:ClientMount",),
    Access.WRITE: ("elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite"),
}


class LifecyclePolicy(Value, frozen=True, kw_only=True):
    """When files that nobody reads move to cheaper storage, or back."""

    transition_to_ia: Literal["AFTER_30_DAYS", "AFTER_60_DAYS", "AFTER_90_DAYS"] | None = None
    transition_to_primary_storage_class: Literal["AFTER_1_ACCESS"] | None = None


class FileSystem(Backing, tag="aws.efs", frozen=True, kw_only=True):
    """A file system with an access point for programs, reachable in each zone.

    Each of `folders` has an access point of its own. `kept_gib` is what copies of it are paid for; None: not known.
    """

    id = "aws.efs"
    terraform = "aws_efs_file_system"
    aliases = frozenset({"aws.efs_file_system"})
    stateful = True
    about = "Amazon EFS: files in several zones that programs mount; encrypted, over TLS, with nightly backups."
    source = "Amazon EFS user guide, 2025"
    possible: ClassVar[frozenset[Access]] = frozenset({Access.READ, Access.WRITE})
    unrendered = frozenset({"folders", "kept_gib", "retention_days"})

    creation_token: str | None = None
    encrypted: bool = True
    kms_key_id: Ref | None = None
    performance_mode: Literal["generalPurpose", "maxIO"] = "generalPurpose"
    throughput_mode: Literal["elastic", "bursting", "provisioned"] = "elastic"
    provisioned_throughput_in_mibps: float | None = None
    lifecycle_policy: tuple[LifecyclePolicy, ...] = (
        LifecyclePolicy(transition_to_ia="AFTER_30_DAYS"),
        LifecyclePolicy(transition_to_primary_storage_class="AFTER_1_ACCESS"),
    )
    retention_days: int = 35
    folders: tuple[str, ...] = ("/data",)
    kept_gib: float | None = None

    def __post_init__(self) -> None:
        ensure(
            self.id,
            (self.throughput_mode == "provisioned") == (self.provisioned_throughput_in_mibps is not None),
            "`provisioned_throughput_in_mibps` must go with `throughput_mode: provisioned`",
            f"`{self.throughput_mode}`",
            hint="state both, or leave the throughput to EFS",
        )
        ensure(
            self.id,
            not (self.throughput_mode == "elastic" and self.performance_mode == "maxIO"),
            "`performance_mode` must be `generalPurpose` for elastic throughput",
            "`maxIO`",
            hint="drop `performance_mode`",
        )

    @classmethod
    def offers(cls, component: AnyComponent, demand: Demand, market: Market) -> tuple[Offer, ...]:
        """Where it is asked for directly: by the size."""
        days = retention_days(needs_of(component), market.environment)
        size = size_now(needs_of(component), DEFAULT_SIZE_GIB)
        kept = monthly(market, "aws.efs/standard/gb-month", size, f"{size:g} GiB kept", by_usage=True)
        found = alone(overridden(cls(retention_days=days), component), component, demand, market)
        return tuple(msgspec.structs.replace(one, charges=(*one.charges, kept)) for one in found)

    def standing(self, market: Market, demand: Demand) -> tuple[Charge, ...]:
        """Its copies, as far as it is known what it keeps; what that costs itself is with whoever chose it."""
        del demand
        if self.kept_gib is None:
            return ()
        says = f"copies of {self.kept_gib:g} GiB"
        return (monthly(market, "aws.backup/efs/gb-month", self.kept_gib, says, by_usage=True),)

    def vitals(self, name: str) -> tuple[Vital, ...]:
        """Bytes that are read and written, and who is connected."""
        own: dict[str, Told] = {"FileSystemId": Ref(resource=name)}
        moved = (("DataReadIOBytes", "Sum"), ("DataWriteIOBytes", "Sum"))
        return (
            Vital(title="bytes", namespace="AWS/EFS", dimensions=own, metrics=moved),
            Vital(title="connections", namespace="AWS/EFS", dimensions=own, metrics=(("ClientConnections", "Sum"),)),
        )

    def placed(self, site: Site) -> "FileSystem":
        """Encrypted with the key of the application."""
        return msgspec.structs.replace(
            self,
            creation_token=self.creation_token or shortened(site.label, 64),
            kms_key_id=self.kms_key_id or key_arn(),
        )

    def parts(self, site: Site) -> tuple[Part, ...]:
        """A mount target in each zone, the access point, a policy, backups."""
        group = (Ref(resource=group_of(site.name)),)
        targets = [
            Part(
                name=f"{site.name}.mount-{subnet.rpartition('-')[2]}",
                kind=MountTarget(
                    file_system_id=Ref(resource=site.name), subnet_id=Ref(resource=subnet), security_groups=group
                ),
                says=f"{site.name} is mounted in this zone",
            )
            for subnet in site.private_subnets
        ]
        policy = FileSystemPolicy(file_system_id=Ref(resource=site.name), policy=_only_tls(site.name))
        return (
            *targets,
            *self._points(site.name),
            Part(name=f"{site.name}.policy", kind=policy, says=f"{site.name} is mounted over TLS only"),
            *backups(site, self.retention_days),
        )

    def _points(self, name: str) -> tuple[Part, ...]:
        says = f"programs see one folder of {name}, as one user"
        points = (
            AccessPoint(file_system_id=Ref(resource=name), root_directory=RootDirectory(path=folder))
            for folder in self.folders
        )
        return tuple(Part(name=point_of(name, n), kind=point, says=says) for n, point in enumerate(points))

    def grants(self, site: Site, access: Access) -> tuple[Statement, ...]:
        """Mounting through the access points only."""
        points = tuple(Ref(resource=point_of(site.name, n), attribute="arn") for n in range(len(self.folders)))
        return (
            Statement(
                sid="MountFiles",
                actions=_ACTIONS[access],
                resources=(Ref(resource=site.name, attribute="arn"),),
                conditions=(("StringEquals", "elasticfilesystem:AccessPointArn", points),),
            ),
        )

    def endpoint(self, site: Site) -> Endpoint:
        """NFS, behind its fence."""
        return Endpoint(security_group=group_of(site.name), ports=(PORT,))

    def connection(self, site: Site) -> dict[Property, Told | SecretText]:
        """Where it is; programs that mount it know it by its access point."""
        return {
            Property.HOST: Ref(resource=site.name, attribute="dns_name"),
            Property.NAME: Ref(resource=site.name),
            Property.ARN: Ref(resource=point_of(site.name), attribute="arn"),
        }


class MountTarget(AwsKind, tag="aws.efs_mount_target", frozen=True, kw_only=True):
    """Where a file system is reached in one zone."""

    id = "aws.efs_mount_target"
    terraform = "aws_efs_mount_target"
    about = "Where a file system is reached in one zone."

    file_system_id: Ref
    subnet_id: Ref
    security_groups: tuple[Ref, ...]


class PosixUser(Value, frozen=True, kw_only=True):
    """Who writes the files, whoever the program runs as."""

    uid: int = USER_ID
    gid: int = USER_ID


class CreationInfo(Value, frozen=True, kw_only=True):
    """Whose the folder is when it is made."""

    owner_uid: int = USER_ID
    owner_gid: int = USER_ID
    permissions: str = "0750"


class RootDirectory(Value, frozen=True, kw_only=True):
    """The folder that programs see as the whole."""

    path: str = "/data"
    creation_info: CreationInfo = CreationInfo()


class AccessPoint(AwsKind, tag="aws.efs_access_point", frozen=True, kw_only=True):
    """One folder of a file system, as one user."""

    id = "aws.efs_access_point"
    terraform = "aws_efs_access_point"
    about = "One folder of a file system that programs see as the whole, as one user."

    file_system_id: Ref
    posix_user: PosixUser = PosixUser()
    root_directory: RootDirectory = RootDirectory()


class FileSystemPolicy(AwsKind, tag="aws.efs_policy", frozen=True, kw_only=True):
    """Who may mount a file system, kept with it."""

    id = "aws.efs_policy"
    terraform = "aws_efs_file_system_policy"
    about = "Refuses whoever mounts without TLS."

    file_system_id: Ref
    policy: PolicyDocument


def point_of(name: str, number: int = 0) -> str:
    """The resource name of an access point of the file system `name`."""
    return f"{name}.access-point-{number + 1}" if number else f"{name}.access-point"


def _only_tls(name: str) -> PolicyDocument:
    """Nobody without TLS; through mount targets whoever an identity policy allows (EFS guide, "IAM for NFS")."""
    own = (Ref(resource=name, attribute="arn"),)
    closed = Statement(
        sid="OnlyTls",
        effect="Deny",
        actions=("*",),
        resources=own,
        principals=(("AWS", ("*",)),),
        conditions=(("Bool", "aws:SecureTransport", ("false",)),),
    )
    return PolicyDocument(statements=(closed,))


KINDS = (FileSystem, MountTarget, AccessPoint, FileSystemPolicy)
