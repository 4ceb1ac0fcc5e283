"""Files: what outlives a program is mounted where it looks for it, safely and in every zone, and is copied.

Amazon ECS developer guide, "Specify an Amazon EFS file system"; AWS Lambda developer guide, "Configuring file system
access"; Amazon EFS user guide, "Using IAM to control access" (2025).
"""

from collections.abc import Iterator

from mainstay.compile.verify.finding import Finding
from mainstay.compile.verify.links import actor_of
from mainstay.compile.verify.mounts import FUNCTION, TARGET, TASK, Mount, mounts_of
from mainstay.compile.verify.policies import NOTHING, Grants, allows, grants, speaks_of
from mainstay.compile.verify.protection import refuses_plain
from mainstay.compile.verify.view import View, type_of
from mainstay.model.graph import Resource
from mainstay.model.intent import Workload

_ACTIONS = ("elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite")
_ENTERED = "elasticfilesystem:AccessPointArn"
_PLACED_BY = ("aws_ecs_service", "aws_scheduler_schedule", "aws_sfn_state_machine")
_DEVELOPMENT = ("dev", "test", "stag", "preview", "sandbox", "qa", "ci", "demo")
_DAYS, _DEVELOPMENT_DAYS = 35, 7
"""How long copies of files are kept whose class nobody states: like those of personal data."""


def files(view: View) -> Iterator[Finding]:
    """What of the files of programs is lost, open, or out of reach."""
    held = grants(view)
    for kept in view.of("aws_efs_file_system"):
        policies = view.using(kept.name, "aws_efs_file_system_policy")
        if not any(refuses_plain(one) for policy in policies for one in view.values(policy, "policy.statements")):
            yield Finding(resource=kept.name, must="must be mounted over TLS only", found="no policy refuses others")
    for resource in view.of(TASK, FUNCTION):
        found = tuple(mounts_of(view, resource))
        component = view.components.get(resource.component)
        if isinstance(component, Workload) and resource.name == component.name:
            yield from _complete(component, resource, found)
        for mount in found:
            yield from _safe(view, resource, mount)
        for kept in {m.files.name: m.files for m in found if m.files.component == resource.component}.values():
            yield from _permitted(view, resource, kept, held)
            yield from _everywhere(view, resource, kept)
            yield from _copied(view, kept)


def _complete(component: Workload, resource: Resource, found: tuple[Mount, ...]) -> Iterator[Finding]:
    own = {mount.path for mount in found if mount.files.component == component.name}
    for path in component.persist:
        wanted = f"/mnt/{path.rpartition('/')[2]}" if type_of(resource) == FUNCTION else f"/app/{path}"
        if wanted not in own:
            must = f"must find `{path}` at {wanted} in files that outlive it"
            yield Finding(resource=resource.name, must=must, found="nothing is mounted there that it can write")


def _safe(view: View, resource: Resource, mount: Mount) -> Iterator[Finding]:
    if not mount.safe:
        must = f"must mount `{mount.files.name}` over TLS, as its role, through an access point of it"
        yield Finding(resource=resource.name, must=must, found="it does not")
    if not view.using(mount.files.name, TARGET):
        yield Finding(resource=mount.files.name, must="must be reachable", found="it has no mount target")


def _permitted(view: View, resource: Resource, kept: Resource, held: dict[str, Grants]) -> Iterator[Finding]:
    actor = actor_of(view, resource)
    roles = [held.get(role.name, NOTHING) for role in (actor.own if actor else ())]
    for action in _ACTIONS:
        if not any(allows(role, action, frozenset({kept.name})) for role in roles):
            must = f"must be allowed {action} on `{kept.name}`"
            yield Finding(resource=resource.name, must=must, found="its role does not allow it")
    own = frozenset({kept.name})
    statements = (one for role in roles for _, one in role.statements if speaks_of(one, _ACTIONS[0], own))
    if any(_ENTERED not in {key for _, key, _ in one.conditions} for one in statements):
        must = f"must enter `{kept.name}` through its own folders only"
        yield Finding(resource=resource.name, must=must, found=f"nothing of its role names {_ENTERED}")


def _everywhere(view: View, resource: Resource, kept: Resource) -> Iterator[Finding]:
    reached = {subnet.name for one in view.using(kept.name, TARGET) for subnet in view.at(one, "subnet_id")}
    placed = (resource, *view.using(resource.name, *_PLACED_BY))
    lacking = {subnet.name for one in placed for subnet in view.referred(one, "aws_subnet")} - reached
    if lacking:
        found = f"there is no mount target in {', '.join(f'`{name}`' for name in sorted(lacking))}"
        yield Finding(resource=kept.name, must=f"must be reached wherever `{resource.name}` runs", found=found)


def _copied(view: View, kept: Resource) -> Iterator[Finding]:
    days = [
        view.number(plan, "rule.lifecycle.delete_after") or 0
        for selection in view.using(kept.name, "aws_backup_selection")
        for plan in view.at(selection, "plan_id")
    ]
    development = view.graph.intent.whole.environment.lower().startswith(_DEVELOPMENT)
    least = _DEVELOPMENT_DAYS if development else _DAYS
    if max(days, default=0) < least:
        must = f"must keep copies for {least} days: nobody says how sensitive these files are"
        yield Finding(resource=kept.name, must=must, found=f"it keeps them for {max(days, default=0):g}")
