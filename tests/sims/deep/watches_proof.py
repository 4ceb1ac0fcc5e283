"""A client that says anything to a store of transactions: none is carried out after what it watches has changed."""

import random
import socket

import watches

from mainstay import prove

LINES = 20
KEYS = ("a", "b", "c", "d")
VERBS = ("set", "delete", "watch", "multi", "run", "forget")


def client():
    watched, inside = set(), False  # what was changed after it was watched, and what was not
    changed = set()
    with socket.create_connection(("store", watches.PORT)) as connection, connection.makefile("rw") as lines:
        for _ in range(LINES):
            verb, key = random.choice(VERBS), random.choice(KEYS)
            lines.write(f"{verb} {key}\n")
            lines.flush()
            answer = lines.readline().strip()
            if verb == "watch" and answer == "ok":
                watched.add(key)
            elif verb in {"set", "delete"} and answer == "ok" and not inside:
                changed |= watched & {key}
            elif verb == "multi" and answer == "ok":
                inside = True
            elif verb in {"run", "forget"}:
                prove.always(answer != "done" or not changed, "what is watched has not changed", changed=changed)
                if answer != "no transaction":
                    watched, changed, inside = set(), set(), False


@prove.simulation(hosts=["store", "client"], faults=prove.NONE)
def test_nothing_is_done_after_what_is_watched_has_changed(sim):
    sim.host("store").start(watches.serve)
    sim.sleep(1)
    speaks = sim.host("client").start(client)
    while speaks.alive:
        sim.sleep(1)
