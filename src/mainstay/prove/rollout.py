"""Rollouts as data: which hosts are moved from one release to another, in which order, and back.

A walk (people call it a path) is a list of legs. Each leg moves hosts one by one, at moments that chance chooses, so
that both releases run side by side for a while.
"""

from enum import Enum
from math import ceil
from typing import Annotated

import msgspec

from mainstay.model.value import Value

Share = Annotated[float, msgspec.Meta(gt=0, le=1)]


class Side(Enum):
    """One of the two releases."""

    OLD = "from"
    NEW = "to"


class Code(Value, frozen=True):
    """The code of a release: what people call it, and the folders to import modules from first.

    `digest` identifies the content, wherever it lies.
    """

    name: str
    folders: tuple[str, ...]
    digest: str = ""


class Leg(Value, frozen=True):
    """Hosts are moved until `share` of them run the release `to`; where all do so already, all are started again."""

    to: Side
    share: Share = 1.0


class Walk(Value, frozen=True):
    """A way through the two releases.

    `tells` is what happens, where A is the older release and B the newer.

    `backward` says that hosts go back to what they ran before: what a rollback does. `baseline` walks change nothing
    but restart hosts: what breaks there says nothing about the upgrade.
    """

    name: str
    tells: str
    legs: tuple[Leg, ...] = ()
    start: Side = Side.OLD
    backward: bool = False
    baseline: bool = False

    def begins_as(self, other: "Walk") -> bool:
        """Whether all that happens on the walk `other` happens on this one first."""
        shared = self.legs[: len(other.legs)]
        return self.start is other.start and len(other.legs) < len(self.legs) and shared == other.legs


class Rollout(Value, frozen=True):
    """What a simulation moves where.

    `span_s` is about how long the test takes: the moves happen within it. Programs on the hosts `stay` are left alone.
    """

    old: Code
    new: Code
    walk: Walk
    span_s: float = 0.0
    stay: tuple[str, ...] = ()

    def code(self, side: Side) -> Code:
        """The release on that side."""
        return self.old if side is Side.OLD else self.new


_UP, _DOWN = Leg(to=Side.NEW), Leg(to=Side.OLD)
_HALF_UP = Leg(to=Side.NEW, share=0.5)

STILL = Walk(name="still", tells="nothing is moved", baseline=True)
STAY_OLD = Walk(name="stay-from", tells="restarted on A", legs=(_DOWN,), baseline=True)
STAY_NEW = Walk(name="stay-to", tells="restarted on B", legs=(_UP,), start=Side.NEW, baseline=True)
WALKS = (
    STAY_OLD,
    STAY_NEW,
    Walk(name="up", tells="A → B", legs=(_UP,)),
    Walk(name="half-and-back", tells="half of them A → B → A", legs=(_HALF_UP, _DOWN), backward=True),
    Walk(name="up-and-back", tells="A → B → A", legs=(_UP, _DOWN), backward=True),
    Walk(name="up-back-up", tells="A → B → A → B", legs=(_UP, _DOWN, _UP), backward=True),
)
"""All walks that are proved, the baselines first."""

RUNS = "a host runs a program"
WALKED = "the hosts have gone the whole path"
FIXED = "what is moved to another release is a function of a module"
MOVE = "move"
"""What a simulation tells of its moves, as names of milestones, of a property, and in its timeline."""

MOST_COPIES = 2
"""How often a walk starts a host on the same release: so many copies of its modules are made beforehand."""


def moves(walk: Walk, hosts: int) -> tuple[int, ...]:
    """How many of so many hosts each leg of `walk` moves."""
    found: list[int] = []
    new = hosts if walk.start is Side.NEW else 0
    for leg in walk.legs:
        there = new if leg.to is Side.NEW else hosts - new
        moved = max(ceil(leg.share * hosts) - there, 0) if there < hosts else hosts
        found.append(moved)
        if there < hosts:
            new += moved if leg.to is Side.NEW else -moved
    return tuple(found)
