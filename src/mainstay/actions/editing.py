"""Changes of mainstay.yaml by a verb: comments, order and layout of what the person wrote stay."""

import io
from collections.abc import MutableMapping
from typing import cast

from mainstay.actions.context import Context
from mainstay.compile.swap import Swap
from mainstay.model.errors import MainstayError
from mainstay.model.intent import AnyComponent, Database, Intent, Role

FILE = "mainstay.yaml"
Section = MutableMapping[str, object]


def state(context: Context, change: Swap) -> tuple[str, ...]:
    """Write a swap down: the new decisions, or for data the first phase. Returns what was done, in sentences.

    Raises `MainstayError` where the file cannot be written.
    """
    from ruamel.yaml import YAML

    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = 4096  # long lines stay as they are
    path = context.project / FILE
    document = cast("Section", yaml.load(path.read_text(encoding="utf-8")) if path.exists() else {}) or {}  # pyright: ignore[reportUnknownMemberType]
    done = [_pin(document, change.intent.component(name)) for name in change.moved if name not in change.names]
    if change.phases:
        beside = change.phases[0].intent or change.intent
        done += [_beside(document, beside, old, new) for old, new in sorted(change.names.items())]
    text = io.StringIO()
    yaml.dump(document, text)  # pyright: ignore[reportUnknownMemberType]
    try:
        whole = path.with_name(f".{FILE}.new")
        whole.write_text(text.getvalue(), encoding="utf-8")
        whole.replace(path)
    except OSError as error:
        raise MainstayError(
            str(path), "must be writable", error.strerror or str(error), hint="check its mode"
        ) from error
    return (*done, *(("the next phase is for a person; see above",) if change.phases else ()))


def _pin(document: Section, component: AnyComponent) -> str:
    """State the decision for a component that is there."""
    entry = _entry(document, component.role, component.name)
    entry.pop("set", None)
    return _decide(entry, component)


def _beside(document: Section, intent: Intent, old: str, new: str) -> str:
    """State the new store with everything that is stated of the old one but its technology."""
    component = intent.component(new)
    was = _entry(document, component.role, old)
    entry = _entry(document, component.role, new)
    entry.update({key: value for key, value in was.items() if key not in ("kind", "set", "engine")})
    return _decide(entry, component)


def _decide(entry: Section, component: AnyComponent) -> str:
    if isinstance(component, Database) and not component.kind:
        entry["engine"] = component.engine.value
        entry.pop("kind", None)
        return f"{FILE}: `{component.name}` has the engine {component.engine.value}"
    entry["kind"] = component.kind
    return f"{FILE}: `{component.name}` is {component.kind}"


def _entry(document: Section, role: Role, name: str) -> Section:
    """The entry of a component, made where it was found in the code and is not in the file yet."""
    section = "mail" if role is Role.MAIL else f"{role.value}s"
    owner = cast("Section", document.setdefault(section, {}))
    if owner.get(name) is None:
        owner[name] = {}
    return cast("Section", owner[name])
