"""Amazon SNS: topics."""

from mainstay.catalog.aws.sns.kinds import Subscription, Topic, TopicPolicy

KINDS = (Topic, TopicPolicy, Subscription)
