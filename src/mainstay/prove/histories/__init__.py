"""Histories: what clients saw, and whether an object or a database can have answered so.

Record with `History`; ask `linearizable`, `sequential`, `isolated` and the rest; let the test fail with `consistent`.
"""

from mainstay.prove.histories.anomalies import Anomaly, Case, Level
from mainstay.prove.histories.demands import consistent
from mainstay.prove.histories.history import History
from mainstay.prove.histories.isolation import anomalies, isolated, strongest
from mainstay.prove.histories.linearizable import linearizable
from mainstay.prove.histories.locks import fenced
from mainstay.prove.histories.models import Lock, Model, Object, Queue, Register, Set
from mainstay.prove.histories.orders import bank_total, monotonic_reads, read_your_writes, sequential, unique_ids
from mainstay.prove.histories.search import Impossible
from mainstay.prove.histories.values import Access, Answer, Call, Report, Status, Step, Transaction

__all__ = [
    "Access", "Anomaly", "Answer", "Call", "Case", "History", "Impossible", "Level", "Lock", "Model", "Object", "Queue",
    "Register", "Report", "Set", "Status", "Step", "Transaction", "anomalies", "bank_total", "consistent", "fenced",
    "isolated", "linearizable", "monotonic_reads", "read_your_writes", "sequential", "strongest", "unique_ids",
]  # fmt: skip
