"""What the decorator of a simulated test says, checked: a slip there must not make another test of it."""

import math
import re
import traceback
from collections.abc import Iterable
from pathlib import Path
from typing import Any, cast

import msgspec

from mainstay.model.errors import MainstayError
from mainstay.model.value import Value, decode, encode
from mainstay.prove.faults import DiskFaults, Faults, HostFaults, Latency, NetworkFaults

_HERE = str(Path(__file__).parent)
_NAME = re.compile(r"[^\s/]([^\n/]*[^\s/])?")  # they are part of paths and of lines of a timeline
_PARTS = {"latency": Latency, "network": NetworkFaults, "host": HostFaults, "disk": DiskFaults}
_OWN = "test"  # the host on which the test itself runs


class Settings(Value, frozen=True):
    """What the decorator says of a simulated test; `mainstay.prove.simulation` explains it."""

    hosts: tuple[str, ...]
    seconds: float
    events: int
    faults: Faults
    seeds: int
    share: tuple[str, ...]
    system: str


def checked(settings: Settings) -> Settings:
    """The settings as they are; raises `MainstayError` where one of them cannot be meant."""
    _names("hosts", settings.hosts, hint='hosts=["web", "worker"]')
    _names("share", settings.share, hint='share=["numpy"]')
    for name in settings.hosts:
        if not _NAME.fullmatch(name) or name == _OWN:
            hint = "no slash, no blank at an end, and not `test`, where the test itself runs"
            raise _wrong("hosts", "must be names of hosts", repr(name), hint)
    doubles = {name for name in settings.hosts if settings.hosts.count(name) > 1}
    if doubles:
        raise _wrong("hosts", "must name each host once", f"{', '.join(sorted(doubles))} twice", "take one away")
    _number("seconds", settings.seconds, (int, float), hint="seconds=600")
    _number("events", settings.events, (int,), hint="events=5_000_000")
    _number("seeds", settings.seeds, (int,), hint="seeds=20")
    _plan(settings.faults)
    return settings


def listed(names: Any) -> Any:  # noqa: ANN401 - whatever was given
    """Names as a tuple; what is no list of names stays as it is, for `checked` to tell."""
    return (
        tuple(cast("Iterable[object]", names)) if isinstance(names, Iterable) and not isinstance(names, str) else names
    )


def _names(what: str, names: Any, *, hint: str) -> None:  # noqa: ANN401 - whatever was given
    if not isinstance(names, tuple) or not all(isinstance(name, str) for name in cast("tuple[object]", names)):
        raise _wrong(what, "must be a list of names", repr(cast("object", names)), hint)


def _number(what: str, value: float, kinds: tuple[type, ...], *, hint: str) -> None:
    if isinstance(value, bool) or not isinstance(value, kinds) or not math.isfinite(value) or value <= 0:
        raise _wrong(what, "must be a number above 0", repr(value), hint)


def _plan(faults: object) -> None:
    hint = "faults=prove.ROUGH, or prove.Faults(network=prove.NetworkFaults(loss=0.05))"
    if not isinstance(faults, Faults):
        raise _wrong("faults", "must be a plan, a Faults", f"{type(faults).__name__}", hint)
    for part, kind in _PARTS.items():
        if type(getattr(faults, part)) is not kind:
            found = f"{type(getattr(faults, part)).__name__} as `{part}`"
            raise _wrong("faults", f"must have a {kind.__name__} there", found, f"{part}=prove.{kind.__name__}()")
    try:
        decode(encode(faults), Faults)
    except msgspec.ValidationError as trouble:
        raise _wrong("faults", "must be what a plan may say", str(trouble), hint) from None


def _wrong(what: str, must: str, found: str, hint: str) -> MainstayError:
    caller = next(frame for frame in reversed(traceback.extract_stack()) if not frame.filename.startswith(_HERE))
    return MainstayError(f"{caller.filename}:{caller.lineno}: @simulation({what}=…)", must, found, hint=hint)
