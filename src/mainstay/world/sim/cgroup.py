"""Memory groups of a machine that is made up."""

from pathlib import Path


class SimulatedMemoryGroups:
    """Implements `world.ports.MemoryGroups` in memory; nothing is ever killed."""

    def __init__(self) -> None:
        self._groups: dict[str, set[Path]] = {}

    def missing(self) -> str:
        """They are there."""
        return ""

    def make(self, project: str, name: str, memory_mib: int) -> Path:
        """See `MemoryGroups`."""
        del memory_mib
        group = Path("/simulated") / project / name
        self._groups.setdefault(project, set()).add(group)
        return group

    def kills(self, group: Path) -> int:
        """None."""
        del group
        return 0

    def drop(self, group: Path) -> bool:
        """See `MemoryGroups`."""
        for groups in self._groups.values():
            groups.discard(group)
        return True

    def leftover(self, project: str) -> list[Path]:
        """See `MemoryGroups`."""
        return sorted(self._groups.get(project, ()))
