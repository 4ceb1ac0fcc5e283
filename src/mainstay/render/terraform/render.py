"""Graphs → the files of Terraform or OpenTofu."""

from collections.abc import Iterable, Mapping

from mainstay.model.errors import MainstayError
from mainstay.model.graph import Graph
from mainstay.model.references import variables as variables_in
from mainstay.render.terraform import frame
from mainstay.render.terraform.addresses import check_addresses
from mainstay.render.terraform.block import blocks
from mainstay.render.terraform.concern import concern
from mainstay.render.terraform.deploy import deploy_policy
from mainstay.render.terraform.environments import ENVIRONMENT, REGION, Environment, Shared, shared
from mainstay.render.terraform.expression import Names, expression
from mainstay.render.terraform.frame import Setting
from mainstay.render.terraform.handover import handover
from mainstay.render.terraform.hcl import Block, document
from mainstay.render.terraform.item import Item, Tree, items
from mainstay.render.terraform.validate import check

_STATE = "The bucket is yours to name: terraform init -backend-config=bucket=…"
_STATES = "One state for each environment: terraform init -backend-config=environments/….s3.tfbackend"


def render_terraform(graphs: tuple[Graph, ...]) -> dict[str, str]:
    """Path → text for all environments of one application, one Graph for each.

    Environments that differ in plain values only share one root, with `environments/<name>.tfvars`; otherwise each has
    its own below `environments/<name>/`. Each has the policy that whoever applies it needs.

    Raises `MainstayError` where two environments have one name, or anything breaks what the provider takes.
    """
    ordered = sorted(graphs, key=lambda graph: graph.intent.whole.environment)
    _check_names(ordered)
    environments = tuple(map(_environment, ordered))
    for graph, environment in zip(ordered, environments, strict=True):
        check_addresses(graph, environment.items)
        check(environment.items)
    if len(ordered) == 1:
        return _root(ordered[0], environments[0])
    common = shared(environments)
    if common is not None:
        return _sorted(_common_root(ordered, environments, common))
    files: dict[str, str] = {}
    for graph, environment in zip(ordered, environments, strict=True):
        root = _root(graph, environment)
        files.update({f"environments/{environment.name}/{path}": text for path, text in root.items()})
    return _sorted(files)


def _check_names(graphs: list[Graph]) -> None:
    names = [graph.intent.whole.environment for graph in graphs]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise MainstayError(
            "environments",
            "each must have a name of its own",
            f"`{twice[0]}` is there twice" if twice[0] else "several have none",
            hint="name them in mainstay.yaml",
        )


def _environment(graph: Graph) -> Environment:
    whole = graph.intent.whole
    tags: dict[str, Tree] = {"application": graph.intent.application}
    if whole.environment:
        tags["environment"] = whole.environment
    tags |= {"managed-by": "mainstay", **dict(sorted(whole.tags.items()))}
    return Environment(name=whole.environment, region=whole.region, items=items(graph), tags=tags)


def _root(graph: Graph, environment: Environment) -> dict[str, str]:
    found = environment.items
    names = Names({item.name: item for item in found})
    key = "/".join(part for part in (graph.intent.application, environment.name, "terraform.tfstate") if part)
    settings = _given(found)
    files = {
        "backend.tf": document((frame.backend({"key": key, "region": environment.region}, _STATE),)),
        "providers.tf": document((frame.provider(environment.region, expression(environment.tags, names)),)),
        **deploy_policy(graph, found, "deploy-policy"),
        **_files(found, names, settings, graph.lock.moved, graphs=(graph,)),
    }
    return _sorted(files)


def _common_root(graphs: list[Graph], environments: tuple[Environment, ...], common: Shared) -> dict[str, str]:
    names = Names({item.name: item for item in common.items})
    regions = {environment.region for environment in environments}
    told = {setting.name: setting for setting in (*_given(common.items), *common.settings)}
    told |= {s.name: s for s in _always(environments) if s.name == ENVIRONMENT.name or len(regions) > 1}
    settings = tuple(told.values())
    region = expression(REGION if len(regions) > 1 else environments[0].region, names)
    moved = {new: old for graph in graphs for new, old in graph.lock.moved.items()}
    files = {
        "backend.tf": document((frame.backend({}, _STATES),)),
        "providers.tf": document((frame.provider(region, expression(common.tags, names)),)),
        **_files(common.items, names, settings, moved, graphs=graphs),
    }
    for graph, environment in zip(graphs, environments, strict=True):
        path = f"environments/{environment.name}"
        values = {
            s.name: expression(s.values[environment.name], names) for s in settings if environment.name in s.values
        }
        key = f"{graph.intent.application}/{environment.name}/terraform.tfstate"
        files[f"{path}.tfvars"] = frame.assignments(values)
        files[f"{path}.s3.tfbackend"] = frame.assignments({"key": key, "region": environment.region})
        files |= deploy_policy(graph, environment.items, f"{path}.deploy-policy")
    return files


def _always(environments: tuple[Environment, ...]) -> tuple[Setting, ...]:
    """The name and the region of the environment: every root of several asks for the first."""
    return (
        Setting(
            name=ENVIRONMENT.name,
            description=ENVIRONMENT.description,
            values={environment.name: environment.name for environment in environments},
        ),
        Setting(
            name=REGION.name,
            description=REGION.description,
            values={environment.name: environment.region for environment in environments},
        ),
    )


def _given(found: tuple[Item, ...]) -> tuple[Setting, ...]:
    """The variables that the person who applies decides."""
    seen = {v.name: v for item in found for v in variables_in(item.arguments)}
    return tuple(Setting(name=name, description=seen[name].description) for name in sorted(seen))


def _files(
    found: tuple[Item, ...],
    names: Names,
    settings: tuple[Setting, ...],
    renamed: Mapping[str, str],
    *,
    graphs: Iterable[Graph],
) -> dict[str, str]:
    given = frozenset(setting.name for setting in settings)
    by_file: dict[str, list[Block]] = {}
    for item in found:
        by_file.setdefault(f"{item.concern or concern(item.type)}.tf", []).extend(blocks(item, names))
    ours: dict[str, Iterable[Block]] = {
        "moved.tf": tuple(frame.moved(found, renamed)),
        "outputs.tf": (*frame.outputs(found), *handover(graphs, names, given)),
        "variables.tf": tuple(frame.variables(settings)),
        "versions.tf": (frame.versions(found),),
        **by_file,
    }
    return {path: document(content) for path, content in ours.items() if content}


def _sorted(files: dict[str, str]) -> dict[str, str]:
    return {path: files[path] for path in sorted(files)}
