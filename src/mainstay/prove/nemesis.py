"""Who brings the faults that come by themselves: cuts and slow links, kills, crashes, hosts that stop or crawl, clocks.

Each kind of fault at each place is a Poisson process of its own stream, so that leaving one out moves no other. Half of
the kills and losses of power wait for a moment when a program is in the middle of what it does with its files. Of the
branches of a rare state, half bring one of the faults soon: what it does there is what the state was kept for, and by
its rate alone it would come there as rarely as anywhere.
"""

import functools
from collections.abc import Callable, Sequence

from mainstay.prove.machine.chance import Chance
from mainstay.prove.machine.host import Host
from mainstay.prove.machine.hub import SECOND
from mainstay.prove.machine.machine import Machine
from mainstay.prove.machine.net.network import MILLISECOND

_MINUTE_NS = 60 * SECOND
_NEVER_NS = 1 << 62
_AT_ONCE = 0.5
_CALLS = 8  # on average; what is done in several steps is rarely done in many more
_PATIENCE_NS = 5 * SECOND
_SOON = 0.5  # the share of branches
_SOONEST_S, _LATEST_S = 0.0003, 3.0  # less than a message takes, and longer than most programs are patient
Action = Callable[[Machine, Host], None]


def unleash(machine: Machine) -> None:
    """Schedule what the fault plan of `machine` asks for, on the hosts that exist and those that will."""
    faults = machine.faults
    network, host = faults.network, faults.host
    each: tuple[tuple[str, float, Action], ...] = (
        ("partition", network.partitions, _partition),
        ("clog", network.clogs, _clog),
        ("slowdown", network.slowdowns, _slow_down),
        ("kill", host.kills, _amid_files("kill", _kill)),
        ("crash", host.crashes, _amid_files("crash", _crash)),
        ("pause", host.pauses, _pause),
        ("hang", host.hangs, _hang),
        ("throttle", host.throttles, _throttle),
        ("jump", host.jumps, _jump),
    )
    targets = [target for target in machine.hosts.values() if target.name != "test"]
    comings = [
        functools.partial(_next, machine, name, rate, (target, action))
        for name, rate, action in each
        for target in targets
        if rate > 0 and not (target.spared and action in {_kill, _crash})
    ]
    for come in comings:
        come()
    if comings:
        machine.hub.chance.on_branch.append(lambda: _come_again(machine.hub.chance, comings))


def _come_again(chance: Chance, comings: Sequence[Callable[..., None]]) -> None:
    """In a branch, draw again when each fault comes next, which has no memory; and perhaps let one come soon."""
    stream = chance.stream("soon")
    early = stream.choice(comings) if stream.random() < _SOON else None
    # Evenly by orders of magnitude, since programs have waits of each.
    soon_ns = int(_SOONEST_S * (_LATEST_S / _SOONEST_S) ** stream.random() * SECOND)
    for come in comings:
        come(most_ns=soon_ns if come is early else _NEVER_NS)


def _next(machine: Machine, name: str, rate: float, what: tuple[Host, Action], *, most_ns: int = _NEVER_NS) -> None:
    target, action = what
    chance = machine.hub.chance
    stream, branches = chance.stream(f"when {name} {target.name}"), chance.branches
    delay = min(int(stream.expovariate(rate) * _MINUTE_NS), most_ns)

    def strike() -> None:
        if chance.branches != branches:
            return  # drawn again since
        # The draw is recorded as a decision, so that shrinking can take this single fault away.
        if machine.troubled and chance.strikes(name, target.name, 1.0):
            action(machine, target)
        _next(machine, name, rate, what)

    machine.hub.after(delay, strike)


def _amid_files(name: str, action: Action) -> Action:
    """`action` as it is, or at one of the next calls by which the host's programs use files."""

    def strike(machine: Machine, host: Host) -> None:
        stream = machine.hub.chance.stream(f"moment {name} {host.name}")
        if stream.random() < _AT_ONCE:
            action(machine, host)
            return
        number = 1 + int(stream.expovariate(1 / _CALLS))
        host.at_file_call(number, lambda: action(machine, host) if machine.troubled else None, within_ns=_PATIENCE_NS)

    return strike


def _share(machine: Machine, name: str, host: Host, most_s: float) -> int:
    return int(machine.hub.chance.stream(f"how long {name} {host.name}").random() * most_s * SECOND)


def _others(machine: Machine, host: Host) -> list[Host]:
    return [other for other in machine.hosts.values() if other is not host]


