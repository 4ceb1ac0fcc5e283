"""Recording: what clients asked, what came back, and what happened before what."""

from collections.abc import Generator
from contextlib import contextmanager
from typing import Any, cast

from mainstay.model.errors import MainstayError
from mainstay.prove.histories.values import FOREVER, Access, Call, Status, Step, Transaction, frozen
from mainstay.prove.machine import current
from mainstay.prove.machine.hub import Hub


class OpenCall:
    """A call that is under way. Say `ok` or `failed` before the block ends; an exception leaves it unknown."""

    def __init__(self, call: Call) -> None:
        self.call = call
        self.status: Status | None = None
        self.result: Any = None
        self.ended = FOREVER

    def ok(self, result: object = None) -> None:
        """It took effect, and answered `result`."""
        self.status, self.result = Status.OK, frozen(result)

    def failed(self) -> None:
        """It definitely had no effect: refused before anything happened."""
        self.status = Status.FAILED

    def unknown(self) -> None:
        """Nobody can tell whether it takes effect: a timeout, a lost connection."""
        self.status = Status.UNKNOWN

    def closed(self) -> Call:
        """The call as it is known now."""
        return _replace(self.call, result=self.result, status=self.status or Status.UNKNOWN, ended=self.ended)


class OpenTransaction(OpenCall):
    """A transaction that is under way: each access is told when its answer is there."""

    def __init__(self, call: Call) -> None:
        super().__init__(call)
        self._steps: list[Step] = []

    def read(self, key: object, value: object) -> None:
        """It read `value`; a list where the key is appended to, None where nothing was there."""
        self._steps.append(Step(access=Access.READ, key=frozen(key), value=frozen(value)))

    def append(self, key: object, value: object) -> None:
        """It appended `value`, which no other transaction appends to `key`."""
        self._steps.append(Step(access=Access.APPEND, key=frozen(key), value=frozen(value)))

    def write(self, key: object, value: object) -> None:
        """It wrote `value`, which no other transaction writes to `key`."""
        self._steps.append(Step(access=Access.WRITE, key=frozen(key), value=frozen(value)))

    def finished(self) -> Transaction:
        """The transaction as it is known now."""
        call = self.call
        return Transaction(
            number=call.number,
            process=call.process,
            steps=tuple(self._steps),
            status=self.status or Status.UNKNOWN,
            started=call.started,
            ended=self.ended,
            at_ns=call.at_ns,
        )


class History:
    """What clients saw. One history may be filled by any number of processes of a simulation, on any host.

    A client that is killed in the middle of a call leaves it unknown.

    Example::

        history = History()
        with history.call("client 1", "write", "x", 5) as call:
            reply = await put("x", 5)
            call.ok() if reply.accepted else call.failed()
    """

    def __init__(self) -> None:
        self._moment = 0
        self._calls: list[OpenCall] = []
        self._transactions: list[OpenTransaction] = []

    @contextmanager
    def call(self, process: str, action: str, key: object = None, value: object = None) -> Generator[OpenCall]:
        """Record one call; raises `MainstayError` where the block ends well without saying how the call ended."""
        opened = OpenCall(self._started(len(self._calls), process, action, (frozen(key), frozen(value))))
        self._calls.append(opened)
        with self._ending(opened):
            yield opened

    @contextmanager
    def transaction(self, process: str) -> Generator[OpenTransaction]:
        """Record one transaction; raises `MainstayError` where the block ends without saying how it ended."""
        opened = OpenTransaction(self._started(len(self._transactions), process, "transaction", (None, None)))
        self._transactions.append(opened)
        with self._ending(opened):
            yield opened

    @property
    def calls(self) -> tuple[Call, ...]:
        """The calls so far, in the order in which they started."""
        return tuple(opened.closed() for opened in self._calls)

    @property
    def transactions(self) -> tuple[Transaction, ...]:
        """The transactions so far, in the order in which they started."""
        return tuple(opened.finished() for opened in self._transactions)

    def _started(self, number: int, process: str, action: str, what: tuple[Any, Any]) -> Call:
        hub = cast("Hub | None", current.hub)  # none outside simulations
        return Call(
            number=number,
            process=process,
            action=action,
            key=what[0],
            value=what[1],
            started=self._tick(),
            at_ns=0 if hub is None else hub.now,
        )

    @contextmanager
    def _ending(self, opened: OpenCall) -> Generator[None]:
        try:
            yield
        except BaseException:
            if opened.status is None:
                opened.status = Status.UNKNOWN
            raise
        finally:
            if opened.status in {Status.OK, Status.FAILED}:
                opened.ended = self._tick()
        if opened.status is None:
            raise MainstayError(
                f"{opened.call.process}: {opened.call.action}",
                "must end with `ok`, `failed` or `unknown`",
                "the block ended without a word",
                hint="call.ok(result) as soon as the answer is there",
            )

    def _tick(self) -> int:
        self._moment += 1
        return self._moment


def _replace(call: Call, *, result: object, status: Status, ended: int) -> Call:
    return Call(
        number=call.number,
        process=call.process,
        action=call.action,
        key=call.key,
        value=call.value,
        result=result,
        status=status,
        started=call.started,
        ended=ended,
        at_ns=call.at_ns,
    )
