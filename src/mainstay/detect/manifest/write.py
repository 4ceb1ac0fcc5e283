"""Intent → mainstay.yaml: every field that is not a default, with a comment that says where it comes from."""

import re
from collections.abc import Iterator
from typing import cast

import msgspec

from mainstay.detect.manifest.keys import SECTIONS, ManifestKey, keys_of
from mainstay.detect.urls import looks_secret
from mainstay.model.intent import (
    AnyComponent,
    Binding,
    Build,
    FromFile,
    Generated,
    Given,
    Intent,
    Literal,
    Service,
    Setting,
    Use,
    Workload,
)
from mainstay.model.origin import Evidence, Source

HEAD = """\
# What this application needs. Written by `mainstay detect --write`; edit it freely.
# What stands here wins over what is found in the repository; what is left out is found anew each time.
"""
_PLAIN = re.compile(
    r"[A-Za-z_./$][\w./$=@%+~-]*(?::[\w./$=@%+~-]+)*(?: (?:&&|[\w./$=@%+~-]+(?::[\w./$=@%+~-]+)*))*", re.ASCII
)
_SPECIAL = re.compile(r"(?:y|yes|n|no|true|false|on|off|null|~|\.nan|\.inf|[-+.\d].*)", re.IGNORECASE)
WIDTH = 96
BYTE, BASIC_PLANE = 0xFF, 0xFFFF


def manifest_text(intent: Intent) -> str:
    """The text of a mainstay.yaml that states everything in `intent`; the same intent gives the same bytes."""
    lines = [HEAD, f"application: {_scalar(intent.application)}"]
    lines += [_comment(f"note: {n.origin}: {n.text}" + (f" ({n.hint})" if n.hint else "")) for n in intent.notes]
    if intent.builds:
        lines += ["", "builds:"]
        for build in intent.builds:
            lines += _entry("builds", build)
    for section, kind in SECTIONS.items():
        members = [c for c in intent.components if type(c) is kind]
        if members:
            lines += ["", f"{section}:"]
        for component in members:
            lines += _entry(section, component)
    return "\n".join(lines) + "\n"


def _entry(section: str, thing: Build | AnyComponent) -> list[str]:
    because = _because([e for e in thing.evidence if not e.field])
    rows = [row for key in keys_of(section).values() if key.name != "remove" for row in _field(key, thing)]
    if not rows:
        return [f"  {thing.name}: {{}}{because}"]
    return [f"  {thing.name}:{because}", *rows]


def _field(key: ManifestKey, thing: Build | AnyComponent) -> Iterator[str]:
    name = key.field or key.name
    value: object = getattr(thing, name)
    if isinstance(thing, Workload) and name == "settings":
        yield from _settings(thing.settings)
    elif not isinstance(thing, Build) and name == "uses":
        yield from _uses(thing.uses)
    elif (
        value != _default(thing, name)
        or name in {"runtime", "build", "engine"}
        or (isinstance(thing, Service) and name in {"public", "listens"})
    ):
        because = _because([e for e in thing.evidence if e.field == name])
        items = _items(value)
        if items:
            yield f"    {key.name}:{because}"
            yield from (f"      - {_scalar(item)}" for item in items)
        else:
            yield f"    {key.name}: {_shown(value)}{because}"


def _items(value: object) -> tuple[str, ...]:
    return cast("tuple[str, ...]", value) if isinstance(value, tuple) else ()


def _default(thing: Build | AnyComponent, name: str) -> object:
    """The default of a field; ... for one that must be given."""
    field = next(f for f in msgspec.structs.fields(type(thing)) if f.encode_name == name)
    return ... if field.default is msgspec.NODEFAULT else field.default


def _shown(value: object) -> str:
    if isinstance(value, FromFile | Generated | Literal):
        return _given(value, plain=False)
    return "[]" if value == () else _scalar(value)


def _settings(settings: tuple[Setting, ...]) -> Iterator[str]:
    if settings:
        yield "    env:"
    for setting in settings:
        plain = not (isinstance(setting.value, Literal) and looks_secret(setting.name, setting.value.text))
        because = _because(list(setting.evidence))
        yield f"      {_scalar(setting.name)}: {_given(setting.value, plain=plain)}{because}"


def _given(value: Given, *, plain: bool) -> str:
    if isinstance(value, Generated):
        return "{generate: true}"
    if isinstance(value, FromFile):
        return f"{{file: {_scalar(value.path)}, at: [{', '.join(_scalar(p) for p in value.pointer)}]}}"
    return _scalar(value.text) if plain else f"{{value: {_scalar(value.text)}}}"


def _uses(uses: tuple[Use, ...]) -> Iterator[str]:
    if uses:
        yield "    uses:"
    for use in uses:
        yield from _use(use)


def _use(use: Use) -> Iterator[str]:
    if not use.bindings:
        yield f"      {use.target}: {{}}{_because(list(use.evidence))}"
        return
    yield f"      {use.target}:"
    for binding in use.bindings:
        because = _because([e for e in use.evidence if e.field == binding.name])
        yield f"        {_scalar(binding.name)}: {_binding(binding)}{because}"


def _binding(binding: Binding) -> str:
    if not binding.scheme and not binding.suffix:
        return binding.property.value
    parts = [f"property: {binding.property.value}"]
    parts += [f"scheme: {_scalar(binding.scheme)}"] if binding.scheme else []
    parts += [f"suffix: {_scalar(binding.suffix)}"] if binding.suffix else []
    return f"{{{', '.join(parts)}}}"


def _because(why: list[Evidence]) -> str:
    why = [e for e in why if e.origin.source is not Source.MANIFEST]
    if not why:
        return ""
    place = str(why[0].origin)
    return "  " + _comment(f"{place}: {why[0].says}")


def _comment(text: str) -> str:
    """One line that nothing can break out of."""
    clean = "".join(c if c.isprintable() else " " for c in text)
    return f"# {clean if len(clean) <= WIDTH else clean[: WIDTH - 1] + '…'}"


def _scalar(value: object) -> str:
    """A YAML scalar that is read back as the same value."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    text = str(value)
    if _PLAIN.fullmatch(text) and not _SPECIAL.fullmatch(text):
        return text
    return '"' + "".join(_escaped(c) for c in text) + '"'


def _escaped(char: str) -> str:
    if char in '"\\':
        return f"\\{char}"
    code = ord(char)
    if char.isprintable() and char not in "\u0085\u2028\u2029\ufeff":
        return char
    if code <= BYTE:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= BASIC_PLANE else f"\\U{code:08x}"
