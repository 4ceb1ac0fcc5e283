"""prove: a program and a fault plan → Verdict.

Runs unmodified Python programs on simulated hosts, under seeded faults, in simulated time. It may not touch anything
real but its own processes.
"""

from mainstay.prove.faults import GENTLE, NONE, ROUGH, DiskFaults, Faults, HostFaults, Latency, NetworkFaults
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

__all__ = [
    "GENTLE", "NONE", "ROUGH", "Broken", "DiskFaults", "Faults", "HostControl", "HostFaults", "Latency",
    "NetworkFaults", "Sim", "always", "always_at_least", "always_at_most", "always_equal", "eventually", "invariant",
    "reachable", "simulation", "sometimes", "sometimes_at_least", "toward", "unreachable",
]  # fmt: skip
