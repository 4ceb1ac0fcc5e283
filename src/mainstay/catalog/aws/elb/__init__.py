"""Load balancers: one in front of everything public, shared by all; and one of its own for what needs an address."""

from mainstay.catalog.aws.elb.balancer import AVAILABILITY as AVAILABILITY
from mainstay.catalog.aws.elb.balancer import HTTPS_LISTENER as HTTPS_LISTENER
from mainstay.catalog.aws.elb.balancer import LATENCY_MS as LATENCY_MS
from mainstay.catalog.aws.elb.balancer import LOAD_BALANCER as LOAD_BALANCER
from mainstay.catalog.aws.elb.balancer import LoadBalancer as LoadBalancer
from mainstay.catalog.aws.elb.balancer import traffic as traffic
from mainstay.catalog.aws.elb.listener import Listener as Listener
from mainstay.catalog.aws.elb.listener import ListenerRule
from mainstay.catalog.aws.elb.target import TargetGroup as TargetGroup
from mainstay.catalog.aws.elb.target import behind as behind
from mainstay.catalog.aws.elb.target import target_group_of as target_group_of

KINDS = (LoadBalancer, Listener, ListenerRule, TargetGroup)
