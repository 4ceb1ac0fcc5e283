"""Exported tests as text, and what is refused before anything runs."""

import ast
import json
import socket
from collections import Counter
from pathlib import Path

import pytest

from mainstay.model.errors import MainstayError
from mainstay.prove.export import runtime
from mainstay.prove.export.possible import refuse_schedule, refuse_target
from mainstay.prove.export.runtime import network
from mainstay.prove.export.runtime.network import Network
from mainstay.prove.export.runtime.sockets import Calls
from mainstay.prove.export.runtime.world import Process, World
from mainstay.prove.export.schedule import Schedule
from mainstay.prove.export.writing import asked, text_of
from mainstay.prove.failure import Failure, Versions
from mainstay.prove.machine.chance import Decision, Struck
from mainstay.prove.outcome import Job, Outcome

PROGRAM = (
    '''"""Quotes: \\"\\"\\" and '''.replace('\\"\\"\\"', "'''")
    + '''a backslash \\\\."""
from mainstay import prove


@prove.simulation(hosts=["a"])
async def test_it(sim):
    prove.always(False, "it holds")
'''
)
PLACE = Path("found.json")


@pytest.fixture
def failure(tmp_path):
    """A function that makes a failure of a small test, in which the given decisions struck."""

    def made(*faults, program=PROGRAM, broken="it holds"):
        file = tmp_path / "test_it.py"
        file.write_text(program)
        job = Job(target=f"{file}::test_it", seed=1)
        struck = tuple(
            Struck(decision=Decision(fault=fault, where="a", draw=number), at_ns=number)
            for number, fault in enumerate(faults)
        )
        outcome = Outcome(job=job, broken=broken, message=f"{broken}: it is '''not''' \\ \"\"\"so\"\"\"", struck=struck)
        return Failure(versions=Versions.now(job.target), job=job, outcome=outcome)

    return made


def refused(failure):
    with pytest.raises(MainstayError) as error:
        refuse_target(failure, PLACE)
    assert error.value.where == "found.json"
    return error.value.found


def test_delays_pauses_and_kills_can_be_exported(failure):
    refuse_target(failure("stall", "hiccup", "slow", "pause", "hang", "partition", "clog", "kill", "reset"), PLACE)


@pytest.mark.parametrize(
    ("fault", "found"),
    [("crash", "loses its power"), ("jump", "a clock is set"), ("rot", "flips a bit"), ("full disk", "disk is full")],
)
def test_what_only_a_simulation_can_do_is_refused(failure, fault, found):
    assert found in refused(failure("stall", fault))


def test_limits_of_simulations_and_their_own_objects_are_refused(failure):
    assert "limit of the simulation" in refused(failure(broken="every thread gives the processor back"))
    stub = PROGRAM + "\n\nSTUB = prove.Stub\n"
    assert refused(failure(program=stub)) == "its test uses prove.Stub"
    about = PROGRAM.replace('hosts=["a"]', 'system="."')
    assert "an application" in refused(failure(program=about))


def test_a_run_that_was_another_or_holds_what_no_schedule_does_is_refused(failure):
    found = failure()
    with pytest.raises(MainstayError, match="must replay before"):
        refuse_schedule(found, Outcome(job=found.job, digest="other", schedule=Schedule()), PLACE)
    with pytest.raises(MainstayError, match="use datagrams, on host a"):
        refuse_schedule(found, Outcome(job=found.job, schedule=Schedule(strange=("datagrams, on host a",))), PLACE)
    assert refuse_schedule(found, Outcome(job=found.job, schedule=Schedule()), PLACE) == Schedule()


def test_what_a_test_asks_for_is_read_from_its_text():
    text = "import mainstay.prove\nfrom mainstay.prove import History\nmainstay.prove.always(1, 'x')\nother.never()\n"
    assert asked(text) == {"History", "always"}


def test_the_test_and_the_schedule_are_in_the_file_as_they_were(failure, tmp_path):
    schedule = Schedule(
        hosts={"test": "10.0.0.1", "a, \"b\"": "10.0.0.2"}, seconds=1.5, turns={"test": ((1, 2, 3),) * 100}
    )  # fmt: skip
    text = text_of(failure("stall"), schedule, tmp_path / "out" / "test_out.py")

    tree = ast.parse(text)
    names = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
    values = {ast.unparse(node.targets[0]): node.value for node in tree.body if isinstance(node, ast.Assign)}
    recorded = json.loads(ast.literal_eval(values["RECORDED"]))
    assert "test_it" in names
    assert ast.literal_eval(values["TEXTS['test_it']"]) == PROGRAM
    assert recorded["hosts"] == schedule.hosts
    assert recorded["schedule"]["turns"]["test"] == [[1, 2, 3]] * 100
    assert "stall a #0" in (ast.get_docstring(tree) or "")
    assert max(len(line) for line in ast.literal_eval(values["RECORDED"]).splitlines()) <= 120


def test_checkers_of_histories_come_with_all_that_they_need(failure, tmp_path):
    program = PROGRAM + "\n\nHISTORY = prove.History()\nWANTED = prove.linearizable, prove.Register, prove.isolated\n"
    text = text_of(failure(program=program), Schedule(), tmp_path / "test_out.py")

    tree = ast.parse(text)
    embedded = [
        ast.literal_eval(node.targets[0].slice)
        for node in tree.body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]).startswith("TEXTS[")
    ]
    needed = {"mainstay.prove.histories.history", "mainstay.prove.histories.cycles", "mainstay.model.errors"}
    assert needed < {*embedded}
    assert "\nimport msgspec" not in text


def test_names_of_the_runtime_do_not_collide_in_one_file():
    names = Counter()
    for file in Path(runtime.__file__).parent.glob("*.py"):
        for node in ast.parse(file.read_text()).body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef):
                names[node.name] += 1
            elif isinstance(node, ast.Assign | ast.AnnAssign):
                targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                names.update({ast.unparse(each) for target in targets for each in getattr(target, "elts", [target])})
    assert [name for name, count in names.items() if count > 1 and name != "Address"] == []


def test_connections_to_two_listeners_may_come_from_the_same_port(monkeypatch):
    ports, connect = [0], network.REAL["connect"]

    def from_one_port(sock, address):
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.bind(("127.0.0.1", ports[-1]))
        ports.append(sock.getsockname()[1])
        connect(sock, address)

    monkeypatch.setitem(network.REAL, "connect", from_one_port)
    world = World({})
    net = Network(world, {"one": "10.0.0.1", "two": "10.0.0.2", "test": "10.0.0.3"})
    calls, sockets, listeners = Calls(net), [socket.socket() for _ in range(4)], {}
    one, two, test = (Process(world, host, host, "program") for host in ("one", "two", "test"))
    for process, listener, client in zip((one, two), sockets, sockets[2:], strict=False):
        calls.bind(process, listener, ("", 80))
        calls.listen(process, listener)
        listeners[process] = listener
        client.setblocking(False)
        calls.connect_ex(test, client, (net.address(process.host), 80))
    world.run(until=10**9)

    accepted = {process: calls.accept(process, listener)[0] for process, listener in listeners.items()}

    assert ports[1] == ports[2]
    assert {process.host: net.sides[sock].connection.target[0] for process, sock in accepted.items()} == {
        "one": "one",
        "two": "two",
    }
    inner = [end.inner for side in net.sides.values() for end in (side, side.other)]
    for sock in {*sockets, *accepted.values(), *inner, net.gate(socket.AF_INET)}:
        sock.close()
