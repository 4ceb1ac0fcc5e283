"""Breaks a Graph in every way that its shape offers, one thing at a time."""

from collections.abc import Iterator
from contextlib import suppress
from typing import NamedTuple

import msgspec

from mainstay.catalog import K8sKind
from mainstay.compile.verify.view import type_of
from mainstay.model.errors import MainstayError
from mainstay.model.graph import Graph, Resource
from mainstay.model.told import PolicyDocument, Ref, Statement

RULES = {"aws_vpc_security_group_ingress_rule", "aws_vpc_security_group_egress_rule"}
SWAPPED = {"aws_subnet", "aws_security_group", "aws_iam_role", "aws_kms_key", "aws_route_table", "aws_lb_target_group"}
OFF = {
    "storage_encrypted": False,
    "multi_az": False,
    "multi_az_enabled": False,
    "automatic_failover_enabled": False,
    "deletion_protection": False,
    "deletion_protection_enabled": False,
    "at_rest_encryption_enabled": False,
    "transit_encryption_enabled": False,
    "backup_retention_period": 0,
    "publicly_accessible": True,
    "skip_final_snapshot": True,
    "map_public_ip_on_launch": True,
    "block_public_acls": False,
    "block_public_policy": False,
    "ignore_public_acls": False,
    "restrict_public_buckets": False,
    "force_destroy": True,
    "kms_master_key_id": None,
    "kms_key_id": None,
    "enable_key_rotation": False,
    "require_tls": False,
    "retention_in_days": 0,
    "private_dns_enabled": False,
    "authorization_type": "NONE",
    "image_tag_mutability": "MUTABLE",
    "enable_deletion_protection": False,
    "drop_invalid_header_fields": False,
    "vpc_config": None,
    "ssl_policy": "ELBSecurityPolicy-2016-08",
    "reserved_concurrent_executions": 0,
    "assign_public_ip": True,
    "endpoint_public_access": True,
    "enabled": False,
    "encrypted": False,
    "http_tokens": "optional",
    "scan_on_push": False,
    "sse_algorithm": "none",
    "status": "Suspended",
    "internal": True,
    "desired_count": 0,
    "principal": "*",
    "source_arn": None,
    "peers": (),
    "ports": (),
    "service_account": "somebody",
    "allocation_id": None,
    "viewer_protocol_policy": "allow-all",
    "minimum_protocol_version": "TLSv1",
    "security_policy": "TLS_1_0",
    "provisioned_concurrent_executions": 1,
    "memory_size": 128,
    "memory": 256,
    "delete_after": 1,
    "snapshot_retention_limit": 0,
    "noncurrent_days": 1,
    "tls_policy": "OPTIONAL",
    "email_identity": None,
    "configuration_set_name": None,
    "target_vault_name": Ref(resource="shared.key", attribute="name"),
    "capacity_provider": "FARGATE_SPOT",
}


IN_MANIFESTS: dict[str, tuple[object, ...]] = {
    "mode": ("PERMISSIVE", "DISABLE", "STRICT"),
    "portLevelMtls": ({},),
    "accessPolicy": ("all-unauthenticated", "cluster-authenticated"),
    "config.linkerd.io/default-inbound-policy": ("all-unauthenticated", None),
    "linkerd.io/inject": (None, "disabled"),
    "sidecar.istio.io/inject": (None,),
    "principals": (["*"], ["cluster.local/ns/demo-production/sa/*"], ["cluster.local/ns/demo-production/sa/somebody"]),
    "from": (None,),
    "source": ({"namespaces": ["demo-production"]},),
    "operation": ({}, {"ports": ["9999"]}),
    "action": ("DENY",),
    "rules": ([{}], []),
    "requiredAuthenticationRefs": ([], [{"kind": "ServiceAccount", "name": "somebody"}]),
    "targetRef": ({"group": "policy.linkerd.io", "kind": "Server", "name": "nothing"},),
    "minReplicas": (1,),
    "topologySpreadConstraints": (None,),
    "schedule": ("17 3 * * 0",),
    "volumeClaimTemplates": (None,),
    "memory": ("64Mi",),
}
"""Key of a manifest → what it is turned into, one at a time; None takes it away."""
PLAIN = {
    "DB_PASSWORD": "correct horse",
    "DATABASE_URL": "postgresql://u:p4ss@host/db",
    "KEY_ID": "AKIAIOSFODNN7EXAMPLE",
}


class Mutant(NamedTuple):
    """A broken Graph, and how it was broken: `<way> <type> <resource>[ <detail>]`."""

    says: str
    graph: Graph


def mutants(graph: Graph) -> Iterator[Mutant]:
    """All mutants of `graph`, each once, in a stable order."""
    for resource in graph.resources:
        yield Mutant(f"drop {type_of(resource)} {resource.name}", _without(graph, resource))
        for says, kind in _changed(graph, resource):
            if kind != resource.kind:
                yield Mutant(says, _with(graph, msgspec.structs.replace(resource, kind=kind)))


