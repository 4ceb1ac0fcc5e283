"""What must hold, said in the test or in the program: always, sometimes, reachable, unreachable, eventually.

All of them may be called from every host. The first that is broken ends the simulation; a `sometimes` that never held
in any of the runs of a test is a failure of the test (Antithesis SDK, Assertions).
"""

from collections.abc import Callable
from types import CoroutineType
from typing import cast

from mainstay.prove.machine import current
from mainstay.prove.machine.hub import SECOND

Details = dict[str, object]


class Broken(AssertionError):  # noqa: N818 - what it says of a property
    """A property does not hold. `name` is the property's, `details` what was found."""

    def __init__(self, name: str, details: Details) -> None:
        told = ", ".join(_shown(key, value) for key, value in details.items())
        super().__init__(f"{name}: {told}" if told else name)
        self.name, self.details = name, details


def _shown(name: str, value: object) -> str:
    """One detail; a text of several lines, such as a report, stands for itself."""
    return value if isinstance(value, str) and "\n" in value else f"{name}={value!r}"


class Ledger:
    """What the properties of one simulation have seen. `asked` counts checks: a test that checks nothing is known."""

    def __init__(self) -> None:
        self.asked = 0
        self.met: dict[str, bool] = {}  # `sometimes` and `reachable`: whether it ever held
        self.progress: dict[str, float] = {}  # the best value of each number that should grow
        self.broken: Broken | None = None
        self.on_new: Callable[[str], None] = lambda _: None

    def fail(self, name: str, details: Details) -> None:
        """Remember the first broken property and end the simulation."""
        if self.broken is None:
            self.broken = Broken(name, details)
            current.hub.trace("broken", name)
        current.hub.stop()
        if current.thread is not None:
            raise self.broken

    def meet(self, name: str, held: bool) -> None:
        """A `sometimes` was looked at."""
        self.asked += 1
        self.note(name, held)

    def note(self, name: str, held: bool) -> None:
        """A milestone that nobody asked for: it guides the search."""
        if held and not self.met.get(name):
            self.met[name] = True
            self.on_new(name)
        else:
            self.met.setdefault(name, False)


ledger = Ledger()


def reset() -> Ledger:
    """A fresh ledger for a new simulation."""
    global ledger  # noqa: PLW0603 - one simulation for each process
    ledger = Ledger()
    return ledger


def _holds(condition: object, name: str) -> bool:
    """Whether what a property was given is true; what has still to be awaited always would be, and proves nothing."""
    if not hasattr(type(condition), "__await__"):
        return bool(condition)
    if isinstance(condition, CoroutineType):
        cast("CoroutineType[object, object, object]", condition).close()  # or Python warns of it, somewhere else
    kind = type(cast("object", condition)).__name__
    ledger.fail(name, {"condition": f"a {kind}, which is true before it has run: await it"})
    return False


def always(condition: object, name: str, /, **details: object) -> None:
    """`condition` must hold each time this is reached. `details` are shown when it does not."""
    ledger.asked += 1
    if not _holds(condition, name):
        ledger.fail(name, details)


def sometimes(condition: object, name: str) -> None:
    """`condition` must hold at least once in all the runs of the test: a state that testing must reach."""
    ledger.meet(name, _holds(condition, name))


def reachable(name: str) -> None:
    """The line must be reached at least once in all the runs of the test."""
    ledger.meet(name, held=True)


def unreachable(name: str, /, **details: object) -> None:
    """The line must never be reached."""
    ledger.asked += 1
    ledger.fail(name, details)


def always_equal(left: object, right: object, name: str) -> None:
    """`left` must equal `right` each time; both are shown when not."""
    always(left == right, name, left=left, right=right)


def always_at_most(value: float, limit: float, name: str) -> None:
    """`value` must not be above `limit`. How near it came guides the search."""
    toward(-abs(limit - value), f"{name} (nearness)")
    always(value <= limit, name, value=value, limit=limit)


def always_at_least(value: float, limit: float, name: str) -> None:
    """`value` must not be below `limit`. How near it came guides the search."""
    toward(-abs(limit - value), f"{name} (nearness)")
    always(value >= limit, name, value=value, limit=limit)


def sometimes_at_least(value: float, limit: float, name: str) -> None:
    """`value` must reach `limit` in some run. How near it came guides the search."""
    toward(min(value, limit), f"{name} (nearness)")
    sometimes(value >= limit, name)


def toward(value: float, name: str) -> None:
    """A number that is worth making larger: exploration branches from states where it is the largest so far."""
    best = ledger.progress.get(name)
    if best is None or value > best:
        ledger.progress[name] = value
        ledger.on_new(f"{name} = {value:g}")


def eventually(check: Callable[[], object], name: str, *, within_s: float = 60.0, every_s: float = 0.1) -> object:
    """`check()` must become true within `within_s` seconds without faults; its value. Blocks the calling thread.

    Faults stop, cuts are mended and hosts start again at the call, and stay so: what is checked must be stable.
    """
    ledger.asked += 1
    machine = current.host().machine
    machine.calm()
    hub = current.hub
    deadline = hub.now + int(within_s * SECOND)
    while True:
        found = check()
        if _holds(found, name):
            return found
        if hub.now >= deadline:
            ledger.fail(name, {"within_s": within_s})
        hub.pause(int(every_s * SECOND))


def invariant(check: Callable[[], object], name: str) -> None:
    """`check()` must hold after every event, whatever runs where. It may look at objects of the test, and not wait."""
    ledger.asked += 1

    def look() -> None:
        if ledger.broken is not None:
            return
        try:
            found = check()
        except Exception as trouble:  # noqa: BLE001 - the test's own code may raise anything
            ledger.fail(name, {"error": f"its check raised {trouble!r}"})
        else:
            if not _holds(found, name):
                ledger.fail(name, {})

    current.hub.every.append(look)
