"""Policies kept with a resource: whom they let in, and that services which hand things to each other may do so."""

from collections import defaultdict
from collections.abc import Iterator

import msgspec

from mainstay.compile.verify.facts.handing import (
    CONFINED,
    HANDS,
    LOGS_NEED,
    POLICIES,
    RECEIVES,
    SENDERS_NEED,
    Hand,
)
from mainstay.compile.verify.finding import Finding
from mainstay.compile.verify.keys import key_of
from mainstay.compile.verify.policies import documents, matches
from mainstay.compile.verify.view import View, spelled, type_of
from mainstay.model.graph import Resource
from mainstay.model.references import references
from mainstay.model.told import Statement

_PERMISSION = "aws_lambda_permission"
_FUNCTIONS = frozenset({"aws_lambda_alias", "aws_lambda_function"})
_ACCOUNT = "aws_caller_identity"


class _Kept(msgspec.Struct, frozen=True, kw_only=True):
    """One statement that is kept with a resource, and where it stands."""

    policy: Resource
    statement: Statement


def resource_policies(view: View) -> Iterator[Finding]:
    """What such policies let in and must not, and what they must let in and do not."""
    kept = _kept(view)
    for found in kept.values():
        for one in found:
            yield from _too_open(view, one)
    yield from _permissions(view)
    yield from _handed(view, kept)
    yield from _key_users(view, kept)


def _kept(view: View) -> dict[str, list[_Kept]]:
    found: dict[str, list[_Kept]] = defaultdict(list)
    for type_, (path, owner) in POLICIES.items():
        for policy in view.of(type_):
            names = [one.name for one in view.at(policy, owner)] if owner else [policy.name]
            for name in names:
                found[name] += [_Kept(policy=policy, statement=one) for one in documents(view, policy, path)]
    return found


def _too_open(view: View, kept: _Kept) -> Iterator[Finding]:
    one = kept.statement
    if one.effect != "Allow":
        return
    services = any(kind == "Service" for kind, _ in one.principals)
    if services and any(action.endswith(":*") for action in one.actions):
        must = "must let services do only what they are there for"
        yield Finding(resource=kept.policy.name, must=must, found=f"it allows {', '.join(one.actions)}")
    confined = any(key.lower() in CONFINED for _, key, _ in one.conditions)
    for kind, names in one.principals:
        for name in names:
            said = spelled(name)
            if kind != "Service" and not _is_own(view, name) and not (said == "*" and confined):
                yield _open(kept.policy, f"it lets {said} in")
            elif kind == "Service" and not confined:
                yield _open(kept.policy, f"it lets {said} in for anybody's account")


def _open(policy: Resource, found: str) -> Finding:
    must = "must let in only this account, and services on its behalf"
    return Finding(resource=policy.name, must=must, found=found)


def _is_own(view: View, principal: object) -> bool:
    """Whether a principal is this account, or one of its roles."""
    named = [view.by_name.get(ref.resource) for ref in references(principal)]
    return bool(named) and all(one is not None and type_of(one) in {_ACCOUNT, "aws_iam_role"} for one in named)


def _permissions(view: View) -> Iterator[Finding]:
    for permission in view.of(_PERMISSION):
        principal = view.text(permission, "principal")
        source = view.value(permission, "source_arn") or view.value(permission, "source_account")
        if not principal.endswith(".amazonaws.com") or source is None:
            must = "must let one service call the function, for one source"
            found = f"it lets {principal or 'nobody'} call it" + ("" if source else " from anywhere")
            yield Finding(resource=permission.name, must=must, found=found)


def _handed(view: View, kept: dict[str, list[_Kept]]) -> Iterator[Finding]:
    for hand, joint in _joints(view):
        sources = view.at(joint, hand.source) if hand.source else (joint,)
        comes = hand, {joint.name, *(source.name for source in sources)}
        for target in _targets(view, hand, joint):
            if not _lets(view, kept.get(target.name, []), target, comes):
                must = f"must let {hand.service} in for `{joint.name}`"
                yield Finding(resource=target.name, must=must, found="its policy does not")


def _joints(view: View) -> Iterator[tuple[Hand, Resource]]:
    for hand in HANDS:
        for joint in view.of(hand.type):
            yield hand, joint


