"""The verb `schema`."""

import json
from enum import StrEnum
from typing import Annotated

from mainstay.actions.arguments import Argument
from mainstay.actions.context import Context
from mainstay.actions.results import Report


class Described(StrEnum):
    """The files that have a schema."""

    INTENT = "intent"
    POLICY = "policy"


def schema(context: Context, what: Annotated[Described, Argument("mainstay.yaml, or a file of rules.")]) -> Report:
    """Print the JSON Schema of mainstay.yaml or of policy files.

    An editor that is given it completes the keys and shows mistakes. What depends on several keys, and the conditions
    of rules, only mainstay itself checks.

    Example:
        mainstay schema intent > mainstay.schema.json
        mainstay schema policy > policy.schema.json
    """
    from mainstay.detect import intent_schema, policy_schema

    del context
    found = intent_schema() if what is Described.INTENT else policy_schema()
    return Report(data=found, lines=tuple(json.dumps(found, indent=2).splitlines()))
