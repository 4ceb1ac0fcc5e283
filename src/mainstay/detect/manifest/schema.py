"""The JSON Schema of mainstay.yaml, for editors that complete and check it. Made from the keys, like the reading."""

from collections.abc import Mapping
from typing import cast

import yaml

from mainstay.detect.manifest.asked import FORMS, GIT, PROPERTY
from mainstay.detect.manifest.key import Limits, ManifestKey, Takes, choices
from mainstay.detect.manifest.keys import ENVIRONMENTS, MANIFEST_KEYS, SECTIONS, keys_of
from mainstay.detect.manifest.links import CALLS, PROPERTIES
from mainstay.detect.manifest.values import SIGNALS
from mainstay.detect.names import MAX_NAME, NAME
from mainstay.model.requirement import Access

DIALECT = "https://json-schema.org/draft/2020-12/schema"
Schema = dict[str, object]
_TEXT: Schema = {"type": "string"}
_KEY: Schema = {"type": ["string", "integer"]}
_SCALAR: Schema = {"type": ["string", "number", "boolean"]}
_VALUE: Schema = {
    "type": "object",
    "oneOf": [
        {"required": ["generate"], "properties": {"generate": {"const": True}}},
        {"required": ["value"], "properties": {"value": _TEXT}},
        {
            "required": ["file", "at"],
            "properties": {
                "file": _TEXT,
                "at": {"type": "array", "minItems": 1, "items": {"type": ["string", "integer"]}},
            },
        },
    ],
    "properties": {"generate": {}, "value": {}, "file": {}, "at": {}},
    "additionalProperties": False,
}
_BINDING: Schema = {
    "anyOf": [
        {"enum": [*PROPERTIES, None]},
        {
            "type": "object",
            "required": ["property"],
            "properties": {"property": {"enum": list(PROPERTIES)}, "scheme": _TEXT, "suffix": _TEXT},
            "additionalProperties": False,
        },
    ]
}


def intent_schema() -> Schema:
    """The JSON Schema (draft 2020-12) of mainstay.yaml, as plain data."""
    top = {k.name: k for k in MANIFEST_KEYS if not k.where}
    sections = ["builds", *SECTIONS]
    shapes = {name: _property(top[name], _section(name)) for name in sections}
    others = {
        k.name: _property(k, value_schema(k)) for k in top.values() if k.name not in {*sections, ENVIRONMENTS.name}
    }
    refs: Schema = {name: {"$ref": f"#/$defs/{name}"} for name in (*others, *sections)}
    inside = {name: ref for name, ref in refs.items() if name != "application"}
    environments = _named(_closed(inside))
    return {
        "$schema": DIALECT,
        "title": "mainstay.yaml",
        "description": "What an application needs, in application words.",
        **_closed({**refs, ENVIRONMENTS.name: _property(ENVIRONMENTS, environments)}),
        "$defs": {**others, **shapes},
    }


def _section(name: str) -> Schema:
    return _named(_closed({key.name: _property(key, value_schema(key)) for key in keys_of(name).values()}))


def _closed(properties: Mapping[str, object]) -> Schema:
    """An object, or nothing, with no other keys."""
    return {"type": ["object", "null"], "properties": dict(properties), "additionalProperties": False}


def _named(of: Schema) -> Schema:
    """Names of components, each with `of`."""
    names: Schema = {"pattern": f"^{NAME}$", "maxLength": MAX_NAME}
    return {"type": "object", "propertyNames": names, "additionalProperties": of}


def _property(key: ManifestKey, shape: Schema) -> Schema:
    """A key with what it means; null in the place of a value says nothing."""
    example: object = yaml.safe_load(key.example)
    return {"description": key.meaning, **_or_null(shape), "examples": [example]}


def _or_null(shape: Schema) -> Schema:
    kind = shape.get("type")
    if "enum" in shape:
        return {**shape, "enum": [*cast("list[object]", shape["enum"]), None]}
    if isinstance(kind, str):
        return {**shape, "type": [kind, "null"]}
    return shape if kind else {"anyOf": [shape, {"type": "null"}]}


def value_schema(key: ManifestKey) -> Schema:
    """What the value of a key must be."""
    if key.takes is Takes.CHOICE:
        return {"enum": list(key.choices)}
    if key.takes in {Takes.NUMBER, Takes.AMOUNT}:
        return {"type": "integer" if key.takes is Takes.NUMBER else "number", **limits_schema(key.limits)}
    if key.takes in FORMS:
        return {"type": "string", "pattern": f"^({FORMS[key.takes]})$"}
    if key.takes is Takes.TEXT and key.name == "requires":
        return {"type": ["string", "number"]}
    return _SHAPES[key.takes]


def limits_schema(limits: Limits | None) -> Schema:
    """The limits of a number."""
    if limits is None:
        return {}
    return {
        "exclusiveMinimum" if limits.above else "minimum": limits.low,
        "exclusiveMaximum" if limits.below else "maximum": limits.high,
    }


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _open(values: Schema, names: str = "") -> Schema:
    """An object with any names, or those of one form."""
    known: Schema = {"propertyNames": {"pattern": f"^{names}$"}} if names else {}
    return {"type": "object", **known, "additionalProperties": values}


def _uses() -> Schema:
    ours: Schema = {
        "access": {
            "description": "What it does there. Default: what is usual.",
            "type": "array",
            "minItems": 1,
            "items": {"enum": list(choices(Access))},
        },
        "calls": {
            "description": "How often, within one request. Default: 1.",
            "type": "number",
            **limits_schema(CALLS),
        },
    }
    link: Schema = {"type": ["object", "null"], "properties": ours, "additionalProperties": _BINDING}
    return {"anyOf": [_list(_TEXT), {"type": "object", "additionalProperties": link}]}


_SHAPES: dict[Takes, Schema] = {
    Takes.TEXT: _TEXT,
    Takes.FOLDER: _TEXT,
    Takes.CRON: _TEXT,
    Takes.COMMAND: {"type": "string", "pattern": r"\S"},
    Takes.FOLDERS: _list(_TEXT),
    Takes.TEXTS: _list(_TEXT),
    Takes.PORT: {"type": "integer", "minimum": 1, "maximum": 65535},
    Takes.FLAG: {"type": "boolean"},
    Takes.SIGNAL: {"type": "string", "pattern": f"^([Ss][Ii][Gg])?({'|'.join([*SIGNALS, *map(str.lower, SIGNALS)])})$"},
    Takes.SETTINGS: _open({"anyOf": [_SCALAR, {"type": "null"}, _VALUE]}),
    Takes.USES: _uses(),
    Takes.VALUE: {"anyOf": [{"const": ""}, _VALUE]},
    Takes.TAGS: _open(_SCALAR),
    Takes.PROPERTIES: _open({}, PROPERTY),
    Takes.POLICIES: {
        "type": "array",
        "minItems": 1,
        "items": {"anyOf": [{"pattern": f"^{GIT}$"}, {"type": "string", "not": {"pattern": "://|^/"}}]},
    },
}
