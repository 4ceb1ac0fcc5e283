"""Memory limits of instances, where the machine has them."""

from dataclasses import dataclass
from pathlib import Path

from mainstay.world.ports import Clock, MemoryGroups

_TRIES, _PAUSE_S = 20, 0.05


@dataclass
class Limit:
    """The limit of one run of an instance. `note` says what people should know; `exceeded` that it was reached."""

    group: Path | None = None
    note: str = ""
    exceeded: bool = False

    async def end(self, groups: MemoryGroups, clock: Clock, memory_mib: int | None) -> None:
        """See whether the limit was reached, and remove the group."""
        if self.group is None:
            return
        if groups.kills(self.group):
            self.exceeded = True
            self.note = f"a process of it was killed because together they needed more than {memory_mib} MiB of memory"
        for _ in range(_TRIES):  # the kernel needs a moment to let go of the last process
            if groups.drop(self.group):
                return
            await clock.sleep(_PAUSE_S)


def limit(groups: MemoryGroups, project: str, instance: str, memory_mib: int | None) -> Limit:
    """The limit for an instance that is about to start; where there can be none, a note says why."""
    if memory_mib is None:
        return Limit()
    reason = groups.missing()
    if not reason:
        try:
            return Limit(group=groups.make(project, instance, memory_mib))
        except OSError as error:
            reason = error.strerror or str(error)
    return Limit(note=f"its memory is not limited to {memory_mib} MiB, because on this machine {reason}")
