"""The nested blocks of a launch template and of a group."""

from typing import Literal

from mainstay.model.told import Ref, Told
from mainstay.model.value import Value

HEADROOM = 0.5
"""The share of their CPU that machines are planned to use: they take minutes to be added, tasks less than one."""


class Ebs(Value, frozen=True, kw_only=True):
    """The disk of a machine."""

    volume_size: int = 30
    volume_type: Literal["gp3"] = "gp3"
    encrypted: bool = True
    kms_key_id: Ref | None = None
    delete_on_termination: bool = True


class BlockDevice(Value, frozen=True, kw_only=True):
    """A disk and its name."""

    device_name: str = "/dev/xvda"
    ebs: Ebs = Ebs()


class MetadataOptions(Value, frozen=True, kw_only=True):
    """How a machine learns who it is: with a session only (IMDSv2)."""

    http_endpoint: Literal["enabled"] = "enabled"
    http_tokens: Literal["required"] = "required"
    http_put_response_hop_limit: int = 1


class Monitoring(Value, frozen=True, kw_only=True):
    """Whether metrics come every minute."""

    enabled: bool = True


class Profile(Value, frozen=True, kw_only=True):
    """How the machine gets its role."""

    arn: Ref


class MarketOptions(Value, frozen=True, kw_only=True):
    """Whether it runs on spare capacity."""

    market_type: Literal["spot"] = "spot"


class TemplateVersion(Value, frozen=True, kw_only=True):
    """Which version of a template is used."""

    id: Ref
    version: Ref


class Preferences(Value, frozen=True, kw_only=True):
    """How a release replaces machines."""

    min_healthy_percentage: int = 100
    max_healthy_percentage: int = 200
    auto_rollback: bool = True


class InstanceRefresh(Value, frozen=True, kw_only=True):
    """A new template replaces all machines, a few at a time."""

    strategy: Literal["Rolling"] = "Rolling"
    preferences: Preferences = Preferences()


class Tag(Value, frozen=True, kw_only=True):
    """A tag of the group that its machines get."""

    key: str = "Name"
    value: Told
    propagate_at_launch: bool = True


class PredefinedMetric(Value, frozen=True, kw_only=True):
    """A metric that AWS keeps for a group."""

    predefined_metric_type: Literal["ASGAverageCPUUtilization"] = "ASGAverageCPUUtilization"


class Tracking(Value, frozen=True, kw_only=True):
    """The value that is held."""

    target_value: float = HEADROOM * 100.0
    predefined_metric_specification: PredefinedMetric = PredefinedMetric()
