"""The JSON Schema of policy files, for editors that complete and check them. Made from the keys, like the reading."""

from collections.abc import Iterable

import yaml

from mainstay.detect.manifest.schema import DIALECT, Schema
from mainstay.detect.names import MAX_NAME, NAME
from mainstay.detect.policy.keys import (
    EXAMPLE_KEYS,
    FILE_KEYS,
    FORM_KEYS,
    GIVEN_KEYS,
    RULE_KEYS,
    WAIVER_KEYS,
    WHEN_KEYS,
    PolicyKey,
    Takes,
)
from mainstay.detect.policy.values import MOST_WEIGHT

_WITHIN = {"rules": RULE_KEYS, "examples": EXAMPLE_KEYS, "waivers": WAIVER_KEYS, "when": WHEN_KEYS, "given": GIVEN_KEYS}
"""The keys of what stands in a key."""


def policy_schema() -> Schema:
    """The JSON Schema (draft 2020-12) of a file in the folder `policy`, as plain data."""
    head: Schema = {"$schema": DIALECT, "title": "policy", "description": "What the organisation allows."}
    return {**head, **_object(FILE_KEYS)}


def _object(keys: Iterable[PolicyKey]) -> Schema:
    known = tuple(keys)
    shape: Schema = {
        "type": "object",
        "properties": {key.name: {"description": key.meaning, **_value(key)} for key in known},
        "required": [key.name for key in known if key.required],
        "additionalProperties": False,
    }
    forms = [{"required": [key.name]} for key in FORM_KEYS]
    return {**shape, "oneOf": forms} if set(FORM_KEYS) <= set(known) else shape


def _value(key: PolicyKey) -> Schema:
    if key.takes is Takes.KEYS:
        return _object(_WITHIN[key.name])
    if key.takes is Takes.LIST:
        return {"type": "array", "items": _object(_WITHIN[key.name])}
    example: object = yaml.safe_load(key.example)
    return {**_shape(key), "examples": [str(example) if key.takes is Takes.DAY else example]}


def _shape(key: PolicyKey) -> Schema:
    words: Schema = {"enum": list(key.choices)}
    text: Schema = {"type": "string", "pattern": r"\S"}
    shapes: dict[Takes, Schema] = {
        Takes.NAME: {"type": "string", "pattern": f"^{NAME}$", "maxLength": MAX_NAME},
        Takes.TEXT: text,
        Takes.CONDITION: {"type": ["string", "boolean"]},
        Takes.DEFAULTS: {"type": ["object", "string", "boolean"]},
        Takes.VALUES: {"type": "object"},
        Takes.WEIGHT: {"type": "integer", "minimum": 1, "maximum": MOST_WEIGHT},
        Takes.CHOICE: words,
        Takes.CHOICES: {"anyOf": [words, {"type": "array", "minItems": 1, "items": words}]},
        Takes.PATTERNS: {"anyOf": [text, {"type": "array", "minItems": 1, "items": text}]},
        Takes.TAGS: {"type": "object", "minProperties": 1, "additionalProperties": {"type": ["string", "number"]}},
        Takes.DAY: {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"},
    }
    return shapes[key.takes]
