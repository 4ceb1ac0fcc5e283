"""Intent → mainstay.yaml: every field that is not a default, with a comment that says where it comes from."""

from collections.abc import Iterator
from typing import cast

import msgspec

from mainstay.detect.manifest.key import ManifestKey
from mainstay.detect.manifest.keys import SECTIONS, keys_of
from mainstay.detect.manifest.needs import WHOLE
from mainstay.detect.manifest.scalars import flow, scalar
from mainstay.detect.urls import looks_secret
from mainstay.model.intent import (
    AnyComponent,
    Binding,
    Build,
    Data,
    Extra,
    FromFile,
    Generated,
    Given,
    Intent,
    Literal,
    Service,
    Setting,
    Use,
    Whole,
    Workload,
)
from mainstay.model.origin import Evidence, Source
from mainstay.model.value import Value

HEAD = """\
# What this application needs. Written by `mainstay detect --write`; edit it freely.
# What stands here wins over what is found in the repository; what is left out is found anew each time.
"""
WIDTH = 96


def manifest_text(intent: Intent, environments: str = "") -> str:
    """The text of a mainstay.yaml that states everything in `intent`; the same intent gives the same bytes.

    `environments` is the text of that section, as `environments_text` gives it: an Intent is for one environment.
    """
    lines = [HEAD, f"application: {scalar(intent.application)}", *_whole(intent.whole)]
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
    return "\n".join(lines) + "\n" + (f"\n{environments}" if environments else "")


def _whole(whole: Whole) -> Iterator[str]:
    for key in WHOLE:
        value: object = getattr(whole, key.name)
        if value != _default(whole, key.name):
            yield f"{key.name}: {flow(value)}"


def _entry(section: str, thing: Build | AnyComponent) -> list[str]:
    because = _because([e for e in thing.evidence if not e.field])
    rows = [row for key in keys_of(section).values() if key.name != "remove" for row in _field(key, thing)]
    if not rows:
        return [f"  {thing.name}: {{}}{because}"]
    return [f"  {thing.name}:{because}", *rows]


def _field(key: ManifestKey, thing: Build | AnyComponent) -> Iterator[str]:
    name = key.field or key.name
    owner = thing.needs if key.need and isinstance(thing, Workload | Data | Extra) else thing
    value: object = getattr(owner, name)
    if isinstance(thing, Workload) and name == "settings":
        yield from _settings(thing.settings)
    elif not isinstance(thing, Build) and name == "uses":
        yield from _uses(thing.uses)
    elif (
        value != _default(owner, name)
        or name in {"runtime", "engine"}
        or (name == "build" and value)
        or (isinstance(thing, Service) and name in {"public", "listens"})
    ):
        because = _because([e for e in thing.evidence if e.field == name])
        items = _items(value)
        if items:
            yield f"    {key.name}:{because}"
            yield from (f"      - {scalar(item)}" for item in items)
        else:
            yield f"    {key.name}: {_shown(value)}{because}"


def _items(value: object) -> tuple[str, ...]:
    return cast("tuple[str, ...]", value) if isinstance(value, tuple) else ()


def _default(thing: Value, name: str) -> object:
    """The default of a field; for one that must be given "", which says as little."""
    field = next(f for f in msgspec.structs.fields(type(thing)) if f.encode_name == name)
    if field.default_factory is not msgspec.NODEFAULT:
        return field.default_factory()
    return "" if field.default is msgspec.NODEFAULT else field.default


def _shown(value: object) -> str:
    if isinstance(value, FromFile | Generated | Literal):
        return _given(value, plain=False)
    return flow(value)


def _settings(settings: tuple[Setting, ...]) -> Iterator[str]:
    if settings:
        yield "    env:"
    for setting in settings:
        plain = not (isinstance(setting.value, Literal) and looks_secret(setting.name, setting.value.text))
        because = _because(list(setting.evidence))
        yield f"      {scalar(setting.name)}: {_given(setting.value, plain=plain)}{because}"


def _given(value: Given, *, plain: bool) -> str:
    if isinstance(value, Generated):
        return "{generate: true}"
    if isinstance(value, FromFile):
        return f"{{file: {scalar(value.path)}, at: [{', '.join(scalar(p) for p in value.pointer)}]}}"
    return scalar(value.text) if plain else f"{{value: {scalar(value.text)}}}"


def _uses(uses: tuple[Use, ...]) -> Iterator[str]:
    if uses:
        yield "    uses:"
    for use in uses:
        yield from _use(use)


def _use(use: Use) -> Iterator[str]:
    ours = [f"access: {flow(use.access)}"] if use.access else []
    ours += [f"calls: {scalar(use.calls)}"] if use.calls != 1 else []
    if not use.bindings and not ours:
        yield f"      {use.target}: {{}}{_because(list(use.evidence))}"
        return
    yield f"      {use.target}:"
    yield from (f"        {line}" for line in ours)
    if not use.bindings:
        yield "        URL: null"  # a name that is taken away: without any, it would be told by the usual ones
    for binding in use.bindings:
        because = _because([e for e in use.evidence if e.field == binding.name])
        yield f"        {scalar(binding.name)}: {_binding(binding)}{because}"


def _binding(binding: Binding) -> str:
    if not binding.scheme and not binding.suffix:
        return binding.property.value
    parts = [f"property: {binding.property.value}"]
    parts += [f"scheme: {scalar(binding.scheme)}"] if binding.scheme else []
    parts += [f"suffix: {scalar(binding.suffix)}"] if binding.suffix else []
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
