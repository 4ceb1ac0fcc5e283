"""The JSON Schemas take what the readers take, and refuse what they refuse."""

import jsonschema
import pytest
import yaml

from house.tree import ROOT
from mainstay.detect import intent_schema, policy_schema

INTENT = jsonschema.Draft202012Validator(intent_schema())
POLICY = jsonschema.Draft202012Validator(policy_schema())
MANIFESTS = sorted(ROOT.glob("examples/**/mainstay.yaml"))
POLICIES = sorted(ROOT.glob("examples/**/policy/*.yaml"))


class _Texts(yaml.SafeLoader):
    """Days stay text, as in JSON."""


_Texts.add_constructor("tag:yaml.org,2002:timestamp", lambda loader, node: loader.construct_scalar(node))


def wrong(validator, text):
    return [error.message for error in validator.iter_errors(yaml.load(text, _Texts))]


def test_the_schemas_are_schemas():
    jsonschema.Draft202012Validator.check_schema(intent_schema())
    jsonschema.Draft202012Validator.check_schema(policy_schema())


@pytest.mark.parametrize("path", MANIFESTS, ids=lambda p: p.parent.name)
def test_every_example_of_mainstay_yaml_is_taken(path):
    assert wrong(INTENT, path.read_text()) == []


@pytest.mark.parametrize("path", POLICIES, ids=lambda p: p.name)
def test_every_example_of_a_policy_is_taken(path):
    assert wrong(POLICY, path.read_text()) == []


def test_every_key_says_what_it_means_and_takes_its_example():
    schema = intent_schema()
    for name, section in schema["$defs"].items():
        assert section["description"].endswith("."), name
        document = {name: section["examples"][0]}
        assert list(INTENT.iter_errors(document)) == [], document
        for key, shape in section.get("additionalProperties", {}).get("properties", {}).items():
            assert shape["description"], f"{name}.{key}"
            assert list(INTENT.iter_errors({name: {"it": {key: shape["examples"][0]}}})) == [], f"{name}.{key}"


@pytest.mark.parametrize(
    "text",
    [
        "servces: {}",
        "services: {web: {comand: x}}",
        "services: {Web: {command: x}}",
        "services: {web: {port: high}}",
        "services: {web: {port: 70000}}",
        "services: {web: {requests_per_second: 0}}",
        "services: {web: {availability: 100}}",
        "services: {web: {users: 1.5}}",
        "services: {web: {aim: speed}}",
        "services: {web: {kind: AWS Lambda}}",
        "services: {web: {set: {a-b: 1}}}",
        "services: {web: {stop_signal: STOP}}",
        "services: {web: {uses: {db: {access: [pubish]}}}}",
        "services: {web: {uses: {db: {calls: 0}}}}",
        "services: {web: {uses: {db: {X: ulr}}}}",
        "services: {web: {env: {X: {file: a}}}}",
        "databases: {db: {retention_days: 40000}}",
        "databases: {db: {data_class: privat}}",
        "region: Frankfurt",
        "budget_usd_month: 0",
        "policy: [git+https://git.example.org/rules.git@main]",
        "policy: []",
        "environments: {production: {application: x}}",
        "environments: {production: {services: {web: {users: 0}}}}",
        "environments: {Production: {}}",
        "- a",
    ],
)
def test_what_mainstay_refuses_the_schema_refuses(text):
    assert wrong(INTENT, text)


@pytest.mark.parametrize(
    "text",
    [
        "services: {web: null}",
        "services: {web: {uses: [db], env: {A: null, B: true, C: {generate: true}, D: 1.5}, stop_signal: sigint}}",
        "services: {web: {uses: {db: null, q: {access: [read], calls: 2, Q: url, R: {property: url, suffix: /1}}}}}",
        "environments: {production: {services: {web: {users: null}}}, test: null}",
        "builds: {app: {requires: 3.12}}",
    ],
)
def test_what_mainstay_takes_the_schema_takes(text):
    assert wrong(INTENT, text) == []


@pytest.mark.parametrize(
    "text",
    [
        "rules: [{id: a, require: x}]",
        "rules: [{id: a, reason: b}]",
        "rules: [{id: a, require: x, forbid: y, reason: b}]",
        "rules: [{id: A, require: x, reason: b}]",
        "rules: [{id: a, require: x, reason: b, severity: high}]",
        "rules: [{id: a, require: x, reason: b, when: {intent: databse}}]",
        "rules: [{id: a, require: x, reason: b, waivers: [{owner: c, until: soon}]}]",
        "examples: [{rule: a, given: {env: x}, expect: pass}]",
    ],
)
def test_wrong_policies_are_refused(text):
    assert wrong(POLICY, text)
