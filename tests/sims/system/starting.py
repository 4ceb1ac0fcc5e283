"""What a program is told of the Python programs that it starts: how they end, what they say, which signals they heed.

`python tests/sims/system/starting.py` writes starting.txt, from real ones. Each line is one program, and how it went.
"""

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from mainstay import prove

KNOWN = Path(__file__).with_suffix(".txt")
_LONG_S, _SHORT_S = 0.5, 0.1  # in which a program surely ends; in which it is ready for signals
_PLAIN = {"PATH": os.defpath}  # none of the variables that change what Python does

ENDS = """
import sys; sys.exit(3)
import sys; sys.exit('bye')
import sys; sys.exit()
import sys; sys.exit(256)
import sys; sys.exit(-1)
raise SystemExit((1, 2))
raise SystemExit(2.5)
raise SystemExit(True)
raise ValueError('x')
1 +
import os; print('lost'); os._exit(7)
import os; os.abort()
import os; print('x'); os.close(1)
import sys; sys.stdout.close()
import sys; sys.stdout = None; print(1)
import atexit; atexit.register(print, 'bye'); print('hi'); raise SystemExit(9)
import atexit, sys; atexit.register(print, 'later'); atexit.register(sys.exit, 5)
import atexit; atexit.register(divmod, 1, 0)
import atexit, os; atexit.register(os._exit, 3)
import sys; sys.excepthook = lambda kind, value, _: print(kind.__name__, value, sys.exc_info()[0]); 1 / 0
import sys; sys.excepthook = lambda *_: 1 / 0; [][0]
import threading as t; t.excepthook = lambda one: print(one.exc_value); t.Thread(target=divmod, args=(1, 0)).start()
import threading; one = threading.Thread(target=lambda: 1 / 0); one.start(); one.join(); print('on')
import sys, threading; one = threading.Thread(target=sys.exit, args=(3,)); one.start(); one.join(); print('on')
import threading, time; threading.Thread(target=lambda: (time.sleep(0.1), print('late'))).start(); print('main')
import threading, time; threading.Thread(target=time.sleep, args=(9,), daemon=True).start(); print('main')
import sys; print(repr(sys.stdin.read()))
print(input('? '))
import sys; print(sys.argv, __name__)
import os; print(os.getpgid(0) == os.getpid(), os.getsid(0) == os.getpid())
import os, sys; os.execv(sys.executable, [sys.executable, '-c', 'print(7)'])
import os, signal; os.kill(os.getpid(), signal.SIGTERM); print('no')
import signal; signal.signal(signal.SIGUSR1, lambda number, _: print(number)); signal.raise_signal(signal.SIGUSR1)
import signal, time; signal.signal(14, lambda *_: print('ring')); signal.alarm(1); time.sleep(1.5); print('end')
import os, signal; signal.pthread_sigmask(0, [10]); os.kill(os.getpid(), 10); print(signal.sigwait([10]))
"""
DEEP = "def again(): again()\nagain()"
ALONE = "import os; print(os.getsid(0) == os.getpid())"
LIVES = {
    "sleeps": "import time; print('up', flush=True); time.sleep(9)",
    "heeds nothing": "import signal, time; signal.signal(15, signal.SIG_IGN); print('up', flush=True); time.sleep(1)",
    "says so": "import signal, sys, time; signal.signal(15, lambda *_: sys.exit(4)); print('up', flush=True)\n"
    "try: time.sleep(9)\nfinally: print('ends')",
    "catches": "import time; print('up', flush=True)\ntry: time.sleep(9)\nexcept KeyboardInterrupt: print('heard')",
}
FILES = {
    "script.py": "import os, sys; print(__name__, os.path.relpath(__file__), sys.path[0] == os.getcwd(), sys.argv[1:])",
    "folder/script.py": "import os, sys; print(os.path.relpath(__file__), os.path.relpath(sys.path[0]))",
    "package/__init__.py": "",
    "package/__main__.py": "import os, sys; print(__name__, __package__, os.path.relpath(sys.argv[0]), sys.argv[1:])",
    "bare/__init__.py": "",
}
ARGUMENTS = (
    "script.py a", "folder/script.py", "missing.py",
    "-m script", "-m package b", "-m bare", "-m missing", "-m json.tool", "-",
)  # fmt: skip


