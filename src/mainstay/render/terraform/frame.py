"""What stands around the resources: versions, the provider, remote state, variables, outputs, renamed things."""

from collections.abc import Iterator, Mapping

import msgspec

from mainstay.render.terraform.hcl import Block, Expression, Raw, document
from mainstay.render.terraform.item import Item, Tree, label
from mainstay.render.terraform.schema import provider_version

_TERRAFORM = ">= 1.11"
"""The first version with write-only arguments and a lock file in S3 (Terraform 1.11 and OpenTofu 1.11)."""
_PROVIDERS = {"aws": "hashicorp/aws", "random": "hashicorp/random", "tls": "hashicorp/tls"}
_VERSIONS = {"random": "~> 3.7", "tls": "~> 4.0"}


class Setting(msgspec.Struct, frozen=True, kw_only=True):
    """A variable: `type` as Terraform writes it; `values` by environment, where they are known."""

    name: str
    description: str
    type: str = "string"
    nullable: bool = False
    values: dict[str, Tree] = {}


def versions(items: tuple[Item, ...]) -> Block:
    """Which Terraform and which providers; the AWS one in the version that was checked against, or a newer 6.x."""
    used = sorted({"aws", *(item.type.partition("_")[0] for item in items)} & _PROVIDERS.keys())
    minor = ".".join(provider_version().split(".")[:2])
    wanted: dict[str, Expression] = {
        name: {"source": _PROVIDERS[name], "version": _VERSIONS.get(name, f"~> {minor}")} for name in used
    }
    return Block(
        kind="terraform",
        attributes={"required_version": _TERRAFORM},
        blocks=(Block(kind="required_providers", attributes=wanted),),
    )


def provider(region: Expression, tags: Expression) -> Block:
    """The AWS provider; every resource that can have tags gets these."""
    return Block(
        kind="provider",
        labels=("aws",),
        attributes={"region": region},
        blocks=(Block(kind="default_tags", attributes={"tags": tags}),),
    )


def backend(attributes: dict[str, Expression], comment: str) -> Block:
    """Remote state in S3, encrypted, with a lock file beside it."""
    known: dict[str, Expression] = {**attributes, "encrypt": True, "use_lockfile": True}
    inner = Block(kind="backend", labels=("s3",), attributes=known)
    return Block(kind="terraform", blocks=(inner,), comment=comment)


def variables(settings: tuple[Setting, ...]) -> Iterator[Block]:
    """What has to be given, sorted by name."""
    for setting in sorted(settings, key=lambda setting: setting.name):
        attributes: dict[str, Expression] = {"description": setting.description, "type": Raw(setting.type)}
        attributes.update({"default": None} if setting.nullable else {"nullable": False})
        yield Block(kind="variable", labels=(setting.name,), attributes=attributes)


def moved(items: tuple[Item, ...], names: Mapping[str, str]) -> Iterator[Block]:
    """One block for each thing whose name changed; `names` are new → old, of things or of what they belong to."""
    present = {item.name for item in items}
    for item in items:
        old = _old_name(item.name, names)
        if old and old not in present and item.block == "resource":
            attributes: dict[str, Expression] = {
                "from": Raw(f"{item.type}.{label(old)}"),
                "to": Raw(item.address),
            }
            yield Block(kind="moved", attributes=attributes)


def _old_name(name: str, names: Mapping[str, str]) -> str:
    if name in names:
        return names[name]
    owner, dot, rest = name.partition(".")
    return f"{names[owner]}.{rest}" if dot and owner in names else ""


_OUTPUTS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "aws_apigatewayv2_api": (("api_endpoint", "The URL of the API"),),
    "aws_cloudfront_distribution": (("domain_name", "The DNS name of the distribution"),),
    "aws_cognito_user_pool": (("id", "The id of the user pool"),),
    "aws_cognito_user_pool_client": (("id", "The id that the application signs users in with"),),
    "aws_ecr_repository": (("repository_url", "Where images are pushed to"),),
    "aws_eks_cluster": (("name", "The name of the cluster, for `aws eks update-kubeconfig`"),),
    "aws_lambda_function_url": (("function_url", "The URL of the function"),),
    "aws_lb": (("dns_name", "The DNS name of the load balancer"),),
    "aws_route53_record": (("fqdn", "The name that people use"),),
    "aws_sfn_state_machine": (("arn", "What `aws stepfunctions start-execution --state-machine-arn` starts"),),
    "aws_route53_zone": (("name_servers", "What the registrar of the domain must be told"),),
}
"""Type → attributes that people and pipelines need after applying."""


def outputs(items: tuple[Item, ...]) -> Iterator[Block]:
    """The endpoints of what the world reaches, and what a pipeline pushes to."""
    for item in items:
        if item.block != "resource" or item.arguments.get("internal") is True:
            continue
        for attribute, says in _OUTPUTS.get(item.type, ()):
            yield Block(
                kind="output",
                labels=(f"{item.label}_{attribute}",),
                attributes={"description": f"{says}: {item.name}", "value": Raw(f"{item.address}.{attribute}")},
            )


def assignments(values: Mapping[str, Expression]) -> str:
    """The text of a file of values (`.tfvars`, `.tfbackend`)."""
    inner = document((Block(kind="x", attributes=dict(values)),)).split("\n")[1:-2]
    return "".join(f"{line[2:]}\n" for line in inner)
