import fcntl

import pytest

from mainstay.prove.machine.files import sqlite_abi as abi
from mainstay.prove.machine.files.locks import Locks
from mainstay.prove.machine.files.sqlite_locks import DatabaseLocks, SharedMemory

NOW = fcntl.LOCK_NB


def test_flock_is_shared_or_exclusive():
    locks = Locks()
    locks.flock("a", fcntl.LOCK_SH | NOW)
    locks.flock("b", fcntl.LOCK_SH | NOW)
    with pytest.raises(BlockingIOError):
        locks.flock("b", fcntl.LOCK_EX | NOW)
    locks.forget("a")
    locks.flock("c", fcntl.LOCK_EX | NOW)
    with pytest.raises(BlockingIOError):
        locks.flock("a", fcntl.LOCK_SH | NOW)


def test_ranges_exclude_where_they_meet():
    locks = Locks()
    locks.lockf("a", fcntl.LOCK_EX | NOW, (0, 10))
    locks.lockf("b", fcntl.LOCK_EX | NOW, (10, None))
    with pytest.raises(BlockingIOError):
        locks.lockf("b", fcntl.LOCK_SH | NOW, (9, 10))
    locks.lockf("a", fcntl.LOCK_UN, (5, 10))
    locks.lockf("b", fcntl.LOCK_SH | NOW, (9, 10))
    assert locks.holder("b", fcntl.LOCK_EX, (0, 5)) == "a"
    locks.forget_ranges("a")
    assert locks.holder("b", fcntl.LOCK_EX, (0, 5)) is None


def test_a_database_has_one_writer_who_waits_for_readers():
    locks = DatabaseLocks()
    assert locks.lock(1, abi.SHARED)
    assert locks.lock(2, abi.SHARED)
    assert locks.lock(1, abi.RESERVED)
    assert not locks.lock(2, abi.RESERVED)
    assert not locks.lock(1, abi.EXCLUSIVE)
    assert not locks.lock(3, abi.SHARED), "a writer that waits lets no new reader in"
    locks.unlock(2, abi.NONE)
    assert locks.lock(1, abi.EXCLUSIVE)
    assert locks.reserved
    locks.unlock(1, abi.SHARED)
    assert locks.lock(3, abi.SHARED)


def test_shared_memory_is_shared_and_its_last_user_ends_it():
    memory = SharedMemory()
    memory.users |= {1, 2}
    assert memory.region(0, 32768, extend=False) is None
    assert memory.region(0, 32768, extend=True) == memory.region(0, 32768, extend=False)
    assert memory.lock(1, range(3), exclusive=True)
    assert not memory.lock(2, range(2, 4), exclusive=False)
    assert not memory.leave(1)
    assert memory.lock(2, range(2, 4), exclusive=False)
    assert memory.leave(2)
