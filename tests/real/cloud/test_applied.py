"""Systems created in an emulated AWS from their Graphs, and then asked what they are."""

import json
import urllib.request
from collections.abc import Iterator

import boto3
import pytest
from botocore.exceptions import ClientError
from moto.server import ThreadedMotoServer

from golden.systems.outputs import graphs
from mainstay.model.graph import Graph
from mainstay.model.intent import Service
from real.cloud.applier import Applier

pytestmark = [pytest.mark.real, pytest.mark.slow]

NAMES = ("webhook", "events", "image-pipeline", "lowest-latency", "sensors")


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    running = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    running.start()
    host, port = running.get_host_and_port()
    yield f"http://{host}:{port}"
    running.stop()


@pytest.fixture(scope="module", params=NAMES)
def applied(request: pytest.FixtureRequest, server: str) -> tuple[Graph, Applier]:
    (graph,) = graphs(request.param)
    anybody = {"aws_access_key_id": "x", "aws_secret_access_key": "x", "region_name": graph.intent.whole.region}
    boto3.client("sts", endpoint_url=server, **anybody).get_caller_identity()
    _reset(server)
    applier = Applier(server, graph.intent.whole.region)
    applier.apply(graph)
    return graph, applier


def _reset(server: str) -> None:
    urllib.request.urlopen(urllib.request.Request(f"{server}/moto-api/reset", method="POST")).close()


def of_kind(graph: Graph, kind: str) -> list[str]:
    return [resource.name for resource in graph.resources if resource.kind.id == kind]


def test_every_queue_takes_and_gives_a_message(applied: tuple[Graph, Applier]):
    graph, on = applied
    for name in of_kind(graph, "aws.sqs"):
        sqs, url = on.client("sqs"), on.known[name]["url"]
        sqs.send_message(QueueUrl=url, MessageBody=name)
        (message,) = sqs.receive_message(QueueUrl=url)["Messages"]
        assert message["Body"] == name
        sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
        attributes = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
        assert attributes["KmsMasterKeyId"] == on.known["shared.key"]["arn"]


def test_every_role_may_do_what_its_links_need_and_nothing_is_wild(applied: tuple[Graph, Applier]):
    graph, on = applied
    iam = on.client("iam")
    for name in of_kind(graph, "aws.iam_role_policy"):
        kind = graph.resource(name).kind
        role = on.told(kind.role)
        document = iam.get_role_policy(RoleName=role, PolicyName=on.told(kind.name))["PolicyDocument"]
        for statement in document["Statement"]:
            assert all(":" in action and not action.endswith(":*") for action in statement["Action"]), (name, statement)
        trust = iam.get_role(RoleName=role)["Role"]["AssumeRolePolicyDocument"]
        assert all(set(s["Principal"]) == {"Service"} for s in trust["Statement"])


def test_each_link_is_allowed_by_the_role_of_its_program(applied: tuple[Graph, Applier]):
    graph, on = applied
    expected = {"aws.sqs": "sqs:", "aws.sns": "sns:", "aws.dynamodb": "dynamodb:", "aws.s3": "s3:"}
    seen = 0
    for component in graph.intent.components:
        for use in component.uses:
            target = graph.resource(use.target)
            policy = f"{component.name}.policy"
            if target.kind.id not in expected or not isinstance(component, Service):
                continue
            kind = graph.resource(policy).kind
            document = on.client("iam").get_role_policy(RoleName=on.told(kind.role), PolicyName=on.told(kind.name))
            arn = str(on.known[use.target]["arn"])
            allowed = [
                action
                for statement in document["PolicyDocument"]["Statement"]
                if any(str(resource).startswith(arn) for resource in statement.get("Resource", []))
                for action in statement["Action"]
            ]
            assert any(action.startswith(expected[target.kind.id]) for action in allowed), (component.name, use.target)
            seen += 1
    assert seen > 0 or graph.intent.application == "quotes", "the database of quotes is only reached by network"


def test_security_groups_open_exactly_what_the_graph_says(applied: tuple[Graph, Applier]):
    graph, on = applied
    groups = of_kind(graph, "aws.security_group")
    if not groups:
        pytest.skip("nothing of this system stands in a network")
    ec2 = on.client("ec2")
    for name in groups:
        (group,) = ec2.describe_security_groups(GroupIds=[on.known[name]["id"]])["SecurityGroups"]
        wanted = {
            (kind.from_port, kind.to_port)
            for kind in (graph.resource(rule).kind for rule in of_kind(graph, "aws.ingress_rule"))
            if kind.security_group_id.resource == name
        }
        assert {(p["FromPort"], p["ToPort"]) for p in group["IpPermissions"]} == wanted
        for permission in group["IpPermissions"]:
            assert all(r["CidrIp"] != "0.0.0.0/0" for r in permission["IpRanges"]) or permission["ToPort"] in (80, 443)
        outwards = {(p["FromPort"], p["ToPort"]) for p in group["IpPermissionsEgress"]}
        assert all(first == last for first, last in outwards), "each opening is one port"


def test_tables_and_buckets_keep_what_they_are_given(applied: tuple[Graph, Applier]):
    graph, on = applied
    for name in of_kind(graph, "aws.dynamodb"):
        kind = graph.resource(name).kind
        key = {part: {"S": "1"} for part in (kind.hash_key, kind.range_key) if part}
        dynamodb, table = on.client("dynamodb"), on.known[name]["name"]
        dynamodb.put_item(TableName=table, Item={**key, "text": {"S": name}})
        assert dynamodb.get_item(TableName=table, Key=key)["Item"]["text"]["S"] == name
    for name in of_kind(graph, "aws.s3"):
        s3, bucket = on.client("s3"), on.known[name]["bucket"]
        with pytest.raises(ClientError, match="403"):  # the emulation is called without TLS, which its policy refuses
            s3.put_object(Bucket=bucket, Key="a", Body=b"content")
        s3.delete_bucket_policy(Bucket=bucket)
        s3.put_object(Bucket=bucket, Key="a", Body=b"content")
        assert s3.get_object(Bucket=bucket, Key="a")["Body"].read() == b"content"
        block = s3.get_public_access_block(Bucket=bucket)["PublicAccessBlockConfiguration"]
        assert all(block.values()), name


def test_functions_run_as_their_own_role_and_know_no_secret(applied: tuple[Graph, Applier]):
    graph, on = applied
    for name in of_kind(graph, "aws.lambda"):
        found = on.client("lambda").get_function_configuration(FunctionName=on.known[name]["function_name"])
        assert found["Role"] == on.known[f"{name}.role"]["arn"]
        text = json.dumps(found.get("Environment", {})).lower()
        assert "password" not in text
        assert "://" not in text or "@" not in text


def test_keys_rotate_and_logs_are_not_kept_for_ever(applied: tuple[Graph, Applier]):
    graph, on = applied
    for name in of_kind(graph, "aws.kms_key"):
        assert on.client("kms").get_key_rotation_status(KeyId=on.known[name]["key_id"])["KeyRotationEnabled"]
    for name in of_kind(graph, "aws.log_group"):
        (group,) = on.client("logs").describe_log_groups(logGroupNamePrefix=on.known[name]["name"])["logGroups"][:1]
        assert group["retentionInDays"] > 0
