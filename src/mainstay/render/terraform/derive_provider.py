"""Reads the bindings of the AWS provider (npm `@cdktn/provider-aws`) as text: what each type takes and tells.

The bindings are generated from the provider's own schema, so their regular form is the schema. Importing them instead
takes half a minute and more than a gigabyte. What they do not say: sensitive, defaults, and at most how many blocks.
"""

import re
from collections.abc import Iterator
from pathlib import Path

Shape = dict[str, object]
"""name → `string`, `list(string)`, … with ` required` or ` computed` behind it, or `[kind, required, Shape]`."""

_FUNCTION = re.compile(
    r"^function (\w+)ToHclTerraform\(struct\) \{.*?^    const attrs = (\{.*?^    \}|\{\});$", re.DOTALL | re.MULTILINE
)
_CLASS = re.compile(r"^class (\w+) extends cdktn\.(\w+) \{(.*?)^\}$", re.DOTALL | re.MULTILINE)
_SYNTHESIZED = re.compile(
    r"^    synthesizeHclAttributes\(\) \{\n        const attrs = \{(.*?)^        \};", re.DOTALL | re.MULTILINE
)
_ENTRY = re.compile(
    r"^ +(\w+): \{\n +value: (.*),\n +isBlock: (true|false),\n +type: \"(\w+)\",\n +storageClassType: \"(\w+)\",$",
    re.MULTILINE,
)
_CHILD = re.compile(r"(?<!cdktn\.)\b(\w+)ToHclTerraform")
_HELD = re.compile(r"(?:this\._|struct(?:\.|\?\.))(\w+)")
_COMPUTED = re.compile(
    r"// (\w+) - computed: true, optional: false, required: false\n"
    r" +(?:get \w+\(\) \{\n +return (.*?);|this\.\w+ = new (\w+)\()"
)
_TYPE = re.compile(r"terraformResourceType: '(\w+)'")
_INTERFACE = re.compile(r"^export interface (\w+) (?:extends \S+ )?\{(.*?)^\}", re.DOTALL | re.MULTILINE)
_BLOCK = re.compile(r"^ +\* (\w+) block$", re.MULTILINE)
_SIMPLE = {"string": "string", "number": "number", "boolean": "bool", "any": "any"}
_GETTERS = (
    ("getStringMapAttribute", "map(string)"),
    ("getBooleanMapAttribute", "map(bool)"),
    ("getNumberMapAttribute", "map(number)"),
    ("getAnyMapAttribute", "map(any)"),
    ("getListAttribute", "list(string)"),
    ("getNumberListAttribute", "list(number)"),
    ("getBooleanAttribute", "bool"),
    ("getNumberAttribute", "number"),
    ("getStringAttribute", "string"),
)


def resource_types(bindings: Path) -> tuple[dict[str, Shape], dict[str, Shape]]:
    """The shapes of all resource types and of all data sources in the unpacked package `bindings`."""
    resources: dict[str, Shape] = {}
    sources: dict[str, Shape] = {}
    for folder in sorted((bindings / "lib").iterdir()):
        module = folder / "index.js"
        if module.is_file():
            found = sources if folder.name.startswith("data-aws-") else resources
            found.update(_module(module.read_text(), (folder / "index.d.ts").read_text()))
    return resources, sources


def provider_version(bindings: Path) -> str:
    """The version of the provider that the bindings were generated from."""
    found = re.search(r"providerVersion: '([\d.]+)'", (bindings / "lib/sqs-queue/index.js").read_text())
    return found.group(1) if found else ""


def _module(code: str, declarations: str) -> Iterator[tuple[str, Shape]]:
    reader = _Reader(code, declarations)
    for name, base, body in _CLASS.findall(code):
        kind = _TYPE.search(body)
        entries = _SYNTHESIZED.search(body)
        if base in ("TerraformResource", "TerraformDataSource") and kind:
            yield kind.group(1), reader.shape(f"{name}Config", entries.group(1) if entries else "", body)


class _Reader:
    """One module of the bindings."""

    def __init__(self, code: str, declarations: str) -> None:
        self._functions = dict(_FUNCTION.findall(code))
        self._classes = {name: body for name, _, body in _CLASS.findall(code)}
        self._blocks = {name: set(_BLOCK.findall(body)) for name, body in _INTERFACE.findall(declarations)}

    def shape(self, interface: str, entries: str, body: str) -> Shape:
        found: Shape = {}
        for name, value, _, kind, stored in _ENTRY.findall(entries):
            held = _HELD.findall(value)
            required = f"reset{_upper(held[-1])}()" not in body if held else False
            child = _CHILD.search(value)
            if child is None:
                found[name] = _simple(kind, stored) + (" required" if required else "")
                continue
            form = "block" if name in self._blocks.get(interface, ()) else "object"
            found[name] = [f"{form} {kind}", required, self._child(child.group(1))]
        for name, getter, nested in _COMPUTED.findall(body):
            found[name] = ["computed list", False, self._nested(nested)] if nested else f"{_returned(getter)} computed"
        return dict(sorted(found.items()))

    def _child(self, function: str) -> Shape:
        name = _upper(function)
        return self.shape(name, self._functions.get(function, ""), self._classes.get(f"{name}OutputReference", ""))

    def _nested(self, name: str) -> Shape:
        plain = re.sub(r"(List|Map|OutputReference)$", "", name)
        return self._child(plain[0].lower() + plain[1:])


def _upper(name: str) -> str:
    return name[0].upper() + name[1:]


def _simple(kind: str, stored: str) -> str:
    if kind == "simple":
        return _SIMPLE[stored]
    inner = _SIMPLE.get(re.sub(r"(List|Map)$", "", stored), "any")
    return f"{kind}({inner})"


def _returned(getter: str) -> str:
    return next((kind for name, kind in _GETTERS if name in getter), "any")
