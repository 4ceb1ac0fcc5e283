"""What each item is called in the files and in the account, where fewer names differ than in a Graph."""

from collections.abc import Iterable, Iterator

from mainstay.model.errors import MainstayError
from mainstay.model.graph import Graph
from mainstay.model.told import PolicyDocument
from mainstay.render.terraform.deploy import known_as
from mainstay.render.terraform.frame import outputs
from mainstay.render.terraform.item import Item
from mainstay.render.terraform.policy import document_label


def check_addresses(graph: Graph, items: Iterable[Item]) -> None:
    """Raises `MainstayError` where two resources of `graph` would be one in Terraform, or in the account.

    They are not told apart by a number or the like: which of two has it would depend on which came first, and a name
    that changes is a resource that is made anew.
    """
    taken: dict[str, str] = {}
    for item in items:
        for name in (*_addresses(item), *_known(item)):
            other = taken.setdefault(name, item.name)
            if other != item.name:
                raise _taken(graph, item.name, other, name)


def _addresses(item: Item) -> Iterator[str]:
    """What it is in Terraform: itself, and the blocks that are written for it."""
    yield item.address
    for argument, value in item.arguments.items():
        if isinstance(value, PolicyDocument):
            yield f"data.aws_iam_policy_document.{document_label(item, argument)}"
    for block in outputs((item,)):
        yield f"output.{block.labels[0]}"


def _known(item: Item) -> Iterator[str]:
    """What it is in the account, by region."""
    name = known_as(item)
    if name:
        region = item.arguments.get("region")
        yield " ".join((item.type, name, *((region,) if isinstance(region, str) else ())))


def _taken(graph: Graph, name: str, other: str, one: str) -> MainstayError:
    owners = sorted({graph.resource(resource).component for resource in (name, other)} & graph.intent.names)
    origins = [e.origin for owner in owners for e in graph.intent.component(owner).evidence[:1]]
    return MainstayError(
        str(origins[-1]) if origins else f"`{name}`",
        "two things must not have one name",
        f"`{name}` and `{other}` would both be `{one}`",
        hint=f"rename {' or '.join(f'`{owner}`' for owner in owners)}" if owners else f"rename `{name}`",
    )
