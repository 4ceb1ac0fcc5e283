"""Protection by class of data: encryption, backups, zones, deletion, and no secret where everybody can read it."""

import re
from collections.abc import Iterator
from typing import cast

import msgspec

from mainstay.compile.verify.facts import facts_of
from mainstay.compile.verify.facts.fact import Guard, When
from mainstay.compile.verify.finding import Finding
from mainstay.compile.verify.view import View, spelled, type_of
from mainstay.model.cloud import ALERTS, CloudKind
from mainstay.model.graph import Resource
from mainstay.model.intent import Data, Extra, Workload
from mainstay.model.references import references, variables
from mainstay.model.requirement import DataClass
from mainstay.model.told import Json

STEADY = 99.9
"""From this availability in percent on, the loss of a zone must not be felt."""
PRODUCTION = "production"
_SENSITIVE = frozenset({DataClass.PERSONAL, DataClass.SECRET})
_SECRET_NAME = re.compile(r"(?i)(pass(word|wd|phrase)?|secret|token|api_?key|private_?key|credential)(s)?$")
_SECRET_TEXT = re.compile(
    r"AKIA[0-9A-Z]{16}|-----BEGIN [A-Z ]*PRIVATE KEY|://[^/@:\s]+:[^/@\s]+@|gh[pousr]_[A-Za-z0-9]{30}|sk_live_\w+|xox[bap]-"
)
"""Access keys of AWS, private keys, URLs with a password, tokens of GitHub, Stripe and Slack, by their own formats."""
_SECRET_ATTRIBUTES = frozenset({"result", "secret_string", "auth_token", "password", "master_password", "value"})
_KEEPERS = frozenset({"aws_random_password", "random_password", "aws_secretsmanager_secret_version"})
_BUCKET_PARTS = {
    "aws_s3_bucket_public_access_block": "be kept closed whatever its policy says",
    "aws_s3_bucket_server_side_encryption_configuration": "be encrypted at rest",
}


_POLICIES = {
    "aws_efs_file_system": ("aws_efs_file_system_policy", "file_system_id"),
    "aws_s3_bucket": ("aws_s3_bucket_policy", "bucket"),
    "aws_sns_topic": ("aws_sns_topic_policy", "arn"),
    "aws_sqs_queue": ("aws_sqs_queue_policy", "queue_url"),
}
"""What is reached through the provider's API → its policy, and where that names it."""


class _Situation(msgspec.Struct, frozen=True, kw_only=True):
    """How careful one has to be with what a resource belongs to."""

    safe: bool
    steady: bool

    def is_due(self, guard: Guard) -> bool:
        """Whether a guard must hold here."""
        return guard.when is When.ALWAYS or (self.safe if guard.when is When.SAFE else self.steady)


def protection(view: View) -> Iterator[Finding]:
    """What is not protected as its data asks for."""
    for resource in view.graph.resources:
        guards = facts_of(type_of(resource)).guards
        if guards:
            yield from _guarded(view, resource, guards, _situation(view, resource))
    for bucket in view.of("aws_s3_bucket"):
        yield from _bucket(view, bucket)
    yield from _over_tls(view)
    yield from _logs_of_databases(view)
    yield from _kept(view)
    yield from _in_transit(view)
    yield from _plain_secrets(view)


def _situation(view: View, resource: Resource) -> _Situation:
    component = view.components.get(resource.component)
    production = view.graph.intent.whole.environment == PRODUCTION
    if not isinstance(component, Data | Extra | Workload):
        return _Situation(safe=production, steady=False)
    sensitive = isinstance(component, Data | Extra) and component.needs.data_class in _SENSITIVE
    steady = (component.needs.availability or 0.0) >= STEADY
    return _Situation(safe=production or sensitive, steady=steady or (sensitive and production))


def _guarded(view: View, resource: Resource, guards: tuple[Guard, ...], situation: _Situation) -> Iterator[Finding]:
    for guard in guards:
        if not situation.is_due(guard):
            continue
        if guard.only_if and not guard.only_if[1](view.values(resource, guard.only_if[0])):
            continue
        if not any(guard.test(view.values(resource, path)) for path in guard.paths):
            yield Finding(
                resource=resource.name,
                must=guard.must,
                found=guard.otherwise,
                hint=f"set `{guard.paths[0]}`, or leave it to mainstay",
                property=guard.paths[0],
            )


def _bucket(view: View, bucket: Resource) -> Iterator[Finding]:
    for type_, must in _BUCKET_PARTS.items():
        if not any(bucket in view.at(one, "bucket") for one in view.using(bucket.name, type_)):
            yield Finding(resource=bucket.name, must=f"must {must}", found="nothing says so")
    if bucket.name == bucket.component and not view.using(bucket.name, "aws_s3_bucket_versioning"):
        yield Finding(resource=bucket.name, must="must keep older versions", found="nothing says so")


