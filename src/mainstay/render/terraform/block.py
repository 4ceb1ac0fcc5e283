"""Items → blocks: arguments, nested blocks, policy documents beside them, names as tags, what protects them."""

from collections.abc import Iterator

from mainstay.model.told import Joined, PolicyDocument, Ref
from mainstay.render.terraform.expression import Names, expression, is_script, script
from mainstay.render.terraform.hcl import Block, Expression, Raw
from mainstay.render.terraform.item import Item, Tree
from mainstay.render.terraform.policy import document, document_label
from mainstay.render.terraform.schema import META, Nested, Shape, shape

_REPLACED_FIRST = frozenset({"aws_acm_certificate"})
"""Types that something in use always needs one of: the new one is made before the old one goes."""


def blocks(item: Item, names: Names) -> Iterator[Block]:
    """The policy documents of `item`, then itself."""
    known = shape(item.block, item.type) or {}
    attributes: dict[str, Expression] = {}
    nested: list[Block] = []
    comment = item.reason
    for argument, value in item.arguments.items():
        if argument in META:
            continue
        if isinstance(value, PolicyDocument):
            named = document_label(item, argument)
            yield document(named, value, names, comment)
            attributes[argument] = Raw(f"data.aws_iam_policy_document.{named}.json")
            comment = ""
        elif is_block(value, known.get(argument)):
            nested += _nested(argument, value, known.get(argument), names)
        else:
            attributes[argument] = _attribute(value, known.get(argument), names)
    yield Block(
        kind=item.block,
        labels=(item.type, item.label),
        attributes={**attributes, **_dependencies(item, names)},
        blocks=(*nested, *_lifecycle(item)),
        comment=comment,
    )


def is_block(value: Tree, kind: str | Nested | None) -> bool:
    """Whether `value` is written as blocks. `any` are blocks that contain each other without end (rules of WAF)."""
    if isinstance(kind, Nested):
        return kind.is_block
    holds = value[0] if isinstance(value, tuple) and value else value
    return kind in ("any", None) and isinstance(holds, dict)


def _nested(name: str, value: Tree, kind: str | Nested | None, names: Names) -> list[Block]:
    known = kind.shape if isinstance(kind, Nested) else {}
    return [_inner(name, content, known, names) for content in (value if isinstance(value, tuple) else (value,))]


def _inner(name: str, content: Tree, known: Shape, names: Names) -> Block:
    attributes: dict[str, Expression] = {}
    nested: list[Block] = []
    for argument, value in (content if isinstance(content, dict) else {}).items():
        kind = known.get(argument)
        if is_block(value, kind):
            nested += _nested(argument, value, kind, names)
        else:
            attributes[argument] = _attribute(value, kind, names)
    return Block(kind=name, attributes=attributes, blocks=tuple(nested))


def _attribute(value: Tree, kind: str | Nested | None, names: Names) -> Expression:
    """A structure is alone in a list where the provider wants a list of them; scripts keep their lines."""
    if isinstance(value, dict) and isinstance(kind, Nested) and not kind.is_single:
        return (expression(value, names),)
    if isinstance(value, str | Joined) and is_script(value):
        return script(value.parts if isinstance(value, Joined) else (value,), names)
    return expression(value, names)


def _dependencies(item: Item, names: Names) -> dict[str, Expression]:
    stated = item.arguments.get("depends_on")
    others = [names.items[ref.resource].address for ref in _tuple(stated) if isinstance(ref, Ref)]
    return {"depends_on": tuple(Raw(address) for address in sorted(set(others)))} if others else {}


def _tuple(value: Tree) -> tuple[Tree, ...]:
    return value if isinstance(value, tuple) else () if value is None else (value,)


def _lifecycle(item: Item) -> tuple[Block, ...]:
    if item.block != "resource":
        return ()
    found: dict[str, Expression] = {}
    if item.type in _REPLACED_FIRST:
        found["create_before_destroy"] = True
    if item.ignored:
        found["ignore_changes"] = tuple(Raw(argument) for argument in sorted(item.ignored))
    if item.stateful:
        found["prevent_destroy"] = True
    return (Block(kind="lifecycle", attributes=found),) if found else ()
