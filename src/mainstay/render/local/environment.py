"""What a program is told: settings, bindings to what it uses, and what the user has configured."""

from mainstay.model.errors import MainstayError
from mainstay.model.graph import Graph
from mainstay.model.intent import Binding, Generated, Given, Literal, Property, Service, Setting, Use, Workload
from mainstay.model.kind import Backing
from mainstay.model.plan import EnsureSecret
from mainstay.model.program import SecretRef, Text
from mainstay.render.local.network import Network

SHARED = "generated"
"""The owner of generated settings: `SECRET_KEY` is the same for all programs of an application."""
CONFIG = "config"
"""The owner of what the user set with `mainstay config set`."""


def environment_of(workload: Workload, graph: Graph, network: Network, config: dict[str, str]) -> dict[str, Text]:
    """The environment of a workload, sorted; configuration wins over settings, settings over bindings."""
    environment: dict[str, Text] = {}
    for use in workload.uses:
        environment.update(_bound(use, graph, network))
    environment.update({setting.name: _set(workload.name, setting) for setting in workload.settings})
    environment.update({name: (SecretRef(component=CONFIG, name=place),) for name, place in config.items()})
    return dict(sorted(environment.items()))


def secrets_of(graph: Graph) -> list[EnsureSecret]:
    """Every secret that the graph needs, in a stable order."""
    wanted: dict[tuple[str, str], EnsureSecret] = {}
    for resource in graph.resources:
        if isinstance(resource.kind, Backing):
            for name in resource.kind.secrets():
                given = _given(graph, resource.component or resource.name, name)
                wanted[resource.name, name] = EnsureSecret(component=resource.name, name=name, value=given)
    for component in graph.intent.components:
        for setting in component.settings if isinstance(component, Workload) else ():
            if not isinstance(setting.value, Literal):
                ref = _reference(component.name, setting)
                wanted[ref.component, ref.name] = EnsureSecret(
                    component=ref.component, name=ref.name, value=setting.value, refresh=True
                )
    return [wanted[key] for key in sorted(wanted)]


def _given(graph: Graph, component: str, name: str) -> Given:
    """A secret that files insist on (a password in a compose file), or one to be made up."""
    if component not in graph.intent.names:
        return Generated()
    return getattr(graph.intent.component(component), name, None) or Generated()


def _reference(component: str, setting: Setting) -> SecretRef:
    owner = SHARED if isinstance(setting.value, Generated) else component
    return SecretRef(component=owner, name=setting.name)


def _set(component: str, setting: Setting) -> Text:
    if isinstance(setting.value, Literal):
        return (setting.value.text,)
    return (_reference(component, setting),)


def _bound(use: Use, graph: Graph, network: Network) -> dict[str, Text]:
    offered = _offered(use, graph, network)
    return {binding.name: _shaped(offered[binding.property], binding) for binding in use.bindings}


def _offered(use: Use, graph: Graph, network: Network) -> dict[Property, Text]:
    kind = graph.resource(use.target).kind
    if isinstance(kind, Backing):
        return kind.connection(network.place(use.target))
    found = network.service(use.target)
    if found is None or not isinstance(graph.intent.component(use.target), Service):
        raise MainstayError(
            use.target,
            "what a program is told about must accept connections",
            "it does not listen",
            hint="set `listens: true` on it in mainstay.yaml",
        )
    address, port = found
    return {Property.URL: (f"http://{address}:{port}",), Property.HOST: (address,), Property.PORT: (str(port),)}


def _shaped(value: Text, binding: Binding) -> Text:
    first, *rest = value
    if binding.scheme and isinstance(first, str) and "://" in first:
        first = f"{binding.scheme}://{first.partition('://')[2]}"
    return (first, *rest, binding.suffix) if binding.suffix else (first, *rest)
