"""Releases, rollbacks and recoveries: the production code of commands, supervisor, router and ledger, killed anywhere.

What is simulated is the operating system below it, `world.ports.Host` (see world.py), and the programs `setsid` and
`setpriv`. bubblewrap is not installed on this machine.
"""

import asyncio

from rig import ENDED, REFUSED, SHARED, Rig

from mainstay import prove

FAULTS = prove.Faults(host=prove.HostFaults(stalls=0.05))


def rig_of(sim) -> Rig:
    return Rig(sim, dies_with_parent=sim.random.random() < 0.7)


def check_state(seen, text: str) -> None:
    """One release serves, and everything says so."""
    live = seen["live"]
    prove.always_equal(seen["page"], text, "the page of the live release is served")
    prove.always(not seen["unfinished"], "no plan is left unfinished", seen=seen)
    prove.always_equal(
        sorted(seen["run"].items()), [("router", "ready"), ("status-page", "ready"), (f"web-1-r{live}", "ready")], "one release runs, and is ready",
    )
    prove.always_equal(seen["wanted"], sorted(seen["run"]), "what runs is what is wanted")
    prove.always_equal(seen["routed"], [f"web-1-r{live}"], "requests go to the live release and no other")
    prove.always(seen["built"] in seen["complete"], "the live release has its files", seen=seen)
    prove.always(set(seen["folders"]) <= set(seen["recorded"]), "nothing is left of releases that never served", seen=seen)


async def settled(rig) -> dict:
    """What is seen once the status page, which nobody waits for, is ready too."""
    for _ in range(100):
        seen = await rig.look()
        if set(seen["run"].values()) == {"ready"}:
            break
        await asyncio.sleep(0.5)
    return seen


@prove.simulation(hosts=["machine"], share=SHARED, faults=prove.NONE, seeds=10)
async def test_undisturbed(sim):
    rig = rig_of(sim)
    await rig.write("one")
    prove.always_equal(await rig.run("up"), ENDED, "up ends well")
    check_state(await settled(rig), "one")
    await rig.write("two")
    events = sim.events
    prove.always_equal(await rig.run("up"), ENDED, "up ends well")
    print(sim.events - events)
    check_state(await settled(rig), "two")
    prove.always_equal(await rig.run("rollback"), ENDED, "rollback ends well")
    check_state(await settled(rig), "one")


def strike(sim, rig, command) -> None:
    """One of the things that can happen to a machine, between any two events."""
    what = sim.random.choice(("command", "command", "supervisor", "any", "power"))
    print("strikes:", what)
    if what == "power":
        rig.lose_power()
        return
    own = rig.own
    targets = {
        "command": [command],
        "supervisor": rig.supervisors[-1:],
        "any": [sim.random.choice(own)] if own else [],
    }
    for process in targets[what]:
        rig.host.kill(process)


async def disturbed(sim, rig, verb: str) -> int:
    """`mainstay VERB`, while something happens to the machine, or just after; its exit code, or what killed it."""
    command, left = rig.command(verb), [1]

    def once() -> None:
        if left:
            left.clear()
            strike(sim, rig, command)

    sim.after_events(sim.random.randrange(1000), once)
    status = await rig.done(command)
    if sim.random.random() < 0.5:
        once()
    left.clear()
    return status


@prove.simulation(hosts=["machine"], share=SHARED, seeds=20, faults=FAULTS)
async def test_a_second_release_is_struck_anywhere(sim):
    """Whatever happens to `mainstay up`: the next one ends in what is wanted then, and rollback goes back exactly."""
    rig = rig_of(sim)
    await rig.write("one")
    prove.always_equal(await rig.run("up"), ENDED, "up ends well")
    first = await rig.look()
    await rig.write("two")
    status = await disturbed(sim, rig, "up")
    again = sim.random.random() < 0.5
    if again:
        status = await disturbed(sim, rig, "up")
    if status == ENDED:
        await recorded(rig, at_least=first["live"] + 1)
    text = sim.random.choice(("two", "three", "one"))
    await rig.write(text)
    prove.always_equal(await rig.run("up"), ENDED, "the next up ends well")
    after = await settled(rig)
    check_state(after, text)
    await rolled_back(rig, after)


async def recorded(rig, *, at_least: int) -> None:
    """What a command has said it has done is not lost, whatever happened after it."""
    seen = await rig.look()
    prove.always_at_least(seen["live"], at_least, "a release that was acknowledged is recorded")


async def rolled_back(rig, before) -> None:
    """Rollback returns to the release before."""
    status = await rig.run("rollback")
    if status == REFUSED:
        prove.always(len(before["recorded"]) == 1 or before["page"] == "one", "there was nothing to go back to", seen=before)
        return
    prove.always_equal(status, ENDED, "rollback ends well")
    after = await settled(rig)
    check_state(after, after["page"])
    prove.always(after["page"] != before["page"] and after["built"] in before["recorded"], "rollback goes back", before=before, after=after)
