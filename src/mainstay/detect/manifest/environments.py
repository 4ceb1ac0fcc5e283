"""One environment of mainstay.yaml laid over what the file states for all of them."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import cast

from mainstay.detect.manifest.links import Linked
from mainstay.detect.manifest.read import FILE, Entry, Manifest
from mainstay.detect.names import nearest
from mainstay.model.errors import MainstayError

_BY_NAME = frozenset({"settings", "overrides", "tags"})
"""Fields whose names are laid over each other one by one."""


def in_environment(manifest: Manifest, name: str) -> Manifest:
    """What the file states for the environment `name` ("": for none of them).

    A key that is null in the environment takes back what is stated for all. Raises `MainstayError` where there is no
    such environment, naming those that there are.
    """
    if not name:
        return manifest
    if name not in manifest.environments:
        known = ", ".join(manifest.environments)
        close = nearest(name, manifest.environments)
        raise MainstayError(
            FILE,
            "the environment must be one of those that the file states",
            f"there is no `{name}`",
            hint=(f"did you mean `{close}`? " if close else "") + (f"there are {known}" if known else "it states none"),
        )
    over = manifest.environments[name]
    entries = {(e.section, e.name): e for e in manifest.entries}
    for entry in over.entries:
        at = (entry.section, entry.name)
        entries[at] = _entry(entries.get(at, Entry(entry.section, entry.name, entry.line)), entry)
    _check_names(entries.values())
    return replace(
        manifest,
        ignore=manifest.ignore | over.ignore,
        entries=tuple(entries.values()),
        whole=_whole(manifest.whole, over.whole),
        lines=manifest.lines | over.lines,
    )


def _check_names(entries: Iterable[Entry]) -> None:
    """Raise `MainstayError` where an environment gives a name to a second component."""
    owners: dict[str, Entry] = {}
    for entry in entries:
        if entry.section == "builds" or entry.remove:
            continue
        other = owners.setdefault(entry.name, entry)
        if other is not entry:
            raise MainstayError(
                f"{FILE}:{entry.line}",
                "every component must have a name of its own",
                f"`{entry.name}` is taken in line {other.line}",
                hint="rename one of the two, or remove it in the environment",
            )


def _whole(below: Mapping[str, object], over: Mapping[str, object]) -> dict[str, object]:
    whole = {**below, **over}
    if isinstance(below.get("tags"), dict) and isinstance(over.get("tags"), dict):
        whole["tags"] = {**cast("dict[str, str]", below["tags"]), **cast("dict[str, str]", over["tags"])}
    if below.get("policy") and over.get("policy"):
        rules = (*cast("tuple[str, ...]", below["policy"]), *cast("tuple[str, ...]", over["policy"]))
        whole["policy"] = tuple(dict.fromkeys(rules))
    return {name: value for name, value in whole.items() if value is not None}


def _entry(below: Entry, over: Entry) -> Entry:
    if over.remove or below.remove:
        return over
    fields = {**below.fields, **over.fields}
    for name in _BY_NAME & below.fields.keys() & over.fields.keys():
        if isinstance(over.fields[name], dict):
            fields[name] = {**cast("dict[str, object]", below.fields[name]), **cast("dict[str, object]", fields[name])}
    uses = _uses(below.fields.get("uses"), over.fields.get("uses"))
    if uses:
        fields["uses"] = uses
    kept = {name: value for name, value in fields.items() if value is not None}
    return replace(over, line=below.line, fields=kept, lines=below.lines | over.lines)


def _uses(below: object, over: object) -> dict[str, Linked | None]:
    before = cast("dict[str, Linked | None]", below or {})
    now = cast("dict[str, Linked | None]", over or {})
    return {**before, **{t: link and link.over(before.get(t)) for t, link in now.items()}}