def _partition(machine: Machine, host: Host) -> None:
    """Cut one host from some of the others, or all, in one direction or both."""
    stream = machine.hub.chance.stream(f"partition {host.name}")
    others = [other for other in _others(machine, host) if stream.random() < 0.7]  # noqa: PLR2004 - partial cuts happen
    away, back = stream.choice(((True, True), (True, False), (False, True)))
    pairs = [(host, other) for other in others if away] + [(other, host) for other in others if back]
    machine.tell(host.name, "partition", " ".join(f"{a.name}>{b.name}" for a, b in pairs))
    for source, target in pairs:
        machine.network.cut(source, target)

    def end() -> None:
        for source, target in pairs:
            machine.network.mend(source, target)
        machine.tell(host.name, "partition ends", "")

    machine.hub.after(_share(machine, "partition", host, machine.faults.network.partition_s), end)


def _clog(machine: Machine, host: Host) -> None:
    """Hold all that one host sends to one other."""
    others = _others(machine, host)
    if not others:
        return
    other = machine.hub.chance.stream(f"clog {host.name}").choice(others)
    machine.tell(host.name, "clog", f"{host.name}>{other.name}")
    machine.network.cut(host, other)
    machine.hub.after(_share(machine, "clog", host, machine.faults.network.clog_s), machine.network.mend, host, other)


def _slow_down(machine: Machine, host: Host) -> None:
    """Make all that one host sends to one other late, for a while."""
    others = _others(machine, host)
    if not others:
        return
    faults = machine.faults.network
    stream = machine.hub.chance.stream(f"slowdown {host.name}")
    other = stream.choice(others)
    slower, lasts = int(stream.random() * faults.slowdown_ms * MILLISECOND), stream.random() * faults.slowdown_s
    machine.tell(host.name, "slow link", f"{host.name}>{other.name} by {slower / MILLISECOND:.0f} ms for {lasts:.1f} s")
    machine.network.slow_down(host, other, slower_ns=slower, for_ns=int(lasts * SECOND))


def _kill(machine: Machine, host: Host) -> None:
    """Kill -9 of one process; whoever supervises it starts it again."""
    if host.processes:
        pid = machine.hub.chance.stream(f"kill {host.name}").choice(sorted(host.processes))
        process = host.processes[pid]
        machine.tell(host.name, "kill -9", process.name)
        host.kill(process)
        machine.supervise(host, process)


def _crash(machine: Machine, host: Host) -> None:
    """Lose power, and come back."""
    if not host.up:
        return
    running, restarting = list(host.processes.values()), list(host.restarting)
    host.crash()

    def back() -> None:
        host.boot()
        for process in running:
            machine.supervise(host, process)
        for again in restarting:
            machine.start_later(host, again)

    machine.hub.after(_share(machine, "crash", host, machine.faults.host.down_s), back)


def _pause(machine: Machine, host: Host) -> None:
    """Stop everything on a host for a while."""
    machine.tell(host.name, "pause", "")
    host.pause()

    def end() -> None:
        host.resume()
        machine.tell(host.name, "resume", "")

    machine.hub.after(_share(machine, "pause", host, machine.faults.host.pause_s), end)


def _hang(machine: Machine, host: Host) -> None:
    """Stop one process for a while, as SIGSTOP does."""
    if not host.processes:
        return
    pid = machine.hub.chance.stream(f"hang {host.name}").choice(sorted(host.processes))
    process = host.processes[pid]
    machine.tell(host.name, "hang", process.name)
    process.pause()

    def end() -> None:
        if process.alive:
            process.resume()
            machine.tell(host.name, "hang ends", process.name)

    machine.hub.after(_share(machine, "hang", host, machine.faults.host.pause_s), end)


def _throttle(machine: Machine, host: Host) -> None:
    """Take most of its processor from a host for a while."""
    lasts = _share(machine, "throttle", host, machine.faults.host.throttle_s)
    machine.tell(host.name, "throttle", f"for {lasts / SECOND:.1f} s")
    host.throttled_until = machine.hub.now + lasts


def _jump(machine: Machine, host: Host) -> None:
    """Set a clock, forwards or back."""
    stream = machine.hub.chance.stream(f"jump {host.name}")
    host.skew_ns += int(stream.uniform(-1, 1) * machine.faults.host.jump_s * SECOND)
    machine.tell(host.name, "clock", f"{host.skew_ns / SECOND:+.3f} s")
