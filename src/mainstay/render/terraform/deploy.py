"""The policy of whoever applies: the actions that its types take, on the application's names where a service allows it.

What the state needs (`s3:GetObject`, `s3:PutObject`, `s3:DeleteObject` on its key) is not in it, for the bucket is not
known here.
"""

import json
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

import msgspec

from mainstay.model.graph import Graph
from mainstay.model.told import PolicyDocument
from mainstay.render.terraform.item import Item, prefix
from mainstay.render.terraform.schema import fact

_LIMIT = 6_000
"""Characters of a managed policy without spaces; IAM takes 6,144 (IAM User Guide, "IAM and AWS STS quotas")."""
_LOOKS = ("Describe", "List")
"""Actions that begin so tell names and settings, and often cannot be scoped."""
_SERVICE_ROLES = "arn:aws:iam::*:role/aws-service-role/*"

_NAMED_BY_OTHERS = frozenset({"aws_autoscaling_policy"})
"""Types whose ARNs hold the name of what they belong to."""

Statement = dict[str, object]


class Scope(msgspec.Struct, frozen=True):
    """How ARNs of a type are made: the argument with its name ("": ids are made up by AWS), and their forms."""

    name: str
    arns: tuple[str, ...]


class Table(msgspec.Struct, frozen=True, rename={"globals": "global"}):
    """`deploy.toml`."""

    account_wide: frozenset[str]
    globals: frozenset[str]
    unneeded: frozenset[str]
    scopes: dict[str, Scope]
    actions: dict[str, tuple[str, ...]]
    reads: dict[str, tuple[str, ...]]


@cache
def _table() -> Table:
    content: dict[str, Any] = tomllib.loads(files("mainstay.render.terraform").joinpath("deploy.toml").read_text())
    return msgspec.convert(content, Table)


def known_actions(block: str, kind: str) -> frozenset[str] | None:
    """What applying a `block` of type `kind` takes; None where nobody knows."""
    table = _table()
    if block != "resource":
        reads = table.reads.get(kind)
        return None if reads is None else frozenset(reads)
    known = frozenset(fact(kind).actions) - table.unneeded
    more = frozenset(table.actions.get(kind, ()))
    return known | more or None


def known_as(item: Item) -> str:
    """The name that AWS tells `item` from others of its type by; "" where AWS makes one up, or it is known at apply."""
    scope = _table().scopes.get(item.type) if item.block == "resource" else None
    name = item.arguments.get(scope.name) if scope else None
    return name if isinstance(name, str) and item.type not in _NAMED_BY_OTHERS else ""


def deploy_policy(graph: Graph, found: tuple[Item, ...], name: str) -> dict[str, str]:
    """The files of the policy: one, or several where IAM takes no policy of that length."""
    packed = _packed(_statements(graph, found))
    paths = [f"{name}.json", *(f"{name}-{number}.json" for number in range(2, len(packed) + 1))]
    return {path: _text(statements) for path, statements in zip(paths, packed, strict=True)}


