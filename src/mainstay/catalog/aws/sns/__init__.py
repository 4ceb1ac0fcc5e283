"""Amazon SNS: topics."""

from mainstay.catalog.aws.sns.kinds import Topic, TopicPolicy
from mainstay.catalog.aws.sns.subscription import Subscription

KINDS = (Topic, TopicPolicy, Subscription)
