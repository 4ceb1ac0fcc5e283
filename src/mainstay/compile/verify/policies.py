"""Identity policies: what each role may do, read from its policies as AWS would read them."""

import fnmatch
from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache

import msgspec

from mainstay.compile.verify.facts.actions import CONDITIONS
from mainstay.compile.verify.view import View, spelled, type_of
from mainstay.model.graph import Resource
from mainstay.model.references import references
from mainstay.model.told import PolicyDocument, Ref, Statement, Told

_ALLOW = "Allow"
_REMEMBERED_AT_MOST = 65_536


class Grants(msgspec.Struct, frozen=True, kw_only=True):
    """What one role may do: statements with the policy they stand in, and the managed policies on it."""

    statements: tuple[tuple[Resource, Statement], ...] = ()
    managed: tuple[tuple[Resource, str], ...] = ()


NOTHING = Grants()


def grants(view: View) -> dict[str, Grants]:
    """The grants of each role, by its name."""
    statements: dict[str, list[tuple[Resource, Statement]]] = defaultdict(list)
    managed: dict[str, list[tuple[Resource, str]]] = defaultdict(list)
    for policy in view.of("aws_iam_role_policy"):
        for role in view.at(policy, "role"):
            statements[role.name] += [(policy, one) for one in documents(view, policy, "policy")]
    for attachment in view.of("aws_iam_role_policy_attachment"):
        for role in view.at(attachment, "role"):
            for policy in view.at(attachment, "policy_arn"):
                statements[role.name] += [(policy, one) for one in documents(view, policy, "policy")]
            arn = view.text(attachment, "policy_arn")
            if arn:
                managed[role.name].append((attachment, arn))
    names = {*statements, *managed}
    return {n: Grants(statements=tuple(statements[n]), managed=tuple(managed[n])) for n in sorted(names)}


def documents(view: View, resource: Resource, path: str) -> Iterator[Statement]:
    """The statements of the policy at `path`."""
    for value in view.values(resource, path):
        if isinstance(value, PolicyDocument):
            yield from value.statements


def allows(held: Grants, action: str, target: frozenset[str], *, inside: bool = False, via: str = "") -> bool:
    """Whether a role may do `action` on one of the resources `target` (with `inside`: on what these hold).

    `via` is the service through which a key is used. A condition that nobody here knows counts as a refusal.
    """
    statements = [one for _, one in held.statements if speaks_of(one, action, target, inside=inside)]
    refused = any(one.effect != _ALLOW and not one.conditions for one in statements)
    return not refused and any(one.effect == _ALLOW and _holds(one, via) for one in statements)


def speaks_of(one: Statement, action: str, target: frozenset[str], *, inside: bool = False) -> bool:
    """Whether a statement is about this action on `target` (or what is inside of it), whatever it says of that."""
    return any(matches(pattern, action) for pattern in one.actions) and any(
        _is_on(resource, target, inside=inside) for resource in one.resources
    )


@lru_cache(maxsize=_REMEMBERED_AT_MOST)
def matches(pattern: str, action: str) -> bool:
    """Whether a pattern of a policy names the action; case does not matter (IAM User Guide, "Action")."""
    return fnmatch.fnmatchcase(action.lower(), pattern.lower())


def _is_on(resource: Told, target: frozenset[str], *, inside: bool) -> bool:
    if resource == "*":
        return True
    for ref in references(resource):
        rest = spelled(resource).partition(">")[2]
        if (
            ref.resource in target
            and "arn" in ref.attribute
            and (rest.startswith("/") if inside else not rest or ":" in rest)
        ):
            return True
    return False


def _holds(one: Statement, via: str) -> bool:
    for operator, key, wanted in one.conditions:
        if key not in CONDITIONS:
            return False
        if key == "kms:ViaService":
            said = [spelled(value).partition(".")[0] for value in wanted]
            if operator not in {"StringEquals", "StringLike"} or (via and via not in said):
                return False
    return True


def named(resource: Told) -> tuple[Ref, ...]:
    """What a statement is about, by reference."""
    return tuple(references(resource))


def is_wild(text: str) -> bool:
    """Whether an action stands for several."""
    return "*" in text or "?" in text


def label(view: View, name: str) -> str:
    """A resource for people: its name and type."""
    resource = view.by_name.get(name)
    return f"`{name}`" if resource is None else f"`{name}` ({type_of(resource)})"
