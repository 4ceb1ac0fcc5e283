"""Small Graphs, and kinds made up for what no real one shows."""

from mainstay.catalog.aws.account import account
from mainstay.catalog.aws.base import AwsKind
from mainstay.catalog.aws.iam import Role, RolePolicy
from mainstay.catalog.aws.vpc import SecurityGroup, Subnet, Vpc
from mainstay.model.cloud import Block
from mainstay.model.graph import Graph, Lock, Reason, Resource
from mainstay.model.intent import Intent, Queue, Whole
from mainstay.model.kind import Kind, Target
from mainstay.model.told import Base64, Joined, Json, PolicyDocument, Ref, Statement, Variable
from mainstay.model.value import Value

REGION = "eu-central-1"


class MadeUpQueue(AwsKind, tag="test.queue", frozen=True, kw_only=True):
    id = "test.queue"
    terraform = "aws_sqs_queue"
    stateful = True
    ignored = ("visibility_timeout_seconds",)
    about = "A queue."

    name: str | Joined | None = None
    fifo_queue: bool | str | None = None
    message_retention_seconds: int | str | None = None
    redrive_policy: Json | None = None
    policy: PolicyDocument | None = None
    kms_master_key_id: Ref | None = None
    tags: dict[str, str] | None = None


class Password(AwsKind, tag="test.password", frozen=True, kw_only=True):
    id = "test.password"
    terraform = "random_password"
    block = Block.EPHEMERAL
    about = "A password that no state has."

    length: int = 40
    special: bool = False


class MadeUpDatabase(AwsKind, tag="test.database", frozen=True, kw_only=True):
    id = "test.database"
    terraform = "aws_db_instance"
    stateful = True
    about = "A database."

    identifier: str
    instance_class: str | Joined = "db.t4g.micro"
    password_wo: Ref | None = None
    password_wo_version: int | None = None
    password: Ref | None = None
    allocated_storage: int | None = 20
    backup_retention_period: int = 7
    multi_az: bool = False
    ca_cert_identifier: str | None = None


class Zones(Value, frozen=True, kw_only=True):
    expression: str


class Options(Value, frozen=True, kw_only=True):
    mode: str = "Active"


class MadeUpFunction(AwsKind, tag="test.function", frozen=True, kw_only=True):
    id = "test.function"
    terraform = "aws_lambda_function"
    unrendered = frozenset({"shape"})
    about = "A function."

    function_name: str
    role: Ref
    image_uri: str | Joined | Variable
    package_type: str = "Image"
    tracing_config: Options | tuple[Options, ...] | None = None
    vpc_config: dict[str, tuple[Ref, ...]] | None = None
    depends_on: tuple[Ref, ...] | None = None
    shape: str = "large"


class Launch(AwsKind, tag="test.launch", frozen=True, kw_only=True):
    id = "test.launch"
    terraform = "aws_launch_template"
    about = "How a machine starts."

    user_data: Base64


class Opening(AwsKind, tag="test.opening", frozen=True, kw_only=True):
    id = "test.opening"
    terraform = "aws_vpc_security_group_ingress_rule"
    about = "An opening."

    security_group_id: Ref
    cidr_ipv4: str | None = None
    cidr_ipv6: str | None = None
    prefix_list_id: None = None
    ip_protocol: str = "tcp"
    from_port: int | None = None
    to_port: int | None = None


class Wrong(AwsKind, tag="test.wrong", frozen=True, kw_only=True):
    id = "test.wrong"
    terraform = "aws_sqs_quue"
    about = "A type that does not exist."


def resource(name: str, kind: Kind, says: str = "somebody asked for it", component: str = "") -> Resource:
    return Resource(name=name, kind=kind, component=component, why=(Reason(step="expand", says=says),))


def graph(
    *resources: Resource, environment: str = "production", region: str = REGION, lock: Lock | None = None
) -> Graph:
    whole = Whole(target=Target.AWS, environment=environment, region=region, tags={"team": "checkout"})
    intent = Intent(application="shop", components=(Queue(name="orders", tags={"cost-centre": "7"}),), whole=whole)
    ordered = tuple(sorted(resources, key=lambda r: r.name))
    return Graph(intent=intent, target=Target.AWS, resources=ordered, lock=lock or Lock())


def trust(service: str = "lambda.amazonaws.com") -> PolicyDocument:
    principals = (("Service", (service,)),)
    return PolicyDocument(
        statements=(Statement(sid="", actions=("sts:AssumeRole",), resources=(), principals=principals),)
    )


def system(environment: str = "production", region: str = REGION, **queue: object) -> Graph:
    """A function that writes to a queue, in a network."""
    label = f"shop-{environment}"
    own_arn = Ref(resource="orders", attribute="arn")
    send = Statement(sid="Send", actions=("sqs:SendMessage", "sqs:GetQueueUrl"), resources=(own_arn,))
    given = {"name": f"{label}-orders", **queue}
    image = Joined(parts=("registry/web:", Variable(name="release", description="The tag of the images.")))
    subnets = {
        "subnet_ids": (Ref(resource="network.private-a"),),
        "security_group_ids": (Ref(resource="web.security-group"),),
    }
    function = MadeUpFunction(
        function_name=f"{label}-web",
        role=Ref(resource="web.role", attribute="arn"),
        image_uri=image,
        tracing_config=Options(),
        vpc_config=subnets,
    )
    network = Ref(resource="network")
    subnet = Subnet(vpc_id=network, cidr_block="10.0.0.0/18", availability_zone=f"{region}a")
    found = account()
    return graph(
        resource(found.name, found.kind, found.says),
        resource("network", Vpc(), "web must not be reachable from outside"),
        resource("network.private-a", subnet),
        resource("orders", MadeUpQueue(**given), "realises `orders`", "orders"),
        resource("web", function, "realises `web`"),
        resource(
            "web.policy",
            RolePolicy(name=label, role=Ref(resource="web.role"), policy=PolicyDocument(statements=(send,))),
        ),
        resource("web.role", Role(name=f"{label}-web", assume_role_policy=trust())),
        resource("web.security-group", SecurityGroup(name=f"{label}-web", description="around web", vpc_id=network)),
        environment=environment,
        region=region,
    )
