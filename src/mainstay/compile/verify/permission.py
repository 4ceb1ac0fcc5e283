"""Permission: each link is allowed to whoever has it, and nobody is allowed anything else."""

from collections.abc import Iterator

import msgspec

from mainstay.compile.verify.facts import FACTS, facts_of
from mainstay.compile.verify.facts.actions import (
    ACTS,
    COMPANIONS,
    DEMANDED,
    KEYS,
    MANAGED,
    OWN,
    PARAMETERS,
    SECRETS,
    UNSCOPED,
    VIA,
    Act,
)
from mainstay.compile.verify.facts.actions import (
    MACHINE as ON_MACHINE,
)
from mainstay.compile.verify.facts.fact import Permit
from mainstay.compile.verify.finding import Finding
from mainstay.compile.verify.keys import key_of, keys_around
from mainstay.compile.verify.links import READ_SECRET, Actor, Link, actor_of, actors, secrets_of
from mainstay.compile.verify.pods import is_pods_own
from mainstay.compile.verify.policies import NOTHING, Grants, allows, documents, grants, is_wild
from mainstay.compile.verify.releases import MACHINE, MANAGED_RULE, taken
from mainstay.compile.verify.view import View, spelled, type_of
from mainstay.model.graph import Resource
from mainstay.model.intent import Workload
from mainstay.model.references import references
from mainstay.model.told import Statement, Told

_FUNCTION = "aws_lambda_function"
_POD_IDENTITY = "aws_eks_pod_identity_association"
_ROLE = "aws_iam_role"
_ASSUME = frozenset({"sts:AssumeRole", "sts:TagSession"})
_PODS = "pods.eks.amazonaws.com"
"""Pods also tag their session (Amazon EKS User Guide, "Create IAM role with trust policy required by Pod Identity")."""


class _May(msgspec.Struct, frozen=True, kw_only=True):
    """What the roles of one component may do at most: actions by resource, and the keys that they may use."""

    actions: dict[str, frozenset[str]]
    keys: frozenset[str]
    own: frozenset[str]


def permission(view: View, asked: tuple[Link, ...]) -> Iterator[Finding]:
    """What is not allowed and must be, and what is allowed and need not be."""
    held = grants(view)
    by_source: dict[str, list[Link]] = {}
    for link in asked:
        by_source.setdefault(link.source, []).append(link)
    for component in view.graph.intent.components:
        if isinstance(component, Workload):
            yield from _program(view, component.name, by_source.get(component.name, []), held)
    yield from _acting(view, held)
    yield from _roles(view, held, by_source)


def _program(view: View, name: str, asked: list[Link], held: dict[str, Grants]) -> Iterator[Finding]:
    acting = [actor for actor in actors(view, name) if actor.runs.code and not _is_controller(view, actor)]
    if not acting and any(_needs_identity(view, link) for link in asked):
        yield Finding(resource=name, must="must run as an identity of its own", found="nothing gives it a role")
    for actor in acting:
        if type_of(actor.resource) == "aws_iam_instance_profile":
            yield from _machine(view, actor, held)
        if not actor.own:
            yield Finding(
                resource=actor.resource.name, must="must run as an identity of its own", found="it has no role"
            )
            continue
        for link in asked:
            yield from _link(view, link, _held(actor.own, held))
        yield from _started(view, actor, held)


def _needs_identity(view: View, link: Link) -> bool:
    target = view.by_name.get(link.target)
    permits = facts_of(type_of(target)).permits if target else {}
    return any(permits[access].needs for access in link.access if access in permits)


def _machine(view: View, actor: Actor, held: dict[str, Grants]) -> Iterator[Finding]:
    """What runs on a machine writes its logs and pulls its image as the role of the machine."""
    may = _held(actor.own, held)
    for part in view.parts.get(actor.resource.component, ()):
        for action in ON_MACHINE.get(type_of(part), ()):
            if not allows(may, action, frozenset({part.name})):
                yield _lacks(actor.resource, action, part)
        if type_of(part) == "aws_ecr_repository" and not allows(may, "ecr:GetAuthorizationToken", frozenset()):
            yield _lacks(actor.resource, "ecr:GetAuthorizationToken", part)


def _held(roles: tuple[Resource, ...], held: dict[str, Grants]) -> Grants:
    found = [held.get(role.name, NOTHING) for role in roles]
    return Grants(
        statements=tuple(one for grant in found for one in grant.statements),
        managed=tuple(one for grant in found for one in grant.managed),
    )


