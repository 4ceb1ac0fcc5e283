"""What mainstay.yaml states, laid over what was found."""

from collections.abc import Mapping
from typing import cast

import msgspec

from mainstay.detect.facts import evidence
from mainstay.detect.manifest.keys import SECTIONS
from mainstay.detect.manifest.read import FILE, Entry, Manifest
from mainstay.detect.names import nearest
from mainstay.model.errors import MainstayError
from mainstay.model.intent import (
    AnyComponent,
    Binding,
    Bucket,
    Build,
    Cache,
    Component,
    Database,
    Engine,
    Given,
    Intent,
    Mail,
    Property,
    Queue,
    Runtime,
    Secret,
    Service,
    Setting,
    Site,
    Topic,
    Use,
    Workload,
)
from mainstay.model.origin import Evidence

AWS = {
    "AWS_ENDPOINT_URL": Property.ENDPOINT,
    "AWS_ACCESS_KEY_ID": Property.ACCESS_KEY,
    "AWS_SECRET_ACCESS_KEY": Property.SECRET_KEY,
    "AWS_DEFAULT_REGION": Property.REGION,
}
DEFAULTS: tuple[tuple[type[Component], dict[str, Property]], ...] = (
    (Cache, {"REDIS_URL": Property.URL}),
    (Bucket, {"S3_BUCKET": Property.NAME, **AWS}),
    (Queue, {"QUEUE_URL": Property.URL, **AWS}),
    (Topic, {"TOPIC_ARN": Property.ARN, **AWS}),
    (
        Mail,
        {
            "SMTP_HOST": Property.HOST,
            "SMTP_PORT": Property.PORT,
            "SMTP_USER": Property.USER,
            "SMTP_PASSWORD": Property.PASSWORD,
        },
    ),
)
"""What a program is told about something that it is merely said to use."""


def overlay(found: Intent, manifest: Manifest) -> Intent:
    """The Intent with everything that the manifest states, removes and adds."""
    builds = {b.name: b for b in found.builds}
    components: dict[str, AnyComponent] = {c.name: c for c in found.components}
    for entry in manifest.entries:
        if entry.remove:
            _ = (builds if entry.section == "builds" else components).pop(entry.name, None)
        elif entry.section == "builds":
            builds[entry.name] = _build(builds.get(entry.name), entry)
    for entry in manifest.entries:
        if entry.section != "builds" and not entry.remove:
            components[entry.name] = _component(components.get(entry.name), entry, builds)
    for entry in manifest.entries:
        if entry.section != "builds" and not entry.remove:
            components[entry.name] = _linked(components[entry.name], entry, components)
    kept = {name: _without_dangling(c, components) for name, c in components.items()}
    used = {c.build for c in kept.values() if isinstance(c, Workload | Site)} | {
        e.name for e in manifest.entries if e.section == "builds"
    }
    return Intent(
        application=manifest.application or found.application,
        builds=tuple(builds[n] for n in sorted(builds) if n in used),
        components=tuple(kept[n] for n in sorted(kept)),
        notes=found.notes,
    )


def _evidence(entry: Entry, old: Build | Component, fields: Mapping[str, object], *, new: bool) -> tuple[Evidence, ...]:
    """Fields that are stated otherwise than they were found answer for themselves now."""
    changed = [f for f in sorted(fields) if new or getattr(old, f) != fields[f]]
    stated = [evidence(f"{FILE} states it", entry.at(f), f) for f in changed]
    kept = [e for e in old.evidence if not e.field or e.field not in changed]
    exists = [evidence(f"{FILE} states it", entry.at())] if new else []
    return (*exists, *stated, *kept)


def _build(old: Build | None, entry: Entry) -> Build:
    if old is None and "runtime" not in entry.fields:
        raise MainstayError(
            f"{FILE}:{entry.line}",
            f"a new build must state its `runtime` (`{entry.name}`)",
            "it does not",
            hint="add `runtime: python`, `node` or `static`",
        )
    base = old or Build(name=entry.name, runtime=Runtime.STATIC)
    return msgspec.structs.replace(base, **entry.fields, evidence=_evidence(entry, base, entry.fields, new=old is None))


def _component(old: AnyComponent | None, entry: Entry, builds: Mapping[str, Build]) -> AnyComponent:
    made = SECTIONS[entry.section]
    fields = {k: v for k, v in entry.fields.items() if k not in {"settings", "uses"}}
    new = old is None or type(old) is not made
    if issubclass(made, Service) and fields.get("public") is True and "listens" not in fields:
        fields["listens"] = True
    if new or old is None:
        old = made(name=entry.name, **_needed(entry, made, builds))  # pyright: ignore[reportArgumentType]
    changed = msgspec.structs.replace(old, **fields, evidence=_evidence(entry, old, fields, new=new))
    if isinstance(changed, Workload):
        changed = cast("AnyComponent", _with_settings(changed, entry))
    if isinstance(changed, Workload | Site) and changed.build not in builds:
        close = nearest(changed.build, builds) or next(iter(sorted(builds)), "")
        raise MainstayError(
            str(entry.at("build")),
            f"the build of `{entry.name}` must exist",
            f"there is no build `{changed.build}`",
            hint=f"did you mean `{close}`?" if close else "add it to `builds`",
        )  # fmt: skip
    return changed