def _without(graph: Graph, gone: Resource) -> Graph:
    return msgspec.structs.replace(
        graph,
        resources=tuple(resource for resource in graph.resources if resource is not gone),
        relations=tuple(r for r in graph.relations if gone.name not in (r.source, r.target)),
    )


def _with(graph: Graph, changed: Resource) -> Graph:
    resources = tuple(changed if one.name == changed.name else one for one in graph.resources)
    return msgspec.structs.replace(graph, resources=resources)


def _changed(graph: Graph, resource: Resource) -> Iterator[tuple[str, object]]:
    type_, name, kind = type_of(resource), resource.name, resource.kind
    if type_ in RULES:
        for detail, fields in _rules(kind):
            yield f"widen {type_} {name} {detail}", msgspec.structs.replace(kind, **fields)
    for field in kind.__struct_fields__:
        value = getattr(kind, field)
        if isinstance(value, PolicyDocument):
            for detail, changed in _policies(graph, value):
                yield f"policy {type_} {name} {field} {detail}", msgspec.structs.replace(kind, **{field: changed})
    ways = {
        "off": _off(kind),
        "fewer": _fewer(graph, kind),
        "secret": _told(kind),
        "manifest": _manifests(kind),
        "swap": _swaps(graph, kind),
    }
    for way, found in ways.items():
        for detail, changed in found:
            yield f"{way} {type_} {name} {detail}", changed


def _off(value) -> Iterator[tuple[str, object]]:
    """Each property that protects something, also in nested blocks, turned to its other side."""
    for field in set_fields(value):
        inner = getattr(value, field)
        named = field == "configuration_set_name" and isinstance(inner, str)  # its own name, which it must have
        if field in OFF and inner not in (None, (), OFF[field]) and not named:
            with suppress(MainstayError):  # some kinds refuse it themselves
                yield field, msgspec.structs.replace(value, **{field: OFF[field]})
        if isinstance(inner, msgspec.Struct) and not isinstance(inner, Ref | PolicyDocument):
            for detail, changed in _off(inner):
                yield f"{field}.{detail}", msgspec.structs.replace(value, **{field: changed})
        if isinstance(inner, tuple):
            for index, item in enumerate(inner):
                if isinstance(item, msgspec.Struct) and not isinstance(item, Ref):
                    for detail, changed in _off(item):
                        items = (*inner[:index], changed, *inner[index + 1 :])
                        yield f"{field}[{index}].{detail}", msgspec.structs.replace(value, **{field: items})


def _manifests(kind) -> Iterator[tuple[str, object]]:
    """The same resource, whose manifest says something else."""
    document = kind.document() if isinstance(kind, K8sKind) else {}
    for path, other in _altered(document, ()):
        yield f"{'.'.join(map(str, path))} {other}", _written_as(kind, _replaced(document, path, other))


def _altered(value, path: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], object]]:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in items:
        for other in IN_MANIFESTS.get(key, ()) if isinstance(key, str) else ():
            if other != inner:
                yield (*path, key), other
        yield from _altered(inner, (*path, key))


def _replaced(value, path: tuple[str | int, ...], other):
    if not path:
        return other
    changed = dict(value) if isinstance(value, dict) else list(value)
    changed[path[0]] = _replaced(value[path[0]], path[1:], other)
    return {k: v for k, v in changed.items() if v is not None} if isinstance(changed, dict) else changed


def _written_as(kind, document):
    said = {"document": lambda _: document}
    altered = msgspec.defstruct("Altered", [], bases=(type(kind),), namespace=said, frozen=True, kw_only=True)
    return altered(**{field: getattr(kind, field) for field in kind.__struct_fields__})


def set_fields(value) -> list[str]:
    """The fields that are written; the others only shape what stands around."""
    return [field for field in value.__struct_fields__ if field not in getattr(value, "unrendered", ())]


def _told(kind) -> Iterator[tuple[str, object]]:
    """A secret in plain among what a function is told."""
    variables = getattr(getattr(kind, "environment", None), "variables", None)
    for name, text in PLAIN.items() if variables is not None else ():
        environment = msgspec.structs.replace(kind.environment, variables={**variables, name: text})
        yield name, msgspec.structs.replace(kind, environment=environment)


def _fewer(graph: Graph, kind) -> Iterator[tuple[str, object]]:
    """In one zone instead of several, and one copy instead of several."""
    subnets = {resource.name for resource in graph.resources if type_of(resource) == "aws_subnet"}
    for field in set_fields(kind):
        value = getattr(kind, field)
        if (
            isinstance(value, tuple)
            and len(value) > 1
            and all(isinstance(v, Ref) and v.resource in subnets for v in value)
        ):
            yield f"{field}: one zone", msgspec.structs.replace(kind, **{field: value[:1]})
        if field in {"desired_count", "desired_capacity", "min_size"} and isinstance(value, int) and value > 1:
            yield f"{field}: one copy", msgspec.structs.replace(kind, **{field: 1})
        if isinstance(value, msgspec.Struct) and not isinstance(value, Ref | PolicyDocument):
            for detail, changed in _fewer(graph, value):
                yield f"{field}.{detail}", msgspec.structs.replace(kind, **{field: changed})
    if getattr(kind, "id", "") == "aws.backup_selection":
        yield "resources: none", msgspec.structs.replace(kind, resources=())
        yield (
            "resources: another",
            msgspec.structs.replace(kind, resources=(Ref(resource="shared.key", attribute="arn"),)),
        )


