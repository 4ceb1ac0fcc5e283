from mainstay.run.local.supervisor.sweep import marked, sweep
from mainstay.world.ports import ProcessEntry

OURS = {"MAINSTAY_PROJECT": "aaa", "MAINSTAY_INSTANCE": "web.1"}


class FakeHost:
    """Processes with environments; `stubborn` ones need KILL."""

    def __init__(self, rows, stubborn=()):
        self.rows = {pid: (parent, environment) for pid, parent, environment in rows}
        self.stubborn, self.signals = set(stubborn), []

    def processes(self):
        return [ProcessEntry(pid=p, parent=parent, started=p, command="x") for p, (parent, _) in self.rows.items()]

    def environment_of(self, pid):
        return self.rows[pid][1]

    def signal(self, entry, name):
        self.signals.append((entry.pid, name))
        if name == "KILL" or entry.pid not in self.stubborn:
            del self.rows[entry.pid]


class FakeClock:
    def __init__(self):
        self.time = 0.0

    def now(self):
        return self.time

    def monotonic(self):
        return self.time

    async def sleep(self, seconds):
        self.time += seconds


def pids(host, instance=None, spare=1):
    return [entry.pid for entry in marked(host, "aaa", instance, spare=spare)]


def test_only_processes_with_both_marks_of_this_project_count():
    host = FakeHost(
        [
            (1, 0, {}),
            (2, 1, OURS),
            (3, 1, {"MAINSTAY_PROJECT": "aaa"}),
            (4, 1, {**OURS, "MAINSTAY_PROJECT": "bbb"}),
            (5, 1, {**OURS, "MAINSTAY_INSTANCE": "db.1"}),
            (6, 2, {}),
        ]
    )
    assert pids(host) == [2, 5, 6]
    assert pids(host, "web.1") == [2, 6]


def test_we_and_those_we_descend_from_are_spared():
    host = FakeHost([(1, 0, {}), (2, 1, OURS), (3, 2, OURS), (4, 3, OURS), (5, 1, OURS)])
    assert pids(host, spare=3) == [4, 5]


async def test_each_is_told_once_and_killed_after_three_seconds():
    host = FakeHost([(2, 0, OURS), (3, 0, OURS)], stubborn=[3])
    clock = FakeClock()
    assert await sweep(host, clock, "aaa", spare=1) == 2
    assert host.signals == [(2, "TERM"), (3, "TERM"), (3, "KILL")]
    assert 3 <= clock.time < 3.2


async def test_what_survives_everything_does_not_hold_us_up():
    host = FakeHost([(2, 0, OURS)])
    host.signal = lambda _entry, _name: None
    clock = FakeClock()
    await sweep(host, clock, "aaa", spare=1)
    assert clock.time < 11
