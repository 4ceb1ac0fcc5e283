"""Virtual machines: programs on machines of their own, kept by an auto-scaling group."""

from mainstay.catalog.aws.ec2.group import Group, GroupPolicy
from mainstay.catalog.aws.ec2.instance import Instances as Instances

KINDS = (Instances, Group, GroupPolicy)
