"""Intent + Policy + catalog → Graph, in five passes: bind, choose, expand, verify, lock.

Pure: no I/O, no clock, no chance; equal input gives equal bytes. Every resource carries the reason that put it there.
"""

from mainstay.compile.bind import bind
from mainstay.compile.choose import choose_local
from mainstay.compile.expand import expand
from mainstay.compile.lock import lock
from mainstay.compile.verify import verify
from mainstay.model.graph import Graph, Lock
from mainstay.model.intent import Intent
from mainstay.model.target import Target


def compile_intent(intent: Intent, target: Target, previous: Lock = Lock()) -> Graph:  # noqa: B008 - frozen
    """The architecture of `intent` on this machine; decisions of the `previous` lock hold as long as they are possible.

    Raises `MainstayError` where a link leads nowhere, no kind can realise a component, or the result is not sound.
    """
    bound = bind(intent)
    decisions = choose_local(bound, target, previous)
    graph = expand(bound, target, decisions)
    verify(graph)
    return lock(graph, previous)
