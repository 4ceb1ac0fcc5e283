"""Values of mainstay.yaml: each must be what its key takes."""

import re
from collections.abc import Callable, Mapping
from typing import cast

from mainstay.detect.cron import is_cron
from mainstay.detect.foreign import Marked, as_list
from mainstay.detect.manifest.asked import formed, policies, properties, tags
from mainstay.detect.manifest.key import SHOWN, ManifestKey, Takes
from mainstay.detect.manifest.links import links
from mainstay.detect.names import nearest
from mainstay.detect.tree import inside
from mainstay.detect.urls import looks_secret, port_number
from mainstay.model.errors import MainstayError
from mainstay.model.intent import (
    Engine,
    FromFile,
    Generated,
    Given,
    Literal,
    PackageManager,
    Runtime,
    Trigger,
)
from mainstay.model.requirement import Aim, DataClass
from mainstay.model.target import Target

SIGNALS = ("TERM", "INT", "QUIT", "HUP", "USR1", "USR2", "KILL", "WINCH")
_ENV_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")
_CHOICES: dict[str, Callable[[str], object]] = {
    "runtime": Runtime,
    "manager": PackageManager,
    "trigger": Trigger,
    "engine": Engine,
    "aim": Aim,
    "data_class": DataClass,
    "target": Target,
}


def checked(key: ManifestKey, value: object, where: str) -> object:
    """The value of a key as the Intent holds it. Raises `MainstayError` naming the place and what the key takes."""
    return _READERS[key.takes](key, value, where)


def _text(key: ManifestKey, value: object, where: str) -> object:
    if isinstance(value, str):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool) and key.name == "requires":
        return str(value)
    raise key.refusal(value, where)


def _command(key: ManifestKey, value: object, where: str) -> object:
    if isinstance(value, str) and value.strip():
        return value
    raise key.refusal(value, where)


def _path(key: ManifestKey, value: object, where: str) -> str:
    if isinstance(value, str) and value and inside(".", value):
        return inside(".", value)
    raise key.refusal(value, where)


def _paths(key: ManifestKey, value: object, where: str) -> object:
    if not isinstance(value, list):
        raise key.refusal(value, where)
    return tuple(_path(key, item, where) for item in as_list(cast("object", value)))


def _number(key: ManifestKey, value: object, where: str) -> object:
    if isinstance(value, int) and not isinstance(value, bool) and (key.limits is None or key.limits.allow(value)):
        return value
    raise key.refusal(value, where)


def _amount(key: ManifestKey, value: object, where: str) -> object:
    if isinstance(value, int | float) and not isinstance(value, bool) and key.limits and key.limits.allow(value):
        return float(value)
    raise key.refusal(value, where)


def _port(key: ManifestKey, value: object, where: str) -> object:
    if isinstance(value, int) and not isinstance(value, bool) and port_number(str(value)):
        return value
    raise key.refusal(value, where)


def _flag(key: ManifestKey, value: object, where: str) -> object:
    if isinstance(value, bool):
        return value
    raise key.refusal(value, where)


def _texts(key: ManifestKey, value: object, where: str) -> object:
    items = as_list(value)
    if value != items or not all(isinstance(item, str) for item in items):
        raise key.refusal(value, where)
    return tuple(str(item) for item in items)


def _cron(key: ManifestKey, value: object, where: str) -> object:
    if isinstance(value, str) and is_cron(value):
        return value
    raise key.refusal(value, where)


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
        return _CHOICES[key.name](value)
    close = nearest(str(value), key.choices)
    raise key.error(where, f"it is {str(value)[:SHOWN]!r}", f"did you mean `{close}`?" if close else "")


def _settings(key: ManifestKey, value: object, where: str) -> object:
    """Name → value; None takes the name away."""
    if not isinstance(value, Marked):
        raise key.refusal(value, where)
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


_READERS: dict[Takes, Callable[[ManifestKey, object, str], object]] = {
    Takes.TEXT: _text,
    Takes.COMMAND: _command,
    Takes.FOLDER: _path,
    Takes.FOLDERS: _paths,
    Takes.NUMBER: _number,
    Takes.AMOUNT: _amount,
    Takes.PORT: _port,
    Takes.FLAG: _flag,
    Takes.TEXTS: _texts,
    Takes.CRON: _cron,
    Takes.SIGNAL: _signal,
    Takes.CHOICE: _choice,
    Takes.SETTINGS: _settings,
    Takes.USES: links,
    Takes.VALUE: _value,
    Takes.TAGS: tags,
    Takes.PROPERTIES: properties,
    Takes.KIND: formed,
    Takes.REGION: formed,
    Takes.DOMAIN: formed,
    Takes.IMAGE: formed,
    Takes.URL_PATH: formed,
    Takes.POLICIES: policies,
}