def _targets(view: View, hand: Hand, joint: Resource) -> Iterator[Resource]:
    for path in hand.targets:
        yield from view.at(joint, path)


def _lets(view: View, kept: list[_Kept], target: Resource, comes: tuple[Hand, set[str]]) -> bool:
    """Whether `target` lets a service in for one of these sources."""
    hand, sources = comes
    if type_of(target) not in RECEIVES:
        return True
    if type_of(target) in _FUNCTIONS:
        return any(_calls(view, one, hand.service, sources) for one in _permissions_of(view, target))
    action = hand.action or RECEIVES[type_of(target)]
    return any(
        one.statement.effect == "Allow"
        and any(matches(pattern, action) for pattern in one.statement.actions)
        and any(kind == "Service" and hand.service in map(spelled, names) for kind, names in one.statement.principals)
        and _is_from(one.statement, sources)
        and any(ref.resource == target.name for resource in one.statement.resources for ref in references(resource))
        for one in kept
    )


def _permissions_of(view: View, target: Resource) -> Iterator[Resource]:
    """Those of the function; one for the alias names the function and, as qualifier, the alias."""
    functions = view.at(target, "function_name") if type_of(target) == "aws_lambda_alias" else (target,)
    for function in functions:
        yield from view.using(function.name, _PERMISSION)


def _calls(view: View, permission: Resource, service: str, sources: set[str]) -> bool:
    from_ = {ref.resource for ref in references(view.value(permission, "source_arn"))}
    right = view.text(permission, "principal") == service and matches(
        view.text(permission, "action"), "lambda:InvokeFunction"
    )
    return right and bool(from_ & sources)


def _is_from(one: Statement, sources: set[str]) -> bool:
    """Where a statement names its source, it must be one of these."""
    for _, key, wanted in one.conditions:
        if key.lower() == "aws:sourcearn" and not {r.resource for value in wanted for r in references(value)} & sources:
            return False
    return True


def _key_users(view: View, kept: dict[str, list[_Kept]]) -> Iterator[Finding]:
    """Services that write into something encrypted with a key of ours must be allowed to use the key."""
    for (key, service), user in _encrypting(view).items():
        allowed = [one.statement for one in kept.get(key, ()) if one.statement.effect == "Allow"]
        if not any(_may_encrypt(one, service) for one in allowed):
            must = f"must let {service.rstrip('.')} use it (`{user}` does)"
            yield Finding(resource=key, must=must, found="its policy does not")
    for key in view.of("aws_kms_key"):
        if key.name in kept and not any(_delegates(view, one.statement) for one in kept[key.name]):
            must = "must let identity policies of the account decide"
            yield Finding(resource=key.name, must=must, found="its policy does not name the account")


def _encrypting(view: View) -> dict[tuple[str, str], str]:
    """(Key, service) → for what the service uses the key."""
    needed: dict[tuple[str, str], str] = {}
    for group in view.of("aws_cloudwatch_log_group"):
        for key in view.at(group, "kms_key_id"):
            needed.setdefault((key.name, "logs."), group.name)
    for hand, joint in ((hand_, one) for hand_, one in _joints(view) if hand_.uses_key):
        for key in filter(None, (key_of(view, target) for target in _targets(view, hand, joint))):
            needed.setdefault((key.name, hand.service), joint.name)
    return needed


def _delegates(view: View, one: Statement) -> bool:
    """Without this statement no identity policy about the key counts (AWS KMS guide, "Default key policy")."""
    own = any(kind == "AWS" and all(_is_own(view, name) for name in names) for kind, names in one.principals)
    return one.effect == "Allow" and own and not one.conditions and "kms:*" in one.actions


def _may_encrypt(one: Statement, service: str) -> bool:
    named = [spelled(name) for kind, names in one.principals if kind == "Service" for name in names]
    wanted = LOGS_NEED if service.startswith("logs.") else SENDERS_NEED
    encrypts = all(any(action == "kms:*" or action.startswith(begin) for action in one.actions) for begin in wanted)
    return encrypts and any(name == service or (service.endswith(".") and name.startswith(service)) for name in named)
