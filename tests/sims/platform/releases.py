"""Releases, rollbacks and recoveries: the production code of commands, supervisor, router and ledger, struck anywhere.

What is simulated is the operating system below it, `world.ports.Host` (see world.py), and the programs `setsid` and
`setpriv`. bubblewrap is not installed on this machine.
"""

import asyncio

from rig import ENDED, REFUSED, SHARED, Rig

from mainstay import prove

FAULTS = prove.Faults(host=prove.HostFaults(stalls=0.05))
EVENTS = 1500
"""About as many happen in a first release; in a later one, half of them."""


def rig_of(sim) -> Rig:
    return Rig(sim, dies_with_parent=sim.random.random() < 0.7)


def strike(sim, rig, command) -> None:
    """One of the things that can happen to a machine."""
    what = sim.random.choice(("command", "command", "supervisor", "any", "power"))
    prove.reachable(f"{what} is struck")
    if what == "power":
        rig.lose_power()
        return
    targets = {"command": [command], "supervisor": rig.supervisors[-1:], "any": rig.own}[what]
    if targets:
        rig.host.kill(sim.random.choice(targets))


async def disturbed(sim, rig, verb: str, *, events: int = EVENTS // 2) -> int:
    """`mainstay VERB`, while something happens to the machine, or just after; its exit code, or what killed it."""
    command, left = rig.command(verb), [1]

    def once() -> None:
        if left:
            left.clear()
            strike(sim, rig, command)

    sim.after_events(sim.random.randrange(events), once)
    status = await rig.done(command)
    if sim.random.random() < 0.5:
        once()
    left.clear()
    return status


async def settled(rig):
    """What is seen once the status page, which nobody waits for, is ready too."""
    seen = await rig.look()
    for _ in range(100):
        if set(seen["run"].values()) == {"ready"}:
            break
        await asyncio.sleep(0.5)
        seen = await rig.look()
    return seen


async def check_serves(rig, text: str):
    """One release serves, its page says `text`, and everything agrees with that."""
    seen = await settled(rig)
    live = f"web-1-r{seen['live']}"
    prove.always_equal(seen["page"], text, "the page of the live release is served")
    prove.always(not seen["unfinished"], "no plan is left unfinished", seen=seen)
    prove.always_equal(seen["run"], dict.fromkeys(("router", "status-page", live), "ready"), "one release runs")
    prove.always_equal(seen["wanted"], sorted(seen["run"]), "what runs is what is wanted")
    prove.always_equal(seen["routed"], [live], "requests go to the live release and to no other")
    prove.always(seen["built"] in seen["complete"], "the live release has its files", seen=seen)
    prove.always(set(seen["folders"]) <= set(seen["recorded"]), "no files of what never served are left", seen=seen)
    prove.always_equal(seen["strangers"], [], "no process runs that the supervisor does not know")
    return seen


@prove.simulation(hosts=["machine"], share=SHARED, faults=FAULTS, seeds=4)
async def releases_and_rolls_back(sim):
    """Nothing strikes: each command does what it says, and the same `up` again does nothing."""
    rig = rig_of(sim)
    await rig.write("one")
    prove.always_equal(await rig.run("up"), ENDED, "up ends well")
    first = await check_serves(rig, "one")
    await rig.write("two")
    prove.always_equal(await rig.run("up"), ENDED, "up ends well")
    second = await check_serves(rig, "two")
    prove.always_equal(await rig.run("up"), ENDED, "up again ends well")
    prove.always_equal(await rig.look(), second, "up again changes nothing")
    prove.always_equal(await rig.run("rollback"), ENDED, "rollback ends well")
    third = await check_serves(rig, "one")
    prove.always_equal(third["built"], first["built"], "rollback takes the files of the earlier release")


@prove.simulation(hosts=["machine"], share=SHARED, faults=FAULTS)
async def first_release_is_struck(sim):
    """Whatever happens to the first `up`, the next one ends in what is wanted."""
    rig = rig_of(sim)
    await rig.write("one")
    status = await disturbed(sim, rig, "up", events=EVENTS)
    if status == ENDED:
        prove.always_equal((await rig.look())["live"], 1, "a release that was acknowledged is recorded")
    await rig.write(text := sim.random.choice(("one", "two")))
    prove.always_equal(await rig.run("up"), ENDED, "the next up ends well")
    await check_serves(rig, text)


@prove.simulation(hosts=["machine"], share=SHARED, faults=FAULTS)
async def second_release_is_struck(sim):
    """Whatever happens to a second `up`, once or twice: the next ends in what is wanted, and rollback goes back."""
    rig = rig_of(sim)
    await rig.write("one")
    await rig.run("up")
    await rig.write("two")
    status = await disturbed(sim, rig, "up")
    if status == ENDED:
        prove.always_at_least((await rig.look())["live"], 2, "a release that was acknowledged is recorded")
    if sim.random.random() < 0.5:
        await disturbed(sim, rig, "up")
    await rig.write(text := sim.random.choice(("one", "two", "three")))
    prove.always_equal(await rig.run("up"), ENDED, "the next up ends well")
    before = await check_serves(rig, text)
    if await rig.run("rollback") == REFUSED:
        prove.always(len(before["recorded"]) == 1 or text == "one", "there is something to go back to", seen=before)
        return
    seen = await rig.look()
    prove.always(seen["built"] in before["recorded"] and seen["page"] != text, "rollback goes back", seen=seen)
    await check_serves(rig, seen["page"])


@prove.simulation(hosts=["machine"], share=SHARED, faults=FAULTS)
async def rollback_is_struck(sim):
    """Whatever happens to `rollback`, the old release or the new one serves afterwards, and the next one goes back."""
    rig = rig_of(sim)
    for text in ("one", "two"):
        await rig.write(text)
        await rig.run("up")
    before = await rig.look()
    status = await disturbed(sim, rig, "rollback")
    seen = await rig.look()
    went = seen["live"] > before["live"]
    prove.always(went or status != ENDED, "a rollback that was acknowledged is recorded", seen=seen)
    prove.sometimes(went and seen["unfinished"], "a rollback is struck when it is recorded already")
    over = went and not seen["unfinished"]
    again = "up" if over else "rollback"
    prove.always_equal(await rig.run(again), ENDED, f"{again} after it ends well")
    await check_serves(rig, "two" if over else "one")


@prove.simulation(hosts=["machine"], share=SHARED, faults=FAULTS)
async def two_commands_at_once(sim):
    """One wins and the other is told, unless they come one after the other."""
    rig = rig_of(sim)
    await rig.write("one")
    commands = [rig.command("up")]
    await asyncio.sleep(sim.random.random() * 0.3)
    commands.append(rig.command("up"))
    statuses = [await rig.done(command) for command in commands]
    prove.always(sorted(statuses) in ([0, 0], [0, 2]), "one of two commands wins", statuses=statuses)
    prove.sometimes(REFUSED in statuses, "a command is refused")
    await check_serves(rig, "one")


@prove.simulation(hosts=["machine"], share=SHARED, faults=FAULTS)
async def killed_commands_are_not_noticed(sim):
    """People who look at the page all the time see one release or the next, and never nothing."""
    rig = rig_of(sim)
    await rig.write("one")
    await rig.run("up")
    with rig.watching() as seen:
        for text in ("two", "three"):
            await rig.write(text)
            for _ in range(2):
                command = rig.command("up")
                sim.after_events(sim.random.randrange(2 * EVENTS), lambda command=command: rig.host.kill(command))
                await rig.done(command)
        prove.always_equal(await rig.run("up"), ENDED, "the next up ends well")
    prove.always("" not in seen, "the page is always served", seen=seen)
    await check_serves(rig, "three")


@prove.simulation(hosts=["machine"], share=SHARED, faults=FAULTS)
async def machine_starts_again(sim):
    """After a loss of power the supervisor alone, started with the machine, brings the recorded release back."""
    rig = rig_of(sim)
    for text in ("one", "two"):
        await rig.write(text)
        await rig.run("up")
    await asyncio.sleep(sim.random.choice((0, 1, 60)))
    rig.lose_power()
    rig.supervise()
    await asyncio.sleep(5)
    await check_serves(rig, "two")
