"""One simulation, in the operating-system process that it owns."""

import traceback
from types import FrameType

import msgspec

from mainstay.prove import properties
from mainstay.prove.branching import Branching
from mainstay.prove.export.recording import Recorder
from mainstay.prove.faults import Faults
from mainstay.prove.link import Link
from mainstay.prove.machine import current, limits, orders, shim, stacks, traces, waiting
from mainstay.prove.machine.chance import Chance
from mainstay.prove.machine.green import Thread
from mainstay.prove.machine.hub import SECOND, OutOfSteps
from mainstay.prove.machine.limits import BusyLoop
from mainstay.prove.machine.machine import Machine
from mainstay.prove.mover import Mover
from mainstay.prove.nemesis import unleash
from mainstay.prove.outcome import UNFINISHED, Job, Moment, Outcome
from mainstay.prove.prepared import Prepared
from mainstay.prove.rollout import Rollout
from mainstay.prove.settings import Settings
from mainstay.prove.simulation import Sim
from mainstay.prove.system.application import make_hosts
from mainstay.prove.visiting import Visiting

_KEPT_NOTES = 20_000


def simulate(prepared: Prepared, line: bytes, path: str) -> None:
    """Run one simulation to its end, and tell the pool at `path`. Called once in each operating-system process.

    `line` is a `Job` as the pool sends it. It goes back as it came, since whatever is made before the programs begin
    decides where in memory their objects lie.
    """
    link = Link(path)
    link.send_encoded("started", line)
    job = msgspec.json.decode(line, type=Job)
    target = prepared.target.sibling(job.target)
    settings = target.settings()
    chance = Chance(job.seed, only=None if job.only is None else frozenset(job.only), share=job.share)
    ledger = properties.reset()
    machine = Machine(chance, _drawn(job, settings, chance), modules=prepared.modules, code=_first_code(job.rollout))
    machine.hub.steps = settings.events
    if prepared.system is not None:
        make_hosts(machine, prepared.system)
    for name in settings.hosts:
        machine.host(name)
    for importer in prepared.importers:
        machine.hosts[importer.host.name].inherit(importer)
    prepared.modules.seed(str(job.seed))
    shim.attach(machine.hub)
    if job.watch:
        orders.watch()
        traces.watch(machine.hub, job.until)
    recorder = Recorder(machine, job, settings) if job.record else None
    branching = (Visiting if job.visit else Branching)(machine, ledger, job, (path, link))
    sim = Sim(machine, prepared.system)
    unleash(machine)
    if job.rollout is not None:
        Mover(machine, ledger, job.rollout)
    test = machine.hosts["test"].start(lambda: target.called()(sim), "test")
    test.on_exit.append(machine.hub.stop)
    stack = _run(machine, ledger, settings, branching)
    _judge(machine, ledger, finished=not test.alive)
    outcome = _outcome(branching.job, machine, ledger, stack)
    branching.end(outcome if recorder is None else msgspec.structs.replace(outcome, schedule=recorder.schedule()))


def _run(machine: Machine, ledger: properties.Ledger, settings: Settings, branching: "Branching") -> str:
    """Let the simulation happen; the stack of what went wrong in itself."""
    hub = machine.hub
    seconds = min(settings.seconds, branching.job.seconds or settings.seconds)
    try:
        while True:
            hub.run(int(seconds * SECOND), until_event=branching.next_event)
            if hub.stopped or not branching.take():
                return ""
    except BusyLoop as loop:
        ledger.broken = properties.Broken("every thread gives the processor back", {"thread": _label(hub.abandoned)})
        return _stack(loop.args[0])
    except OutOfSteps as limit:
        told: dict[str, object] = {
            "events": limit.args[0],
            "simulated_s": hub.now / SECOND,
            "thread": _label(hub.latest),
        }
        ledger.broken = properties.Broken("the simulation ends", told)
        return "" if hub.latest is None else _stack(hub.latest.left.gr_frame)
    except BaseException as trouble:  # noqa: BLE001 - whatever it is belongs into the verdict
        ledger.broken = properties.Broken("the simulation itself works", {"error": repr(trouble)})
        return traceback.format_exc()
    return ""


def _stack(frame: FrameType | None) -> str:
    """Where a program was; where its event loop was between two turns, also whose turn comes."""
    return limits.stack_of(frame) + stacks.coming_turn(frame)


def _label(thread: Thread | None) -> str:
    """Who ran when a limit was reached."""
    return "?" if thread is None else thread.label


def _first_code(rollout: Rollout | None) -> tuple[str, tuple[str, ...]] | None:
    """What all hosts run at first."""
    if rollout is None:
        return None
    code = rollout.code(rollout.walk.start)
    return code.name, code.folders


def _drawn(job: Job, settings: Settings, chance: Chance) -> Faults:
    faults = job.faults or settings.faults
    return faults.swarm(chance.stream("swarm")) if job.swarm else faults


def _judge(machine: Machine, ledger: properties.Ledger, *, finished: bool) -> None:
    """What broke, where no property said so itself: a program that failed, a test that never came to its end."""
    if machine.escapes:  # comes first: whatever else broke may be its consequence
        ledger.broken = properties.Broken("nothing leaves the simulation", {"escape": machine.escapes[0]})
    if ledger.broken is not None:
        return
    for process, trouble in machine.failures:
        if not isinstance(trouble, properties.Broken):
            name = "the test passes" if process.name == "test" else f"{process.host.name}/{process.name} runs"
            ledger.broken = properties.Broken(name, {"error": f"{type(trouble).__name__}: {trouble}"})
            return
    if not finished:
        name = "no deadlock: somebody can go on" if machine.hub.idle else UNFINISHED
        ledger.broken = properties.Broken(name, waiting.report(machine.hub))


def _outcome(job: Job, machine: Machine, ledger: properties.Ledger, stack: str) -> Outcome:
    broken = ledger.broken
    keep = job.timeline or broken is not None
    return Outcome(
        job=job,
        broken=broken.name if broken else "",
        message=str(broken) if broken else "",
        stack=stack,
        digest=machine.hub.digest(),
        events=machine.hub.events,
        simulated_ns=machine.hub.now,
        asked=ledger.asked,
        met=ledger.met,
        progress=ledger.progress,
        struck=tuple(current.hub.chance.struck),
        timeline=_timeline(machine) if keep else (),
        orders=tuple(orders.noted),
        last=tuple(traces.facts),
    )


def _timeline(machine: Machine) -> tuple[Moment, ...]:
    """What happened, with the decisions that struck, in the order of time."""
    told = [
        Moment(at_ns=at, host=host, what=what, text=text, to=to, until_ns=until)
        for at, host, what, text, to, until in machine.story[-_KEPT_NOTES:]
    ]
    told += [
        Moment(at_ns=struck.at_ns, host=_place(struck.decision.where), what="fault", text=struck.decision.key)
        for struck in machine.hub.chance.struck
    ]
    return tuple(sorted(told, key=lambda moment: moment.at_ns))


def _place(where: str) -> str:
    """The host at which a decision fell: `a/server` and `a>b` are at `a`."""
    return where.replace(">", "/").replace(" ", "/").replace(":", "/").partition("/")[0]
