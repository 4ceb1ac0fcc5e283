"""Which connections have to be possible inside the network: what the intent asks for, and what its parts need."""

from collections.abc import Iterator

import msgspec

from mainstay.compile.verify.facts import facts_of
from mainstay.compile.verify.links import Link, secrets_of
from mainstay.compile.verify.mounts import FUNCTION, TARGET, TASK, mounts_of
from mainstay.compile.verify.network import Net, Stand
from mainstay.compile.verify.pods import WORKLOADS, bound, pod_of
from mainstay.compile.verify.view import View, type_of
from mainstay.model.graph import Resource
from mainstay.model.intent import Service, Workload
from mainstay.model.origin import Origin

HTTPS = 443
_VERSION = "aws_secretsmanager_secret_version"
_PORT = 8080
"""Where a program listens whose port nobody knows; it is told as PORT."""


class Flow(msgspec.Struct, frozen=True, kw_only=True):
    """One connection that must be possible, and why."""

    source: Stand
    target: Stand
    port: int
    says: str
    origin: Origin | None = None


def flows(net: Net, asked: tuple[Link, ...]) -> Iterator[Flow]:
    """All connections between things that stand in the network."""
    for link in asked:
        yield from _of_link(net, link)
    yield from _of_balancers(net)
    yield from _of_proxies(net)
    yield from _of_mounts(net)


def _of_link(net: Net, link: Link) -> Iterator[Flow]:
    if not isinstance(net.view.components[link.source], Workload):
        return
    sources = tuple(stand for stand in net.standing(link.source) if not facts_of(type_of(stand.resource)).listens)
    for target in entries(net, link):
        for source in sources:
            for port in ports_of(net.view, target.resource):
                says = f"`{link.source}` uses `{link.target}`"
                yield Flow(source=source, target=target, port=port, says=says, origin=link.origin)


def entries(net: Net, link: Link) -> tuple[Stand, ...]:
    """Where the target of a link listens: what the source is told about, what stands before it, itself, its parts."""
    view = net.view
    listening = tuple(stand for stand in net.standing(link.target) if ports_of(view, stand.resource))
    told = _told(view, link.source)
    named = tuple(stand for stand in listening if stand.resource.name in told)
    before = tuple(stand for stand in listening if _stands_before(view, stand.resource))
    itself = tuple(stand for stand in listening if stand.resource.name == link.target)
    return named or before or itself or listening


def _stands_before(view: View, resource: Resource) -> bool:
    """Whether it takes connections for what stands behind it: a proxy, or a balancer inside the network."""
    type_ = type_of(resource)
    return type_ == "aws_db_proxy" or (type_ == "aws_lb" and view.value(resource, "internal") is True)


def _told(view: View, component: str) -> frozenset[str]:
    """The resources that the environment of a program names, also those that the secrets in it name."""
    named = {ref.resource for part in view.parts.get(component, ()) for ref in view.refs[part.name]}
    kept = secrets_of(view, component)
    versions = (version for name in {*named, *kept} for version in view.using(name, _VERSION))
    return frozenset(named | {ref.resource for version in versions for ref in view.refs[version.name]})


def ports_of(view: View, resource: Resource) -> tuple[int, ...]:
    """The ports that a resource listens on in the network."""
    type_ = type_of(resource)
    if type_ == "aws_lb":
        listeners = view.using(resource.name, "aws_lb_listener")
        return tuple(sorted({int(view.number(one, "port") or 0) for one in listeners}))
    if type_ in WORKLOADS:
        return pod_of(view, resource).ports
    if type_ in {"aws_ecs_service", "aws_launch_template"}:
        return _program_ports(view, resource)
    listens = facts_of(type_).listens
    if listens is None:
        return ()
    stated = view.number(resource, listens.path) if listens.path else None
    by_engine = listens.by_engine.get(view.text(resource, listens.engine)) if listens.engine else None
    port = int(stated) if stated else by_engine or listens.port
    return (port,) if port else ()


def _program_ports(view: View, resource: Resource) -> tuple[int, ...]:
    component = view.components.get(resource.component)
    if not isinstance(component, Service) or not (component.listens or component.public):
        return ()
    return (component.port or _PORT,)


def _of_balancers(net: Net) -> Iterator[Flow]:
    view = net.view
    for group in view.of("aws_lb_target_group"):
        if view.text(group, "target_type") == "lambda":
            continue
        port = int(view.number(group, "port") or 0)
        sources = (net.stands[one.name] for one in _balancers_of(view, group) if one.name in net.stands)
        for source, target in ((source, target) for source in sources for target in _behind(net, group)):
            says = f"`{source.resource.name}` forwards to `{target.resource.component}`"
            yield Flow(source=source, target=target, port=port, says=says)


def _balancers_of(view: View, group: Resource) -> Iterator[Resource]:
    for rule in view.using(group.name, "aws_lb_listener_rule"):
        for listener in view.at(rule, "listener_arn"):
            yield from view.at(listener, "load_balancer_arn")
    for listener in view.using(group.name, "aws_lb_listener"):
        yield from view.at(listener, "load_balancer_arn")


def _behind(net: Net, group: Resource) -> Iterator[Stand]:
    """What is registered with a target group: tasks, or machines behind the fence of their template."""
    view = net.view
    for pod in bound(view, group):
        if pod.resource.name in net.stands:
            yield net.stands[pod.resource.name]
    for user in view.using(group.name, "aws_ecs_service", "aws_autoscaling_group", "aws_autoscaling_attachment"):
        stand = net.stands.get(user.name)
        if stand is not None and stand.groups:
            yield stand
        else:
            templates = view.referred(user, "aws_launch_template")
            yield from (one for one in net.standing(user.component) if one.resource in templates)


def _of_proxies(net: Net) -> Iterator[Flow]:
    view = net.view
    for joint in view.of("aws_db_proxy_target"):
        databases = (*view.at(joint, "db_instance_identifier"), *view.at(joint, "db_cluster_identifier"))
        proxies = [net.stands[one.name] for one in view.at(joint, "db_proxy_name") if one.name in net.stands]
        targets = [net.stands[one.name] for one in databases if one.name in net.stands]
        for proxy, target in ((proxy, target) for proxy in proxies for target in targets):
            for port in ports_of(view, target.resource):
                says = f"`{proxy.resource.name}` forwards to it"
                yield Flow(source=proxy, target=target, port=port, says=says)


def _of_mounts(net: Net) -> Iterator[Flow]:
    """From each program to where the files that it mounts are reached."""
    for program in net.view.of(TASK, FUNCTION):
        sources = [one for one in net.standing(program.component) if type_of(one.resource) != TARGET]
        for name in sorted({mount.files.name for mount in mounts_of(net.view, program)}):
            yield from (flow for source in sources for flow in _to_files(net, source, name))


def _to_files(net: Net, source: Stand, name: str) -> Iterator[Flow]:
    targets = (net.stands[one.name] for one in net.view.using(name, TARGET) if one.name in net.stands)
    for target in targets:
        for port in ports_of(net.view, target.resource):
            yield Flow(source=source, target=target, port=port, says=f"it mounts `{name}`")
