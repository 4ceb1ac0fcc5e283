"""What can be wrong between transactions, and which isolation level forbids what.

Names and levels: Adya, Weak Consistency (MIT, 1999); Berenson and others, A Critique of ANSI SQL Isolation Levels,
SIGMOD 1995; Cerone & Gotsman, Analysing Snapshot Isolation, PODC 2016 (every
circle has two rw edges side by side).
"""

from enum import StrEnum

from mainstay.model.value import Value


class Anomaly(StrEnum):
    """One kind of anomaly. Circles consist of dependencies: ww was overwritten by, wr was read by, rw did not see."""

    GARBAGE_READ = "garbage read"
    INCOMPATIBLE_ORDER = "incompatible order"
    G0 = "G0 (write cycle)"
    G1A = "G1a (aborted read)"
    G1B = "G1b (intermediate read)"
    G1C = "G1c (circular information flow)"
    INTERNAL = "internal (a transaction contradicts itself)"
    LOST_UPDATE = "lost update"
    G_SINGLE = "G-single (read skew)"
    G_NONADJACENT = "G-nonadjacent"
    WRITE_SKEW = "write skew (G2-item)"
    G2_ITEM = "G2-item"
    SESSION = "a circle with the order of a process"
    REALTIME = "a circle with the order of time"


class Level(StrEnum):
    """Isolation levels, the weakest first, for histories of single keys (without predicates)."""

    READ_UNCOMMITTED = "read-uncommitted"
    READ_COMMITTED = "read-committed"
    SNAPSHOT = "snapshot"
    REPEATABLE_READ = "repeatable-read"
    SERIALIZABLE = "serializable"
    STRONG_SESSION_SERIALIZABLE = "strong-session-serializable"
    STRICT_SERIALIZABLE = "strict-serializable"


_UNCOMMITTED = {Anomaly.GARBAGE_READ, Anomaly.INCOMPATIBLE_ORDER, Anomaly.G0}
_COMMITTED = _UNCOMMITTED | {Anomaly.G1A, Anomaly.G1B, Anomaly.G1C}
_SNAPSHOT = _COMMITTED | {Anomaly.INTERNAL, Anomaly.LOST_UPDATE, Anomaly.G_SINGLE, Anomaly.G_NONADJACENT}
_SERIALIZABLE = _SNAPSHOT | {Anomaly.WRITE_SKEW, Anomaly.G2_ITEM}
FORBIDDEN: dict[Level, frozenset[Anomaly]] = {
    Level.READ_UNCOMMITTED: frozenset(_UNCOMMITTED),
    Level.READ_COMMITTED: frozenset(_COMMITTED),
    Level.SNAPSHOT: frozenset(_SNAPSHOT),
    Level.REPEATABLE_READ: frozenset(_SERIALIZABLE),  # PL-2.99 differs from serializable in predicates only
    Level.SERIALIZABLE: frozenset(_SERIALIZABLE),
    Level.STRONG_SESSION_SERIALIZABLE: frozenset(_SERIALIZABLE | {Anomaly.SESSION}),
    Level.STRICT_SERIALIZABLE: frozenset(_SERIALIZABLE | {Anomaly.SESSION, Anomaly.REALTIME}),
}


class Case(Value, frozen=True, kw_only=True):
    """One anomaly of a history: in words, and the numbers of the transactions that show it."""

    anomaly: Anomaly
    why: str
    transactions: tuple[int, ...] = ()
