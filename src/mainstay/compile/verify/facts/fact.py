"""The shape of what is known of one resource type. Written from the vendor's documentation, not the catalog."""

from collections.abc import Callable
from enum import StrEnum

import msgspec

from mainstay.model.intent import Property
from mainstay.model.requirement import Access

Test = Callable[[tuple[object, ...]], bool]
"""Whether the values of a property are as they must be; () where it is not set."""


class When(StrEnum):
    """When a protection is due.

    `SAFE`: in production, or for personal and secret data. `STEADY`: where a zone may fail: availability from 99.9, or
    personal and secret data in production.
    """

    ALWAYS = "always"
    SAFE = "safe"
    STEADY = "steady"


class Need(msgspec.Struct, frozen=True, kw_only=True):
    """Actions without which an access does not work. `inside` are those on what the resource holds (`arn/*`)."""

    actions: tuple[str, ...]
    inside: bool = False


class Permit(msgspec.Struct, frozen=True, kw_only=True):
    """What one access takes: `needs` at least, `may` at most beyond it; `key` are uses of the key that encrypts it.

    `called` is needed on top where the platform takes what comes and calls a function with it.
    """

    needs: tuple[Need, ...] = ()
    may: tuple[str, ...] = ()
    key: tuple[str, ...] = ()
    called: tuple[str, ...] = ()


class Guard(msgspec.Struct, frozen=True, kw_only=True):
    """A property that must hold: the values at any of `paths` must pass `test`."""

    paths: tuple[str, ...]
    test: Test
    must: str
    otherwise: str
    when: When = When.ALWAYS
    only_if: tuple[str, Test] | None = None


class Listens(msgspec.Struct, frozen=True, kw_only=True):
    """The port it listens on in the network: that at `path`, else that of its engine (at `engine`), else `port`."""

    port: int = 0
    path: str = ""
    engine: str = ""
    by_engine: dict[str, int] = {}


class Outside(msgspec.Struct, frozen=True, kw_only=True):
    """Where it is reached besides its API, by who is told one of `when`: the endpoint name and the port."""

    service: str
    port: int
    when: frozenset[Property]


class Runs(msgspec.Struct, frozen=True, kw_only=True):
    """A program, or a service that acts with a role: who may assume the role at which path.

    `starts` are the paths of roles that the platform uses to start it, not the program itself; `started_by` assumes
    those, where that is somebody else. `tells_as_own` says that secrets are read with the role of the program all the
    same, before it is told them.
    """

    trust: str
    roles: tuple[str, ...]
    starts: tuple[str, ...] = ()
    started_by: str = ""
    tells_as_own: bool = False
    environment: tuple[str, ...] = ()
    code: bool = True


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """All that is known of one type. `api` are endpoint names of the API it is used through; `key` where its key is."""

    type: str
    api: tuple[str, ...] = ()
    listens: Listens | None = None
    outside: Outside | None = None
    permits: dict[Access, Permit] = {}
    key: str = ""
    guards: tuple[Guard, ...] = ()
    runs: Runs | None = None
    policy: str = ""
    holds_data: bool = False


def is_true(values: tuple[object, ...]) -> bool:
    """Set, and true everywhere."""
    return bool(values) and all(value is True for value in values)


def not_true(values: tuple[object, ...]) -> bool:
    """Not set, or false."""
    return all(value is not True for value in values)


def not_false(values: tuple[object, ...]) -> bool:
    """Not set, or true: the provider's default is the safe side."""
    return all(value is not False for value in values)


def is_set(values: tuple[object, ...]) -> bool:
    """Set to something."""
    return bool(values) and all(value not in ("", False, 0) for value in values)


def not_set(values: tuple[object, ...]) -> bool:
    """Not set."""
    return not is_set(values)


def one_of(*allowed: object) -> Test:
    """Set, and one of these."""
    return lambda values: bool(values) and all(value in allowed for value in values)


def none_of(*refused: object) -> Test:
    """Not one of these; may be unset."""
    return lambda values: all(value not in refused for value in values)


def at_least(least: float) -> Test:
    """A number, and not less."""
    return lambda values: bool(values) and all(isinstance(value, int | float) and value >= least for value in values)
