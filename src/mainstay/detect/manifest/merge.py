"""What mainstay.yaml states, laid over what was found."""

from collections.abc import Mapping
from typing import cast

import msgspec

from mainstay.detect.facts import evidence
from mainstay.detect.manifest.keys import SECTIONS, keys_of
from mainstay.detect.manifest.links import Linked
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
    Extra,
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
    Whole,
    Workload,
)
from mainstay.model.origin import Evidence, Origin, Source
from mainstay.model.target import Target

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


def overlay(found: Intent, manifest: Manifest, whole: Whole) -> Intent:
    """The Intent with everything that the manifest states, removes and adds; `whole` is what it says of the system.

    Raises `MainstayError` where what is stated does not fit together.
    """
    builds = {b.name: b for b in found.builds}
    components: dict[str, AnyComponent] = {c.name: c for c in found.components}
    cloud = whole.target is not Target.LOCAL
    for entry in manifest.entries:
        if entry.remove:
            _ = (builds if entry.section == "builds" else components).pop(entry.name, None)
        elif entry.section == "builds":
            builds[entry.name] = _build(builds.get(entry.name), entry)
    stated = [entry for entry in manifest.entries if entry.section != "builds" and not entry.remove]
    for entry in stated:
        components[entry.name] = _component(components.get(entry.name), entry, builds, cloud=cloud)
    for entry in stated:
        components[entry.name] = _linked(components[entry.name], entry, components)
    kept = {name: _without_dangling(c, components) for name, c in components.items()}
    used = {c.build for c in kept.values() if isinstance(c, Workload | Site)} | {
        e.name for e in manifest.entries if e.section == "builds"
    }
    return Intent(
        application=manifest.application or found.application,
        builds=tuple(builds[n] for n in sorted(builds) if n in used),
        components=tuple(kept[n] for n in sorted(kept)),
        whole=whole,
        notes=found.notes,
    )


def whole_of(manifest: Manifest, environment: str, target: Target | None = None) -> Whole:
    """What the manifest says of the system as a whole; a `target` that is given wins over the stated one."""
    stated = {k: v for k, v in manifest.whole.items() if target is None or k != "target"}
    said = tuple(
        evidence(f"{FILE} states it", Origin(source=Source.MANIFEST, path=FILE, line=manifest.lines[name]), name)
        for name in sorted(stated)
    )
    given = {"target": target} if target else {}
    return Whole(environment=environment, **given, **stated, evidence=said)  # pyright: ignore[reportArgumentType]


def _evidence(entry: Entry, old: Build | Component, fields: Mapping[str, object], *, new: bool) -> tuple[Evidence, ...]:
    """Fields that are stated otherwise than they were found answer for themselves now."""
    changed = [f for f in sorted(fields) if new or getattr(old, f) != fields[f]]
    stated = [evidence(f"{FILE} states it", entry.at(f), f) for f in changed]
    kept = [e for e in old.evidence if not e.field or e.field not in changed]
    exists = [evidence(f"{FILE} states it", entry.at())] if new else []
    each = [f for f in sorted(entry.lines) if f.startswith("set.") and "overrides" in fields]
    return (*exists, *stated, *(evidence(f"{FILE} states it", entry.at(f), f) for f in each), *kept)


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


def _component(old: AnyComponent | None, entry: Entry, builds: Mapping[str, Build], *, cloud: bool) -> AnyComponent:
    made = SECTIONS[entry.section]
    fields = {k: v for k, v in entry.fields.items() if k not in {"settings", "uses"}}
    new = old is None or type(old) is not made
    if issubclass(made, Service) and fields.get("public") is True and "listens" not in fields:
        fields["listens"] = True
    if new or old is None:
        needed = _needed_in_cloud(entry, made, builds) if cloud else _needed(entry, made, builds)
        old = made(name=entry.name, **needed)  # pyright: ignore[reportArgumentType]
    required = {k.name for k in keys_of(entry.section).values() if k.need} & fields.keys()
    own = {k: v for k, v in fields.items() if k not in required}
    said = _evidence(entry, old, own, new=new)
    changed = msgspec.structs.replace(old, **own, evidence=said)
    if required:
        changed = _with_needs(changed, entry, {k: fields[k] for k in sorted(required)})
    if isinstance(changed, Workload):
        changed = cast("AnyComponent", _with_settings(changed, entry))
    if isinstance(changed, Workload | Site) and changed.build not in builds and not (cloud and not changed.build):
        raise _no_build(changed, entry, builds)
    return changed


def _no_build(component: Workload | Site, entry: Entry, builds: Mapping[str, Build]) -> MainstayError:
    close = nearest(component.build, builds) or next(iter(sorted(builds)), "")
    return MainstayError(
        str(entry.at("build")),
        f"the build of `{entry.name}` must exist",
        f"there is no build `{component.build}`",
        hint=f"did you mean `{close}`?" if close else "add it to `builds`",
    )


def _with_needs(component: AnyComponent, entry: Entry, needs: Mapping[str, object]) -> AnyComponent:
    """The component with requirements, each answering for itself."""
    assert not isinstance(component, Site)  # noqa: S101 - no key of `sites` is a requirement
    if isinstance(component, Workload):
        _check_load(entry, needs)
    said = tuple(evidence(f"{FILE} states it", entry.at(name), name) for name in needs)
    kept = tuple(e for e in component.evidence if e.field not in needs)
    changed = msgspec.structs.replace(component.needs, **needs)
    return msgspec.structs.replace(component, needs=changed, evidence=(*kept, *said))