def _link(view: View, link: Link, held: Grants) -> Iterator[Finding]:
    target = view.by_name.get(link.target)
    if target is None:
        return
    permits = facts_of(type_of(target)).permits
    asked = {access: permits[access] for access in sorted(link.access) if access in permits}
    source = view.by_name.get(link.source)
    called = source is not None and type_of(source) == _FUNCTION
    missing = {access: tuple(_missing(view, target, permit, held, called=called)) for access, permit in asked.items()}
    if link.open and any(not lacking for lacking in missing.values()):
        return
    for access, lacking in missing.items():
        for action in lacking:
            yield Finding(
                resource=link.source,
                must=f"must be allowed to {access.value} `{link.target}`: {action}",
                found="its role does not allow it there",
                origin=link.origin,
            )


def _missing(view: View, target: Resource, permit: Permit, held: Grants, *, called: bool) -> Iterator[str]:
    names = _names_of(view, target)
    yield from (action for action in permit.called if called and not allows(held, action, names))
    for need in permit.needs:
        yield from (a for a in need.actions if not allows(held, a, names, inside=need.inside))
    key = key_of(view, target)
    if key is not None and permit.key:
        via = VIA.get(type_of(target), "")
        yield from (a for a in permit.key if not allows(held, a, frozenset({key.name}), via=via))


def _names_of(view: View, target: Resource) -> frozenset[str]:
    """A resource, and the names of its live version, under which it is called."""
    aliases = (one.name for one in view.using(target.name, "aws_lambda_alias"))
    return frozenset({target.name, *aliases})


def _started(view: View, actor: Actor, held: dict[str, Grants]) -> Iterator[Finding]:
    """Whoever starts it must be able to read what it is told in secret; Lambda's programs read it themselves."""
    starts = () if actor.runs.tells_as_own else actor.starts
    reading = _held(starts or actor.own, held)
    if type_of(actor.resource) == _POD_IDENTITY:
        roles = (
            role for one in view.of(_POD_IDENTITY) if not is_pods_own(view, one) for role in view.at(one, "role_arn")
        )
        reading = _held(tuple(roles), held)  # the controller which fills the secrets of pods reads them
    for name in sorted(secrets_of(view, actor.resource.component)):
        secret = view.by_name[name]
        action = READ_SECRET.get(type_of(secret))
        if action and not _reads(reading, action, name):
            yield Finding(
                resource=actor.resource.name,
                must=f"must be able to read the secret `{name}` that it is told",
                found=f"no role of it allows {action} there",
            )
        key = key_of(view, secret)
        via = VIA.get(type_of(secret), "")
        if action and key and not allows(reading, "kms:Decrypt", frozenset({key.name}), via=via):
            yield Finding(
                resource=actor.resource.name,
                must=f"must be able to decrypt the secret `{name}` that it is told",
                found=f"no role of it allows kms:Decrypt with `{key.name}`",
            )


def _reads(held: Grants, action: str, name: str) -> bool:
    return allows(held, action, frozenset({name})) or (
        action == "ssm:GetParameters" and allows(held, "ssm:GetParameter", frozenset({name}))
    )


def _acting(view: View, held: dict[str, Grants]) -> Iterator[Finding]:
    """What resources with a role need for themselves."""
    for type_, acts in ACTS.items():
        acting = (actor for resource in view.of(type_) if (actor := actor_of(view, resource)))
        for actor, act in ((actor, act) for actor in acting for act in acts):
            yield from _act(view, actor, act, held)
    for schedule in view.of("aws_scheduler_schedule"):
        yield from _clock(view, schedule, held)


def _act(view: View, actor: Actor, act: Act, held: dict[str, Grants]) -> Iterator[Finding]:
    resource = actor.resource
    may = _held(actor.starts if act.starts and actor.starts else actor.own, held)
    path, wanted = act.when
    if (path and view.text(resource, path) != wanted) or (act.given and not view.at(resource, act.given)):
        return
    if not act.path and not allows(may, act.action, frozenset()):
        found = "its role does not allow it"
        yield Finding(resource=resource.name, must=f"must be allowed {act.action}", found=found)
    for target in view.at(resource, act.path) if act.path else ():
        if act.types and type_of(target) not in act.types:
            continue
        if not allows(may, act.action, frozenset({target.name})):
            yield _lacks(resource, act.action, target)
        key = key_of(view, target)
        for action in act.key if key else ():
            if key and not allows(may, action, frozenset({key.name}), via=VIA.get(type_of(target), "")):
                yield _lacks(resource, action, key)


