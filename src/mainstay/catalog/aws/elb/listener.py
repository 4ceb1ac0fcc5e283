"""Where a load balancer listens, and what it does with which request."""

import hashlib
from typing import Literal

from mainstay.catalog.aws.base import AwsKind
from mainstay.model.told import Ref, Told
from mainstay.model.value import Value

TLS_POLICY = "ELBSecurityPolicy-TLS13-1-2-2021-06"
"""TLS 1.2 and 1.3 with forward secrecy (Elastic Load Balancing User Guide, "Security policies")."""
LAST_PRIORITY = 50_000
"""Priorities of rules go from 1 to here (Elastic Load Balancing User Guide, "Listener rules")."""


class Redirect(Value, frozen=True, kw_only=True):
    """Where a caller is sent."""

    port: str = "443"
    protocol: str = "HTTPS"
    status_code: Literal["HTTP_301", "HTTP_302"] = "HTTP_301"


class FixedResponse(Value, frozen=True, kw_only=True):
    """An answer without any program."""

    content_type: str = "text/plain"
    message_body: str = "Not found"
    status_code: str = "404"


class Action(Value, frozen=True, kw_only=True):
    """What happens to a request."""

    type: Literal["forward", "redirect", "fixed-response"]
    target_group_arn: Ref | None = None
    redirect: Redirect | None = None
    fixed_response: FixedResponse | None = None


class HostHeader(Value, frozen=True, kw_only=True):
    """The names that a request may be for."""

    values: tuple[Told, ...]


class Condition(Value, frozen=True, kw_only=True):
    """Which requests a rule is for."""

    host_header: HostHeader


class Listener(AwsKind, tag="aws.lb_listener", frozen=True, kw_only=True):
    """A port of a load balancer."""

    id = "aws.lb_listener"
    terraform = "aws_lb_listener"
    about = "A port of a load balancer, and what happens to requests that no rule is for."

    load_balancer_arn: Ref
    port: int
    protocol: Literal["HTTP", "HTTPS", "TCP", "TLS"]
    default_action: Action
    ssl_policy: str | None = None
    certificate_arn: Ref | None = None


class ListenerRule(AwsKind, tag="aws.lb_listener_rule", frozen=True, kw_only=True):
    """Which requests go to which program."""

    id = "aws.lb_listener_rule"
    terraform = "aws_lb_listener_rule"
    about = "Which requests go to which program."

    listener_arn: Ref
    priority: int
    action: Action
    condition: Condition


def priorities(names: tuple[str, ...]) -> dict[str, int]:
    """A priority for each name, different from all others, that does not change when other names come or go.

    (Two names with one digest move apart; only then can the coming of one move the other.)
    """
    taken: dict[int, str] = {}
    for name in sorted(names):
        place = int(hashlib.sha256(name.encode()).hexdigest()[:8], 16) % LAST_PRIORITY + 1
        while place in taken:
            place = place % LAST_PRIORITY + 1
        taken[place] = name
    return {name: place for place, name in taken.items()}
