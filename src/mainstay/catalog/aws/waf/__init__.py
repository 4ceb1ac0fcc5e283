"""A firewall for requests: AWS's managed rules before everything that the world reaches over HTTP."""

from typing import Literal

from mainstay.catalog.aws.acm import GLOBAL_REGION
from mainstay.catalog.aws.base import AwsKind
from mainstay.catalog.aws.cloudwatch import log_group
from mainstay.model.cloud import Demand, Market, Part
from mainstay.model.price import Charge, charge
from mainstay.model.told import Ref
from mainstay.model.value import Value

GROUPS = (
    "AWSManagedRulesAmazonIpReputationList",
    "AWSManagedRulesCommonRuleSet",
    "AWSManagedRulesKnownBadInputsRuleSet",
)
"""Groups that suit every application (AWS WAF Developer Guide, "Baseline rule groups"); the last one knows Log4j."""


class Nothing(Value, frozen=True, kw_only=True):
    """A block without content: that it is there says it."""


class Visibility(Value, frozen=True, kw_only=True):
    """Under which name it is counted."""

    cloudwatch_metrics_enabled: bool = True
    metric_name: str
    sampled_requests_enabled: bool = True


class DefaultAction(Value, frozen=True, kw_only=True):
    """What happens to a request that no rule stops."""

    allow: Nothing | None = Nothing()
    block: Nothing | None = None


class OverrideAction(Value, frozen=True, kw_only=True):
    """What a group's own actions become: `none` leaves them, `count` only counts."""

    none: Nothing | None = Nothing()
    count: Nothing | None = None


class ManagedGroup(Value, frozen=True, kw_only=True):
    """A rule group that AWS keeps up to date."""

    name: str
    vendor_name: str = "AWS"


class RuleStatement(Value, frozen=True, kw_only=True):
    """What a rule looks for."""

    managed_rule_group_statement: ManagedGroup


class AclRule(Value, frozen=True, kw_only=True):
    """One rule of an ACL; the lowest priority goes first."""

    name: str
    priority: int
    override_action: OverrideAction = OverrideAction()
    statement: RuleStatement
    visibility_config: Visibility


class WebAcl(AwsKind, tag="aws.waf", frozen=True, kw_only=True):
    """The rules that requests are held against."""

    id = "aws.waf"
    terraform = "aws_wafv2_web_acl"
    aliases = frozenset({"aws.wafv2_web_acl"})
    about = "Stops requests that attack: known bad inputs, bad addresses, the usual injections."

    name: str
    scope: Literal["REGIONAL", "CLOUDFRONT"] = "REGIONAL"
    default_action: DefaultAction = DefaultAction()
    rule: tuple[AclRule, ...] = ()
    visibility_config: Visibility
    region: str | None = None

    def standing(self, market: Market, demand: Demand) -> tuple[Charge, ...]:
        """By the month, for itself and each rule; requests cost where the load is known."""
        del demand
        acl, rule, count = "aws.waf/web-acl-month", "aws.waf/rule-month", len(self.rule)
        return (
            charge(market.book.find(acl, market.region), 1, "one web ACL", item=acl),
            charge(market.book.find(rule, market.region), count, f"{count} rules", item=rule),
        )


class WebAclAssociation(AwsKind, tag="aws.waf_association", frozen=True, kw_only=True):
    """Puts an ACL before something."""

    id = "aws.waf_association"
    terraform = "aws_wafv2_web_acl_association"
    about = "Puts a web ACL before a load balancer."

    resource_arn: Ref
    web_acl_arn: Ref


class WebAclLogging(AwsKind, tag="aws.waf_logging", frozen=True, kw_only=True):
    """Keeps what was stopped, and why."""

    id = "aws.waf_logging"
    terraform = "aws_wafv2_web_acl_logging_configuration"
    about = "Keeps the decisions of a web ACL."

    log_destination_configs: tuple[Ref, ...]
    resource_arn: Ref
    region: str | None = None


def web_acl(name: str, label: str, scope: Literal["REGIONAL", "CLOUDFRONT"] = "REGIONAL") -> tuple[Part, ...]:
    """The ACL `name` with all `GROUPS`, and its log, whose name AWS WAF wants to begin with `aws-waf-logs-`."""
    region = GLOBAL_REGION if scope == "CLOUDFRONT" else None
    rules = tuple(
        AclRule(
            name=group,
            priority=index,
            statement=RuleStatement(managed_rule_group_statement=ManagedGroup(name=group)),
            visibility_config=Visibility(metric_name=group),
        )
        for index, group in enumerate(GROUPS)
    )
    acl = WebAcl(name=label, scope=scope, rule=rules, visibility_config=Visibility(metric_name=label), region=region)
    logs = f"{name}.logs"
    logging = WebAclLogging(
        log_destination_configs=(Ref(resource=logs, attribute="arn"),),
        resource_arn=Ref(resource=name, attribute="arn"),
        region=region,
    )
    return (
        Part(name=name, kind=acl, says="the world reaches it, so known attacks are stopped before it"),
        log_group(logs, f"aws-waf-logs-{label}", "keeps what was stopped, and why", region=region),
        Part(name=f"{name}.logging", kind=logging, says="keeps what was stopped, and why"),
    )


KINDS = (WebAcl, WebAclAssociation, WebAclLogging)