def _needed(entry: Entry, made: type[AnyComponent], builds: Mapping[str, Build]) -> dict[str, object]:
    """Fields without which a new component cannot be."""
    given: dict[str, object] = {}
    where = f"{FILE}:{entry.line}"
    if issubclass(made, Workload | Site):
        if "build" not in entry.fields and len(builds) != 1:
            must = f"`{entry.name}` must say which build it runs in"
            raise MainstayError(
                where,
                must,
                "there are several" if builds else "there is none",
                hint=f"add `build: {min(builds, default='app')}`",
            )
        given["build"] = entry.fields.get("build") or next(iter(builds))
    for name in ("command", "cron"):
        if name in made.__struct_fields__:
            if name not in entry.fields:
                raise MainstayError(
                    where,
                    f"a new entry of {entry.section} must have a `{name}` (`{entry.name}`)",
                    "there is none",
                    hint=f"add `{name}`, or mend the name if you mean one that was found",
                )
            given[name] = entry.fields[name]
    return given


def _with_settings(old: Workload, entry: Entry) -> Workload:
    stated = cast("dict[str, Given | None]", entry.fields.get("settings", {}))
    settings = {s.name: s for s in old.settings}
    for name, value in stated.items():
        if value is None:
            _ = settings.pop(name, None)
        else:
            said = (evidence(f"{FILE} states it", entry.at("settings"), "value"),)
            settings[name] = (
                settings[name]
                if name in settings and settings[name].value == value
                else Setting(name=name, value=value, evidence=said)
            )
    bound = {n for n, v in stated.items() if v is not None}
    uses = tuple(
        msgspec.structs.replace(u, bindings=tuple(b for b in u.bindings if b.name not in bound)) for u in old.uses
    )
    return msgspec.structs.replace(old, settings=tuple(settings[n] for n in sorted(settings)), uses=uses)


def _linked(old: AnyComponent, entry: Entry, components: Mapping[str, AnyComponent]) -> AnyComponent:
    stated = cast("dict[str, dict[str, Binding | None] | str | None]", entry.fields.get("uses", {}))
    uses = {u.target: u for u in old.uses}
    for target, bindings in stated.items():
        if bindings is None:
            _ = uses.pop(target, None)
            continue
        if target not in components:
            close = nearest(target, components)
            raise MainstayError(
                str(entry.at("uses")),
                f"what `{entry.name}` uses must exist",
                f"there is no `{target}`",
                hint=f"did you mean `{close}`?" if close else f"add `{target}`",
            )
        uses[target] = _use(uses.get(target), components[target], bindings, entry)
    owners = {n: t for t, bound in stated.items() if isinstance(bound, dict) for n, b in bound.items() if b is not None}
    linked = tuple(_without(uses[t], {n for n, owner in owners.items() if owner != t}) for t in sorted(uses))
    changed = msgspec.structs.replace(old, uses=linked)
    if isinstance(changed, Workload):
        changed = msgspec.structs.replace(changed, settings=tuple(s for s in changed.settings if s.name not in owners))
    return changed


def _without(use: Use, names: set[str]) -> Use:
    """The link without names that are bound to something else now."""
    kept = tuple(b for b in use.bindings if b.name not in names)
    return use if len(kept) == len(use.bindings) else msgspec.structs.replace(use, bindings=kept)


def _use(old: Use | None, target: AnyComponent, stated: Mapping[str, Binding | None] | str, entry: Entry) -> Use:
    bindings = {b.name: b for b in old.bindings} if old else {}
    if isinstance(stated, str) and not bindings:
        bindings = {n: Binding(name=n, property=p) for n, p in _defaults(target).items()}
    for name, binding in stated.items() if not isinstance(stated, str) else ():
        if binding is None:
            _ = bindings.pop(name, None)
        else:
            bindings[name] = binding
    result = tuple(bindings[n] for n in sorted(bindings))
    if old is not None and old.bindings == result:
        return old
    kept = tuple(e for e in (old.evidence if old else ()) if e.field in bindings)
    return Use(target=target.name, bindings=result, evidence=(evidence(f"{FILE} states it", entry.at("uses")), *kept))


def _defaults(target: AnyComponent) -> dict[str, Property]:
    if isinstance(target, Secret):
        return {target.name.upper().replace("-", "_"): Property.VALUE}
    if isinstance(target, Database):
        return {"DATABASE_URL": Property.URL} if target.engine is Engine.POSTGRES else dict(AWS)
    return next((names for kind, names in DEFAULTS if isinstance(target, kind)), dict[str, Property]())


def _without_dangling(component: AnyComponent, components: Mapping[str, AnyComponent]) -> AnyComponent:
    uses = tuple(u for u in component.uses if u.target in components)
    return component if len(uses) == len(component.uses) else msgspec.structs.replace(component, uses=uses)
