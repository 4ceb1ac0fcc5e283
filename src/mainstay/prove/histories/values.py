"""What histories are made of, and what checking one gives."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Any, cast

from mainstay.model.value import Value

FOREVER = 1 << 62
"""The moment at which a call ends that nobody saw ending."""


class Status(StrEnum):
    """How a call ended. FAILED: it had no effect for certain. UNKNOWN: it may have one at any later time, or never."""

    OK = "ok"
    FAILED = "failed"
    UNKNOWN = "unknown"


class Call(Value, frozen=True, kw_only=True):
    """One call of one process: what it asked of `key`, and what came back.

    `started` and `ended` are moments: numbers that grow by one with each start and each end of the history, so that no
    two are equal. Call a happened before call b where `a.ended < b.started`. `at_ns` is the simulated time of the
    start. Values are hashable (`frozen`).
    """

    number: int
    process: str
    action: str
    key: Any = None
    value: Any = None
    result: Any = None
    status: Status = Status.UNKNOWN
    started: int = 0
    ended: int = FOREVER
    at_ns: int = 0

    @property
    def known(self) -> bool:
        """Whether its result is known."""
        return self.status is Status.OK


class Access(StrEnum):
    """What a transaction does to one key: APPEND to a list, WRITE a register, READ either."""

    APPEND = "append"
    WRITE = "write"
    READ = "read"


class Step(Value, frozen=True, kw_only=True):
    """One access of a transaction: the value that was written, or that came back."""

    access: Access
    key: Any
    value: Any = None


class Transaction(Value, frozen=True, kw_only=True):
    """The steps of one transaction, in their order. Moments are those of `Call`."""

    number: int
    process: str
    steps: tuple[Step, ...] = ()
    status: Status = Status.UNKNOWN
    started: int = 0
    ended: int = FOREVER
    at_ns: int = 0


class Answer(StrEnum):
    """What a check found. UNKNOWN: its budget of steps ended before it knew."""

    HELD = "held"
    BROKEN = "broken"
    UNKNOWN = "unknown"


class Report(Value, frozen=True, kw_only=True):
    """What a check found, and where a property is broken the smallest evidence.

    `evidence` are lines for people. `calls` cannot be brought into any order that the property allows, and no fewer of
    them. `prefix` counts the calls of the shortest beginning of the history that is broken already. `steps` is the work
    done.
    """

    claim: str
    answer: Answer
    why: str = ""
    evidence: tuple[str, ...] = ()
    calls: tuple[Call, ...] = ()
    prefix: int = 0
    steps: int = 0

    @property
    def held(self) -> bool:
        """Whether the property is known to hold."""
        return self.answer is Answer.HELD

    @property
    def broken(self) -> bool:
        """Whether the property is known not to hold."""
        return self.answer is Answer.BROKEN

    def __str__(self) -> str:
        head = f"{self.claim}: {self.answer}" + (f": {self.why}" if self.why else "")
        return "\n".join([head, *(f"  {line}" for line in self.evidence)])


def frozen(value: object) -> Any:  # noqa: ANN401 - whatever a program answers
    """`value` as it is now, hashable: lists become tuples, sets frozen sets, dictionaries tuples of sorted pairs."""
    if isinstance(value, (list, tuple)):
        return tuple(frozen(each) for each in cast("Iterable[object]", value))
    if isinstance(value, (set, frozenset)):
        return frozenset(frozen(each) for each in cast("Iterable[object]", value))
    if isinstance(value, dict):
        pairs = [(frozen(key), frozen(each)) for key, each in cast("dict[object, object]", value).items()]
        return tuple(sorted(pairs, key=repr))
    return bytes(value) if isinstance(value, bytearray) else value
