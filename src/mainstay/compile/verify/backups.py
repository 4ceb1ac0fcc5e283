"""Copies of data: that they are made, of what, where to, by whom, and how long they are kept."""

import re
from collections.abc import Iterator

from mainstay.compile.evidence import evidence_of
from mainstay.compile.verify.facts import facts_of
from mainstay.compile.verify.facts.backups import COPIED_BY, KEEPS, MAKES_COPIES, POINT_IN_TIME_DAYS, SENSITIVE_DAYS
from mainstay.compile.verify.finding import Finding
from mainstay.compile.verify.view import View, text_at, type_of
from mainstay.model.graph import Resource
from mainstay.model.intent import Data, Extra
from mainstay.model.requirement import DataClass
from mainstay.model.told import PolicyDocument

_SELECTION, _PLAN, _VAULT = "aws_backup_selection", "aws_backup_plan", "aws_backup_vault"
_KEPT_IN_CLUSTER = re.compile(r"-mtime \+(\d+)")
"""How the script of a copying job says which copies are old enough to go."""
_SENSITIVE = frozenset({DataClass.PERSONAL, DataClass.SECRET})
_HINT = "state `retention_days`, or leave what keeps the copies to mainstay"


def backups(view: View) -> Iterator[Finding]:
    """Data whose copies do not go back as far as asked, and plans that copy nothing."""
    for component in view.graph.intent.components:
        main = view.by_name.get(component.name)
        if main is not None and isinstance(component, Data | Extra):
            yield from _kept(view, main, component)
    for selection in view.of(_SELECTION):
        yield from _plan(view, selection)


def _kept(view: View, main: Resource, component: Data | Extra) -> Iterator[Finding]:
    wanted, why = _wanted(view, main, component)
    days = days_kept(view, main)
    if days < wanted:
        stated = evidence_of(component, "retention_days") if component.needs.retention_days is not None else None
        yield Finding(
            resource=main.name,
            must=f"must keep backups for {wanted} days{why}",
            found=f"it keeps them for {days:g}" if days else "nothing keeps any",
            hint=_HINT,
            origin=stated.origin if stated else None,
            property=KEEPS.get(type_of(main), "") or "retention_days",
        )


def _wanted(view: View, main: Resource, component: Data | Extra) -> tuple[int, str]:
    """What is stated; else what the class of the data asks for; else some, for what holds data at all."""
    stated = component.needs.retention_days
    if stated is not None:
        return (stated, "") if _keeps_anything(main) else (0, "")
    if not facts_of(type_of(main)).holds_data or type_of(main) not in KEEPS:
        return 0, ""
    if component.needs.data_class in _SENSITIVE and view.graph.intent.whole.environment == "production":
        return SENSITIVE_DAYS, f": its data is {component.needs.data_class.value}"
    return 1, ": it holds data"


def _keeps_anything(main: Resource) -> bool:
    """Whether it is of a type that backups are a thing for: not a secret, not a topic."""
    return type_of(main) in KEEPS or (type_of(main) == "StatefulSet")


def days_kept(view: View, main: Resource) -> float:
    """How many days back what was lost or deleted can be had again; 0 where nothing is kept."""
    path = KEEPS.get(type_of(main), "")
    own = [view.number(main, path) or 0.0] if path else []
    if type_of(main) == "aws_dynamodb_table" and view.value(main, "point_in_time_recovery.enabled") is True:
        own.append(view.number(main, "point_in_time_recovery.recovery_period_in_days") or POINT_IN_TIME_DAYS)
    if type_of(main) == "aws_s3_bucket":
        own.append(_versions(view, main))
    copied = (_in_cluster(view, one) for one in view.parts.get(main.component, ()) if type_of(one) == "CronJob")
    return max((*own, *_in_vaults(view, main), *copied), default=0.0)


def _versions(view: View, bucket: Resource) -> float:
    """Earlier versions stay until a rule takes them away; without versions nothing stays."""
    kept = (
        view.text(one, "versioning_configuration.status") for one in view.using(bucket.name, "aws_s3_bucket_versioning")
    )
    if "Enabled" not in kept:
        return 0.0
    rules = view.using(bucket.name, "aws_s3_bucket_lifecycle_configuration")
    path = "rule.noncurrent_version_expiration.noncurrent_days"
    own = (one for one in rules if bucket in view.at(one, "bucket"))
    days = [float(str(value)) for one in own for value in view.values(one, path)]
    return min(days, default=float("inf"))


def _in_cluster(view: View, job: Resource) -> float:
    script = " ".join(map(str, view.values(job, "spec.jobTemplate.spec.template.spec.containers.command")))
    return max((float(days) for days in _KEPT_IN_CLUSTER.findall(script)), default=0.0)


def _in_vaults(view: View, main: Resource) -> Iterator[float]:
    """How long plans keep what a selection says is copied by them: those that can work only."""
    for selection in view.using(main.name, _SELECTION):
        if main in view.at(selection, "resources") and not list(_plan(view, selection)):
            for plan in view.at(selection, "plan_id"):
                yield view.number(plan, "rule.lifecycle.delete_after") or float("inf")


def _plan(view: View, selection: Resource) -> Iterator[Finding]:
    """What a selection needs to make any copies: a plan with a vault, and a role that may."""
    plans = [one for one in view.at(selection, "plan_id") if type_of(one) == _PLAN]
    vaults = [one for plan in plans for one in view.at(plan, "rule.target_vault_name") if type_of(one) == _VAULT]
    if not plans or not vaults:
        found = "its plan keeps them in no vault" if plans else "it belongs to no plan"
        yield Finding(resource=selection.name, must="must lead to a vault that keeps the copies", found=found)
    if not view.values(selection, "resources"):
        yield Finding(resource=selection.name, must="must say what is copied", found="it selects nothing")
    roles = view.at(selection, "iam_role_arn")
    if not any(_may_copy(view, role) for role in roles):
        must = f"must be carried out by a role of {COPIED_BY} that may make copies"
        yield Finding(resource=selection.name, must=must, found="its role is none")


def _may_copy(view: View, role: Resource) -> bool:
    trusted = any(
        ("Service", (COPIED_BY,)) in statement.principals
        for document in view.values(role, "assume_role_policy")
        if isinstance(document, PolicyDocument)
        for statement in document.statements
    )
    attached = {
        text_at(view.bodies[one.name], "policy_arn") for one in view.using(role.name, "aws_iam_role_policy_attachment")
    }
    return trusted and attached >= MAKES_COPIES
