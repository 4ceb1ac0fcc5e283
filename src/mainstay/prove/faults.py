"""What may go wrong in a simulation, as data: a fault plan. Everything is off unless said.

Probabilities are for each occasion (a datagram, a wake-up, a write); rates are for each simulated minute and host (or
link). `Faults.swarm` switches a random part of a plan off, since some failures appear only while others do not happen
(Groce and others, Swarm Testing, ISSTA 2012).
"""

import random
from typing import Annotated, Literal

import msgspec

from mainstay.model.value import Value

Probability = Annotated[float, msgspec.Meta(ge=0, le=1)]
Rate = Annotated[float, msgspec.Meta(ge=0)]
Positive = Annotated[float, msgspec.Meta(ge=0)]


class Latency(Value, frozen=True):
    """One-way delay between two hosts: `base_ms`, and `jitter` times that more or less on top.

    `shape` is how the share of the jitter is distributed: evenly from 0 to 1, or with a tail and a mean of 1/2, short
    (exponential) or long (pareto, exponent 2: one delay in ten thousand has 50 times the jitter).
    """

    base_ms: Positive = 0.4
    jitter: Positive = 1.0
    shape: Literal["even", "exponential", "pareto"] = "even"


class NetworkFaults(Value, frozen=True):
    """Faults of links. `loss`, `duplication` and `reordering` are of datagrams; TCP sends a lost segment again.

    `resets` break connections, `fragments` deliver a segment in two parts, `slow` delays one by up to `slow_ms`.
    `partitions` (a minute) cut hosts from each other, in both or one direction, for up to `partition_s`; `clogs` stop
    one link likewise, and let all that was held through at the end. `slowdowns` make one link, in one direction, up to
    `slowdown_ms` slower for up to `slowdown_s`. `names` is how often resolving a name fails.
    """

    loss: Probability = 0.0
    duplication: Probability = 0.0
    reordering: Probability = 0.0
    resets: Probability = 0.0
    fragments: Probability = 0.0
    slow: Probability = 0.0
    slow_ms: Positive = 500.0
    partitions: Rate = 0.0
    partition_s: Positive = 5.0
    clogs: Rate = 0.0
    clog_s: Positive = 2.0
    slowdowns: Rate = 0.0
    slowdown_ms: Positive = 200.0
    slowdown_s: Positive = 10.0
    names: Probability = 0.0


class HostFaults(Value, frozen=True):
    """Faults of hosts and their processes.

    `stalls` is the probability that a process that waited is too slow and goes on up to `stall_ms` later, so that
    several events land in one turn of its loop. `hiccups` is the probability that a thread which runs loses the
    processor at a call into the kernel, for as long as a stall: time passes between two turns of a loop, or two writes
    of a file. `preempt` takes the processor from one of several threads of a process where it takes a lock, and in so
    many calls of functions between two of their lines; in more of the first calls of each function. `kills` (a minute)
    are kill -9 of one process, `crashes` losses of power of one host, after which it starts again within `down_s`;
    `pauses` stop one host for up to `pause_s`, `hangs` one process. `throttles` take most of its processor from a host
    for up to `throttle_s`: each thread there that waited goes on up to `throttle_ms` late. `jumps` (a minute) set a
    clock by up to `jump_s`; clocks drift by up to `drift_ppm` from the start.
    """

    stalls: Probability = 0.0
    hiccups: Probability = 0.0
    stall_ms: Positive = 20.0
    preempt: Probability = 0.0
    kills: Rate = 0.0
    crashes: Rate = 0.0
    down_s: Positive = 5.0
    pauses: Rate = 0.0
    pause_s: Positive = 5.0
    hangs: Rate = 0.0
    throttles: Rate = 0.0
    throttle_s: Positive = 10.0
    throttle_ms: Positive = 100.0
    jumps: Rate = 0.0
    jump_s: Positive = 60.0
    drift_ppm: Positive = 0.0


class DiskFaults(Value, frozen=True):
    """Faults of disks. At a crash each unsynced sector is lost with probability `lost`, or kept.

    `torn` allows a write to be lost in part; `rot` flips one bit of a read; `slow` delays a sync by up to `slow_ms`;
    `full` refuses a write with ENOSPC. `ordered` disks keep changes of names in order, as ext4 does; on others each
    is lost or kept by itself.
    """

    lost: Probability = 0.5
    torn: Probability = 0.5
    rot: Probability = 0.0
    slow: Probability = 0.0
    slow_ms: Positive = 1000.0
    full: Probability = 0.0
    ordered: bool = False


class Faults(Value, frozen=True):
    """A fault plan."""

    latency: Latency = Latency()
    network: NetworkFaults = NetworkFaults()
    host: HostFaults = HostFaults()
    disk: DiskFaults = DiskFaults()

    def swarm(self, chance: random.Random) -> "Faults":
        """The plan with each fault that is on switched off with probability 1/2, drawn in the order of the fields.

        What stays on is made weaker or stronger, up to `_STRONGER` times, and so are the sizes: a failure that needs
        many small stalls and one that needs few long ones are both within reach of one plan.
        """
        return msgspec.structs.replace(
            self, network=_thinned(self.network, chance), host=_thinned(self.host, chance), disk=self.disk
        )


# Sizes of faults, which mean nothing by themselves.
_SIZES = frozenset(
    {"slow_ms", "partition_s", "clog_s", "slowdown_ms", "slowdown_s", "stall_ms", "down_s", "pause_s"}
    | {"throttle_s", "throttle_ms", "jump_s"}
)
_RATES = frozenset(
    {"partitions", "clogs", "slowdowns", "kills", "crashes", "pauses", "hangs", "throttles", "jumps", "drift_ppm"}
)
_STRONGER = 4.0  # so that the weakest and the strongest of a fault are a factor of 16 apart
_LIKELIEST = 0.5  # no probability is raised above, since with more than that little else happens
NONE = Faults()
# What a test gets that does not say: everything that a correct program must live with, no host is ever lost.
GENTLE = Faults(
    network=NetworkFaults(
        loss=0.02, duplication=0.01, reordering=0.1, fragments=0.05, slow=0.02, resets=0.0, partitions=0.0
    ),
    host=HostFaults(stalls=0.2, hiccups=0.2, preempt=0.05),
)
ROUGH = Faults(
    network=NetworkFaults(
        loss=0.05,
        duplication=0.02,
        reordering=0.2,
        fragments=0.1,
        slow=0.05,
        resets=0.002,
        partitions=2.0,
        clogs=2.0,
        slowdowns=1.0,
        names=0.01,
    ),
    host=HostFaults(
        stalls=0.3,
        hiccups=0.2,
        preempt=0.05,
        kills=1.0,
        crashes=1.0,
        pauses=1.0,
        hangs=0.5,
        throttles=1.0,
        jumps=0.5,
        drift_ppm=50.0,
    ),
    disk=DiskFaults(slow=0.02),
)

V = NetworkFaults | HostFaults
_OFF = 0.5  # the share of faults that a swarm leaves out


def _thinned(plan: V, chance: random.Random) -> V:
    drawn: dict[str, float] = {}
    for name in plan.__struct_fields__:
        value = getattr(plan, name)
        if value <= 0:
            continue
        off, strength = chance.random() < _OFF, _STRONGER ** chance.uniform(-1, 1)
        if name in _SIZES:
            drawn[name] = value * strength
        elif off:
            drawn[name] = 0.0
        else:
            drawn[name] = min(value * strength, max(value, _LIKELIEST)) if name not in _RATES else value * strength
    return msgspec.structs.replace(plan, **drawn)
