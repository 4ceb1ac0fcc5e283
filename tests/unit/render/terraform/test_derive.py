"""The provider's schema as it is read from bindings, and as it ships."""

import json
from importlib.resources import files
from pathlib import Path

import pytest

from mainstay.render.terraform.derive import derive
from mainstay.render.terraform.derive_facts import facts
from mainstay.render.terraform.derive_provider import resource_types
from mainstay.render.terraform.schema import Nested, fact, provider_version, shape, types

CODE = """
function thingOptionsToHclTerraform(struct) {
    const attrs = {
        size: {
            value: cdktn.numberToHclTerraform(struct.size),
            isBlock: false,
            type: "simple",
            storageClassType: "number",
        },
    };
    return attrs;
}
class ThingOptionsOutputReference extends cdktn.ComplexObject {
    get size() {
        return this.getNumberAttribute('size');
    }
}
class Thing extends cdktn.TerraformResource {
    constructor(scope, id, config) {
        super(scope, id, {
            terraformResourceType: 'aws_thing',
        });
    }
    // arn - computed: true, optional: false, required: false
    get arn() {
        return this.getStringAttribute('arn');
    }
    resetOptions() {
    }
    resetMode() {
    }
    synthesizeHclAttributes() {
        const attrs = {
            thing_name: {
                value: cdktn.stringToHclTerraform(this._thingName),
                isBlock: false,
                type: "simple",
                storageClassType: "string",
            },
            mode: {
                value: cdktn.listMapperHcl(cdktn.stringToHclTerraform, false)(this._mode),
                isBlock: false,
                type: "set",
                storageClassType: "stringList",
            },
            options: {
                value: thingOptionsToHclTerraform(this._options.internalValue),
                isBlock: true,
                type: "list",
                storageClassType: "ThingOptionsList",
            },
        };
    }
}
"""
DECLARATIONS = """
export interface ThingConfig extends cdktn.TerraformMetaArguments {
    /**
    * options block
    */
    readonly options?: ThingOptions;
}
"""
SCHEMA = {
    "typeName": "AWS::EC2::Thing",
    "createOnlyProperties": ["/properties/ThingName", "/properties/Options/Size"],
    "properties": {
        "ThingName": {"type": "string"},
        "Mode": {"type": "array", "items": {"$ref": "#/definitions/Mode"}},
        "Unknown": {"enum": ["a"]},
    },
    "definitions": {"Mode": {"type": "string", "enum": ["slow", "fast"]}},
    "handlers": {"create": {"permissions": ["ec2:CreateThing"]}, "list": {"permissions": ["ec2:ListThings"]}},
}
THING = {
    "arn": "string computed",
    "mode": "set(string)",
    "options": ["block list", False, {"size": "number required"}],
    "thing_name": "string required",
}


@pytest.fixture
def bindings(tmp_path: Path) -> Path:
    for folder in ("thing", "sqs-queue"):
        (tmp_path / "lib" / folder).mkdir(parents=True)
        (tmp_path / "lib" / folder / "index.js").write_text("")
        (tmp_path / "lib" / folder / "index.d.ts").write_text("")
    (tmp_path / "lib/thing/index.js").write_text(CODE)
    (tmp_path / "lib/thing/index.d.ts").write_text(DECLARATIONS)
    return tmp_path


@pytest.fixture
def schemas(tmp_path: Path) -> Path:
    folder = tmp_path / "schemas"
    folder.mkdir()
    (folder / "a.json").write_text(json.dumps(SCHEMA))
    return folder


def test_shapes(bindings: Path) -> None:
    resources, sources = resource_types(bindings)
    assert resources == {"aws_thing": THING}
    assert sources == {}


def test_facts(schemas: Path) -> None:
    assert facts(schemas, {"aws_thing": dict(THING), "aws_other": {}}) == {
        "aws_thing": {
            "type": "AWS::EC2::Thing",
            "enums": {"mode": ["fast", "slow"]},
            "replaces": ["thing_name"],
            "actions": ["ec2:CreateThing"],
        }
    }


def test_the_data_sources_that_ship_must_be_there(bindings: Path) -> None:
    with pytest.raises(KeyError):
        derive(bindings, bindings)


def test_what_ships_is_small() -> None:
    assert len(files("mainstay.render.terraform").joinpath("provider.json.gz").read_bytes()) < 250_000


def test_what_ships_knows_the_provider() -> None:
    assert provider_version().startswith("6.")
    assert len(types("resource")) > 1_600
    queue = shape("resource", "aws_sqs_queue")
    assert queue is not None
    assert queue["fifo_queue"] == "bool"
    assert queue["url"] == "string computed"
    assert fact("aws_sqs_queue").replaces == ("fifo_queue", "name")


@pytest.mark.parametrize(
    ("kind", "argument", "form", "required"),
    [
        ("aws_eks_cluster", "vpc_config", "block list", True),
        ("aws_security_group", "ingress", "object set", False),
        ("aws_eks_cluster", "certificate_authority", "computed list", False),
        ("aws_sqs_queue", "timeouts", "block struct", False),
    ],
)
def test_blocks_and_attributes(kind: str, argument: str, form: str, required: bool) -> None:
    known = (shape("resource", kind) or {})[argument]
    assert isinstance(known, Nested)
    assert (known.form, known.required) == (form, required)


def test_what_does_not_exist() -> None:
    assert shape("resource", "aws_no_such_type") is None
    assert fact("aws_no_such_type").enums == {}
