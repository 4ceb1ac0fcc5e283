"""The simulated machine: hosts on a network, and the programs that run on them."""

import contextlib
import inspect
import signal
import sys
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

from mainstay.prove.faults import NONE, Faults
from mainstay.prove.machine import children, current, uncaught
from mainstay.prove.machine.chance import Chance
from mainstay.prove.machine.green import Thread
from mainstay.prove.machine.host import Host
from mainstay.prove.machine.hub import Hub
from mainstay.prove.machine.modules import Modules
from mainstay.prove.machine.net.network import Network
from mainstay.prove.machine.process import Killed, Process
from mainstay.prove.machine.threads import start

_OWN = str(Path(__file__).parents[1])  # how a program was started is nothing that its author needs to read
_RESTART_NS = 1_000_000_000
_NOT_FLUSHED = 120  # the exit status of Python where what is left for standard output cannot be written


# One line of the timeline: nanosecond, host, what, text; for a message also where to, and when it is expected there.
Note = tuple[int, str, str, str, str, int]


class Machine:
    """Everything below the programs of one simulation. There is one for each operating-system process."""

    def __init__(self, chance: Chance, faults: Faults = NONE, *, modules: Modules | None = None,
                 code: tuple[str, Sequence[str]] | None = None) -> None:  # fmt: skip
        """`code` is what all hosts run at first, where there is more than one: its name and its folders."""
        self.hub = Hub(chance)
        self.faults = faults
        self.modules = modules or Modules()
        self.network = Network(self.hub, faults)
        self._code = code
        self.hosts: dict[str, Host] = {}
        self.on_start: list[Callable[[Process], None]] = []  # told of each process that starts
        self.moving = False  # whether hosts have still to be moved to other code
        self.pairs = 0
        self.timeline: list[Note] = []
        self.escapes: list[str] = []  # attempts to leave the simulation, as they are told
        self.failures: list[tuple[Process, BaseException]] = []
        current.hub = self.hub
        boot = self.host("test")
        self.hub.boot = Process(boot, 1, "test", environ=dict(boot.environ), cwd="/home/test")

    def host(self, name: str, *, path: list[str] | None = None, environ: dict[str, str] | None = None) -> Host:
        """A new host, found by its name."""
        made = Host(self, name, len(self.hosts), path=path or [], environ=dict(environ or {}))
        self.hosts[name] = made
        if self._code is not None:
            made.run_code(*self._code)
        self.network.by_address[made.address] = made
        self.network.by_address[made.address6] = made
        self.network.names[name.lower()] = name
        drift = self.faults.host.drift_ppm
        if drift:
            made.drift_ppm = self.hub.chance.stream(f"drift {name}").uniform(-drift, drift)
        return made

    # -- processes

    def run_main(self, process: Process, main: Callable[[], object]) -> None:
        """The life of a process: its program, then the threads that outlive it, then the end."""
        thread = current.thread
        assert thread is not None  # noqa: S101 - this is its first function
        start.enter_main(thread)
        sys.argv = process.argv
        status, failure = 0, None
        try:
            result = main()
            if inspect.iscoroutine(result):
                import asyncio  # noqa: PLC0415 - most programs bring their own loop

                asyncio.run(result)
        except SystemExit as asked:
            status = _status(asked)
            if asked.code is not None and not isinstance(asked.code, int):
                _last_words(f"{asked.code}\n")
        except Killed:
            raise
        except BaseException as trouble:  # noqa: BLE001 - a program may end with anything
            failure = trouble
        if failure is not None:  # hooks are called where no exception is being handled
            status = -signal.SIGINT if isinstance(failure, KeyboardInterrupt) else 1  # as Python ends (3.8)
            self.failed(process, thread, failure)
        start.shut_down()
        process.end(status if children.close(process) else _NOT_FLUSHED)

    def failed(self, process: Process, thread: Thread, trouble: BaseException) -> None:
        """A thread of a program ended with an exception: told as Python tells it, and a failure unless it may.

        Nothing that happens afterwards could change the verdict, so nothing does.
        """
        _tell(trouble, _in_program(trouble), sys.excepthook if thread is process.main else uncaught.excepthook)
        if not process.state.get("may fail") or thread is not process.main:
            self.failures.append((process, trouble))
            self.hub.stop()

    def supervise(self, host: Host, process: Process) -> None:
        """Start again what a fault has ended, a moment later, as the supervisor of the host would."""
        again: Any = process.state.get("start again")
        if again is not None:
            self.start_later(host, again)

    def start_later(self, host: Host, again: Callable[[], object]) -> None:
        """Call `again` in a moment, unless the host is down by then."""
        host.restarting.append(again)
        self.hub.after(_RESTART_NS, self._start_again, host, again)

    def _start_again(self, host: Host, again: Callable[[], object]) -> None:
        if again in host.restarting:
            host.restarting.remove(again)
            again()

    def calm(self) -> None:
        """No more faults: cuts are mended, hosts go on; those without power start."""
        self.troubled = False
        self.network.mend_all()
        for host in self.hosts.values():
            host.throttled_until = 0
            host.resume()
            host.boot()

    @property
    def troubled(self) -> bool:
        """Whether faults may strike now; quiet periods switch it off."""
        return self.hub.chance.armed

    @troubled.setter
    def troubled(self, on: bool) -> None:
        self.hub.chance.armed = on

    def signals(self, process: Process) -> None:
        """Run the handlers of signals that have arrived."""
        deliver: Any = process.state.get("deliver signals")
        if deliver is not None:
            deliver()

    # -- what happened

    def tell(self, host: str, what: str, text: str) -> None:
        """Add a line to the timeline and the digest."""
        self.hub.trace(what, host, text)
        self.timeline.append((self.hub.now, host, what, text, "", 0))

    @property
    def story(self) -> list[Note]:
        """The timeline, with the latest messages, in the order of time."""
        messages = [
            (at, source, "message", f"{size} bytes", target, until)
            for at, source, target, size, until in self.network.messages
        ]
        return sorted([*self.timeline, *messages], key=lambda note: note[0])

    def wrote(self, process: Process, stream: str, line: str) -> None:
        """A program wrote a line."""
        self.tell(process.host.name, stream, line)


def _in_program(trouble: BaseException) -> TracebackType | None:
    """The trace from the first frame that is not ours; None where Python has none, as nothing has run."""
    trace = trouble.__traceback__
    while trace is not None and trace.tb_frame.f_code.co_filename.startswith(_OWN):
        trace = trace.tb_next
    return trace if trace is not None or isinstance(trouble, SyntaxError) else trouble.__traceback__


def _tell(trouble: BaseException, trace: TracebackType | None, hook: Callable[..., object]) -> None:
    """Call the hook for what nobody has caught; where it fails itself, write both (sys.excepthook)."""
    try:
        hook(type(trouble), trouble, trace)
    except Exception as another:  # noqa: BLE001 - it is the program's own
        own = another.__traceback__
        told = "".join(traceback.format_exception(type(another), another, own.tb_next if own is not None else None))
        _last_words(f"Error in sys.excepthook:\n{told}")
        shown = "".join(traceback.format_exception(type(trouble), trouble, trace))
        _last_words(f"\nOriginal exception was:\n{shown}")


def _last_words(text: str) -> None:
    """Write to standard error; who should read it may be gone."""
    with contextlib.suppress(OSError):
        sys.stderr.write(text)


def _status(asked: SystemExit) -> int:
    if asked.code is None:
        return 0
    return asked.code & children.BYTE if isinstance(asked.code, int) else 1
