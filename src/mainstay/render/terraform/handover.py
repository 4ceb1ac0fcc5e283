"""What Kubernetes must know of the things that Terraform makes: one output, which is a file of `key=value` lines."""

from collections.abc import Iterable, Iterator

from mainstay.model.graph import Graph
from mainstay.model.references import references, variables
from mainstay.model.told import Joined, Ref, Told, Variable
from mainstay.render.kubernetes import infrastructure
from mainstay.render.terraform.expression import Names, script
from mainstay.render.terraform.hcl import Block

NAME = "infrastructure"
_SAYS = "The content of overlays/<environment>/infrastructure.env: terraform output -raw infrastructure"


def handover(graphs: Iterable[Graph], names: Names, given: frozenset[str]) -> Iterator[Block]:
    """The output, where pods run. `given` are the variables of the root; what depends on others a person fills in."""
    values: dict[str, Told] = {}
    for graph in graphs:
        values = {**infrastructure(graph), **values}
    known = {key: value for key, value in sorted(values.items()) if _is_known(value, names, given)}
    if known:
        lines = (part for key, value in known.items() for part in (f"{key}=", *_parts(value), "\n"))
        value = script(tuple(lines), names)
        yield Block(kind="output", labels=(NAME,), attributes={"description": _SAYS, "value": value})


def _is_known(value: Told, names: Names, given: frozenset[str]) -> bool:
    return all(ref.resource in names.items for ref in references(value)) and all(
        variable.name in given for variable in variables(value)
    )


def _parts(value: Told) -> tuple[str | Ref | Variable, ...]:
    return value.parts if isinstance(value, Joined) else (value,)
