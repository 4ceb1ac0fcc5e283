"""A Plan is proved: the executor carries it out on simulated machinery and is killed everywhere.

It is killed before and after each effect, and the next command takes over; that one is killed, too. Each step fails
once, and must leave what served before. What is proved is the order of the steps, their inverses and the recovery, not
the programs that the Plan starts.
"""

import contextlib
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from mainstay.model.errors import MainstayError
from mainstay.model.value import Value
from mainstay.run import PlanJournal
from mainstay.run.simulation import Died, SimulatedMachine

Make = Callable[[], SimulatedMachine]
"""A machine as it is before the Plan."""
Command = Callable[[SimulatedMachine], Awaitable[None]]
"""The command that the user gives, and gives again: finish or undo what was interrupted, plan, apply."""

_STRUCK = "it fails on purpose"


class PlanVerdict(Value, frozen=True, kw_only=True):
    """What came of it. `effects` are those of one undisturbed run; `broken` what does not hold, and `at` where."""

    effects: int
    kills: int
    failures: int
    broken: str = ""
    at: str = ""

    @property
    def held(self) -> bool:
        """Whether all holds."""
        return not self.broken


@dataclass(frozen=True)
class _Strike:
    """One thing that goes wrong: at the effect `number`, then in the command after it at `again` (None: nowhere)."""

    number: int
    again: int | None = None
    fails: bool = False


class _Run:
    """One machine with its commands. `names` are the effects of the last command, as the machine calls them."""

    def __init__(self, make: Make, command: Command) -> None:
        self.machine, self._command = make(), command
        self.names: list[str] = []
        self.broken = ""
        self._before, self._recorded = _serving(self.machine), _recorded(self.machine)

    async def strike(self, number: int | None, error: BaseException) -> None:
        """The command, ended by `error` at its effect `number`."""
        self.names = []

        def fault(name: str) -> None:
            self.names.append(name)
            self.broken = self.broken or _outage(self.machine)
            if len(self.names) - 1 == number:
                raise error

        self.machine.fault = fault
        with contextlib.suppress(Died):
            await self._command(self.machine)

    async def fail(self, number: int) -> None:
        """The command, one effect of which fails; what served before must serve on, unless the new release does."""
        error = MainstayError("the proof", "every step may fail", _STRUCK, hint="look at the step")
        try:
            await self.strike(number, error)
        except MainstayError:
            if _recorded(self.machine) == self._recorded and _serving(self.machine) != self._before:
                self.broken = self.broken or "a step that fails leaves what served before"


async def prove_plan(make: Make, command: Command, *, seeds: int, first: int = 0) -> PlanVerdict:
    """Carry out the command, struck at each effect, and struck twice in `seeds` random pairs of places."""
    calm = _Run(make, command)
    await calm.strike(None, Died())
    effects, wanted = len(calm.names), _state(calm.machine)
    if calm.broken:
        return PlanVerdict(effects=effects, kills=0, failures=0, broken=calm.broken, at="nothing strikes")
    strikes = [_Strike(number) for number in range(effects)]
    strikes += [_Strike(number, fails=True) for number in range(effects)]
    for seed in range(first, first + seeds) if effects else ():
        chance = random.Random(seed)  # noqa: S311 - the same seed strikes at the same places
        strikes.append(_Strike(chance.randrange(effects), chance.randrange(effects)))
    kills = failures = 0
    for strike in strikes:
        broken = await _struck(make, command, strike, wanted)
        kills, failures = kills + (not strike.fails), failures + strike.fails
        if broken:
            at = f"{'failed' if strike.fails else 'killed'} {calm.names[strike.number]} (effect {strike.number})"
            again = "" if strike.again is None else f", and the next command at its effect {strike.again}"
            return PlanVerdict(effects=effects, kills=kills, failures=failures, broken=broken, at=at + again)
    return PlanVerdict(effects=effects, kills=kills, failures=failures)


async def _struck(make: Make, command: Command, strike: _Strike, wanted: dict[str, object]) -> str:
    """What does not hold after one strike and the command after it; "" where all does."""
    run = _Run(make, command)
    if strike.fails:
        await run.fail(strike.number)
    else:
        await run.strike(strike.number, Died())
        if strike.again is not None:
            await run.strike(strike.again, Died())
    if not run.broken:
        await run.strike(None, Died())
    if run.broken:
        return run.broken
    if PlanJournal(run.machine.journal).unfinished() is not None:
        return "no plan is left unfinished"
    return "" if _state(run.machine) == wanted else "the next command ends in the wanted state"


def _outage(machine: SimulatedMachine) -> str:
    """Whether requests go to what does not run."""
    routed = {upstream.id for route in machine.table.routes for upstream in route.upstreams}
    return "requests go to instances that run" if machine.supervisor_runs and routed - set(machine.instances) else ""


def _recorded(machine: SimulatedMachine) -> int:
    """How many releases are recorded."""
    return sum(event.topic == "release" for event in machine.journal.events)


def _serving(machine: SimulatedMachine) -> dict[tuple[str, int], list[str]]:
    """Who answers at each port."""
    table = {(r.service, r.port): sorted(u.id for u in r.upstreams) for r in machine.table.routes}
    return {place: instances for place, instances in table.items() if instances}


def _state(machine: SimulatedMachine) -> dict[str, object]:
    """What people see: which resources run how often, and which of them serve. Numbers of releases do not matter."""
    serves = {
        place: sorted(machine.instances[name].resource for name in names if name in machine.instances)
        for place, names in _serving(machine).items()
    }
    return {"runs": sorted(start.resource for start in machine.instances.values()), "serves": serves}
