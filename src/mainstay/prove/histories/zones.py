"""Zones: when calls that must stand next to each other in the order were under way.

A group (a write with its reads; one holding of a lock) is put into the order as one block. Its zone reaches from the
first end among its calls to the last start. Block A must come before block B where A's first end is before B's last
start. An order exists exactly when no two blocks must each come first (Gibbons & Korach, Testing Shared Memories, SIAM
J. Computing 1997, section 4; the words *forward* and *backward* are of Golab, Li & Shah, PODC 2011). Longer circles
need no look: the block with the first end of all would be in one of two.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import pairwise

from mainstay.prove.histories.values import Call


class Block:
    """Calls that stand next to each other. `first` is the one that ended first, `last` the one that started last."""

    __slots__ = ("ends", "first", "last", "starts")

    def __init__(self, calls: Iterable[Call]) -> None:
        members = list(calls)
        self.first = min(members, key=lambda call: call.ended)
        self.last = max(members, key=lambda call: call.started)
        self.ends, self.starts = self.first.ended, self.last.started

    @property
    def forward(self) -> bool:
        """Whether one of its calls had ended before another started."""
        return self.ends < self.starts


def collision(blocks: Sequence[Block]) -> tuple[Block, Block] | None:
    """Two blocks that must each come before the other; None where all can be ordered. Time: that of sorting."""
    forward = sorted((block for block in blocks if block.forward), key=lambda block: block.ends)
    for one, other in pairwise(forward):
        if other.ends < one.starts:
            return one, other
    ends = [block.ends for block in forward]
    for block in blocks:
        if block.forward:
            continue
        index = bisect_right(ends, block.starts) - 1  # the only one of those apart that may reach around it
        if index >= 0 and block.ends < forward[index].starts:
            return forward[index], block
    return None