def _over_tls(view: View) -> Iterator[Finding]:
    """What is reached through the provider's API refuses whoever comes without TLS."""
    for type_, (policy_type, owner) in _POLICIES.items():
        own = (one for one in view.of(type_) if type_ == "aws_s3_bucket" or one.name in {one.component, ALERTS})
        for resource in own:
            policies = (one for one in view.using(resource.name, policy_type) if resource in view.at(one, owner))
            statements = (s for one in policies for s in view.values(one, "policy.statements"))
            if not any(refuses_plain(statement) for statement in statements):
                must = "must be reached over TLS only"
                yield Finding(resource=resource.name, must=must, found="no policy refuses others")


def refuses_plain(statement: object) -> bool:
    """Whether a statement of a resource policy refuses whoever comes without TLS, and nobody else."""
    conditions = getattr(statement, "conditions", ())
    return getattr(statement, "effect", "") == "Deny" and any(
        key.lower() == "aws:securetransport" and tuple(wanted) == ("false",) for _, key, wanted in conditions
    )


def _kept(view: View) -> Iterator[Finding]:
    """What holds data is declared as such, so that it is never destroyed or replaced silently."""
    for resource in view.graph.resources:
        kind = resource.kind
        if facts_of(type_of(resource)).holds_data and isinstance(kind, CloudKind) and not kind.stateful:
            must = "must be kept from silent destruction: it holds data"
            yield Finding(resource=resource.name, must=must, found=f"{kind.id} does not say that it is stateful")
        if view.value(resource, "force_destroy") is True:
            found = "`force_destroy` deletes all that it holds with it"
            yield Finding(resource=resource.name, must="must not be destroyed with its data", found=found)


def _logs_of_databases(view: View) -> Iterator[Finding]:
    """A log that nobody prepares is made by the database: without encryption, and kept for ever."""
    for database in view.of("aws_db_instance", "aws_rds_cluster"):
        groups = [one for one in view.parts.get(database.component, ()) if type_of(one) == "aws_cloudwatch_log_group"]
        names = [spelled(view.value(group, "name")) for group in groups]
        for log in view.values(database, "enabled_cloudwatch_logs_exports"):
            if not any(name.endswith(f"/{log}") for name in names):
                must = f"must have a log group for its {log} log"
                yield Finding(resource=database.name, must=must, found="it has none: it makes one in plain")


def _in_transit(view: View) -> Iterator[Finding]:
    """A public service is answered over TLS."""
    for balancer in view.of("aws_lb"):
        listeners = view.using(balancer.name, "aws_lb_listener")
        if listeners and not any(view.text(one, "protocol") in {"HTTPS", "TLS"} for one in listeners):
            yield Finding(resource=balancer.name, must="must be spoken to over TLS", found="no listener has it")


def _plain_secrets(view: View) -> Iterator[Finding]:
    programs = [one.name for one in view.graph.intent.components if isinstance(one, Workload)]
    for part in (part for name in programs for part in view.parts.get(name, ())):
        runs = facts_of(type_of(part)).runs
        for path in runs.environment if runs else ():
            for value in view.values(part, path):
                yield from _readable(view, part, value)


def _readable(view: View, resource: Resource, value: object) -> Iterator[Finding]:
    for name, text in _named(value):
        if _is_secret(view, name, text):
            must = f"`{name}` must be told by reference: it is a secret"
            yield Finding(resource=resource.name, must=must, found="its value stands in the environment in plain")


def _named(value: object) -> Iterator[tuple[str, object]]:
    """Environment names and values, however they are written: a mapping, or a list of `name` and `value`."""
    if isinstance(value, Json):
        yield from _named(value.content)
    elif isinstance(value, tuple | list):
        for item in cast("tuple[object, ...]", value):
            yield from _named(item)
    elif isinstance(value, dict):
        yield from _of_mapping(cast("dict[str, object]", value))


def _of_mapping(value: dict[str, object]) -> Iterator[tuple[str, object]]:
    if "name" in value and "value" in value:
        yield str(value["name"]), value["value"]
    for key, inner in value.items():
        if isinstance(inner, dict | tuple | list):
            yield from _named(cast("object", inner))
        elif "name" not in value:
            yield key, inner


def _is_secret(view: View, name: str, value: object) -> bool:
    if any(variable.sensitive for variable in variables(value)):
        return True
    for ref in references(value):
        target = view.by_name.get(ref.resource)
        if target is not None and ref.attribute in _SECRET_ATTRIBUTES and _keeps_secrets(target):
            return True
    if not isinstance(value, str):
        return False
    looks = bool(_SECRET_TEXT.search(value))
    return looks or (bool(_SECRET_NAME.search(name)) and bool(value) and not name.endswith(("_ARN", "_NAME")))


def _keeps_secrets(target: Resource) -> bool:
    return type_of(target) in _KEEPERS or "password" in type_of(target) or "secret" in type_of(target)
