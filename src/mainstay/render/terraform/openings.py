"""Security groups that are open to the world: two ports may be, for requests; scanners miss some of the others.

Checkov 3.3 passes a rule open to everybody whose `prefix_list_ids` is null, and every port but a few.
"""

from collections.abc import Iterator

from mainstay.model.errors import MainstayError
from mainstay.render.terraform.item import Item, Tree

_WORLD = frozenset({"0.0.0.0/0", "::/0"})
_REQUESTS = frozenset({80, 443})
_RANGES = ("cidr_ipv4", "cidr_ipv6", "cidr_blocks", "ipv6_cidr_blocks")


def open_to_the_world(item: Item, place: str) -> Iterator[MainstayError]:
    """The openings of `item` inwards that everybody reaches, but for HTTP and HTTPS."""
    for rule in _rules(item):
        ports = _ports(rule)
        if _sources(rule) & _WORLD and not (len(ports) == 1 and ports <= _REQUESTS):
            yield MainstayError(
                place,
                "the world may reach ports 80 and 443 at most",
                f"it is open to everybody on {_told(ports)}",
                hint="name the security group or the range of addresses that needs it",
            )


def _rules(item: Item) -> Iterator[dict[str, Tree]]:
    inwards = item.arguments.get("type") == "ingress"
    if item.type == "aws_vpc_security_group_ingress_rule" or (item.type == "aws_security_group_rule" and inwards):
        yield item.arguments
    elif item.type in ("aws_security_group", "aws_default_security_group"):
        stated = item.arguments.get("ingress")
        yield from (rule for rule in (stated if isinstance(stated, tuple) else ()) if isinstance(rule, dict))


def _sources(rule: dict[str, Tree]) -> frozenset[str]:
    found: set[str] = set()
    for name in _RANGES:
        value = rule.get(name)
        found |= {one for one in (value if isinstance(value, tuple) else (value,)) if isinstance(one, str)}
    return frozenset(found)


def _ports(rule: dict[str, Tree]) -> frozenset[int]:
    """The ends of the range; all protocols, or a port that is not known, count as all ports."""
    first, last = rule.get("from_port"), rule.get("to_port")
    if not isinstance(first, int) or not isinstance(last, int) or rule.get("ip_protocol", rule.get("protocol")) == "-1":
        return frozenset({0, 65535})
    return frozenset({first, last})


def _told(ports: frozenset[int]) -> str:
    first, last = min(ports), max(ports)
    return f"port {first}" if first == last else f"ports {first} to {last}"
