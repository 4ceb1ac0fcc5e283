"""mainstay.yaml → `Manifest`: checked key by key, every mistake with its line and the nearest known word."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import cast

import yaml

from mainstay.detect.foreign import Marked, as_list, key_line, load_yaml
from mainstay.detect.manifest.key import ManifestKey
from mainstay.detect.manifest.keys import ENVIRONMENTS, SECTIONS, WHOLE, keys_of
from mainstay.detect.manifest.values import checked
from mainstay.detect.names import NAME_IN_WORDS, is_name, nearest
from mainstay.detect.tree import Tree
from mainstay.model.errors import MainstayError
from mainstay.model.origin import Origin, Source

FILE = "mainstay.yaml"
_ALSO = ("mainstay.yml",)


@dataclass(frozen=True)
class Entry:
    """One named thing of one section: the fields that are stated, each with its line.

    A field that an environment takes back is None.
    """

    section: str
    name: str
    line: int
    fields: dict[str, object] = field(default_factory=dict[str, object])
    lines: dict[str, int] = field(default_factory=dict[str, int])
    remove: bool = False

    def at(self, name: str = "") -> Origin:
        """Where a field is stated, or the entry itself."""
        return Origin(source=Source.MANIFEST, path=FILE, line=self.lines.get(name, self.line))


@dataclass(frozen=True)
class Manifest:
    """Everything that mainstay.yaml states; empty where there is none.

    `whole` are the fields of `Whole` with their `lines`. `environments` holds what each of them states on top.
    """

    application: str = ""
    ignore: frozenset[str] = frozenset()
    entries: tuple[Entry, ...] = ()
    whole: dict[str, object] = field(default_factory=dict[str, object])
    lines: dict[str, int] = field(default_factory=dict[str, int])
    environments: "dict[str, Manifest]" = field(default_factory=dict[str, "Manifest"])

    def states(self, topic: str) -> bool:
        """Whether a topic of a remark (`services.web.command`, `manager`) is decided here."""
        section, _, rest = topic.partition(".")
        name, _, wanted = rest.partition(".")
        if section == "env":
            return any(name in _names(e.fields.get("settings")) for e in self.entries)
        if section == "manager":
            return any(e.section == "builds" and "manager" in e.fields for e in self.entries)
        if section == "builds":
            return any(e.section == "builds" and "directory" in e.fields for e in self.entries)
        return any(e.section == section and e.name == name and (not wanted or wanted in e.fields) for e in self.entries)


def _names(settings: object) -> Iterable[str]:
    return settings if isinstance(settings, dict) else ()  # pyright: ignore[reportUnknownVariableType]


def read_manifest(tree: Tree) -> Manifest:
    """What mainstay.yaml states. Raises `MainstayError` at the first thing in it that is not understood."""
    path = tree.first(".", FILE, *_ALSO)
    if not path:
        return Manifest()
    if path != FILE:
        raise MainstayError(path, f"must be called {FILE}", "it has another suffix", hint=f"rename it to {FILE}")
    data = _load(tree)
    if data is None:
        return Manifest()
    if not isinstance(data, Marked):
        raise MainstayError(
            f"{FILE}:1", "must hold keys and values", "it does not", hint="see `mainstay detect` for what can be stated"
        )
    _unknown(data, keys_of(""), "mainstay.yaml")
    found = _manifest(data, required=True)
    return replace(found, application=_application(data), environments=_environments(data))


def _manifest(data: Marked, *, required: bool) -> Manifest:
    """What stands in the file, or in one environment of it. `required`: null says nothing, and takes nothing back."""
    stated = {k.name: k for k in WHOLE if k.name in data and not (required and data[k.name] is None)}
    return Manifest(
        ignore=_ignored(data),
        entries=tuple(_entries(data, required=required)),
        whole={n: _value(k, data[n], f"{FILE}:{key_line(data, n)}") for n, k in stated.items()},
        lines={n: key_line(data, n) for n in stated},
    )


def _environments(data: Marked) -> dict[str, Manifest]:
    value = data.get(ENVIRONMENTS.name)
    if value is None:
        return {}
    if not isinstance(value, Marked):
        raise ENVIRONMENTS.refusal(value, f"{FILE}:{key_line(data, ENVIRONMENTS.name)}")
    for name, line in value.repeated.items():
        raise MainstayError(
            f"{FILE}:{line}",
            "every environment must have a name of its own",
            f"`{name}` stands there twice",
            hint="merge the two, or rename one",
        )
    return {name: _environment(name, value[name], key_line(value, name)) for name in value}


def _environment(name: str, body: object, line: int) -> Manifest:
    where = f"{FILE}:{line}"
    _named(name, where, "for example `production`")
    if body is None:
        return Manifest()
    if not isinstance(body, Marked):
        raise MainstayError(
            where, f"`{name}` must hold keys and sections", "it does not", hint=f"for example `{ENVIRONMENTS.example}`"
        )
    _unknown(body, (k for k in keys_of("") if k not in {"application", ENVIRONMENTS.name}), f"the environment {name}")
    return _manifest(body, required=False)


def _value(key: ManifestKey, value: object, where: str) -> object:
    return None if value is None else checked(key, value, where)


def environments_text(tree: Tree) -> str:
    """The section `environments` of mainstay.yaml as it stands there, with its comments; "" where there is none."""
    data = _load(tree) if tree.has(FILE) else None
    if not isinstance(data, Marked) or ENVIRONMENTS.name not in data:
        return ""
    first = key_line(data, ENVIRONMENTS.name)
    last = min((n for n in data.lines.values() if n > first), default=None)
    lines = tree.text(FILE).split("\n")[first - 1 : last and last - 1]
    return "\n".join(lines).rstrip() + "\n"


def _load(tree: Tree) -> object:
    text = tree.text(FILE)
    if not text and (tree.root / FILE).stat().st_size:
        raise MainstayError(FILE, "must be text in UTF-8 of at most 1 MiB", "it is not", hint="save it as UTF-8")
    try:
        return load_yaml(text, typed=True)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f"{FILE}:{mark.line + 1}" if mark else FILE
        raise MainstayError(
            where,
            "must be valid YAML",
            error.problem or "it is not",
            hint="look at the indentation and the quotes there",
        ) from None
    except yaml.YAMLError as error:
        raise MainstayError(
            FILE,
            "must be valid YAML",
            str(error).partition("\n")[0] or "it is not",
            hint="look for unusual characters in it",
        ) from None


def _unknown(data: Marked, known: Iterable[str], what: str) -> None:
    names = list(known)
    for name, line in data.repeated.items():
        raise MainstayError(
            f"{FILE}:{line}",
            "every key must be there once",
            f"`{name}` stands there twice",
            hint="merge the two, or rename one",
        )
    for name in data:
        if name not in names:
            close = nearest(name, names)
            hint = f"did you mean `{close}`?" if close else f"known keys: {', '.join(names)}"
            raise MainstayError(
                f"{FILE}:{key_line(data, name)}", f"must be a key of {what}", f"`{name}` is none", hint=hint
            )


def _ignored(data: Marked) -> frozenset[str]:
    if data.get("ignore") is None:
        return frozenset()
    found = checked(keys_of("")["ignore"], data["ignore"], f"{FILE}:{key_line(data, 'ignore')}")
    return frozenset(str(t).lower() for t in as_list(list(cast("tuple[str, ...]", found))))


def _application(data: Marked) -> str:
    value = data.get("application")
    if value is None:
        return ""
    where = f"{FILE}:{key_line(data, 'application')}"
    if not isinstance(value, str) or not is_name(value):
        raise MainstayError(
            where,
            f"`application` must be {NAME_IN_WORDS}",
            f"it is {value!r}",
            hint="for example `application: shop`",
        )
    return value


def _entries(data: Marked, *, required: bool) -> Iterable[Entry]:
    owners: dict[str, int] = {}
    for section in ("builds", *SECTIONS):
        value = data.get(section)
        if value is None:
            continue
        where = f"{FILE}:{key_line(data, section)}"
        if not isinstance(value, Marked):
            raise MainstayError(
                where,
                f"`{section}` must hold names with their keys",
                "it does not",
                hint=f"for example `{section}: {keys_of('')[section].example}`",
            )
        _unknown(value, value, section)
        for name in value:
            entry = _entry(section, name, value, required=required)
            if section != "builds":
                _alone(owners, entry)
            yield entry


def _alone(owners: dict[str, int], entry: Entry) -> None:
    if entry.remove:
        return
    if entry.name in owners:
        raise MainstayError(
            f"{FILE}:{entry.line}",
            "every component must have a name of its own",
            f"`{entry.name}` is taken in line {owners[entry.name]}",
            hint="rename one of the two",
        )  # fmt: skip
    owners[entry.name] = entry.line


def _named(name: str, where: str, hint: str) -> None:
    if not is_name(name):
        raise MainstayError(where, f"a name must be {NAME_IN_WORDS}", f"it is {name!r}", hint=hint)


def _entry(section: str, name: str, owner: Marked, *, required: bool) -> Entry:
    line = key_line(owner, name)
    where = f"{FILE}:{line}"
    _named(name, where, "for example `web` or `order-mail`")
    body: object = owner[name]
    if body is None:
        return Entry(section, name, line)
    if not isinstance(body, Marked):
        raise MainstayError(
            where,
            f"`{name}` must hold keys and values",
            "it does not",
            hint=f"keys of {section}: {', '.join(keys_of(section))}",
        )
    known = keys_of(section)
    _unknown(body, known, section)
    fields = {
        known[key].field or key: _value(known[key], value, f"{FILE}:{key_line(body, key)}")
        for key, value in body.items()
        if value is not None or not required
    }
    remove = fields.pop("remove", None) is True
    return Entry(section, name, line, fields, _lines(body, known), remove=remove)


def _lines(body: Marked, known: dict[str, ManifestKey]) -> dict[str, int]:
    """The lines of the fields; a property in `set` has its own."""
    lines = {known[key].field or key: number for key, number in body.lines.items() if key in known}
    properties: object = body.get("set")
    return lines | ({f"set.{p}": n for p, n in properties.lines.items()} if isinstance(properties, Marked) else {})