def _check_load(entry: Entry, needs: Mapping[str, object]) -> None:
    """Load is stated in one way: by requests, or by users and how long they think."""
    for name, other in (("users", "think_time_s"), ("think_time_s", "users")):
        if name in needs and other not in needs:
            raise MainstayError(
                str(entry.at(name)), f"`{name}` must stand beside `{other}` (`{entry.name}`)", "it stands alone",
                hint="`users: 10000` with `think_time_s: 30` means 333 requests a second",
            )  # fmt: skip
    if "users" in needs and "requests_per_second" in needs:
        raise MainstayError(
            str(entry.at("requests_per_second")),
            f"the load of `{entry.name}` must be stated in one way",
            f"`users` stands in line {entry.at('users').line}, too",
            hint="keep one of them; null takes the other one back in an environment",
        )  # fmt: skip


def _needed_in_cloud(entry: Entry, made: type[AnyComponent], builds: Mapping[str, Build]) -> dict[str, object]:
    """Fields of a new component for a cloud, where a program is an image: neither a build nor a command is needed."""
    given: dict[str, object] = {}
    if issubclass(made, Workload | Site):
        only = next(iter(builds)) if len(builds) == 1 and ("command" in entry.fields or issubclass(made, Site)) else ""
        given["build"] = entry.fields.get("build") or ("" if "image" in entry.fields else only)
    if issubclass(made, Workload):
        given["command"] = entry.fields.get("command", "")
    return given | {name: _stated(entry, name) for name in _demanded(made, "cron")}


def _demanded(made: type[AnyComponent], *names: str) -> list[str]:
    """Those of `names` that a component of this sort has, and the kind where somebody asks for one directly."""
    return [*(n for n in names if n in made.__struct_fields__), *(["kind"] if issubclass(made, Extra) else [])]


def _stated(entry: Entry, name: str) -> object:
    if name in entry.fields:
        return entry.fields[name]
    raise MainstayError(
        f"{FILE}:{entry.line}",
        f"a new entry of {entry.section} must have a `{name}` (`{entry.name}`)",
        "there is none",
        hint=f"add `{name}`, or mend the name if you mean one that was found",
    )


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
    return given | {name: _stated(entry, name) for name in _demanded(made, "command", "cron")}


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
    stated = cast("dict[str, Linked | None]", entry.fields.get("uses", {}))
    uses = {u.target: u for u in old.uses}
    for target, link in stated.items():
        if link is None:
            _ = uses.pop(target, None)
        elif target in components:
            uses[target] = _use(uses.get(target), components[target], link)
        else:
            close = nearest(target, components)
            raise MainstayError(
                f"{FILE}:{link.line}",
                f"what `{entry.name}` uses must exist",
                f"there is no `{target}`",
                hint=f"did you mean `{close}`?" if close else f"add `{target}`",
            )
    owners = {n: t for t, ln in stated.items() if ln for n, b in (ln.bindings or {}).items() if b is not None}
    linked = tuple(_without(uses[t], {n for n, owner in owners.items() if owner != t}) for t in sorted(uses))
    changed = msgspec.structs.replace(old, uses=linked)
    if isinstance(changed, Workload):
        changed = msgspec.structs.replace(changed, settings=tuple(s for s in changed.settings if s.name not in owners))
    return changed


def _without(use: Use, names: set[str]) -> Use:
    """The link without names that are bound to something else now."""
    kept = tuple(b for b in use.bindings if b.name not in names)
    return use if len(kept) == len(use.bindings) else msgspec.structs.replace(use, bindings=kept)


def _use(old: Use | None, target: AnyComponent, stated: Linked) -> Use:
    before = old or Use(target=target.name)
    bindings = {b.name: b for b in before.bindings}
    if stated.bindings is None and not bindings:
        bindings = {n: Binding(name=n, property=p) for n, p in _defaults(target).items()}
    for name, binding in (stated.bindings or {}).items():
        if binding is None:
            _ = bindings.pop(name, None)
        else:
            bindings[name] = binding
    changed = msgspec.structs.replace(
        before,
        bindings=tuple(bindings[n] for n in sorted(bindings)),
        access=before.access if stated.access is None else stated.access,
        calls=before.calls if stated.calls is None else stated.calls,
    )
    if changed == old:
        return changed
    kept = tuple(e for e in before.evidence if e.field in bindings)
    origin = Origin(source=Source.MANIFEST, path=FILE, line=stated.line)
    return msgspec.structs.replace(changed, evidence=(evidence(f"{FILE} states it", origin), *kept))


def _defaults(target: AnyComponent) -> dict[str, Property]:
    if isinstance(target, Secret):
        return {target.name.upper().replace("-", "_"): Property.VALUE}
    if isinstance(target, Database):
        return {"DATABASE_URL": Property.URL} if target.engine is Engine.POSTGRES else dict(AWS)
    return next((names for kind, names in DEFAULTS if isinstance(target, kind)), dict[str, Property]())


def _without_dangling(component: AnyComponent, components: Mapping[str, AnyComponent]) -> AnyComponent:
    uses = tuple(u for u in component.uses if u.target in components)
    return component if len(uses) == len(component.uses) else msgspec.structs.replace(component, uses=uses)
