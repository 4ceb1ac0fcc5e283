"""Watching a running program: until it is ready, and its health from then on."""

from collections.abc import Callable
from dataclasses import dataclass

from mainstay.model.program import AliveProbe, ExitProbe, Probe
from mainstay.run.local.supervisor.probing import Prober
from mainstay.run.local.supervisor.verdict import Finding
from mainstay.world.ports import Clock

FIRST_LOOK_S, SLOWEST_LOOK_S = 0.03, 0.5
SETTLE_S = 1.5
"""How long a program that answers elsewhere may take to listen where it was told: some open a side door first."""

HEALTH_EVERY_S = 5.0
FAILURES_IN_A_ROW = 3


@dataclass(frozen=True)
class Watch:
    """Looks at one program. Each outcome is handed to `seen`; `missed` is called where the probe's time is over."""

    prober: Prober
    clock: Clock
    seen: Callable[[Finding], None]
    missed: Callable[[], None]

    async def until_ready(self, probe: Probe) -> bool:
        """Return True once it is ready, False for programs that are never ready, only done.

        After the probe's time it is called missed, but looked at further: what comes late is still welcome.
        """
        if isinstance(probe, AliveProbe):
            await self.clock.sleep(probe.for_s)
            self.seen(Finding(ready=True))
            return True
        if isinstance(probe, ExitProbe):
            await self.clock.sleep(probe.timeout_s)
            self.seen(Finding(ready=False, found=f"it was still running after {probe.timeout_s:g} s"))
            self.missed()
            return False
        return await self._keep_looking(probe.timeout_s)

    async def guard(self, endpoint: str, recovered: Callable[[], None]) -> None:
        """Look every five seconds, for ever. Three bad looks in a row are called missed, the next good one recovered.

        Nothing is ever killed for bad looks: a program that is busy is worth more than one that starts anew.
        """
        bad = 0
        while True:
            await self.clock.sleep(HEALTH_EVERY_S)
            finding = await self.prober.again(endpoint)
            bad = 0 if finding.ready else bad + 1
            if bad == FAILURES_IN_A_ROW:
                self.seen(finding)
                self.missed()
            elif finding.ready:
                recovered()

    async def _keep_looking(self, timeout_s: float) -> bool:
        begun, pause, told = self.clock.monotonic(), FIRST_LOOK_S, False
        elsewhere_since: float | None = None
        while True:
            finding, now = await self.prober.look(), self.clock.monotonic()
            elsewhere_since = (elsewhere_since or now) if finding.elsewhere else None
            if finding.ready and (elsewhere_since is None or now - elsewhere_since >= SETTLE_S):
                self.seen(finding)
                return True
            if not finding.ready:
                self.seen(finding)
            if not told and now - begun >= timeout_s:
                told = True
                self.missed()
            await self.clock.sleep(pause)
            pause = min(SLOWEST_LOOK_S, pause * 1.5)