def _rules(kind) -> Iterator[tuple[str, dict[str, object]]]:
    yield "all ports", {"from_port": 0, "to_port": 65535}
    yield "one port more", {"to_port": kind.to_port + 1}
    yield "another port", {"from_port": kind.from_port + 1, "to_port": kind.to_port + 1}
    yield "all protocols", {"ip_protocol": "-1"}
    yield "udp", {"ip_protocol": "udp"}
    if kind.cidr_ipv4 != "0.0.0.0/0":
        peer = {"referenced_security_group_id": None, "prefix_list_id": None}
        yield "the world", {**peer, "cidr_ipv4": "0.0.0.0/0"}
        yield "the network", {**peer, "cidr_ipv4": "10.0.0.0/16"}


def _policies(graph: Graph, document: PolicyDocument) -> Iterator[tuple[str, PolicyDocument]]:
    for index, one in enumerate(document.statements):
        rest = (*document.statements[:index], *document.statements[index + 1 :])
        yield f"{one.sid}: dropped", PolicyDocument(statements=rest)
        for detail, changed in _statements(graph, one):
            statements = (*document.statements[:index], changed, *document.statements[index + 1 :])
            yield f"{one.sid}: {detail}", PolicyDocument(statements=statements)


def _statements(graph: Graph, one: Statement) -> Iterator[tuple[str, Statement]]:
    replace = msgspec.structs.replace
    for action in one.actions if one.effect == "Allow" else ():
        fewer = tuple(other for other in one.actions if other != action)
        wider = f"{action.partition(':')[0]}:*"
        yield f"without {action}", replace(one, actions=fewer)
        if action != wider:
            yield f"{wider} for {action}", replace(one, actions=(*fewer, wider))
    if one.effect == "Allow" and one.resources not in ((), ("*",)):
        yield "on everything", replace(one, resources=("*",))
        for detail, resources in _other_targets(graph, one):
            yield detail, replace(one, resources=resources)
    for kind, names in one.principals if one.effect == "Allow" else ():
        yield f"for everybody, not {kind} {len(names)}", replace(one, principals=(("AWS", ("*",)),))
        yield "for another service", replace(one, principals=(("Service", ("ec2.amazonaws.com",)),))
    if one.conditions:
        yield "without conditions", replace(one, conditions=())


def _other_targets(graph: Graph, one: Statement) -> Iterator[tuple[str, tuple[object, ...]]]:
    for ref in (resource for resource in one.resources if isinstance(resource, Ref)):
        other = _another(graph, ref)
        if other:
            kept = tuple(resource for resource in one.resources if resource != ref)
            yield f"on {other.resource} for {ref.resource}", (*kept, other)


def _another(graph: Graph, ref: Ref) -> Ref | None:
    """The same attribute of another resource of the same type."""
    types = {resource.name: type_of(resource) for resource in graph.resources}
    others = sorted(name for name, type_ in types.items() if type_ == types.get(ref.resource) and name != ref.resource)
    return msgspec.structs.replace(ref, resource=others[0]) if others else None


def _swaps(graph: Graph, kind) -> Iterator[tuple[str, object]]:
    types = {resource.name: type_of(resource) for resource in graph.resources}
    seen: set[Ref] = set()
    for ref in _refs(kind):
        if ref in seen or types.get(ref.resource) not in SWAPPED:
            continue
        seen.add(ref)
        other = _opposite(types, ref)
        if other:
            yield f"{other.resource} for {ref.resource}", _put(kind, ref, other)


def _opposite(types: dict[str, str], ref: Ref) -> Ref | None:
    """Another resource of the type; for a subnet one of the other tier."""
    others = sorted(name for name, type_ in types.items() if type_ == types[ref.resource] and name != ref.resource)
    tier = ref.resource.partition("-")[0]
    others = [name for name in others if name.partition("-")[0] != tier] or others
    return msgspec.structs.replace(ref, resource=others[0]) if others else None


def _refs(value: object) -> Iterator[Ref]:
    if isinstance(value, Ref):
        yield value
    elif isinstance(value, tuple | list):
        for item in value:
            yield from _refs(item)
    elif isinstance(value, msgspec.Struct) and not isinstance(value, PolicyDocument):
        for field in value.__struct_fields__:
            yield from _refs(getattr(value, field))


def _put(value, old: Ref, new: Ref):
    if value == old and isinstance(value, Ref):
        return new
    if isinstance(value, tuple):
        return tuple(_put(item, old, new) for item in value)
    if isinstance(value, msgspec.Struct) and not isinstance(value, PolicyDocument):
        fields = {field: _put(getattr(value, field), old, new) for field in value.__struct_fields__}
        changed = {field: new_ for field, new_ in fields.items() if new_ is not getattr(value, field)}
        return msgspec.structs.replace(value, **changed) if changed else value
    return value
