"""Attempts to start real programs and threads, to signal real processes, or to look at them."""

import _thread
import ctypes
import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time

from mainstay import prove

LIBRARY = ctypes.CDLL(None)
C_SYSTEM, C_FORK, C_GETPID, C_THREAD, C_KILL = (
    LIBRARY[name] for name in ("system", "fork", "getpid", "pthread_create", "kill")
)


def double(number):
    return 2 * number


@prove.simulation(faults=prove.NONE)
def other_program(_sim):
    """`subprocess.run(["ls"])`."""
    subprocess.run(["ls", "/"], check=False)


@prove.simulation(faults=prove.NONE)
def shell(_sim):
    """`subprocess.run(..., shell=True)`."""
    subprocess.run("echo out", shell=True, check=False)


@prove.simulation(faults=prove.NONE)
def system(_sim):
    """`os.system`."""
    os.system("true")


@prove.simulation(faults=prove.NONE)
def popen(_sim):
    """`os.popen`."""
    os.popen("true").read()


@prove.simulation(faults=prove.NONE)
def fork(_sim):
    """`os.fork`."""
    os.fork()


@prove.simulation(faults=prove.NONE)
def python_program(_sim):
    """A Python program: `subprocess.run([sys.executable, "-c", …])`."""
    done = subprocess.run([sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, check=True)
    prove.always(int(done.stdout) < 20, "it has a simulated number", number=done.stdout)


@prove.simulation(faults=prove.NONE)
def worker_processes(_sim):
    """`multiprocessing.Pool`."""
    with multiprocessing.Pool(2) as pool:
        prove.always_equal(pool.map(double, range(4)), [0, 2, 4, 6], "workers answer")


@prove.simulation(faults=prove.NONE)
def forked_workers(_sim):
    """`multiprocessing` with the method "fork"."""
    multiprocessing.get_context("fork").Process(target=double, args=(1,)).start()


@prove.simulation(faults=prove.NONE)
def spawn_of_posix(_sim):
    """`os.posix_spawn`."""
    os.posix_spawn("/bin/true", ["true"], {})


@prove.simulation(faults=prove.NONE)
def execute(_sim):
    """`os.execv` of another program."""
    os.execv("/bin/true", ["true"])


@prove.simulation(faults=prove.NONE)
def system_of_c(_sim):
    """system(3) from C."""
    C_SYSTEM(b"true")


@prove.simulation(faults=prove.NONE)
def thread_of_python(_sim):
    """`_thread.start_new_thread`: simulated threads run one at a time."""
    seen = []
    _thread.start_new_thread(lambda: seen.append(threading.get_ident()), ())
    time.sleep(1)
    prove.always(seen[0] < 10_000, "it is a simulated thread")


@prove.simulation(faults=prove.NONE)
def thread_of_c(_sim):
    """pthread_create(3) from C."""
    body = ctypes.CFUNCTYPE(ctypes.c_void_p, ctypes.c_void_p)(lambda _: None)
    C_THREAD(ctypes.byref(ctypes.c_ulong()), None, body, None)


@prove.simulation(faults=prove.NONE)
def kill_somebody(_sim):
    """`os.kill` of a process that only the real machine has."""
    try:
        os.kill(os.getppid() + 30_000, signal.SIGTERM)
    except ProcessLookupError:
        return
    prove.unreachable("a real process is killed")


@prove.simulation(faults=prove.NONE)
def kill_of_c(_sim):
    """kill(2) from C."""
    C_KILL(C_GETPID(), 0)


@prove.simulation(faults=prove.NONE, seconds=10)
def wait_for_a_signal(_sim):
    """`signal.pause` with an alarm."""
    signal.signal(signal.SIGALRM, lambda *_: None)
    signal.alarm(3)
    signal.pause()
    prove.always(1003 <= time.monotonic() < 1004, "it waits in simulated time")


@prove.simulation(faults=prove.NONE)
def environment(_sim):
    """The real environment and the real machine's name."""
    found = (os.environ.get("HOME"), os.uname().nodename, os.getpid() < 20, os.cpu_count())
    prove.always_equal(found, ("/home/test", "test", True, 4), "they are the simulated host's")
