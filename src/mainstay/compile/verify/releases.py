"""Releases on AWS: what has to run first is run, programs are switched after it, and nothing else switches them.

AWS Step Functions developer guide, "Run Amazon ECS tasks", "Invoke an AWS Lambda function" and "IAM policies for
integrated services"; Amazon States Language (2025).
"""

from collections.abc import Iterator

import msgspec

from mainstay.compile.verify.finding import Finding
from mainstay.compile.verify.links import actor_of
from mainstay.compile.verify.mounts import FUNCTION, TASK
from mainstay.compile.verify.network import GROUP
from mainstay.compile.verify.policies import NOTHING, Grants, allows, grants
from mainstay.compile.verify.view import View, mapping_at, spelled, text_at, type_of, values
from mainstay.model.cloud import CloudKind
from mainstay.model.graph import Resource
from mainstay.model.intent import Job, Service, Trigger
from mainstay.model.references import references

MACHINE = "aws_sfn_state_machine"
MANAGED_RULE = ":rule/StepFunctionsGetEventsForECSTaskRule"
_RUN, _CALL = "arn:aws:states:::ecs:runTask.sync", "arn:aws:states:::lambda:invoke"
_UPDATE, _MOVE = "arn:aws:states:::aws-sdk:ecs:updateService", "arn:aws:states:::aws-sdk:lambda:updateAlias"
_RULE_ACTIONS = ("events:DescribeRule", "events:PutRule", "events:PutTargets")
_HELD = {"aws_ecs_service": "task_definition", "aws_lambda_alias": "function_version"}
"""What keeps programs running → its argument that says which release of them."""


class _Step(msgspec.Struct, frozen=True, kw_only=True):
    """One state of a machine, and what it refers to."""

    does: str
    state: object
    names: frozenset[str]


def releases(view: View) -> Iterator[Finding]:
    """What a release leaves out, does too early, or may not do."""
    jobs = [one for one in _released_jobs(view) if type_of(one) in {TASK, FUNCTION}]
    steps = [step for machine in view.of(MACHINE) for step in _steps(view, machine)]
    for job in jobs:
        yield from _runs(view, job, steps)
    for kept in view.of(*_HELD):
        if isinstance(view.components.get(kept.component), Service):
            yield from _switches(kept, steps, staged=bool(jobs))
    held = grants(view)
    for machine in view.of(MACHINE):
        actor = actor_of(view, machine)
        roles = [held.get(role.name, NOTHING) for role in (actor.own if actor else ())]
        for action, name in sorted(taken(view, machine)):
            if not any(_may(role, action, name) for role in roles):
                must = f"must be allowed {action} on {f'`{name}`' if name else 'the rule that tells of ended tasks'}"
                yield Finding(resource=machine.name, must=must, found="its role does not allow it")


def taken(view: View, machine: Resource) -> frozenset[tuple[str, str]]:
    """(action, resource) that the steps of a machine take; the rule that AWS makes for it is called ""."""
    return frozenset(pair for step in _steps(view, machine) for pair in _takes(view, step))


def _may(role: Grants, action: str, name: str) -> bool:
    """Whether a role may do this there; tasks are named by their cluster (`task/<cluster>/*`), not by an ARN of it."""
    if not name:
        heard = (resource for _, one in role.statements if action in one.actions for resource in one.resources)
        return any(spelled(resource).endswith(MANAGED_RULE) for resource in heard)
    tasks = (one for _, one in role.statements if action in {"ecs:DescribeTasks", "ecs:StopTask"} & set(one.actions))
    named = {spelled(resource).rpartition(":")[2] for one in tasks for resource in one.resources}
    return f"task/<{name}.name>/*" in named or allows(role, action, frozenset({name}))


def _takes(view: View, step: _Step) -> Iterator[tuple[str, str]]:
    named = [view.by_name[name] for name in sorted(step.names) if name in view.by_name]
    for one in named:
        type_ = type_of(one)
        if step.does == _RUN and type_ == TASK:
            yield "ecs:RunTask", one.name
            for role in (*view.at(one, "task_role_arn"), *view.at(one, "execution_role_arn")):
                yield "iam:PassRole", role.name
        if step.does == _RUN and type_ == "aws_ecs_cluster":
            yield from ((f"ecs:{action}", one.name) for action in ("DescribeTasks", "StopTask"))
            yield from ((action, "") for action in _RULE_ACTIONS)
        if step.does == _UPDATE and type_ == "aws_ecs_service":
            yield "ecs:UpdateService", one.name
        if type_ == FUNCTION and step.does in {_CALL, _MOVE}:
            yield "lambda:InvokeFunction" if step.does == _CALL else "lambda:UpdateAlias", one.name


def _released_jobs(view: View) -> Iterator[Resource]:
    for component in view.graph.intent.components:
        if isinstance(component, Job) and component.trigger is Trigger.RELEASE and component.name in view.by_name:
            yield view.by_name[component.name]


def _steps(view: View, machine: Resource) -> Iterator[_Step]:
    """The states in their order, from the first."""
    states = mapping_at(view.bodies[machine.name], "definition.States")
    name = view.text(machine, "definition.StartAt")
    for _ in states:
        state = states.get(name)
        if state is None:
            return
        names = frozenset(ref.resource for ref in references(state))
        yield _Step(does=text_at(state, "Resource"), state=state, names=names)
        name = text_at(state, "Next")


def _runs(view: View, job: Resource, steps: list[_Step]) -> Iterator[Finding]:
    does = _RUN if type_of(job) == TASK else _CALL
    places = [number for number, step in enumerate(steps) if step.does == does and job.name in step.names]
    if not places:
        yield Finding(resource=job.name, must="must run with every release", found="nothing starts it")
        return
    if any(step.does in {_UPDATE, _MOVE} for step in steps[: places[0]]):
        yield Finding(resource=job.name, must="must run before programs are switched", found="it runs after that")
    if does == _RUN:
        yield from _stands(view, job, steps[places[0]].state)


def _stands(view: View, job: Resource, state: object) -> Iterator[Finding]:
    at = "Parameters.NetworkConfiguration.AwsvpcConfiguration"
    groups = {ref.resource for value in values(state, f"{at}.SecurityGroups") for ref in references(value)}
    own = {part.name for part in view.parts.get(job.component, ()) if type_of(part) == GROUP}
    if not groups or not groups <= own or not values(state, f"{at}.Subnets"):
        must = "must be started in the network, behind its own fence"
        yield Finding(resource=job.name, must=must, found="the release says otherwise")
    if text_at(state, f"{at}.AssignPublicIp") != "DISABLED":
        yield Finding(resource=job.name, must="must not have a public address", found="the release gives it one")


def _switches(kept: Resource, steps: list[_Step], *, staged: bool) -> Iterator[Finding]:
    argument = _HELD[type_of(kept)]
    held = isinstance(kept.kind, CloudKind) and argument in kept.kind.ignored
    if staged and not held:
        must = f"must leave `{argument}` to the release: a job has to end well before"
        yield Finding(resource=kept.name, must=must, found="applying switches it at once")
    if held and not any(step.does in {_UPDATE, _MOVE} and kept.name in step.names for step in steps):
        must = "must be switched by the release"
        yield Finding(resource=kept.name, must=must, found="no step of it does, and applying does not")
