"""Values of policy files: each must be what its key takes."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from mainstay.detect.foreign import Marked, as_list, key_line
from mainstay.detect.manifest.asked import plain
from mainstay.detect.names import is_name, nearest
from mainstay.detect.policy.keys import PolicyKey, Takes
from mainstay.model.errors import MainstayError
from mainstay.model.origin import Origin, Source

SHOWN = 60
MOST_WEIGHT = 1000
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True)
class Place:
    """A line of a policy file, as errors show it."""

    path: str
    line: int

    @property
    def origin(self) -> Origin:
        """The place as the origin of a value."""
        return Origin(source=Source.FILE, path=self.path, line=self.line)

    def at(self, line: int) -> "Place":
        """Another line of the same file."""
        return replace(self, line=line)

    def error(self, must: str, found: str, hint: str) -> MainstayError:
        """What is told about this line."""
        return MainstayError(f"{self.path}:{self.line}", must, found, hint=hint)

    def unknown(self, shown: str, what: str, word: str, known: Iterable[str]) -> MainstayError:
        """What is told about a word that is none of those that are known."""
        names = list(known)
        close = nearest(word, names)
        hint = f"did you mean `{close}`?" if close else f"there are {', '.join(names) or 'none'}"
        return self.error(f"must be {what}", f"{shown} is none", hint)


def checked_keys(data: object, keys: Iterable[PolicyKey], place: Place, what: str) -> Mapping[str, object]:
    """The values of a mapping by their keys, as rules hold them; null says nothing.

    Raises `MainstayError` where a key is unknown, missing or there twice, or a value is not what its key takes.
    """
    known = {key.name: key for key in keys}
    if not isinstance(data, Marked):
        raise place.error(f"{what} must hold keys and values", "it does not", f"keys: {', '.join(known)}")
    for name, line in data.repeated.items():
        raise place.at(line).error("every key must be there once", f"`{name}` stands there twice", "remove one")
    for name in data:
        if name not in known:
            raise place.at(key_line(data, name)).unknown(f"`{name}`", f"a key of {what}", name, known)
    for key in known.values():
        if key.required and data.get(key.name) is None:
            raise place.error(f"{what} must have `{key.name}`", "there is none", f"add `{key.name}: {key.example}`")
    stated = {name: value for name, value in data.items() if value is not None}
    return {
        name: _READERS[known[name].takes](known[name], v, place.at(key_line(data, name))) for name, v in stated.items()
    }


def _wrong(key: PolicyKey, value: object, place: Place) -> MainstayError:
    shown = repr(value)[:SHOWN] if isinstance(value, str | int | float) else "something else"
    return place.error(
        f"`{key.name}` must be {key.wanted}", f"it is {shown}", f"for example `{key.name}: {key.example}`"
    )


def _name(key: PolicyKey, value: object, place: Place) -> object:
    if isinstance(value, str) and is_name(value):
        return value
    raise _wrong(key, value, place)


def _text(key: PolicyKey, value: object, place: Place) -> object:
    if isinstance(value, str) and value.strip():
        return value.strip()
    raise _wrong(key, value, place)


def _condition(key: PolicyKey, value: object, place: Place) -> object:
    if isinstance(value, bool):
        return "true" if value else "false"
    return _text(key, value, place)


def _defaults(key: PolicyKey, value: object, place: Place) -> object:
    return _values(key, value, place) if isinstance(value, Marked) else _condition(key, value, place)


def _values(key: PolicyKey, value: object, place: Place) -> object:
    if isinstance(value, Marked) and not value.repeated:
        return {name: plain(item) for name, item in value.items()}
    raise _wrong(key, value, place)


def _weight(key: PolicyKey, value: object, place: Place) -> object:
    if isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= MOST_WEIGHT:
        return value
    raise _wrong(key, value, place)


def _choice(key: PolicyKey, value: object, place: Place) -> object:
    if value in key.choices:
        return value
    close = nearest(str(value), key.choices)
    error = _wrong(key, value, place)
    raise place.error(error.must, error.found, f"did you mean `{close}`?" if close else error.hint)


def _choices(key: PolicyKey, value: object, place: Place) -> object:
    return tuple(_choice(key, word, place) for word in _several(key, value, place))


def _patterns(key: PolicyKey, value: object, place: Place) -> object:
    return tuple(str(_text(key, word, place)) for word in _several(key, value, place))


def _several(key: PolicyKey, value: object, place: Place) -> list[object]:
    words = as_list(value) or ([value] if isinstance(value, str) else [])
    if not words:
        raise _wrong(key, value, place)
    return words


def _tags(key: PolicyKey, value: object, place: Place) -> object:
    if isinstance(value, Marked) and value and all(isinstance(item, str | int) for item in value.values()):
        return {name: str(item) for name, item in value.items()}
    raise _wrong(key, value, place)


def _day(key: PolicyKey, value: object, place: Place) -> object:
    try:
        if isinstance(value, str) and _DAY.fullmatch(value):
            return date.fromisoformat(value).isoformat()
    except ValueError:
        raise _wrong(key, value, place) from None
    raise _wrong(key, value, place)


def _mapping(key: PolicyKey, value: object, place: Place) -> object:
    if isinstance(value, Marked):
        return value
    raise _wrong(key, value, place)


def _list(key: PolicyKey, value: object, place: Place) -> object:
    if isinstance(value, list):
        return as_list(value)  # pyright: ignore[reportUnknownArgumentType] - what stands in it is looked at one by one
    raise _wrong(key, value, place)


_READERS: dict[Takes, Callable[[PolicyKey, object, Place], object]] = {
    Takes.NAME: _name,
    Takes.TEXT: _text,
    Takes.CONDITION: _condition,
    Takes.DEFAULTS: _defaults,
    Takes.VALUES: _values,
    Takes.WEIGHT: _weight,
    Takes.CHOICE: _choice,
    Takes.CHOICES: _choices,
    Takes.PATTERNS: _patterns,
    Takes.TAGS: _tags,
    Takes.DAY: _day,
    Takes.KEYS: _mapping,
    Takes.LIST: _list,
}
