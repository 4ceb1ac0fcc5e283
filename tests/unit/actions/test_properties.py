"""The properties of kinds are told as people would ask for them."""

from enum import StrEnum
from typing import Literal

from mainstay.actions import knowledge
from mainstay.actions.properties import properties_of
from mainstay.model.told import Joined, Ref
from mainstay.model.value import Value


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


class Block(Value, frozen=True, kw_only=True):
    name: str
    depth: int = 3


class Made(Value, frozen=True, kw_only=True):
    colour: Colour = Colour.BLUE
    size: Literal["small", "large"] | None = None
    address: str | Ref | Joined
    on: bool = False
    blocks: tuple[Block, ...] = ()
    names: dict[str, str | Ref] = {}


def test_types_defaults_and_blocks_are_told():
    assert [tuple(told) for told in properties_of(Made)] == [
        ("colour", "`red` or `blue`", "`blue`"),
        ("size", "`small` or `large`", ""),
        ("address", "text or reference", "must be stated"),
        ("on", "true or false", "`false`"),
        ("blocks", "list of block", ""),
        ("blocks.name", "text", "must be stated"),
        ("blocks.depth", "whole number", "`3`"),
        ("names", "mapping of (text or reference)", ""),
    ]


def test_every_type_of_the_catalog_has_a_name():
    """Nothing is told in Python's words."""
    rows = knowledge.properties().rows
    assert len(rows) > 1000
    assert [row for row in rows if not row[2] or "mainstay." in str(row[2]) or "typing." in str(row[2])] == []


def test_a_kind_of_kubernetes_is_told_once_though_it_serves_on_aws_too():
    ids = [row[0] for row in knowledge.kinds().rows]
    assert len(ids) == len(set(ids))
    assert {"aws.sqs", "k8s.config_map", "local.postgres"} <= set(ids)
