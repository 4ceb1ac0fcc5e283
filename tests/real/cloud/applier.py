"""Creates the resources of a Graph in an emulated AWS through boto3, in the order of their references.

A stand-in for `terraform apply`, whose provider cannot be had without the internet: each primitive is created with the
arguments that the Graph holds for it, so what is asked of the emulation afterwards was said by the Graph alone.
"""

import json
from collections.abc import Callable
from graphlib import TopologicalSorter

import boto3

from mainstay.model.cloud import CloudKind
from mainstay.model.graph import Graph, Resource
from mainstay.model.references import references
from mainstay.model.told import Base64, Joined, Json, PolicyDocument, Ref, Variable

REGION = "us-east-1"
Attributes = dict[str, object]


class Elsewhere(dict[str, object]):
    """The attributes of what the emulation does not make: names that lead nowhere, so that others can be made."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name

    def __missing__(self, attribute: str) -> str:
        return f"arn:aws:elsewhere:::{self._name}/{attribute}"


class Applier:
    """What was created so far: resource → its attributes, as Terraform calls them."""

    def __init__(self, endpoint: str, region: str) -> None:
        self.known: dict[str, Attributes] = {}
        self._endpoint, self.region = endpoint, region
        self._clients: dict[str, object] = {}
        self.skipped: list[str] = []
        self._translations: dict[type, Callable] = {
            Ref: lambda ref: f"{ref.prefix}{self.known[ref.resource][ref.attribute]}{ref.suffix}",
            Joined: self._together,
            Base64: self._together,
            Variable: lambda variable: f"{variable.name}.example.org",
            PolicyDocument: lambda document: json.dumps(self._document(document)),
            Json: lambda text: json.dumps(self.told(text.content)),
        }

    def client(self, service: str):
        if service not in self._clients:
            keys = {"aws_access_key_id": "test", "aws_secret_access_key": "test"}
            self._clients[service] = boto3.client(service, endpoint_url=self._endpoint, region_name=self.region, **keys)
        return self._clients[service]

    def apply(self, graph: Graph) -> None:
        by_name = {resource.name: resource for resource in graph.resources}
        needs = {name: {r.resource for r in references(resource.kind)} for name, resource in by_name.items()}
        for name in TopologicalSorter({n: sorted(needs[n] - {n}) for n in sorted(needs)}).static_order():
            self._create(by_name[name])

    def _create(self, resource: Resource) -> None:
        make = MAKERS.get(resource.kind.id)
        if make is None:
            self.skipped.append(resource.kind.id)
            self.known[resource.name] = Elsewhere(resource.name)
            return
        self.known[resource.name] = make(self, resource.kind)

    def told(self, value: object):
        """A property as AWS gets it: references followed, documents as JSON."""
        if isinstance(value, dict):
            return {key: self.told(item) for key, item in value.items()}
        if isinstance(value, tuple | list):
            return [self.told(item) for item in value]
        translate = self._translations.get(type(value))
        return translate(value) if translate else value

    def _together(self, value: Joined | Base64) -> str:
        return "".join(str(self.told(part)) for part in value.parts)

    def _document(self, document: PolicyDocument) -> dict[str, object]:
        statements = []
        for one in document.statements:
            made: dict[str, object] = {"Sid": one.sid, "Effect": one.effect, "Action": list(one.actions)}
            if one.resources:
                made["Resource"] = self.told(one.resources)
            if one.principals:
                made["Principal"] = {kind: self.told(names) for kind, names in one.principals}
            for operator, key, values in one.conditions:
                made.setdefault("Condition", {}).setdefault(operator, {})[key] = self.told(values)
            statements.append(made)
        return {"Version": "2012-10-17", "Statement": statements}


def _account(on: Applier, kind: CloudKind) -> Attributes:
    del kind
    return {"account_id": on.client("sts").get_caller_identity()["Account"], "id": "account"}


def _key(on: Applier, kind: CloudKind) -> Attributes:
    made = on.client("kms").create_key(Description=kind.description, Policy=on.told(kind.policy))["KeyMetadata"]
    if kind.enable_key_rotation:
        on.client("kms").enable_key_rotation(KeyId=made["KeyId"])
    return {"arn": made["Arn"], "id": made["KeyId"], "key_id": made["KeyId"]}


def _queue(on: Applier, kind: CloudKind) -> Attributes:
    attributes = {
        "VisibilityTimeout": str(kind.visibility_timeout_seconds),
        "KmsMasterKeyId": on.told(kind.kms_master_key_id),
    }
    if kind.redrive_policy is not None:
        attributes["RedrivePolicy"] = on.told(kind.redrive_policy)
    sqs = on.client("sqs")
    url = sqs.create_queue(QueueName=on.told(kind.name), Attributes=attributes)["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    return {"id": url, "url": url, "arn": arn, "name": kind.name}


def _queue_policy(on: Applier, kind: CloudKind) -> Attributes:
    attributes = {"Policy": on.told(kind.policy)}
    on.client("sqs").set_queue_attributes(QueueUrl=on.told(kind.queue_url), Attributes=attributes)
    return {"id": on.told(kind.queue_url)}


def _topic(on: Applier, kind: CloudKind) -> Attributes:
    attributes = {"KmsMasterKeyId": on.told(kind.kms_master_key_id)}
    arn = on.client("sns").create_topic(Name=on.told(kind.name), Attributes=attributes)["TopicArn"]
    return {"arn": arn, "id": arn}


def _subscription(on: Applier, kind: CloudKind) -> Attributes:
    made = on.client("sns").subscribe(
        TopicArn=on.told(kind.topic_arn),
        Protocol=kind.protocol,
        Endpoint=on.told(kind.address),
        ReturnSubscriptionArn=True,
        Attributes={"RawMessageDelivery": "true"} if kind.raw_message_delivery else {},
    )
    return {"arn": made["SubscriptionArn"]}


def _role(on: Applier, kind: CloudKind) -> Attributes:
    made = on.client("iam").create_role(
        RoleName=on.told(kind.name), AssumeRolePolicyDocument=on.told(kind.assume_role_policy)
    )["Role"]
    return {"arn": made["Arn"], "id": made["RoleName"], "name": made["RoleName"]}


def _role_policy(on: Applier, kind: CloudKind) -> Attributes:
    on.client("iam").put_role_policy(
        RoleName=on.told(kind.role), PolicyName=on.told(kind.name), PolicyDocument=on.told(kind.policy)
    )
    return {"id": on.told(kind.name)}


def _log_group(on: Applier, kind: CloudKind) -> Attributes:
    logs = on.client("logs")
    logs.create_log_group(logGroupName=on.told(kind.name))
    logs.put_retention_policy(logGroupName=on.told(kind.name), retentionInDays=kind.retention_in_days)
    arn = logs.describe_log_groups(logGroupNamePrefix=on.told(kind.name))["logGroups"][0]["arn"].removesuffix(":*")
    return {"arn": arn, "name": on.told(kind.name), "id": on.told(kind.name)}


def _vpc(on: Applier, kind: CloudKind) -> Attributes:
    made = on.client("ec2").create_vpc(CidrBlock=kind.cidr_block)["Vpc"]
    groups = on.client("ec2").describe_security_groups(Filters=[{"Name": "vpc-id", "Values": [made["VpcId"]]}])
    return {
        "id": made["VpcId"],
        "cidr_block": kind.cidr_block,
        "default_security_group_id": groups["SecurityGroups"][0]["GroupId"],
    }


def _subnet(on: Applier, kind: CloudKind) -> Attributes:
    made = on.client("ec2").create_subnet(
        VpcId=on.told(kind.vpc_id), CidrBlock=kind.cidr_block, AvailabilityZone=kind.availability_zone
    )["Subnet"]
    return {"id": made["SubnetId"], "arn": made["SubnetArn"], "cidr_block": kind.cidr_block}


def _group(on: Applier, kind: CloudKind) -> Attributes:
    ec2 = on.client("ec2")
    made = ec2.create_security_group(
        GroupName=on.told(kind.name), Description=kind.description, VpcId=on.told(kind.vpc_id)
    )["GroupId"]
    # AWS opens every new group outwards; Terraform takes that away.
    everything = [{"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}]
    ec2.revoke_security_group_egress(GroupId=made, IpPermissions=everything)
    return {"id": made, "arn": made}


def _opening(on: Applier, kind: CloudKind) -> list[dict[str, object]]:
    rule: dict[str, object] = {"IpProtocol": kind.ip_protocol, "FromPort": kind.from_port, "ToPort": kind.to_port}
    if kind.referenced_security_group_id is not None:
        rule["UserIdGroupPairs"] = [{"GroupId": on.told(kind.referenced_security_group_id)}]
    if kind.cidr_ipv4 is not None:
        rule["IpRanges"] = [{"CidrIp": on.told(kind.cidr_ipv4)}]
    if kind.prefix_list_id is not None:
        rule["PrefixListIds"] = [{"PrefixListId": on.told(kind.prefix_list_id)}]
    return [rule]


def _ingress(on: Applier, kind: CloudKind) -> Attributes:
    group = on.told(kind.security_group_id)
    on.client("ec2").authorize_security_group_ingress(GroupId=group, IpPermissions=_opening(on, kind))
    return {"id": group}


def _egress(on: Applier, kind: CloudKind) -> Attributes:
    group = on.told(kind.security_group_id)
    on.client("ec2").authorize_security_group_egress(GroupId=group, IpPermissions=_opening(on, kind))
    return {"id": group}


def _table(on: Applier, kind: CloudKind) -> Attributes:
    made = on.client("ec2").create_route_table(VpcId=on.told(kind.vpc_id))["RouteTable"]["RouteTableId"]
    return {"id": made}


def _joined(on: Applier, kind: CloudKind) -> Attributes:
    made = on.client("ec2").associate_route_table(
        RouteTableId=on.told(kind.route_table_id), SubnetId=on.told(kind.subnet_id)
    )
    return {"id": made["AssociationId"]}


def _gateway(on: Applier, kind: CloudKind) -> Attributes:
    made = on.client("ec2").create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
    on.client("ec2").attach_internet_gateway(InternetGatewayId=made, VpcId=on.told(kind.vpc_id))
    return {"id": made}


def _address(on: Applier, kind: CloudKind) -> Attributes:
    made = on.client("ec2").allocate_address(Domain=kind.domain)
    return {"id": made["AllocationId"], "allocation_id": made["AllocationId"]}


def _nat(on: Applier, kind: CloudKind) -> Attributes:
    made = on.client("ec2").create_nat_gateway(
        SubnetId=on.told(kind.subnet_id), AllocationId=on.told(kind.allocation_id)
    )
    return {"id": made["NatGateway"]["NatGatewayId"]}


def _route(on: Applier, kind: CloudKind) -> Attributes:
    to = (
        {"GatewayId": on.told(kind.gateway_id)}
        if kind.gateway_id is not None
        else {"NatGatewayId": on.told(kind.nat_gateway_id)}
    )
    on.client("ec2").create_route(
        RouteTableId=on.told(kind.route_table_id), DestinationCidrBlock=kind.destination_cidr_block, **to
    )
    return {"id": on.told(kind.route_table_id)}


def _endpoint(on: Applier, kind: CloudKind) -> Attributes:
    options: dict[str, object] = {}
    if kind.route_table_ids is not None:
        options["RouteTableIds"] = on.told(kind.route_table_ids)
    if kind.subnet_ids is not None:
        options["SubnetIds"] = on.told(kind.subnet_ids)
        options["SecurityGroupIds"] = on.told(kind.security_group_ids)
    ec2 = on.client("ec2")
    made = ec2.create_vpc_endpoint(
        VpcId=on.told(kind.vpc_id),
        ServiceName=on.told(kind.service_name),
        VpcEndpointType=kind.vpc_endpoint_type,
        **options,
    )["VpcEndpoint"]["VpcEndpointId"]
    lists = ec2.describe_managed_prefix_lists()["PrefixLists"]
    found = [one["PrefixListId"] for one in lists if one["PrefixListName"] == on.told(kind.service_name)]
    return {"id": made, "prefix_list_id": next(iter(found), "")}


def _function(on: Applier, kind: CloudKind) -> Attributes:
    options: dict[str, object] = {}
    if kind.environment is not None:
        options["Environment"] = {"Variables": on.told(kind.environment.variables)}
    if kind.vpc_config is not None:
        options["VpcConfig"] = {
            "SubnetIds": on.told(kind.vpc_config.subnet_ids),
            "SecurityGroupIds": on.told(kind.vpc_config.security_group_ids),
        }
    made = on.client("lambda").create_function(
        FunctionName=on.told(kind.function_name),
        Role=on.told(kind.role),
        PackageType="Image",
        Code={"ImageUri": f"123456789012.dkr.ecr.{REGION}.amazonaws.com/app:1"},
        MemorySize=kind.memory_size,
        Timeout=kind.timeout,
        Publish=True,
        **options,
    )
    arn = made["FunctionArn"].rpartition(":")[0] if made["FunctionArn"].endswith(":1") else made["FunctionArn"]
    return {
        "arn": arn,
        "function_name": made["FunctionName"],
        "id": made["FunctionName"],
        "version": made["Version"],
        "invoke_arn": arn,
        "qualified_arn": made["FunctionArn"],
    }


def _alias(on: Applier, kind: CloudKind) -> Attributes:
    made = on.client("lambda").create_alias(
        FunctionName=on.told(kind.function_name), Name=kind.name, FunctionVersion="$LATEST"
    )
    return {"arn": made["AliasArn"], "id": made["AliasArn"], "name": kind.name, "invoke_arn": made["AliasArn"]}


def _dynamodb(on: Applier, kind: CloudKind) -> Attributes:
    made = on.client("dynamodb").create_table(
        TableName=on.told(kind.name),
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": a.name, "AttributeType": a.type} for a in kind.attribute],
        KeySchema=[
            {"AttributeName": name, "KeyType": sort}
            for name, sort in ((kind.hash_key, "HASH"), (kind.range_key, "RANGE"))
            if name
        ],
    )["TableDescription"]
    return {"arn": made["TableArn"], "name": made["TableName"], "id": made["TableName"]}


def _bucket(on: Applier, kind: CloudKind) -> Attributes:
    name = on.told(kind.bucket) or f"{on.told(kind.bucket_prefix)}0001"  # Terraform makes a suffix up
    options = {} if on.region == REGION else {"CreateBucketConfiguration": {"LocationConstraint": on.region}}
    on.client("s3").create_bucket(Bucket=name, **options)
    return {
        "id": name,
        "bucket": name,
        "arn": f"arn:aws:s3:::{name}",
        "bucket_regional_domain_name": f"{name}.s3.{REGION}.amazonaws.com",
    }


def _bucket_policy(on: Applier, kind: CloudKind) -> Attributes:
    on.client("s3").put_bucket_policy(Bucket=on.told(kind.bucket), Policy=on.told(kind.policy))
    return {"id": on.told(kind.bucket)}


def _no_public_access(on: Applier, kind: CloudKind) -> Attributes:
    on.client("s3").put_public_access_block(
        Bucket=on.told(kind.bucket),
        PublicAccessBlockConfiguration={
            "BlockPublicAcls": kind.block_public_acls,
            "IgnorePublicAcls": kind.ignore_public_acls,
            "BlockPublicPolicy": kind.block_public_policy,
            "RestrictPublicBuckets": kind.restrict_public_buckets,
        },
    )
    return {"id": on.told(kind.bucket)}


def _secret(on: Applier, kind: CloudKind) -> Attributes:
    made = on.client("secretsmanager").create_secret(Name=on.told(kind.name))
    return {"arn": made["ARN"], "id": made["ARN"], "name": made["Name"]}


MAKERS: dict[str, Callable[[Applier, CloudKind], Attributes]] = {
    "aws.account": _account,
    "aws.kms_key": _key,
    "aws.sqs": _queue,
    "aws.sqs_queue_policy": _queue_policy,
    "aws.sns": _topic,
    "aws.sns_subscription": _subscription,
    "aws.iam_role": _role,
    "aws.iam_role_policy": _role_policy,
    "aws.log_group": _log_group,
    "aws.vpc": _vpc,
    "aws.subnet": _subnet,
    "aws.security_group": _group,
    "aws.ingress_rule": _ingress,
    "aws.egress_rule": _egress,
    "aws.route_table": _table,
    "aws.route_table_association": _joined,
    "aws.internet_gateway": _gateway,
    "aws.eip": _address,
    "aws.nat_gateway": _nat,
    "aws.route": _route,
    "aws.vpc_endpoint": _endpoint,
    "aws.lambda": _function,
    "aws.lambda_alias": _alias,
    "aws.dynamodb": _dynamodb,
    "aws.s3": _bucket,
    "aws.s3_bucket_policy": _bucket_policy,
    "aws.s3_public_access_block": _no_public_access,
    "aws.secret": _secret,
}
"""The kinds that the emulation can make and this file knows; what stands on others is not asked about."""
