"""Programs that start programs."""

# They are programs: they print, and catch what they like.

import asyncio
import atexit
import concurrent.futures
import multiprocessing
import os
import subprocess
import sys

from mainstay import prove

SEEN = []


def run():
    code = "import os, sys; print(os.environ['X'], os.getppid()); print('err', file=sys.stderr); sys.exit(3)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env={"X": "1"}, check=False)
    prove.always_equal((done.returncode, done.stdout, done.stderr), (3, f"1 {os.getpid()}\n", "err\n"), "run")
    echo = subprocess.Popen(
        [sys.executable, "-u", "-c", "import sys\nfor line in sys.stdin: print(line.upper(), end='')"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    prove.always_equal(echo.communicate("ab\ncd\n")[0], "AB\nCD\n", "communicate")
    big = subprocess.run([sys.executable, "-c", "print('x' * 300_000)"], capture_output=True, check=True)
    prove.always_equal(len(big.stdout), 300_001, "more than a pipe holds")
    slow = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(1000)"])
    try:
        slow.wait(5)
    except subprocess.TimeoutExpired:
        slow.terminate()
    prove.always_equal(slow.wait(), -15, "terminated")
    failed = subprocess.run([sys.executable, "-c", "1/0"], capture_output=True, text=True, check=False)
    prove.always(failed.stderr.endswith("ZeroDivisionError: division by zero\n"), "traceback", found=failed.stderr)
    tool = subprocess.run([sys.executable, "-m", "json.tool"], input=b"[1]", capture_output=True, check=True)
    prove.always_equal(tool.stdout, b"[\n    1\n]\n", "module")
    atexit.register(print, "at exit")


async def start():
    code = "import sys; print(sys.stdin.read()[::-1], end=''); sys.exit(4)"
    child = await asyncio.create_subprocess_exec(sys.executable, "-c", code, stdin=-1, stdout=-1)
    out, _ = await child.communicate(b"hello")
    prove.always_equal((out, child.returncode), (b"olleh", 4), "asyncio")
    child = await asyncio.create_subprocess_exec(sys.executable, "-c", "import time; time.sleep(100)")
    child.kill()
    prove.always_equal(await child.wait(), -9, "killed")


def square(number):
    SEEN.append(number)
    return number * number, len(SEEN) <= 3


def answer(queue, lock, number):
    with lock:
        queue.put((number, multiprocessing.current_process().name))


def workers():
    queue, lock = multiprocessing.Queue(), multiprocessing.Lock()
    started = [multiprocessing.Process(target=answer, args=(queue, lock, number)) for number in range(3)]
    for process in started:
        process.start()
    found = sorted(queue.get() for _ in started)
    prove.always_equal(found, [(number, f"Process-{number + 1}") for number in range(3)], "answers")
    for process in started:
        process.join()
    prove.always_equal([process.exitcode for process in started], [0, 0, 0], "exit codes")


def executor():
    with concurrent.futures.ProcessPoolExecutor(2) as pool:
        prove.always_equal([one for one, _ in pool.map(square, range(4))], [0, 1, 4, 9], "pool")
    prove.always_equal(SEEN, [], "workers have their own modules")


def adds(number, numbers, barrier, table):
    with number.get_lock():
        number.value += 5
    numbers[0] += 7
    barrier.wait()
    table["added"] = number.value


def memory():
    spawn = multiprocessing.get_context("spawn")
    number, numbers, barrier = spawn.Value("i", 1), spawn.Array("d", [1, 2]), spawn.Barrier(2)
    with spawn.Manager() as manager:
        table = manager.dict()
        child = spawn.Process(target=adds, args=(number, numbers, barrier, table))
        child.start()
        barrier.wait(timeout=20)
        child.join()
        prove.always_equal((number.value, list(numbers), dict(table)), (6, [8, 2], {"added": 6}), "memory is shared")


def dies(status):
    os._exit(status)


def broken():
    with concurrent.futures.ProcessPoolExecutor(1) as pool:
        try:
            pool.submit(dies, 3).result()
        except concurrent.futures.process.BrokenProcessPool as trouble:
            prove.always(str(trouble), "a worker that dies breaks the pool")


@prove.simulation(hosts=["a"], faults=prove.NONE)
async def programs(sim):
    host = sim.host("a")
    host.install("git", lambda argv: print("stand-in", argv[1]))
    for program in (run, start, workers, executor, memory, broken, stand_in):
        process = host.start(program)
        await asyncio.sleep(30)
        prove.always_equal(process.status, 0, program.__name__)


def stand_in():
    subprocess.run(["git", "status"], check=True)
    try:
        os.execv(sys.executable, [sys.executable, "-c", "print('another program')"])
    finally:
        print("never")
