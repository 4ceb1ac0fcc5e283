"""prove: a program and a fault plan → Verdict.

Runs unmodified Python programs on simulated hosts, under seeded faults, in simulated time. It may not touch anything
real but its own processes.
"""

from mainstay.prove.faults import GENTLE, NONE, ROUGH, DiskFaults, Faults, HostFaults, Latency, NetworkFaults
from mainstay.prove.histories import (
    Anomaly,
    History,
    Level,
    Lock,
    Model,
    Object,
    Queue,
    Register,
    Report,
    Set,
    bank_total,
    consistent,
    fenced,
    isolated,
    linearizable,
    monotonic_reads,
    read_your_writes,
    sequential,
    unique_ids,
)
from mainstay.prove.properties import (
    Broken,
    always,
    always_at_least,
    always_at_most,
    always_equal,
    eventually,
    invariant,
    reachable,
    sometimes,
    sometimes_at_least,
    toward,
    unreachable,
)
from mainstay.prove.simulation import HostControl, Sim, simulation
from mainstay.prove.system import Application, Request, Response, Stub

__all__ = [
    "GENTLE", "NONE", "ROUGH", "Anomaly", "Application", "Broken", "DiskFaults", "Faults", "History", "HostControl",
    "HostFaults", "Latency", "Level", "Lock", "Model", "NetworkFaults", "Object", "Queue", "Register", "Report",
    "Request", "Response", "Set", "Sim", "Stub", "always", "always_at_least", "always_at_most", "always_equal",
    "bank_total", "consistent", "eventually", "fenced", "invariant", "isolated", "linearizable", "monotonic_reads",
    "reachable", "read_your_writes", "sequential", "simulation", "sometimes", "sometimes_at_least", "toward",
    "unique_ids", "unreachable",
]  # fmt: skip
