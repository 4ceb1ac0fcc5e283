"""The shell of `mainstay prove --replay FILE --until EVENT --shell`: standing at an event, and looking around."""

import re
from collections.abc import AsyncIterator, Awaitable, Callable

from mainstay.actions.context import Context
from mainstay.actions.results import Item, Stream
from mainstay.actions.simulations import open_pool
from mainstay.prove.failure import Failure, why_different
from mainstay.prove.looking import Arrival, Look, Question
from mainstay.prove.visit import Visit

PROMPT = "prove> "
_LINES = 20  # of the timeline, unless told otherwise
HELP = """\
where               time, hosts with their processes, what happened last and comes next
step [N], back [N]  go N events on or back (1)
goto EVENT          go to an event
timeline [N]        the last N lines of what happened (20)
threads             everything that waits: threads and coroutines, each with its stack
frame STACK [N]     choose frame N (0: innermost) of a stack that `threads` lists, and show its variables
py EXPR             evaluate in the chosen frame; in the test's module where none is chosen
print HOST EXPR     evaluate with the modules that a host has imported
files HOST          what is on its disk, and what is not synced
net                 sockets, segments on the way, cut links
quit                leave
Looking changes nothing: every answer comes from a copy of the simulation."""


def visited(context: Context, failure: Failure, until: int) -> Stream:
    """A session at the event `until` of a failure (0: the last before it breaks)."""
    return Stream(_session(context, failure, until or max(failure.outcome.events - 1, 1)))


async def _session(context: Context, failure: Failure, event: int) -> AsyncIterator[Item]:
    async with open_pool(context, failure.job.target, failure.job.rollout) as pool:
        with Visit(pool, failure.job) as visit:
            async for lines in _answers(context, Shell(visit, failure), event):
                yield Item("\n".join(lines), {"lines": lines})


async def _answers(context: Context, shell: "Shell", event: int) -> AsyncIterator[list[str]]:
    yield await shell.begin(event)
    while not shell.over and (line := context.read_line(PROMPT)) is not None:
        if lines := await shell.carry_out(line):
            yield lines


class Shell:
    """Understands lines. `over` is whether the visitor wants to leave."""

    def __init__(self, visit: Visit, failure: Failure) -> None:
        self._visit, self._failure = visit, failure
        self._stack, self._frame = -1, 0
        self.over = False
        self._verbs: dict[str, Callable[[str], Awaitable[list[str]]]] = {
            "where": lambda _: self._ask(Question(look=Look.WHERE)),
            "step": lambda text: self._go(self._visit.here.event + _number(text, 1)),
            "back": lambda text: self._go(self._visit.here.event - _number(text, 1)),
            "goto": lambda text: self._go(_number(text, None)),
            "timeline": lambda text: self._ask(Question(look=Look.TIMELINE, number=_number(text, _LINES))),
            "threads": lambda _: self._ask(Question(look=Look.THREADS)),
            "frame": self._choose,
            "py": lambda text: self._ask(
                Question(look=Look.VALUE, text=_words(text, 1)[0], stack=self._stack, frame=self._frame)
            ),
            "print": self._print,
            "files": lambda text: self._ask(Question(look=Look.FILES, host=_words(text, 1)[0])),
            "net": lambda _: self._ask(Question(look=Look.NET)),
            "help": self._help,
            "quit": self._quit,
        }

    async def begin(self, event: int) -> list[str]:
        """Go to the first event, and see what is there."""
        return [*await self._go(event), *await self._ask(Question(look=Look.WHERE))]

    def standing(self, arrival: Arrival) -> str:
        """Where the replay stands, in one line."""
        where = f"event {arrival.event}, {arrival.at_ns / 1e9:.6f} s"
        if not arrival.over:
            return where
        if arrival.digest != self._failure.outcome.digest:
            return f"{where}: the end; {why_different(self._failure)}"
        return f"{where}: the end; {arrival.broken or 'nothing is broken'}"

    async def carry_out(self, line: str) -> list[str]:
        """The lines that answer one line; what cannot be understood is answered, too."""
        verb, _, rest = line.strip().partition(" ")
        if not verb:
            return []
        if verb not in self._verbs:
            return [f"{verb}: must be one of {', '.join(self._verbs)}"]
        try:
            return await self._verbs[verb](rest.strip())
        except ValueError as trouble:
            return [f"{verb}: {trouble}"]

    async def _ask(self, question: Question) -> list[str]:
        return await self._visit.ask(question)

    async def _go(self, event: int) -> list[str]:
        self._stack = -1  # stacks are others at another event
        return [self.standing(await self._visit.go(event))]

    async def _choose(self, text: str) -> list[str]:
        stack, _, frame = text.partition(" ")
        self._stack, self._frame = _number(stack, None), _number(frame, 0)
        return await self._ask(Question(look=Look.FRAME, stack=self._stack, frame=self._frame))

    async def _print(self, text: str) -> list[str]:
        host, expression = _words(text, 2)
        return await self._ask(Question(look=Look.VALUE, host=host, text=expression))

    async def _help(self, _: str) -> list[str]:
        return list(HELP.split("\n"))

    async def _quit(self, _: str) -> list[str]:
        self.over = True
        return []


def _number(text: str, otherwise: int | None) -> int:
    if not text and otherwise is not None:
        return otherwise
    if not re.fullmatch(r"\d+", text):
        raise ValueError(f"must be given a number, not {text!r}")
    return int(text)


def _words(text: str, count: int) -> list[str]:
    """The first words, and all the rest as the last."""
    words = text.split(maxsplit=count - 1) if count > 1 else [text] * bool(text)
    if len(words) < count:
        raise ValueError(f"needs {count} words; `help` tells which")
    return words
