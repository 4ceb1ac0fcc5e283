"""Histories: what clients saw, and whether an object or a database can have answered so.

Record with `History`; ask `linearizable`, `sequential`, `isolated` and the rest; let the test fail with `consistent`.
"""

from mainstay.prove.histories.history import History
from mainstay.prove.histories.linearizable import linearizable
from mainstay.prove.histories.models import Lock, Model, Object, Queue, Register, Set

__all__ = ["History", "Lock", "Model", "Object", "Queue", "Register", "Set", "linearizable"]
