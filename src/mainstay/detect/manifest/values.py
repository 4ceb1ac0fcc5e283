"""Values of mainstay.yaml: each must be what its key takes."""

import re
from collections.abc import Callable, Mapping
from typing import cast

from mainstay.detect.cron import is_cron
from mainstay.detect.foreign import Marked, as_list
from mainstay.detect.manifest.keys import PROPERTIES, ManifestKey, Takes
from mainstay.detect.names import nearest
from mainstay.detect.tree import inside
from mainstay.detect.urls import looks_secret, port_number
from mainstay.model.errors import MainstayError
from mainstay.model.intent import (
    Binding,
    Engine,
    FromFile,
    Generated,
    Given,
    Literal,
    PackageManager,
    Property,
    Runtime,
    Trigger,
)

SHOWN = 40
"""How much of a wrong value is shown, in characters."""
USUAL = "usual"
"""In the place of bindings: the usual ones for what is used (`uses: [database]`)."""
SIGNALS = ("TERM", "INT", "QUIT", "HUP", "USR1", "USR2", "KILL", "WINCH")
_ENV_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")
_CHOICES: dict[tuple[str, str], Callable[[str], object]] = {
    ("builds", "runtime"): Runtime,
    ("builds", "manager"): PackageManager,
    ("jobs", "trigger"): Trigger,
    ("databases", "engine"): Engine,
}


def checked(key: ManifestKey, value: object, where: str) -> object:
    """The value of a key as the Intent holds it. Raises `MainstayError` naming the place and what the key takes."""
    return _READERS[key.takes](key, value, where)


_SORTS: tuple[tuple[type, str], ...] = (
    (bool, "true or false"),
    (str, "text"),
    (list, "a list"),
    (dict, "keys and values"),
)


def _wrong(key: ManifestKey, value: object, where: str) -> MainstayError:
    found = f"it is {next((said for sort, said in _SORTS if isinstance(value, sort)), 'something else')}"
    short = isinstance(value, str) and len(value) <= SHOWN and not looks_secret(key.name, value)
    if short or isinstance(value, int | float):
        found = f"it is {value!r}"
    return MainstayError(
        where, f"`{key.name}` must be {_takes(key)}", found, hint=f"for example `{key.name}: {key.example}`"
    )


def _takes(key: ManifestKey) -> str:
    return f"one of {', '.join(key.choices)}" if key.takes is Takes.CHOICE else key.takes.value


def _text(key: ManifestKey, value: object, where: str) -> object:
    if isinstance(value, str):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool) and key.name == "requires":
        return str(value)
    raise _wrong(key, value, where)


def _command(key: ManifestKey, value: object, where: str) -> object:
    if isinstance(value, str) and value.strip():
        return value
    raise _wrong(key, value, where)


def _path(key: ManifestKey, value: object, where: str) -> str:
    if isinstance(value, str) and value and inside(".", value):
        return inside(".", value)
    raise _wrong(key, value, where)


def _paths(key: ManifestKey, value: object, where: str) -> object:
    if not isinstance(value, list):
        raise _wrong(key, value, where)
    return tuple(_path(key, item, where) for item in as_list(cast("object", value)))


def _number(key: ManifestKey, value: object, where: str) -> object:
    low = 0 if key.name == "replicas" else 1
    if isinstance(value, int) and not isinstance(value, bool) and value >= low:
        return value
    raise _wrong(key, value, where)


def _port(key: ManifestKey, value: object, where: str) -> object:
    if isinstance(value, int) and not isinstance(value, bool) and port_number(str(value)):
        return value
    raise _wrong(key, value, where)


def _flag(key: ManifestKey, value: object, where: str) -> object:
    if isinstance(value, bool):
        return value
    raise _wrong(key, value, where)


def _texts(key: ManifestKey, value: object, where: str) -> object:
    items = as_list(value)
    if value != items or not all(isinstance(item, str) for item in items):
        raise _wrong(key, value, where)
    return tuple(str(item) for item in items)


def _cron(key: ManifestKey, value: object, where: str) -> object:
    if isinstance(value, str) and is_cron(value):
        return value
    raise _wrong(key, value, where)


def _signal(key: ManifestKey, value: object, where: str) -> object:
    name = value.upper().removeprefix("SIG") if isinstance(value, str) else ""
    if name in SIGNALS:
        return name
    raise MainstayError(
        where,
        f"`{key.name}` must be one of {', '.join(SIGNALS)}",
        "it is none of them",
        hint=f"for example `{key.name}: TERM`",
    )


def _choice(key: ManifestKey, value: object, where: str) -> object:
    if isinstance(value, str) and value in key.choices:
        return _CHOICES[key.where, key.name](value)
    close = nearest(str(value), key.choices)
    error = _wrong(key, value, where)
    raise MainstayError(
        where,
        f"`{key.name}` must be {_takes(key)}",
        f"it is {str(value)[:40]!r}",
        hint=f"did you mean `{close}`?" if close else error.hint,
    )


