"""Queues, topics, buses, streams and mail."""

import pytest

from mainstay.model.cloud import Demand, Usage
from mainstay.model.intent import Extra, Property, Queue, Role
from mainstay.model.requirement import Access
from mainstay.model.told import Ref, Variable


def part(parts, name):
    return next(one.kind for one in parts if one.name == name)


def test_a_queue_keeps_what_failed(kinds, site):
    here = site("jobs")
    queue = kinds["aws.sqs"]().placed(here)
    assert queue.redrive_policy.content["deadLetterTargetArn"] == Ref(resource="jobs.dead", attribute="arn")
    parts = queue.parts(here)
    assert part(parts, "jobs.dead").message_retention_seconds == 14 * 86400
    allowed = part(parts, "jobs.dead-source").redrive_allow_policy.content
    assert allowed["sourceQueueArns"] == (Ref(resource="jobs", attribute="arn"),)


def test_order_is_paid_for_and_limited(kinds, market):
    (usual,) = kinds["aws.sqs"].offers(Queue(name="jobs", fifo=True), Demand(rate=100), market())
    (fast,) = kinds["aws.sqs"].offers(Queue(name="jobs", fifo=True), Demand(rate=1000), market())
    assert (usual.label, usual.capacity) == ("fifo", 300.0)
    assert fast.kind.fifo_throughput_limit == "perMessageGroupId"
    assert usual.charges[0].item == "aws.sqs/fifo-request"


def test_the_name_of_a_queue_with_order_ends_as_aws_wants(kinds, site):
    long = "a" * 90
    queue = kinds["aws.sqs"](fifo_queue=True).placed(site(long))
    assert queue.name.endswith(".fifo")
    assert len(queue.name) <= 80


def test_senders_cannot_take_and_takers_cannot_send(kinds, site):
    queue, here = kinds["aws.sqs"](), site("jobs")
    send = queue.grants(here, Access.PUBLISH)[0].actions
    take = queue.grants(here, Access.CONSUME)[0].actions
    assert "sqs:SendMessage" in send
    assert "sqs:ReceiveMessage" not in send
    assert "sqs:ReceiveMessage" in take
    assert "sqs:SendMessage" not in take


def test_a_function_is_called_with_messages_and_others_ask(kinds, site, user):
    queue, here = kinds["aws.sqs"](), site("jobs")
    (joint,) = queue.attached(here, user("aws.lambda", Access.CONSUME))
    assert joint.kind.function_name == Ref(resource="web.live", attribute="arn")
    assert queue.attached(here, user("aws.fargate", Access.CONSUME)) == ()
    assert queue.attached(here, user("aws.lambda", Access.PUBLISH)) == ()


@pytest.mark.parametrize(
    ("topic", "feeder"),
    [("aws.sns", ("news", "sns.amazonaws.com")), ("aws.eventbridge_bus", ("news.to-jobs", "events.amazonaws.com"))],
)
def test_a_queue_lets_in_only_the_topics_that_it_uses(kinds, site, topic, feeder):
    source, sender = feeder
    used = Usage(name="news", kind=kinds[topic](), access=(Access.CONSUME,), role=Role.TOPIC)
    policy = part(kinds["aws.sqs"]().parts(site("jobs", uses=(used,))), "jobs.policy").policy
    closed, fed = policy.statements
    assert closed.effect == "Deny"
    assert fed.principals == (("Service", (sender,)),)
    assert fed.conditions == (("ArnEquals", "aws:SourceArn", (Ref(resource=source, attribute="arn"),)),)


def test_a_message_is_hidden_for_as_long_as_a_function_may_take(kinds, site, user):
    queue, slow = kinds["aws.sqs"](), user("aws.lambda", Access.CONSUME)
    assert queue.placed(site("jobs")).visibility_timeout_seconds == 60
    assert queue.placed(site("jobs", users=(slow,))).visibility_timeout_seconds >= 6 * slow.kind.timeout


