"""All ordered pairs of the main types of a cloud compiler: how each is said in mainstay.yaml, and what is expected.

What is expected follows from a few rules about what a thing is, not from a list of pairs:

- programs use what keeps data and what takes messages, and they call each other; pods are called from within their
  cluster only;
- some things are never stated, because they come with others: networks, clusters, entrances (`COMES_WITH`);
- messages are handed on by what brings them: the one who gets them uses the one who sends (`DELIVERS`);
- everything else is senseless: what runs no code of the application uses nothing, and what is only a part of
  something is used by nothing.
"""

import json
from enum import StrEnum
from functools import cache

from mainstay.actions.compiling import compile_text
from mainstay.actions.render import rendered
from mainstay.model.graph import Graph


class Expected(StrEnum):
    """What a pair is."""

    USES = "the one uses the other"
    COMES = "the one comes with the other"
    DELIVERS = "the one gives its messages to the other"
    SENSELESS = "refused, with the reason"


PODS = ("kubernetes.deployment", "kubernetes.pod")
PROGRAMS = ("aws.app_runner_service", "aws.ec2_instance", "aws.ecs_service", "aws.lambda_function", *PODS)
DATA = {
    "aws.dynamodb_table": ("databases", {"engine": "dynamodb"}),
    "aws.elasticache_cluster": ("caches", {}),
    "aws.memorydb_cluster": ("caches", {}),
    "aws.rds_instance": ("databases", {}),
    "aws.rds_proxy": ("databases", {}),
    "aws.s3_bucket": ("buckets", {}),
    "aws.secret": ("secrets", {}),
    "aws.ses_email_identity": ("mail", {}),
    "aws.sns_topic": ("topics", {}),
    "aws.sqs_queue": ("queues", {}),
    "aws.efs_file_system": ("resources", {}),
}
"""What programs depend on: the section of mainstay.yaml, and what has to be stated there."""
SITE = "aws.cloudfront_distribution"
PARTS = {
    "aws.ecs_cluster": {},
    "aws.eks_cluster": {},
    "aws.load_balancer": {},
    "aws.rest_api": {},
    "aws.vpc": {},
    "kubernetes.service": {"set": {"component": "web", "port": 80, "target_port": 8080}},
    "kubernetes.helm_chart": {},
}
"""What is only ever part of something, or no kind at all."""
TYPES = tuple(sorted((*PROGRAMS, *DATA, *PARTS, SITE)))

KIND_OF = {
    "aws.cloudfront_distribution": "aws.cloudfront",
    "aws.ecs_cluster": "aws.ecs_cluster",
    "aws.eks_cluster": "aws.eks_cluster",
    "aws.load_balancer": "aws.load_balancer",
    "aws.rds_instance": "aws.rds_postgres",
    "aws.rest_api": "aws.api_gateway",
    "aws.s3_bucket": "aws.s3",
    "aws.secret": "aws.secret",
    "aws.vpc": "aws.vpc",
    "kubernetes.service": "k8s.service",
}
"""The kind that stands in the Graph where such a thing came with another."""
COMES_WITH = {
    "aws.ec2_instance": {"aws.load_balancer", "aws.vpc"},
    "aws.ecs_service": {"aws.ecs_cluster", "aws.load_balancer", "aws.vpc"},
    "aws.lambda_function": {"aws.rest_api"},
    **{pod: {"aws.eks_cluster", "aws.load_balancer", "aws.vpc", "kubernetes.service"} for pod in PODS},
    "aws.efs_file_system": {"aws.vpc"},
    "aws.elasticache_cluster": {"aws.vpc"},
    "aws.memorydb_cluster": {"aws.vpc"},
    "aws.rds_instance": {"aws.secret", "aws.vpc"},
    "aws.rds_proxy": {"aws.rds_instance", "aws.secret", "aws.vpc"},
    SITE: {"aws.s3_bucket"},
}
"""Type → what comes with it; a pair of the two is said by stating the first alone."""
DELIVERS = {
    "aws.sqs_queue": set(PROGRAMS),
    "aws.sns_topic": {"aws.lambda_function"},
    "aws.dynamodb_table": {"aws.lambda_function"},
}
"""Type → who can be given its messages (or changes): who gets them uses it to `consume`."""
SENDS = {"aws.s3_bucket": {"aws.sns_topic", "aws.sqs_queue"}, "aws.sns_topic": {"aws.sqs_queue"}}
"""Type → what it tells by itself, without a program between; said as a link like that of a program."""


def expected(source: str, target: str) -> Expected:
    """What follows from what the two are."""
    if target in COMES_WITH.get(source, ()) or source in COMES_WITH.get(target, ()):
        return Expected.COMES
    if target in DELIVERS.get(source, ()):
        return Expected.DELIVERS
    if target in SENDS.get(source, ()) or source in SENDS.get(target, ()):
        return Expected.USES if _hands_on(source, target) else Expected.SENSELESS
    if source in PROGRAMS and (target in DATA or target == SITE):
        return Expected.USES
    if source in (*PROGRAMS, SITE) and target in PROGRAMS:
        return Expected.USES if target not in PODS or source in PODS else Expected.SENSELESS
    return Expected.SENSELESS


def _hands_on(source: str, target: str) -> bool:
    """A queue is fed by a topic whoever of the two is said to use the other."""
    return target in SENDS.get(source, ()) or (source, target) == ("aws.sqs_queue", "aws.sns_topic")


def system(source: str, target: str, meant: Expected) -> dict[str, object]:
    """The smallest mainstay.yaml that says the pair."""
    whole: dict[str, object] = {"application": "pair", "target": "aws", "region": "us-east-1"}
    if meant is Expected.COMES:
        first = source if target in COMES_WITH.get(source, ()) else target
        return whole | _stated("target", first, {"public": True} if first in PROGRAMS else {})
    user, used = (target, source) if meant is Expected.DELIVERS else (source, target)
    access = {"access": ["consume"]} if meant is Expected.DELIVERS else {}
    return _joined(whole, _stated("target", used, {}), _stated("source", user, {"uses": {"target": access}}))


def _stated(name: str, type_: str, more: dict[str, object]) -> dict[str, object]:
    if type_ in PROGRAMS:
        # App Runner has no private address.
        fixed = {"public": True} if type_ == "aws.app_runner_service" else {"listens": True}
        return {"services": {name: {"kind": type_, **fixed, **more}}}
    if type_ == SITE:
        return {"sites": {name: {"kind": type_, **more}}}
    section, fixed = DATA.get(type_) or ("resources", PARTS[type_])
    return {section: {name: {"kind": type_, **fixed, **more}}}


def _joined(*parts: dict[str, object]) -> dict[str, object]:
    found: dict[str, object] = {}
    for part in parts:
        for key, value in part.items():
            found[key] = {**found[key], **value} if isinstance(value, dict) and key in found else value
    return found


def canonical(type_: str) -> str:
    """The type, where two are one kind of ours; what is said of one is true of the other."""
    return PODS[0] if type_ in PODS else type_


@cache
def compiled(text: str) -> Graph:
    """The verified Graph; what is asked for twice is compiled once."""
    return compile_text(text)


@cache
def files(text: str) -> dict[str, str]:
    """What is rendered of it."""
    return rendered((compiled(text),))


def text_of(source: str, target: str) -> str:
    """The mainstay.yaml of a pair (JSON is YAML)."""
    return json.dumps(system(source, target, expected(source, target)))
