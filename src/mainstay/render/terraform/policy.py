"""Policy documents as `data "aws_iam_policy_document"`: people can read them, plans show them, scanners judge them."""

from mainstay.model.told import PolicyDocument, Statement, Told
from mainstay.render.terraform.expression import Names, expression
from mainstay.render.terraform.hcl import Block, Expression
from mainstay.render.terraform.item import Item

_SAYS = {"policy": "", "assume_role_policy": "_trust"}
"""Argument → what its document is called beyond the name of the resource."""


def document_label(item: Item, argument: str) -> str:
    """The name of the document behind `argument`: the resource's own, and what else the argument says."""
    says = _SAYS.get(argument, f"_{argument}")
    return f"{item.label}{says}"


def document(label: str, policy: PolicyDocument, names: Names, comment: str) -> Block:
    """The data source that makes the JSON of `policy`."""
    statements = tuple(_statement(statement, names) for statement in policy.statements)
    return Block(kind="data", labels=("aws_iam_policy_document", label), blocks=statements, comment=comment)


def _statement(statement: Statement, names: Names) -> Block:
    attributes: dict[str, Expression] = {"sid": statement.sid} if statement.sid else {}
    attributes["effect"] = statement.effect
    attributes["actions"] = tuple(sorted(statement.actions))
    if statement.resources:
        attributes["resources"] = _texts(statement.resources, names)
    nested = [_principals(kind, who, names) for kind, who in statement.principals]
    nested += [_condition(condition, names) for condition in statement.conditions]
    return Block(kind="statement", attributes=attributes, blocks=tuple(nested))


def _principals(kind: str, who: tuple[Told, ...], names: Names) -> Block:
    return Block(kind="principals", attributes={"type": kind, "identifiers": _texts(who, names)})


def _condition(condition: tuple[str, str, tuple[Told, ...]], names: Names) -> Block:
    test, variable, values = condition
    return Block(kind="condition", attributes={"test": test, "variable": variable, "values": _texts(values, names)})


def _texts(values: tuple[Told, ...], names: Names) -> Expression:
    return tuple(expression(value, names) for value in values)