def test_a_topic_calls_functions_and_feeds_queues(kinds, site, user):
    topic, here = kinds["aws.sns"](), site("news")
    (fed,) = topic.attached(here, user("aws.sqs", Access.CONSUME, name="jobs"))
    assert (fed.kind.protocol, fed.kind.address) == ("sqs", Ref(resource="jobs", attribute="arn"))
    called, permission = topic.attached(here, user("aws.lambda", Access.CONSUME))
    assert called.kind.protocol == "lambda"
    assert permission.kind.source_arn == Ref(resource="news", attribute="arn")


@pytest.mark.parametrize("kind", ["aws.sns", "aws.eventbridge_bus"])
def test_a_program_that_runs_all_the_time_needs_a_queue_between(kinds, program, kind):
    assert "queue" in kinds[kind]().accepts(program("aws.fargate"), Access.CONSUME)
    assert kinds[kind]().accepts(program("aws.lambda"), Access.CONSUME) == ""
    assert kinds[kind]().accepts(kinds["aws.sqs"](), Access.CONSUME) == ""


def test_a_rule_hands_on_what_is_put_into_a_bus(kinds, site, user):
    bus, here = kinds["aws.eventbridge_bus"](), site("events")
    rule, target, permission = bus.attached(here, user("aws.lambda", Access.CONSUME))
    assert rule.name == "events.to-web"
    assert target.kind.rule == Ref(resource="events.to-web", attribute="name")
    assert permission.kind.source_arn == Ref(resource="events.to-web", attribute="arn")


def test_alarms_have_a_topic_that_somebody_reads(kinds, site):
    parts = kinds["aws.sns"].shared_part(site("shared.alerts"))
    mail = part(parts, "shared.alerts.mail")
    assert isinstance(mail.address, Variable)
    (alarms, closed) = part(parts, "shared.alerts.policy").policy.statements
    assert alarms.principals == (("Service", ("cloudwatch.amazonaws.com",)),)
    assert closed.effect == "Deny"


def test_shards_bear_the_load(kinds, market):
    (offer,) = kinds["aws.kinesis"].offers(Extra(name="clicks", kind="aws.kinesis"), Demand(rate=2500), market())
    assert offer.kind.shard_count == 3


def test_mail_is_sent_from_one_identity_only(kinds, site):
    mail, here = kinds["aws.ses"](), site("mail", domain="shop.example")
    assert mail.placed(here).email_identity == "shop.example"
    (send,) = mail.grants(here, Access.PUBLISH)
    assert Ref(resource="mail", attribute="arn") in send.resources
    assert mail.connection(here)[Property.HOST] == "email-smtp.eu-central-1.amazonaws.com"


def test_a_bucket_tells_a_queue_what_was_put_into_it(kinds, site):
    bucket, queue = kinds["aws.s3"](), kinds["aws.sqs"]()
    assert queue.accepts(bucket, Access.PUBLISH) == ""
    assert queue.accepts(bucket, Access.CONSUME) != ""
    uses = Usage(name="jobs", kind=queue, access=(Access.PUBLISH,), role=Role.QUEUE)
    told = part(bucket.parts(site("files", uses=(uses,))), "files.notification")
    assert told.queue[0].queue_arn == Ref(resource="jobs", attribute="arn")
    assert told.depends_on == (Ref(resource="jobs.policy"),)
    user = Usage(name="files", kind=bucket, access=(Access.PUBLISH,), role=Role.BUCKET)
    _, fed = part(queue.parts(site("jobs", users=(user,))), "jobs.policy").policy.statements
    assert fed.principals == (("Service", ("s3.amazonaws.com",)),)


def test_a_topic_may_name_the_queue_instead_of_the_queue_the_topic(kinds, site):
    topic, queue = kinds["aws.sns"](), kinds["aws.sqs"]()
    user = Usage(name="news", kind=topic, access=(Access.PUBLISH,), role=Role.TOPIC)
    here = site("jobs", users=(user,))
    assert queue.accepts(topic, Access.PUBLISH) == ""
    (joint,) = queue.attached(here, user)
    assert joint.name == "news.to-jobs"
    assert part(queue.parts(here), "jobs.policy").policy.statements[1].conditions[0][2] == (
        Ref(resource="news", attribute="arn"),
    )
