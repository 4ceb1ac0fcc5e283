"""Intent → mainstay.yaml: every field that is not a default, with a comment that says where it comes from."""

import re
from collections.abc import Iterator

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


def manifest_text(intent: Intent) -> str:
    """The text of a mainstay.yaml that states everything in `intent`; the same intent gives the same bytes."""
    lines = [HEAD, f"application: {_scalar(intent.application)}"]
    for note in intent.notes:
        lines.append(_comment(f"note: {note.origin}: {note.text}" + (f" ({note.hint})" if note.hint else "")))
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
    if name == "settings":
        yield from _settings(value)
    elif name == "uses":
        yield from _uses(value)
    elif (
        value != _default(thing, name)
        or name in {"runtime", "build", "engine"}
        or (isinstance(thing, Service) and name in {"public", "listens"})
    ):
        because = _because([e for e in thing.evidence if e.field == name])
        if isinstance(value, tuple) and value:
            yield f"    {key.name}:{because}"
            yield from (f"      - {_scalar(item)}" for item in value)  # pyright: ignore[reportUnknownVariableType]
        else:
            yield f"    {key.name}: {_shown(value)}{because}"


def _default(thing: Build | AnyComponent, name: str) -> object:
    defaults = dict(zip(reversed(thing.__struct_fields__), reversed(thing.__struct_defaults__), strict=False))
    return defaults.get(name, ...)


def _shown(value: object) -> str:
    if isinstance(value, FromFile | Generated | Literal):
        return _given(value, plain=False)
    return "[]" if value == () else _scalar(value)


def _settings(settings: object) -> Iterator[str]:
    if isinstance(settings, tuple) and settings:
        yield "    env:"
        for setting in settings:  # pyright: ignore[reportUnknownVariableType]
            if isinstance(setting, Setting):
                plain = not (isinstance(setting.value, Literal) and looks_secret(setting.name, setting.value.text))
                yield f"      {_scalar(setting.name)}: {_given(setting.value, plain=plain)}{_because(list(setting.evidence))}"


def _given(value: Given, *, plain: bool) -> str:
    if isinstance(value, Generated):
        return "{generate: true}"
    if isinstance(value, FromFile):
        return f"{{file: {_scalar(value.path)}, at: [{', '.join(_scalar(p) for p in value.pointer)}]}}"
    return _scalar(value.text) if plain else f"{{value: {_scalar(value.text)}}}"


def _uses(uses: object) -> Iterator[str]:
    if isinstance(uses, tuple) and uses:
        yield "    uses:"
        for use in uses:  # pyright: ignore[reportUnknownVariableType]
            if isinstance(use, Use):
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
    if char.isprintable() and char not in "\u0085\u2028\u2029\ufeff" and not 0xD800 <= code <= 0xDFFF:  # noqa: PLR2004 - surrogates
        return char
    if code <= 0xFF:  # noqa: PLR2004 - one byte
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"  # noqa: PLR2004 - the basic plane