def _text(statements: list[Statement]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": statements}, indent=2) + "\n"


def _packed(statements: list[Statement]) -> list[list[Statement]]:
    packed: list[list[Statement]] = [[]]
    length = 0
    for statement in statements:
        size = len(json.dumps(statement, separators=(",", ":")))
        if packed[-1] and length + size > _LIMIT:
            packed.append([])
            length = 0
        packed[-1].append(statement)
        length += size
    return packed


def _statements(graph: Graph, found: tuple[Item, ...]) -> list[Statement]:
    table = _table()
    needed = sorted({action for item in found for action in known_actions(item.block, item.type) or ()})
    scopes = _scopes(found, prefix(graph), graph.intent.whole.region)
    named = {action: arns for action in needed if (arns := _arns(action, scopes, table))}
    free = [action for action in needed if action not in named]
    by_service: dict[str, list[str]] = {}
    for action in named:
        by_service.setdefault(_service(action), []).append(action)
    result = [_allow(_sid(service), actions, list(scopes[service])) for service, actions in sorted(by_service.items())]
    everywhere = [action for action in free if _service(action) in table.globals]
    regional = [action for action in free if _service(action) not in table.globals]
    if regional:
        regions = _regions(found, graph.intent.whole.region)
        result += [
            {**part, "Condition": {"StringEquals": {"aws:RequestedRegion": regions}}}
            for part in _chunks("InRegion", regional)
        ]
    if everywhere:
        result += _chunks("Anywhere", everywhere)
    return [*result, *_roles(found, scopes)]


def _chunks(sid: str, actions: list[str]) -> list[Statement]:
    """Statements on everything, none of them too long for one policy."""
    parts: list[list[str]] = [[]]
    for action in actions:
        if sum(len(one) + 3 for one in parts[-1]) + len(action) > _LIMIT - 500:
            parts.append([])
        parts[-1].append(action)
    return [_allow(f"{sid}{number or ''}", part, ["*"]) for number, part in enumerate(parts)]


def _allow(sid: str, actions: list[str], resources: list[str]) -> Statement:
    return {"Sid": sid, "Effect": "Allow", "Action": actions, "Resource": resources}


def _service(action: str) -> str:
    return action.partition(":")[0]


def _sid(service: str) -> str:
    return "".join(word.capitalize() for word in service.split("-"))


def _arns(action: str, scopes: dict[str, tuple[str, ...]], table: Table) -> tuple[str, ...]:
    service, _, operation = action.partition(":")
    if action in table.account_wide or operation.startswith(_LOOKS):
        return ()
    return scopes.get(service, ())


def _scopes(found: tuple[Item, ...], names: str, region: str) -> dict[str, tuple[str, ...]]:
    """Service → the ARNs of the things of the application, by the beginning that their names share."""
    scopes: dict[str, set[str]] = {}
    for item in found:
        scope = _table().scopes.get(item.type)
        if scope is None or item.block != "resource":
            continue
        stated = item.arguments.get("region")
        where = stated if isinstance(stated, str) else region
        name = _pattern(item.arguments.get(scope.name), names)
        for arn in scope.arns:
            scopes.setdefault(arn.split(":")[2], set()).add(arn.format(region=where, name=name).replace("//", "/"))
    return {service: tuple(sorted(arns)) for service, arns in sorted(scopes.items())}


def _pattern(name: object, names: str) -> str:
    """`/aws/lambda/shop-production-web` → `/aws/lambda/shop-production-*`; a name that is unknown is any name."""
    if not isinstance(name, str):
        return "*"
    head, found, _ = name.partition(f"{names}-")
    return f"{head}{names}-*" if found else name


def _regions(found: tuple[Item, ...], region: str) -> list[str]:
    stated = (item.arguments.get("region") for item in found)
    return sorted({region, *(one for one in stated if isinstance(one, str))})


def _roles(found: tuple[Item, ...], scopes: dict[str, tuple[str, ...]]) -> list[Statement]:
    """Handing roles to services: only roles of the application, only to the services that they trust."""
    roles = [arn for arn in scopes.get("iam", ()) if ":role/" in arn]
    result: list[Statement] = []
    if roles:
        passing = _allow("PassRoles", ["iam:PassRole"], roles)
        trusted = _trusted(found)
        result.append(
            {**passing, "Condition": {"StringEquals": {"iam:PassedToService": trusted}}} if trusted else passing
        )
    if any("iam:CreateServiceLinkedRole" in fact(item.type).actions for item in found if item.block == "resource"):
        result.append(_allow("ServiceRoles", ["iam:CreateServiceLinkedRole"], [_SERVICE_ROLES]))
    return result


def _trusted(found: tuple[Item, ...]) -> list[str]:
    policies = (item.arguments.get("assume_role_policy") for item in found if item.type == "aws_iam_role")
    documents = (policy for policy in policies if isinstance(policy, PolicyDocument))
    named = (who for d in documents for s in d.statements for kind, who in s.principals if kind == "Service")
    return sorted({one for who in named for one in who if isinstance(one, str)})
