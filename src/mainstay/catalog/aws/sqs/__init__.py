"""Amazon SQS: queues."""

from mainstay.catalog.aws.sqs.kinds import Queue, QueuePolicy, RedriveAllowPolicy

KINDS = (Queue, QueuePolicy, RedriveAllowPolicy)
