"""A pickledb whose process is killed at times: it can be read again, and has what was saved."""

import random
import time

import pickledb

from mainstay import prove


def worker(life: int, saved: dict[str, str]) -> None:
    old = hasattr(pickledb, "load")
    kept = pickledb.load("kept.json", False) if old else pickledb.PickleDB("kept.json")
    for key, value in saved.items():
        prove.always(str(kept.get(key)) >= value, "what was saved is there", key=key, value=value, found=kept.get(key))
    for n in range(1000):
        key, value = f"key {random.randint(0, 99)}", f"{life:03} {n:03} {'x' * random.randint(0, 200)}"
        kept.set(key, value)
        if random.random() < 0.3:
            kept.dump() if old else kept.save()
            saved.update((one, kept.get(one)) for one in (kept.getall() if old else kept.all()))
        time.sleep(random.uniform(0, 0.01))


@prove.simulation(hosts=["machine"])
def test(sim: prove.Sim) -> None:
    machine, saved = sim.host("machine"), {}
    for life in range(5):
        process = machine.start(worker, life, saved)
        sim.sleep(sim.random.uniform(0.2, 2))
        machine.kill(process)
    prove.sometimes(len(saved) > 50, "much is saved")
