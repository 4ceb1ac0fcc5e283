"""filelock: threads and processes of one host take turns; a killed holder lets go."""

import subprocess
import sys
import threading

import filelock

from mainstay import prove

HOLD = """
import filelock, time
lock = filelock.FileLock("/srv/lock")
lock.acquire()
print("held", flush=True)
time.sleep(99)
"""


@prove.simulation()
def test(sim: prove.Sim) -> None:
    inside: list[int] = []

    def work() -> None:
        for _ in range(5):
            with filelock.FileLock("/srv/lock", timeout=60):
                inside.append(1)
                sim.sleep(0.01)
                prove.always_equal(len(inside), 1, "one at a time")
                inside.pop()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    holder = subprocess.Popen([sys.executable, "-c", HOLD], stdout=subprocess.PIPE, text=True)
    prove.always_equal(holder.stdout.readline(), "held\n", "another process holds it")
    try:
        filelock.FileLock("/srv/lock", timeout=1).acquire()
        prove.unreachable("it is held")
    except filelock.Timeout:
        holder.kill()
    with filelock.FileLock("/srv/lock", timeout=5):
        prove.always_equal(holder.wait(), -9, "who was killed holds nothing")
