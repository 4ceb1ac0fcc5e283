"""What a resource is for, in nine words; each has a symbol and a colour of its own."""

from enum import StrEnum

from mainstay.model.intent import Role
from mainstay.model.kind import Kind


class Category(StrEnum):
    """What a resource is for. The word itself is told in every legend: a colour never stands alone."""

    COMPUTE = "compute"
    DATA = "data"
    QUEUE = "queue"
    STORAGE = "storage"
    SECRET = "secret"
    EDGE = "edge"
    NETWORK = "network"
    IDENTITY = "identity"
    MONITOR = "monitor"


_BY_ROLE = {
    Role.DATABASE: Category.DATA,
    Role.CACHE: Category.DATA,
    Role.BUCKET: Category.STORAGE,
    Role.QUEUE: Category.QUEUE,
    Role.TOPIC: Category.QUEUE,
    Role.MAIL: Category.QUEUE,
    Role.SECRET: Category.SECRET,
    Role.SERVICE: Category.COMPUTE,
    Role.JOB: Category.COMPUTE,
    Role.SCHEDULE: Category.COMPUTE,
    Role.SITE: Category.EDGE,
}

_BY_WORD = {
    Category.MONITOR: "log logs alarm alarms dashboard metric metrics cloudwatch trail",
    Category.IDENTITY: "iam role policy permission user profile identity cognito account rbac binding oidc",
    Category.SECRET: "secret secrets kms key parameter ssm password",
    Category.NETWORK: "vpc dns subnet route eip nat internet security rule egress endpoint network",
    Category.EDGE: (
        "api apigateway balancer listener target distribution cloudfront route53 record zone acm certificate waf "
        "domain gateway ingress router httproute site web"
    ),
    Category.STORAGE: "bucket s3 efs volume pvc ecr repository backup vault mount file storage build",
    Category.QUEUE: "queue topic sqs sns event events eventbridge kinesis stream ses mail scheduler pipe bus",
    Category.DATA: "rds db database aurora dynamodb table cache elasticache opensearch proxy postgres valkey",
}
"""For kinds that realise no role of an intent: the first line that shares a word with the kind's id."""


def category_of(kind: Kind, role: Role | None = None) -> Category:
    """What `kind` is for: by the `role` of the component that it realises, else by the words of its id."""
    if role is not None and role in _BY_ROLE:
        return _BY_ROLE[role]
    words = set(kind.id.replace("-", "_").replace(".", "_").split("_"))
    for category, known in _BY_WORD.items():
        if words & set(known.split()):
            return category
    roles = sorted(kind.realises)
    return _BY_ROLE.get(roles[0], Category.COMPUTE) if roles else Category.COMPUTE
