"""AWS Backup: copies of data in a vault, by plan, longer than the stores keep them themselves."""

from mainstay.catalog.aws.backing import ensure, key_arn, within
from mainstay.catalog.aws.base import AwsKind
from mainstay.catalog.aws.iam import Role, RolePolicyAttachment
from mainstay.catalog.aws.names import shortened
from mainstay.model.cloud import BACKUPS, Part, Site
from mainstay.model.told import PolicyDocument, Ref, Statement
from mainstay.model.value import Value

_NIGHTLY = "cron(0 3 * * ? *)"
_COLD_MINIMUM_DAYS = 90
_MANAGED = "arn:aws:iam::aws:policy/service-role/AWSBackupServiceRolePolicyForBackup"
_MANAGED_RESTORES = "arn:aws:iam::aws:policy/service-role/AWSBackupServiceRolePolicyForRestores"


class BackupVault(AwsKind, tag="aws.backup_vault", frozen=True, kw_only=True):
    """Where copies are kept."""

    id = "aws.backup_vault"
    comes_by_itself = True
    terraform = "aws_backup_vault"
    stateful = True
    about = "Keeps copies of data, encrypted, apart from the stores that they were made of."
    source = "AWS Backup developer guide, 2025"

    name: str
    kms_key_arn: Ref | None = None

    @classmethod
    def shared_part(cls, site: Site) -> tuple[Part, ...]:
        """The vault of the application, and the identity that fills it."""
        label = "-".join(part for part in (site.application, site.environment, "backups") if part)
        trust = Statement(
            sid="Assume",
            actions=("sts:AssumeRole",),
            resources=(),
            principals=(("Service", ("backup.amazonaws.com",)),),
        )
        role = Role(
            name=shortened(label, 64),
            description="Makes and restores backups.",
            assume_role_policy=PolicyDocument(statements=(trust,)),
        )
        role_name = Ref(resource=_ROLE, attribute="name")
        making = RolePolicyAttachment(role=role_name, policy_arn=_MANAGED)
        restoring = RolePolicyAttachment(role=role_name, policy_arn=_MANAGED_RESTORES)
        vault = cls(name=shortened(label, 50), kms_key_arn=key_arn())
        return (
            Part(name=BACKUPS, kind=vault, says="copies are kept apart from what they were made of"),
            Part(name=_ROLE, kind=role, says="backups are made by an identity of their own"),
            Part(name=f"{BACKUPS}.making", kind=making, says="what AWS says that making backups needs"),
            Part(name=f"{BACKUPS}.restoring", kind=restoring, says="what AWS says that restoring them needs"),
        )


class Lifecycle(Value, frozen=True, kw_only=True):
    """When a copy goes to cold storage, and when it goes."""

    delete_after: int
    cold_storage_after: int | None = None


class BackupRule(Value, frozen=True, kw_only=True):
    """When copies are made, and how long they stay."""

    rule_name: str
    target_vault_name: Ref
    lifecycle: Lifecycle
    schedule: str = _NIGHTLY
    start_window: int = 60
    completion_window: int = 360


class BackupPlan(AwsKind, tag="aws.backup_plan", frozen=True, kw_only=True):
    """When copies are made."""

    id = "aws.backup_plan"
    terraform = "aws_backup_plan"
    about = "Makes copies every night and keeps them for as long as was asked."

    name: str
    rule: tuple[BackupRule, ...]

    def __post_init__(self) -> None:
        for rule in self.rule:
            days = rule.lifecycle
            within(self.id, "delete_after", days.delete_after, (1, 36500))
            ensure(
                self.id,
                days.cold_storage_after is None or days.delete_after >= days.cold_storage_after + _COLD_MINIMUM_DAYS,
                f"`delete_after` must be {_COLD_MINIMUM_DAYS} days or more behind `cold_storage_after`",
                days.delete_after,
                hint="what is in cold storage stays there for 90 days at least",
            )


class BackupSelection(AwsKind, tag="aws.backup_selection", frozen=True, kw_only=True):
    """What copies are made of."""

    id = "aws.backup_selection"
    terraform = "aws_backup_selection"
    about = "Names what a plan makes copies of."

    name: str
    iam_role_arn: Ref
    plan_id: Ref
    resources: tuple[Ref, ...]


_ROLE = f"{BACKUPS}.role"


def backups(site: Site, days: int) -> tuple[Part, ...]:
    """The plan that copies the store at `site` every night and keeps the copies for `days`."""
    name = shortened(site.label, 50)
    rule = BackupRule(
        rule_name="nightly",
        target_vault_name=Ref(resource=BACKUPS, attribute="name"),
        lifecycle=Lifecycle(delete_after=days),
    )
    chosen = BackupSelection(
        name=name,
        iam_role_arn=Ref(resource=_ROLE, attribute="arn"),
        plan_id=Ref(resource=f"{site.name}.backup-plan"),
        resources=(Ref(resource=site.name, attribute="arn"),),
    )
    says = f"{site.name} is copied every night; copies are kept for {days} days"
    return (
        Part(name=f"{site.name}.backup-plan", kind=BackupPlan(name=name, rule=(rule,)), says=says),
        Part(name=f"{site.name}.backup-selection", kind=chosen, says=says),
    )


KINDS = (BackupVault, BackupPlan, BackupSelection)