def _clock(view: View, schedule: Resource, held: dict[str, Grants]) -> Iterator[Finding]:
    actor = actor_of(view, schedule)
    may = _held(actor.own, held) if actor else NOTHING
    tasks = view.at(schedule, "target.ecs_parameters.task_definition_arn")
    for task in tasks:
        if not allows(may, "ecs:RunTask", frozenset({task.name})):
            yield _lacks(schedule, "ecs:RunTask", task)
        for role in (*view.at(task, "task_role_arn"), *view.at(task, "execution_role_arn")):
            if not allows(may, "iam:PassRole", frozenset({role.name})):
                yield _lacks(schedule, "iam:PassRole", role)
    for target in view.at(schedule, "target.arn") if not tasks else ():
        function = type_of(target) in {"aws_lambda_function", "aws_lambda_alias"}
        if function and not allows(may, "lambda:InvokeFunction", frozenset({target.name})):
            yield _lacks(schedule, "lambda:InvokeFunction", target)


def _lacks(resource: Resource, action: str, target: Resource) -> Finding:
    return Finding(
        resource=resource.name, must=f"must be allowed {action} on `{target.name}`", found="its role does not allow it"
    )


def _roles(view: View, held: dict[str, Grants], by_source: dict[str, list[Link]]) -> Iterator[Finding]:
    users: dict[str, list[Actor]] = {}
    for resource in view.graph.resources:
        actor = actor_of(view, resource)
        for role in {one.name: one for one in (*actor.own, *actor.starts)} if actor else ():
            users.setdefault(role, []).append(actor) if actor else None
    may: dict[str, _May] = {}
    for role in view.of(_ROLE):
        acting = users.get(role.name, [])
        if not acting:
            yield Finding(resource=role.name, must="must be the identity of something", found="nothing assumes it")
            continue
        yield from _trust(view, role, acting)
        served = {name for actor in acting for name in _served(view, actor)}
        for component in sorted(served - set(may)):
            may[component] = _most(view, component, by_source.get(component, []))
        yield from _demanded(view, role, acting, held.get(role.name, NOTHING))
        yield from _excess(view, acting, held.get(role.name, NOTHING), [may[name] for name in sorted(served)])


def _is_controller(view: View, actor: Actor) -> bool:
    return type_of(actor.resource) == _POD_IDENTITY and not is_pods_own(view, actor.resource)


def _served(view: View, actor: Actor) -> tuple[str, ...]:
    """The components that it acts for: its own; a controller in the cluster acts for all."""
    return tuple(sorted(view.components)) if _is_controller(view, actor) else (actor.resource.component,)


def _trust(view: View, role: Resource, acting: list[Actor]) -> Iterator[Finding]:
    """Only the services that act with a role may assume it."""
    right = {_assumes(actor, role) for actor in acting}
    trusted: set[str] = set()
    for one in documents(view, role, "assume_role_policy"):
        for kind, names in one.principals if one.effect == "Allow" else ():
            trusted |= {spelled(name) if kind == "Service" else f"{kind} {spelled(name)}" for name in names}
        needed = _ASSUME if _PODS in right else {"sts:AssumeRole"}
        if not needed <= set(one.actions) <= _ASSUME:
            yield _wrong_trust(role, f"it allows {', '.join(one.actions)}", right)
    if trusted != right:
        yield _wrong_trust(role, f"it trusts {', '.join(sorted(trusted)) or 'nobody'}", right)


def _assumes(actor: Actor, role: Resource) -> str:
    """The service that assumes this role for the actor."""
    starts = role in actor.starts and role not in actor.own
    return (actor.runs.started_by if starts else "") or actor.runs.trust


def _demanded(view: View, role: Resource, acting: list[Actor], held: Grants) -> Iterator[Finding]:
    """Roles that a service demands with policies of its own, and functions that have to join a network."""
    for actor in acting:
        joins = type_of(actor.resource) == _FUNCTION and view.values(actor.resource, "vpc_config.subnet_ids")
        demanded = MANAGED.get(actor.runs.trust, frozenset())
        enough = bool({arn for _, arn in held.managed} & demanded)
        if actor.runs.code and not joins:
            continue
        itself = allows(held, "ec2:CreateNetworkInterface", frozenset()) if joins else bool(held.statements)
        lacking = DEMANDED.get(actor.runs.trust, frozenset()) - {arn for _, arn in held.managed}
        if (demanded and not enough and not itself) or (lacking and not held.statements):
            must = f"must have what {actor.runs.trust} demands"
            yield Finding(resource=role.name, must=must, found="neither a policy of AWS's own nor one of ours gives it")


