"""policy/*.yaml → `Policy`: checked key by key, every mistake with its place and the nearest known word."""

from collections.abc import Mapping
from pathlib import Path
from typing import cast

import yaml

from mainstay.detect.foreign import Marked, as_list, key_line, load_yaml
from mainstay.detect.policy.keys import (
    EXAMPLE_KEYS,
    FILE_KEYS,
    FORM_KEYS,
    GIVEN_KEYS,
    RULE_KEYS,
    WAIVER_KEYS,
    WHEN_KEYS,
)
from mainstay.detect.policy.values import Place, checked_keys
from mainstay.model.errors import MainstayError
from mainstay.model.policy import Example, Form, Holds, Policy, Rule, Selector, Severity, Waiver

MAX_FILE_BYTES = 1024 * 1024
_SUFFIXES = {".yaml", ".yml"}
_EXPECT = {"pass": Holds.YES, "fail": Holds.NO, "cannot tell": Holds.CANNOT_TELL}


def read_policy(folders: Mapping[str, Path], today: str = "") -> Policy:
    """The rules and examples of all policy files in `folders`: the name that errors show → the folder, or one file.

    `today` is an ISO 8601 date, which decides about waivers. Conditions are compiled by *bind*, not here. Raises
    `MainstayError` for a folder without rules, for anything that is not understood, and where two rules share an id.
    """
    rules: dict[str, Rule] = {}
    examples: list[Example] = []
    for shown, folder in folders.items():
        for path, name in _files(shown, folder):
            found, beside = _file(path, name)
            for rule in found:
                _add(rules, rule)
            examples += beside
    _check_examples(rules, examples)
    return Policy(rules=tuple(rules[i] for i in sorted(rules)), today=today, examples=tuple(examples))


def _files(shown: str, folder: Path) -> list[tuple[Path, str]]:
    if folder.is_file():
        return [(folder, shown)]
    found = sorted(p for p in folder.glob("*") if p.suffix in _SUFFIXES and p.is_file()) if folder.is_dir() else []
    if not found:
        raise MainstayError(
            shown,
            "must be a folder with policy files",
            "it holds no *.yaml" if folder.is_dir() else "there is none",
            hint="mend `policy` in mainstay.yaml, or add a file with `rules:`",
        )
    return [(path, f"{shown}/{path.name}") for path in found]


def _add(rules: dict[str, Rule], rule: Rule) -> None:
    other = rules.setdefault(rule.id, rule)
    if other is not rule:
        raise MainstayError(
            str(rule.origin),
            "every rule must have an id of its own",
            f"`{rule.id}` is taken at {other.origin}",
            hint="rename one of the two",
        )


def _file(path: Path, name: str) -> tuple[list[Rule], list[Example]]:
    place = Place(name, 1)
    data = _load(path, name)
    if data is None:
        return [], []
    top = checked_keys(data, FILE_KEYS, place, "a policy file")
    rules = [_rule(item, place.at(line)) for item, line in _items(top.get("rules"), data, "rules", place)]
    examples = [_example(item, place.at(line)) for item, line in _items(top.get("examples"), data, "examples", place)]
    return rules, examples


def _load(path: Path, name: str) -> object:
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            raise MainstayError(name, "must be at most 1 MiB", "it is larger", hint="split it into several files")
        return load_yaml(path.read_text(encoding="utf-8-sig"), typed=True)
    except (OSError, UnicodeDecodeError):
        raise MainstayError(name, "must be readable text in UTF-8", "it is not", hint="save it as UTF-8") from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f"{name}:{mark.line + 1}" if mark else name
        hint = "look at the indentation and the quotes there; a condition with `: ` or ` #` needs quotes"
        raise MainstayError(where, "must be valid YAML", error.problem or "it is not", hint=hint) from None
    except yaml.YAMLError as error:
        found = str(error).partition("\n")[0] or "it is not"
        raise MainstayError(name, "must be valid YAML", found, hint="look for unusual characters in it") from None