def _settings(key: ManifestKey, value: object, where: str) -> object:
    """Name → value; None takes the name away."""
    if not isinstance(value, Marked):
        raise _wrong(key, value, where)
    found: dict[str, Given | None] = {}
    for name, item in value.items():
        place = f"{where.partition(':')[0]}:{value.lines.get(name, 0)}"
        if not _ENV_NAME.fullmatch(name):
            raise MainstayError(
                place,
                "an environment name must be letters, digits and underscores",
                f"it is {name!r}",
                hint="for example `LOG_LEVEL`",
            )
        found[name] = None if item is None else _setting(name, item, place)
    return found


def _setting(name: str, value: object, where: str) -> Given:
    if isinstance(value, Marked):
        return _given(name, value, where)
    if isinstance(value, bool):
        return Literal(text="true" if value else "false")
    if isinstance(value, str | int | float):
        text = str(value)
        if text and looks_secret(name, text):
            raise MainstayError(
                where,
                "secrets must not stand in mainstay.yaml",
                f"{name} looks like one",
                hint=f"run `mainstay config set {name}=…`, write `{{generate: true}}`, or `{{value: …}}` if it is none",
            )
        return Literal(text=text)
    raise MainstayError(
        where,
        f"{name} must be text, {{generate: true}} or {{file: …, at: […]}}",
        "it is a list",
        hint=f"for example `{name}: text`",
    )


def _value(key: ManifestKey, value: object, where: str) -> object:
    if isinstance(value, Marked):
        return _given(key.name, value, where)
    if isinstance(value, str) and key.name == "password" and not value:
        return Literal(text="")
    raise MainstayError(
        where,
        f"`{key.name}` must say where the value comes from",
        "it stands there itself, or is no value",
        hint=f"for example `{key.name}: {key.example}`",
    )


def _given(name: str, value: Mapping[str, object], where: str) -> Given:
    keys = set(value)
    if keys == {"generate"} and value["generate"] is True:
        return Generated()
    if keys == {"value"} and isinstance(value["value"], str):
        return Literal(text=value["value"])
    at = value.get("at")
    if (
        keys == {"file", "at"}
        and isinstance(value["file"], str)
        and isinstance(at, list)
        and inside(".", value["file"])
    ):
        items = as_list(cast("object", at))
        if items and all(isinstance(i, str | int) and not isinstance(i, bool) for i in items):
            return FromFile(path=inside(".", value["file"]), pointer=tuple(str(i) for i in items))
    raise MainstayError(
        where,
        f"{name} must be {{generate: true}}, {{value: …}} or {{file: …, at: […]}}",
        f"it has the keys {', '.join(sorted(keys)) or 'none'}",
        hint="for example `{file: .env.example, at: [API_HOST]}`",
    )


def _uses(key: ManifestKey, value: object, where: str) -> object:
    """Target → environment name → binding, or `USUAL`. None in the place of a target or a name takes it away."""
    if items := as_list(value):
        if not all(isinstance(i, str) for i in items):
            raise _wrong(key, value, where)
        return dict.fromkeys(map(str, items), USUAL)
    if not isinstance(value, Marked):
        raise _wrong(key, value, where)
    found: dict[str, dict[str, Binding | None] | None] = {}
    for target, bindings in value.items():
        place = f"{where.partition(':')[0]}:{value.lines.get(target, 0)}"
        if bindings is None:
            found[target] = None
        elif isinstance(bindings, Marked):
            found[target] = {
                n: _binding(n, b, f"{place.partition(':')[0]}:{bindings.lines.get(n, 0)}") for n, b in bindings.items()
            }
        else:
            raise MainstayError(
                place,
                f"`{target}` must have environment names with properties",
                "it has not",
                hint=f"for example `{key.example}`",
            )
    return found


def _binding(name: str, value: object, where: str) -> Binding | None:
    if value is None:
        return None
    parts: Mapping[str, object] = value if isinstance(value, Marked) else {"property": value}
    wanted = parts.get("property")
    if not isinstance(wanted, str) or wanted not in PROPERTIES:
        close = nearest(str(wanted), PROPERTIES)
        raise MainstayError(
            where,
            f"{name} must be one of {', '.join(PROPERTIES)}",
            f"it is {str(wanted)[:40]!r}",
            hint=f"did you mean `{close}`?" if close else f"for example `{name}: url`",
        )
    scheme, suffix = parts.get("scheme", ""), parts.get("suffix", "")
    unknown = sorted(set(parts) - {"property", "scheme", "suffix"})
    if unknown or not isinstance(scheme, str) or not isinstance(suffix, str):
        raise MainstayError(
            where,
            f"{name} must have property, scheme and suffix at most",
            f"it has {', '.join(unknown) or 'values of another sort'}",
            hint=f"for example `{name}: {{property: url, suffix: /1}}`",
        )
    return Binding(name=name, property=Property(wanted), scheme=scheme, suffix=suffix)


_READERS: dict[Takes, Callable[[ManifestKey, object, str], object]] = {
    Takes.TEXT: _text,
    Takes.COMMAND: _command,
    Takes.FOLDER: _path,
    Takes.FOLDERS: _paths,
    Takes.NUMBER: _number,
    Takes.PORT: _port,
    Takes.FLAG: _flag,
    Takes.TEXTS: _texts,
    Takes.CRON: _cron,
    Takes.SIGNAL: _signal,
    Takes.CHOICE: _choice,
    Takes.SETTINGS: _settings,
    Takes.USES: _uses,
    Takes.VALUE: _value,
}
