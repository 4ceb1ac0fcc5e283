"""What connections of one host hold: locks on a database file, and the shared memory of its write-ahead log."""

import ctypes

from mainstay.prove.machine.files import sqlite_abi as abi


class DatabaseLocks:
    """The five levels of locks on one database (sqlite.org/lockingv3.html). Owners are numbers of open files."""

    def __init__(self) -> None:
        self.levels: dict[int, int] = {}

    def _others(self, owner: int) -> list[int]:
        return [level for other, level in self.levels.items() if other != owner]

    def lock(self, owner: int, level: int) -> bool:
        """Go up to `level`; False where another connection is in the way. EXCLUSIVE goes through PENDING."""
        if self.levels.get(owner, abi.NONE) >= level:
            return True
        highest = max(self._others(owner), default=abi.NONE)
        if level == abi.SHARED:
            free = highest < abi.PENDING
        elif level == abi.RESERVED:
            free = highest < abi.RESERVED
        else:
            free = highest == abi.NONE
            if not free and highest < abi.RESERVED:
                self.levels[owner] = abi.PENDING  # keeps new readers out until those who read have finished
        if free:
            self.levels[owner] = level
        return free

    def unlock(self, owner: int, level: int) -> None:
        """Go down to SHARED or NONE."""
        if level == abi.NONE:
            self.levels.pop(owner, None)
        else:
            self.levels[owner] = level

    @property
    def reserved(self) -> bool:
        """Whether somebody is writing, or about to."""
        return any(level >= abi.RESERVED for level in self.levels.values())


class SharedMemory:
    """The index of a write-ahead log, which connections of one host share. It is not durable: it is made anew."""

    def __init__(self) -> None:
        self.regions: list[ctypes.Array[ctypes.c_char]] = []
        self.users: set[int] = set()
        self._held: list[dict[int, int]] = [{} for _ in range(abi.SHM_SLOTS)]

    def region(self, index: int, size: int, *, extend: bool) -> int | None:
        """The address of a region of `size` bytes; None where it does not exist and may not be made."""
        while extend and len(self.regions) <= index:
            self.regions.append(ctypes.create_string_buffer(size))
        return ctypes.addressof(self.regions[index]) if index < len(self.regions) else None

    def lock(self, owner: int, slots: range, *, exclusive: bool) -> bool:
        """Lock some slots; False where another connection is in the way."""
        for slot in slots:
            for other, mode in self._held[slot].items():
                if other != owner and (exclusive or mode == abi.SHM_EXCLUSIVE):
                    return False
        for slot in slots:
            self._held[slot][owner] = abi.SHM_EXCLUSIVE if exclusive else abi.SHM_SHARED
        return True

    def unlock(self, owner: int, slots: range) -> None:
        """Give up some slots."""
        for slot in slots:
            self._held[slot].pop(owner, None)

    def leave(self, owner: int) -> bool:
        """A connection is gone; whether it was the last."""
        self.unlock(owner, range(abi.SHM_SLOTS))
        self.users.discard(owner)
        return not self.users
