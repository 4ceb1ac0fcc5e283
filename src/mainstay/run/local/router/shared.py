"""What all connections of one worker share."""

import asyncio
from collections.abc import Callable
from itertools import count

from mainstay.run.local.router.forward import Network
from mainstay.run.local.router.limits import Limits
from mainstay.world.ports import Clock

Log = Callable[[str], None]
"""Takes one line without its newline."""


class Shared:
    """Clock, limits, request ids and the access log (None where nobody wants it).

    `now_s` is the loop's time at the last tick: good enough for limits of time, and free. `prefix` makes request ids
    of this worker unlike all others; an id is the prefix and the next of `numbers`.
    """

    __slots__ = ("clock", "limits", "log", "loop", "monotonic", "now_s", "numbers", "prefix", "trusted",
                 "wall_offset_s")  # fmt: skip

    def __init__(
        self,
        clock: Clock,
        prefix: str,
        limits: Limits,
        *,
        trusted: tuple[Network, ...] = (),
        log: Log | None = None,
    ) -> None:
        self.clock, self.limits, self.trusted = clock, limits, trusted
        self.loop = asyncio.get_running_loop()
        self.monotonic = clock.monotonic
        self.prefix, self.numbers, self.log = prefix.encode(), count(), log
        self.now_s = self.wall_offset_s = 0.0
        self.tick()

    def tick(self) -> None:
        """Look at the clocks; called every `limits.tick_s`."""
        self.now_s = self.loop.time()
        self.wall_offset_s = self.clock.now() - self.clock.monotonic()