def _wrong_trust(role: Resource, found: str, right: set[str]) -> Finding:
    return Finding(resource=role.name, must=f"must be assumed by {', '.join(sorted(right))} only", found=found)


def _most(view: View, component: str, asked: list[Link]) -> _May:
    actions: dict[str, frozenset[str]] = {}
    for link in asked:
        target = view.by_name.get(link.target)
        if target is None:
            continue
        permits = facts_of(type_of(target)).permits
        allowed = frozenset(
            action
            for access in link.access
            for permit in (permits.get(access, Permit()),)
            for action in (*permit.may, *(a for need in permit.needs for a in need.actions))
        )
        beside = COMPANIONS.get(type_of(target), "")
        companions = (part.name for part in view.parts.get(link.target, ()) if type_of(part) == beside)
        for name in (*_names_of(view, target), *companions):
            actions[name] = actions.get(name, frozenset()) | allowed
    for name in secrets_of(view, component):
        actions[name] = actions.get(name, frozenset()) | SECRETS | PARAMETERS
    own = {part.name for part in view.parts.get(component, ())}
    return _May(actions=actions, keys=keys_around(view, component, asked), own=frozenset(own))


def _excess(view: View, acting: list[Actor], held: Grants, may: list[_May]) -> Iterator[Finding]:
    referred = frozenset(ref.resource for actor in acting for ref in view.refs[actor.resource.name])
    steps = frozenset[tuple[str, str]]().union(
        *(taken(view, actor.resource) for actor in acting if type_of(actor.resource) == MACHINE)
    )
    for policy, one in held.statements:
        if one.effect != "Allow":
            continue
        if any(action.startswith("kms:") for action in one.actions) and not _through_a_service(one):
            must = "must use keys only through the service that keeps what they encrypt"
            yield Finding(resource=policy.name, must=must, found="it has no condition on kms:ViaService")
        whats = ((action, resource) for action in one.actions for resource in one.resources)
        whats = (what for what in whats if not _is_step(view, what, steps))
        for found in filter(None, (_unexplained(view, what, may, referred) for what in whats)):
            must = "must allow only what links and the program itself need"
            yield Finding(resource=policy.name, must=must, found=found)
    allowed = frozenset[str]().union(*(MANAGED.get(actor.runs.trust, frozenset()) for actor in acting))
    for attachment, arn in held.managed:
        if arn not in allowed:
            must = "must be a policy of AWS's own that the service demands"
            yield Finding(resource=attachment.name, must=must, found=f"it is {arn}")


def _is_step(view: View, what: tuple[str, Told], steps: frozenset[tuple[str, str]]) -> bool:
    """Whether a step of a state machine takes exactly this; of tasks that run it knows the cluster only."""
    action, resource = what
    named = {ref.resource for ref in references(resource)}
    named -= {one.name for one in view.of("aws_caller_identity")}
    if not named:
        return (action, "") in steps and spelled(resource).endswith(MANAGED_RULE)
    return all((action, name) in steps for name in named)


def _through_a_service(one: Statement) -> bool:
    return any(key == "kms:ViaService" for _, key, _ in one.conditions)


def _unexplained(view: View, what: tuple[str, Told], may: list[_May], referred: frozenset[str]) -> str:
    """Why this action on this resource is too much; "" where something needs it."""
    action, resource = what
    if is_wild(action) and action not in KEYS:
        return f"it allows {action}"
    targets = [view.by_name[ref.resource] for ref in references(resource) if ref.resource in view.by_name]
    targets = [target for target in targets if type_of(target) != "aws_caller_identity"]
    if not targets:
        free = resource == "*" and action in UNSCOPED
        return "" if free else f"it allows {action} on {spelled(resource)}"
    for target in targets:
        if not any(_needed(target, action, one, referred) for one in may):
            return f"it allows {action} on `{target.name}`, which no link needs"
    return ""


def _needed(target: Resource, action: str, may: _May, referred: frozenset[str]) -> bool:
    if type_of(target) == "aws_kms_key":
        return action in KEYS and target.name in may.keys
    if action in may.actions.get(target.name, ()):
        return True
    if target.name in may.actions and type_of(target) not in FACTS:
        return (
            True  # of a type that nobody described here, more cannot be told: the action is on what the link leads to
        )
    return (target.name in may.own or target.name in referred) and action in OWN.get(type_of(target), ())
