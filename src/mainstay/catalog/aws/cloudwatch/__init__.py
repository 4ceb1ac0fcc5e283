"""What is seen of a running system: log groups, alarms, dashboards."""

from typing import Literal

from mainstay.catalog.aws.base import AwsKind
from mainstay.catalog.aws.cloudwatch.dashboard import Dashboard as Dashboard
from mainstay.model.cloud import ALERTS, KEY, Demand, Market, Part
from mainstay.model.price import Charge, charge
from mainstay.model.told import Ref, Told
from mainstay.model.value import Value

RETENTION_DAYS = 365
"""How long logs are kept: a year, what audits ask for (CIS AWS Foundations; Checkov CKV_AWS_338)."""
Compares = Literal[
    "GreaterThanThreshold", "GreaterThanOrEqualToThreshold", "LessThanThreshold", "LessThanOrEqualToThreshold"
]
Statistic = Literal["Average", "Maximum", "Minimum", "SampleCount", "Sum"]
Missing = Literal["missing", "ignore", "breaching", "notBreaching"]


class LogGroup(AwsKind, tag="aws.log_group", frozen=True, kw_only=True):
    """Where the lines of one program go."""

    id = "aws.log_group"
    comes_by_itself = True
    terraform = "aws_cloudwatch_log_group"
    aliases = frozenset({"aws.cloudwatch_log_group"})
    about = "Keeps what one program writes, encrypted, for a stated time."

    name: str
    retention_in_days: int = RETENTION_DAYS
    kms_key_id: Ref | None = None
    region: str | None = None


class Alarm(AwsKind, tag="aws.cloudwatch_alarm", frozen=True, kw_only=True):
    """Tells somebody when a metric crosses a line."""

    id = "aws.cloudwatch_alarm"
    terraform = "aws_cloudwatch_metric_alarm"
    aliases = frozenset({"aws.cloudwatch_metric_alarm"})
    about = "Tells the alerts topic when a metric crosses a line for several periods."

    alarm_name: str
    alarm_description: str
    namespace: str
    metric_name: str
    dimensions: dict[str, Told]
    comparison_operator: Compares = "GreaterThanThreshold"
    threshold: float
    statistic: Statistic | None = None
    extended_statistic: str | None = None
    period: int = 60
    evaluation_periods: int = 5
    datapoints_to_alarm: int = 3
    treat_missing_data: Missing = "notBreaching"
    alarm_actions: tuple[Ref, ...] = ()
    ok_actions: tuple[Ref, ...] = ()

    def standing(self, market: Market, demand: Demand) -> tuple[Charge, ...]:
        """By the month, for each metric that it looks at."""
        del demand
        item = "aws.alarm/month"
        return (charge(market.book.find(item, market.region), 1, "one alarm", item=item),)


class Signal(Value, frozen=True, kw_only=True):
    """What an alarm looks at, and from where on it is bad. `percentile` (`p99`) stands instead of `statistic`."""

    namespace: str
    metric: str
    dimensions: dict[str, Told]
    above: float
    statistic: Statistic | None = "Sum"
    percentile: str | None = None
    compares: Compares = "GreaterThanThreshold"
    missing: Missing = "notBreaching"


def log_group(name: str, path: str, says: str, *, region: str | None = None) -> Part:
    """The log group `name`; `path` is its name in CloudWatch.

    In another `region` than the application's, its key does not exist: there CloudWatch encrypts with its own.
    """
    key = None if region else Ref(resource=KEY, attribute="arn")
    return Part(name=name, kind=LogGroup(name=path, kms_key_id=key, region=region), says=says)


def alarm(name: str, label: str, says: str, signal: Signal) -> Part:
    """The alarm `name` on `signal`, which goes to the alerts topic when it starts and when it is over."""
    to = (Ref(resource=ALERTS, attribute="arn"),)
    kind = Alarm(
        alarm_name=label,
        alarm_description=says,
        namespace=signal.namespace,
        metric_name=signal.metric,
        dimensions=signal.dimensions,
        comparison_operator=signal.compares,
        threshold=signal.above,
        statistic=None if signal.percentile else signal.statistic,
        extended_statistic=signal.percentile,
        treat_missing_data=signal.missing,
        alarm_actions=to,
        ok_actions=to,
    )
    return Part(name=name, kind=kind, says=says)


KINDS = (LogGroup, Alarm, Dashboard)
