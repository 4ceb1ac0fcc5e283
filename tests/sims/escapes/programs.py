"""Attempts to start real programs and threads, to signal real processes, or to look at them."""

import _posixsubprocess
import _thread
import asyncio
import ctypes
import multiprocessing
import os
import platform
import pwd
import resource
import signal
import subprocess
import sys
import syslog
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


@prove.simulation(faults=prove.NONE)
async def program_of_asyncio(_sim):
    """`asyncio.create_subprocess_exec` of another program."""
    await asyncio.create_subprocess_exec("true")


@prove.simulation(faults=prove.NONE)
def below_subprocess(_sim):
    """`_posixsubprocess.fork_exec` itself."""
    names = [b"/bin/true"]
    errors = os.pipe()[1]
    rest = (-1, -1, -1, -1, -1, -1, -1, errors, False, False, 0, None, None, None, -1, None, False)
    _posixsubprocess.fork_exec(names, names, True, (errors,), None, None, *rest)


@prove.simulation(faults=prove.NONE)
def forked_terminal(_sim):
    """`os.forkpty`."""
    os.forkpty()


@prove.simulation(faults=prove.NONE)
def handle_of_a_process(_sim):
    """`os.pidfd_open` and `signal.pidfd_send_signal`."""
    for attempt in (lambda: os.pidfd_open(1), lambda: signal.pidfd_send_signal(1, signal.SIGTERM)):
        try:
            attempt()
        except OSError:
            continue
        prove.unreachable("a real process is found")


@prove.simulation(faults=prove.NONE)
def event_descriptor(_sim):
    """`os.eventfd`."""
    os.eventfd(0)


@prove.simulation(faults=prove.NONE)
def another_user(_sim):
    """`os.setuid`, `os.setgroups`, `os.nice`: the real process stays who it is."""
    for attempt in (
        lambda: os.setuid(0),
        lambda: os.setgroups([0]),
        lambda: os.nice(-5),
        lambda: os.setpriority(0, 0, -5),
    ):
        try:
            attempt()
        except PermissionError:
            continue
        prove.unreachable("it becomes another")
    found = (os.getuid(), os.getresuid(), pwd.getpwuid(os.getuid()).pw_name, LIBRARY["getuid"]())
    prove.always_equal(found, (1000, (1000, 1000, 1000), "test", 1000), "it is an ordinary user")


@prove.simulation(faults=prove.NONE)
def figures_of_the_machine(_sim):
    """Processors, memory, load, limits and kind of the real machine."""
    found = (
        os.sysconf("SC_NPROCESSORS_ONLN"),
        os.sysconf("SC_PHYS_PAGES"),
        os.getloadavg(),
        len(os.sched_getaffinity(0)),
    )
    prove.always_equal(found, (4, 1 << 20, (0.0, 0.0, 0.0), 4), "they are the simulated host's")
    prove.always_equal(resource.getrlimit(resource.RLIMIT_NOFILE), (1024, 1 << 20), "limits are the simulated host's")
    prove.always_equal(platform.uname().node, "test", "its name is the simulated host's")
    resource.setrlimit(resource.RLIMIT_NOFILE, (512, 512))
    print(platform.platform(), resource.getrusage(resource.RUSAGE_SELF))


@prove.simulation(faults=prove.NONE)
def log_of_the_system(_sim):
    """`syslog.syslog`."""
    syslog.syslog("out")


@prove.simulation(faults=prove.NONE)
def end_of_the_process(sim):
    """`os.abort` and `os._exit`: the end of a simulated process."""
    processes = [sim.host("test").start(call, *rest) for call, rest in ((os.abort, ()), (os._exit, (3,)))]
    sim.sleep(1)
    prove.always_equal([process.status for process in processes], [-6, 3], "only they end")


@prove.simulation(faults=prove.NONE)
def interrupt_of_the_main_thread(_sim):
    """`_thread.interrupt_main`: the simulated process is interrupted."""
    try:
        _thread.interrupt_main()
        time.sleep(1)
    except KeyboardInterrupt:
        return
    prove.unreachable("it goes on")