def _items(value: object, owner: object, key: str, place: Place) -> list[tuple[object, int]]:
    """The entries of a list, each with the line that it begins on (that of the list where it has no keys)."""
    line = key_line(owner, key, place.line)
    return [
        (item, min(item.lines.values(), default=line) if isinstance(item, Marked) else line) for item in as_list(value)
    ]


def _rule(data: object, place: Place) -> Rule:
    values = checked_keys(data, RULE_KEYS, place, "a rule")
    forms = [key.name for key in FORM_KEYS if key.name in values]
    if len(forms) != 1:
        raise place.error(
            f"the rule `{values['id']}` must have exactly one of {', '.join(key.name for key in FORM_KEYS)}",
            f"it has {' and '.join(forms) or 'none'}",
            "make two rules of it" if forms else "for example `require: resource.storage_encrypted`",
        )
    sets = cast("dict[str, object]", values.get("set", {}))
    condition = values[forms[0]]
    if isinstance(condition, dict):
        sets, condition = cast("dict[str, object]", condition), ""
        if "set" in values:
            raise place.error(f"`{values['id']}` must state its defaults once", "there is `set`, too", "remove `set`")
    if forms[0] == Form.DEFAULT.value and not sets:
        raise place.error(
            f"`{values['id']}` must set something", "there is no `set`", "add `set: {retention_days: 30}`"
        )
    if "weight" in values and forms[0] != Form.PREFER.value:
        raise place.error(
            f"`{values['id']}` must be a preference to have a `weight`", f"it is `{forms[0]}`", "remove it"
        )
    waivers = _items(values.get("waivers"), data, "waivers", place)
    return Rule(
        id=str(values["id"]),
        form=Form(forms[0]),
        reason=str(values["reason"]),
        origin=place.origin,
        severity=Severity(str(values.get("severity", Severity.ENFORCE))),
        select=_selector(values.get("when"), place.at(key_line(data, "when", place.line))),
        condition=str(condition),
        sets=sets,
        weight=cast("int", values.get("weight", 1)),
        waivers=tuple(_waiver(item, place.at(line)) for item, line in waivers),
    )


def _selector(data: object, place: Place) -> Selector:
    values: Mapping[str, object] = {} if data is None else checked_keys(data, WHEN_KEYS, place, "`when`")
    texts = {
        name: cast("tuple[str, ...]", values.get(name, ()))
        for name in ("environment", "intent", "kind", "class", "name")
    }
    return Selector(
        environments=texts["environment"],
        intents=texts["intent"],
        kinds=texts["kind"],
        classes=texts["class"],
        names=texts["name"],
        tags=cast("dict[str, str]", values.get("tags", {})),
    )


def _waiver(data: object, place: Place) -> Waiver:
    values = checked_keys(data, WAIVER_KEYS, place, "a waiver")
    return Waiver(
        owner=str(values["owner"]),
        until=str(values["until"]),
        names=cast("tuple[str, ...]", values.get("names", ("*",))),
        reason=str(values.get("reason", "")),
    )


def _example(data: object, place: Place) -> Example:
    values = checked_keys(data, EXAMPLE_KEYS, place, "an example")
    given = checked_keys(values["given"], GIVEN_KEYS, place.at(key_line(data, "given", place.line)), "`given`")
    facts = {name: cast("dict[str, object]", given.get(name, {})) for name in ("intent", "resource", "offer")}
    return Example(
        rule=str(values["rule"]),
        expect=_EXPECT[str(values["expect"])],
        origin=place.origin,
        environment=str(given.get("environment", "")),
        region=str(given.get("region", "")),
        **facts,
    )


def _check_examples(rules: Mapping[str, Rule], examples: list[Example]) -> None:
    for example in examples:
        if example.rule not in rules:
            place = Place(example.origin.path, example.origin.line)
            raise place.unknown(f"`{example.rule}`", "the id of a rule", example.rule, rules)
