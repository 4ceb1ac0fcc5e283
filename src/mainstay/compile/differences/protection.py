"""Which changes of a property make data safer or less safe. Names are those of Terraform's AWS provider (v6)."""

from enum import Enum

from mainstay.compile.differences.difference import Concern
from mainstay.model.value import Value


class Better(Enum):
    """Which value of a property is the safer one."""

    TRUE = "true"
    FALSE = "false"
    MORE = "more"
    SET = "set"


class Guard(Value, frozen=True, kw_only=True):
    """A property that guards something."""

    concern: Concern
    better: Better


_ENCRYPTED = Guard(concern=Concern.PROTECTION, better=Better.TRUE)
_KEPT = Guard(concern=Concern.PROTECTION, better=Better.MORE)
_KEYED = Guard(concern=Concern.PROTECTION, better=Better.SET)
_CLOSED = Guard(concern=Concern.EXPOSURE, better=Better.TRUE)
_OPEN = Guard(concern=Concern.EXPOSURE, better=Better.FALSE)

_GUARDS = {
    "at_rest_encryption_enabled": _ENCRYPTED,
    "backup_retention_period": _KEPT,
    "block_public_acls": _CLOSED,
    "block_public_policy": _CLOSED,
    "copy_tags_to_snapshot": _ENCRYPTED,
    "deletion_protection": _ENCRYPTED,
    "deletion_protection_enabled": _ENCRYPTED,
    "deletion_window_in_days": _KEPT,
    "enable_key_rotation": _ENCRYPTED,
    "encrypted": _ENCRYPTED,
    "iam_database_authentication_enabled": _ENCRYPTED,
    "ignore_public_acls": _CLOSED,
    "kms_key_arn": _KEYED,
    "kms_key_id": _KEYED,
    "kms_master_key_id": _KEYED,
    "map_public_ip_on_launch": _OPEN,
    "multi_az": _ENCRYPTED,
    "point_in_time_recovery": _KEYED,
    "publicly_accessible": _OPEN,
    "restrict_public_buckets": _CLOSED,
    "retention_in_days": _KEPT,
    "server_side_encryption": _KEYED,
    "skip_final_snapshot": Guard(concern=Concern.PROTECTION, better=Better.FALSE),
    "snapshot_retention_limit": _KEPT,
    "sqs_managed_sse_enabled": _ENCRYPTED,
    "storage_encrypted": _ENCRYPTED,
    "transit_encryption_enabled": _ENCRYPTED,
}
_GUARDING = ("encryption", "versioning", "public_access_block", "backup_selection", "backup_plan", "web_acl", "kms_key")
"""Words in the id of kinds that are there only to guard something."""


def guards(name: str) -> Guard | None:
    """What the property `name` guards; None where it guards nothing."""
    return _GUARDS.get(name)


def guarding(kind_id: str) -> bool:
    """Whether a kind is only there to guard something: without it, data is less safe."""
    return any(word in kind_id for word in _GUARDING)


def weaker(better: Better, old: object, new: object) -> bool:
    """Whether `new` is less safe than `old`."""
    match better:
        case Better.TRUE:
            return bool(old) and not new
        case Better.FALSE:
            return not old and bool(new)
        case Better.SET:
            return old is not None and new is None
        case Better.MORE:
            return _number(new) < _number(old)


def _number(value: object) -> float:
    return float(value) if isinstance(value, int | float) else 0.0
