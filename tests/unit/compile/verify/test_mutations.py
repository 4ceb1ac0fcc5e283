"""Every way to break a Graph that matters is found; those that do not matter are listed with their reason."""

import re

import pytest

from mainstay.compile.verify import findings
from unit.compile.verify.mutants import mutants
from unit.compile.verify.systems import SYSTEMS

HARMLESS = {
    r"drop aws_cloudwatch_metric_alarm": "no intent asks for an alarm",
    r"drop aws_(ecr|s3_bucket)_lifecycle|lifecycle_configuration": "old things stay longer, which costs a little",
    r"drop aws_s3_bucket_ownership_controls": "what it says is the default of S3 since April 2023",
    r"aws_s3_bucket_versioning .*(log|logs|pages\.files)\b": "logs and built pages can be made again or be missed",
    r"drop aws_s3_bucket_logging|access_logs\.enabled|waf": "an audit log and a firewall are asked for by no intent",
    r"drop aws_kms_alias": "a name for people",
    r"drop aws_sqs_queue_redrive_allow_policy": "without it every queue of the account may put dead letters there",
    r"drop aws_caller_identity": "nothing refers to it here",
    r"off .* \S*(kms_key_id|kms_master_key_id)$": "it stays encrypted, with a key of AWS",
    r"without s3:(AbortMultipartUpload|DeleteObject)$": "a program can write without",
    r"without sqs:(GetQueueAttributes|GetQueueUrl|ChangeMessageVisibility)$": "a program can send and take without",
    r"without dynamodb:(Batch\w+|ConditionCheckItem|DescribeTable|Scan)$": "a program can read and write without",
    r"without ses:SendRawEmail$": "mail can be sent without",
    r"drop (HorizontalPodAutoscaler|PodDisruptionBudget)|drop aws_autoscaling_policy": "the load is carried without",
    r"off aws_launch_template .* monitoring": "no intent asks for metrics by the minute",
    r"drop \S+ (api.from.web|web.to.api).8080": "pods share the fence of their nodes, which lets all of TCP through",
    r"DecryptSecrets: (dropped|without)": "the same role is allowed that by the policy of another program's secrets",
    r"LookAtTargets: without ec2:": "the controller binds addresses without looking at machines",
    r"drop aws_iam_openid_connect_provider": "by itself it allows nothing",
    r"aws_eks_addon \S+ pod_identity_association.service_account": "no pod of the application has a disk here",
    r"NetworkPolicy \S+web-from-world .*(ingress|from)": "the intent exposes it to the world anyway",
    r"web.mesh-plain .*DISABLE": "what brings the requests of the world comes in the clear either way",
    r"web.mesh-from-world .*requiredAuthenticationRefs \[\]": "the intent exposes it to the world anyway",
    r"manifest (StatefulSet db|CronJob \S+) .*memory": "no intent asks for the memory of a store",
    r"drop SecretStore": "its name is looked up by the controller, in the cluster",
    r"Senders: without kms:DescribeKey": "senders do without",
    r"without secretsmanager:DescribeSecret": "reading a secret does without",
    r"drop aws_appautoscaling_policy": "the tasks that run from the start carry the load",
}
"""Pattern of what a mutant says → why it changes nothing that anybody asked for."""
NOTHING_GOES_OUT = {
    r"aws_route_table_association": "endpoints stand in the subnets themselves, and nothing there needs a route",
    r"drop aws_route network.public": "nothing stands in public subnets",
}
BESIDE_THE_GATEWAY = {
    r"(drop|widen|swap) .*(to|endpoints)\.(s3|dynamodb)\b": "there is another way, by the NAT gateway",
}
TOLD_BY_WHO_STARTS_THEM = {
    r"(api|web|work)\.policy policy ReadSecrets: ": "tasks are told their secrets by the role that starts them",
}
NOTHING_STATED = {
    r"off aws_(lambda_function|ecs_task_definition) \S+ memory": "nobody says how much memory it needs",
    r"off aws_ecs_service .*capacity_provider": "nobody says how often it may be away",
    r"fewer aws_(ecs_service|autoscaling_group|lambda_function) ": "nobody says how often it may be away",
    r"fewer (aws_elasticache_subnet_group|aws_vpc_endpoint|aws_eks\S+) ": "nobody says how often it may be away",
    r"off aws_elasticache\S+ \S+ snapshot_retention_limit": "what a cache holds can be made again",
    r"manifest Deployment .*(topologySpread|memory)": "nobody says how often it may be away, nor how much it needs",
}
"""What would matter if somebody had stated a number; in `promised`, `istio` and `linkerd` somebody has."""
HARMLESS_IN = {
    "functions": NOTHING_STATED,
    "containers": {**NOTHING_STATED, **BESIDE_THE_GATEWAY, **TOLD_BY_WHO_STARTS_THEM},
    "function-in-network": {**NOTHING_STATED, **NOTHING_GOES_OUT},
    "machines": {**NOTHING_STATED, **BESIDE_THE_GATEWAY},
    "pods": {**NOTHING_STATED, **BESIDE_THE_GATEWAY, **TOLD_BY_WHO_STARTS_THEM},
    "promised": {
        r"drop aws_service_discovery_private_dns_namespace": "nobody calls anybody by a private name here",
        r"drop aws_secretsmanager_secret_version store.connection": "nobody is told how to log in to the cache here",
        **BESIDE_THE_GATEWAY,
        **TOLD_BY_WHO_STARTS_THEM,
    },
    "proxied": {**NOTHING_STATED, **NOTHING_GOES_OUT},
    "keepers": {
        **NOTHING_STATED,
        **BESIDE_THE_GATEWAY,
        r"drop aws_service_discovery_private_dns_namespace": "no program calls another one here",
    },
    "released": {
        **NOTHING_STATED,
        **BESIDE_THE_GATEWAY,
        r"(migrate|web)\.policy( policy ReadSecrets: |$)": "tasks are told their secrets by the role that starts them",
        r"swap aws_iam_role_policy (migrate|web)\.policy": "they say nothing else",
        r"HandRoles: without conditions": "the roles trust nobody but tasks",
        r"Start: without conditions": "the one task is named, whatever it runs in",
        r"drop aws_service_discovery_private_dns_namespace": "no program calls another one here",
    },
}


@pytest.mark.parametrize("name", SYSTEMS)
def test_sound_graphs_have_no_findings(name: str) -> None:
    assert [str(finding) for finding in findings(SYSTEMS[name]())] == []


@pytest.mark.slow
@pytest.mark.parametrize("name", SYSTEMS)
def test_every_mutant_that_matters_is_found(name: str) -> None:
    patterns = [re.compile(pattern) for pattern in (*HARMLESS, *HARMLESS_IN.get(name, {}))]
    missed = [mutant.says for mutant in mutants(SYSTEMS[name]()) if not findings(mutant.graph)]
    assert [says for says in missed if not any(pattern.search(says) for pattern in patterns)] == []


@pytest.mark.slow
def test_there_are_many_ways_to_break_a_graph() -> None:
    said = {(name, mutant.says) for name, graph in SYSTEMS.items() for mutant in mutants(graph())}
    assert len(said) >= 200