def start(*arguments: str, **options: object) -> "subprocess.Popen[str]":
    """Start Python, with pipes."""
    streams = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE) | options
    return subprocess.Popen([sys.executable, *arguments], text=True, env=_PLAIN, **streams)


def ended(child: "subprocess.Popen[str]", text: str = "") -> str:
    """How a program ends that is given this text: status, output, and the end of what it says of errors."""
    out, err = child.communicate(text)
    return f"{child.returncode} {out!r} {_last(err or '')!r}"


def _last(said: str) -> str:
    said = said.replace(sys.executable, "python").replace(str(Path.cwd()), "HERE")
    return " | ".join(line for line in said.splitlines() if not line.startswith("  "))


def ends() -> Iterator[str]:
    """Programs that come to their own ends."""
    for code in ENDS.strip().splitlines():
        yield f"{code}: {ended(start('-c', code), 'a line')}"
    yield f"deep: {ended(start('-c', DEEP))[:50]}"
    yield f"a session of its own: {ended(start('-c', ALONE, start_new_session=True))}"


def arguments() -> Iterator[str]:
    """Scripts, modules and packages."""
    for name, text in FILES.items():
        Path(name).parent.mkdir(exist_ok=True)
        Path(name).write_text(text)
    for words in ARGUMENTS:
        yield f"python {words}: {ended(start(*words.split()), '[1]')}"


def signalled() -> Iterator[str]:
    """Programs that are sent signals."""
    for name, code in LIVES.items():
        for number in ("TERM", "INT", "KILL", "HUP", "PIPE"):
            child = start("-c", code)
            assert child.stdout is not None  # it is a pipe
            child.stdout.readline()
            time.sleep(_SHORT_S)
            child.send_signal(getattr(signal, f"SIG{number}"))
            try:
                child.wait(_LONG_S)
                yield f"{name}, SIG{number}: {ended(child)}"
            except subprocess.TimeoutExpired:
                yield f"{name}, SIG{number}: goes on"
                child.kill()
                child.communicate()


def pipes() -> Iterator[str]:
    """Pipes whose other end is gone."""
    for code, closed in (
        ("print('x')", ("stdout",)),
        ("print('x', flush=True)", ("stdout",)),
        ("import sys; print('x', file=sys.stderr)", ("stdout", "stderr")),
    ):
        with start("-c", f"import time; time.sleep({_SHORT_S}); {code}") as child:
            for name in closed:
                getattr(child, name).close()
            said = "" if "stderr" in closed or child.stderr is None else child.stderr.read()
        yield f"{code}: {child.returncode} {_last(said)!r}"
    with contextlib.suppress(BrokenPipeError), start("-c", "", stdout=None, stderr=None) as child:
        child.wait()
        yield f"nobody reads: {written(child)}"


def written(child: "subprocess.Popen[str]") -> object:
    """What a program is told that writes to one that has ended."""
    assert child.stdin is not None  # it is a pipe
    try:
        child.stdin.write("x" * 10)
        child.stdin.flush()
    except OSError as trouble:
        return trouble
    return "nothing"


def everything() -> Iterator[str]:
    """All lines."""
    for part in (ends, arguments, signalled, pipes):
        yield from part()


@prove.simulation(faults=prove.NONE)
def test(sim: prove.Sim) -> None:
    for expected, found in zip(KNOWN.read_text().splitlines(), everything(), strict=True):
        prove.always_equal(found, expected, "programs end as on Linux")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        KNOWN.write_text("".join(f"{line}\n" for line in everything()))
        os.chdir("/")
