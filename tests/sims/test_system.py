"""Signals, programs that start programs, TLS and programs that are stuck, in simulations of their own."""

import signal
import sys
from pathlib import Path

import pytest

from sims.running import simulate
from sims.system import descriptors, endings, interpreter, starting

HERE = Path(__file__).parent / "system"
pytestmark = pytest.mark.slow


def run(target, *seeds, **options):
    return simulate(f"{HERE / target}", *seeds, **options)


def printed(outcome):
    return [moment.text for moment in outcome.timeline if moment.what == "stdout"]


def test_signals_reach_handlers_and_end_processes():
    (outcome,) = run("signal_programs.py::handled", 1, timeline=True)
    assert outcome.held, outcome.message
    handled = ["stopped", "raised 10", "interrupted", "pending True SIGUSR1", "alarm", "alarm", "limit None"]
    assert sorted(printed(outcome)) == sorted(handled)


def test_a_stopped_process_does_nothing_until_it_is_continued():
    (outcome,) = run("signal_programs.py::stopped", 1, timeline=True)
    assert outcome.held, outcome.message
    assert printed(outcome) == ["tick", "tick", "tick"]


def test_programs_start_programs_as_in_reality():
    one, other = (
        run("child_programs.py::programs", 1, timeline=True),
        run("child_programs.py::programs", 1, timeline=True),
    )
    assert one[0].held, one[0].message
    assert one == other
    assert printed(one[0]) == ["at exit", "stand-in status", "another program"]


def test_tls_works_and_draws_its_secrets_from_the_seed():
    one, other = run("tls_programs.py::tls", 1, 2, timeline=True), run("tls_programs.py::tls", 1, 2, timeline=True)
    assert [outcome.message for outcome in one] == ["", ""]
    assert one == other
    assert printed(one[0]) != printed(one[1])


@pytest.mark.parametrize(
    "target",
    [
        "local_sockets.py::local",
        *(f"interpreter.py::{name}" for name in ("abandoned", "generators", "warned", "finalizers", "hooked")),
    ],
)
def test_processes_share_what_they_should_and_nothing_else(target):
    (outcome,) = run(target, 1)
    assert outcome.held, outcome.message


@pytest.mark.parametrize("target", ["endings.py::test", "descriptors.py::test", "starting.py::test"])
def test_programs_are_told_what_linux_tells(target):
    (outcome,) = run(target, 1)
    assert outcome.held, outcome.message


def test_what_is_never_closed_is_told_by_the_interpreter():
    told, files = interpreter.unclosed()
    assert interpreter.same_beginnings(told), told
    assert files == {interpreter.__file__}


@pytest.fixture
def heeds_hangups():
    """Programs inherit what their parent ignores; tests that run under nohup would ignore SIGHUP."""
    before = signal.signal(signal.SIGHUP, signal.SIG_DFL)
    yield
    signal.signal(signal.SIGHUP, before)


@pytest.mark.usefixtures("heeds_hangups")
def test_what_linux_tells_is_known(tmp_path, monkeypatch):
    assert list(endings.endings()) == endings.KNOWN.read_text().splitlines()
    assert list(descriptors.everything()) == descriptors.KNOWN.read_text().splitlines()
    monkeypatch.chdir(tmp_path)
    assert list(starting.everything()) == starting.KNOWN.read_text().splitlines()


def test_a_busy_loop_is_told_with_its_stack():
    (outcome,) = run("stuck_programs.py::busy", 1)
    assert outcome.broken == "every thread gives the processor back"
    assert "a/spin" in outcome.message
    assert "in spin" in outcome.stack


def test_nothing_happens_after_a_busy_loop_began_whenever_the_real_clock_finds_it():
    (outcome,) = run("stuck_programs.py::busy_from_then_on", 1)
    assert outcome.broken == "every thread gives the processor back"
    assert list(outcome.met) == [f"busy since {outcome.simulated_ns / 1e9}"]
    assert "in busy_from_then_on" in outcome.stack


def test_a_busy_loop_is_told_where_faults_let_others_go_on():
    (outcome,) = run("stuck_programs.py::busy_beside_others", 2)
    assert outcome.broken == "every thread gives the processor back"
    assert "in spin_with_calls" in outcome.stack


def test_a_program_that_asks_again_for_ever_is_told_with_its_stack():
    (outcome,) = run("stuck_programs.py::asks_for_ever", 1)
    assert outcome.broken == "the simulation ends"
    assert "thread='a/ask_again_at_once'" in outcome.message
    assert "in ask_again_at_once" in outcome.stack


def test_a_deadlock_tells_who_waits_for_whom():
    (outcome,) = run("stuck_programs.py::deadlock", 1)
    assert outcome.broken == "no deadlock: somebody can go on"
    assert "Thread-1 (take)='waits for a lock held by test/test Thread-2 (take) at" in outcome.message


def test_a_deadlock_after_an_error_tells_the_error():
    (outcome,) = run("stuck_programs.py::fails_beside_a_thread", 1)
    assert "LookupError: nobody gave the thread work" in outcome.message
    if sys.version_info < (3, 13):  # later ones give up waiting for the thread, and the error itself is told
        assert outcome.broken == "no deadlock: somebody can go on"
        assert "MainThread='waits for epoll, after LookupError" in outcome.message
        assert "asyncio_0='waits for a condition that nobody signals'" in outcome.message


def test_a_killed_process_holds_no_lock_of_the_library():
    (outcome,) = run("stuck_programs.py::killed_while_it_holds_a_lock", 1)
    assert outcome.message == ""


def test_coroutines_that_wait_are_told_with_their_lines():
    (outcome,) = run("stuck_programs.py::forgotten", 1)
    assert "coroutine inner='waits for Future at" in outcome.message


SLOW_PACKAGE = """
import sys, time, types
time.sleep(1)
made = sys.modules[f"{__name__}.made"] = types.ModuleType(f"{__name__}.made")
made.answer = "it is there"
"""


@pytest.mark.parametrize(("case", "users"), [("at_once", 2), ("killed", 1)])
def test_a_package_that_another_process_imports_is_waited_for(tmp_path, case, users):
    package = tmp_path / "slow_package"
    package.mkdir()
    (package / "__init__.py").write_text(SLOW_PACKAGE)
    (package / "fast.so").touch()  # compiled, so all hosts share it

    (outcome,) = run(f"import_programs.py::{case}", 1, timeline=True, path=[tmp_path])

    assert outcome.held, outcome.message
    assert printed(outcome) == ["it is there"] * users


def test_modules_are_imported_with_the_environment_of_their_process():
    (outcome,) = run("environ_programs.py::started", 1, timeline=True)
    assert outcome.held, outcome.message
    assert printed(outcome) == ["red", "none", "blue", "none", "green", "green"]


def test_a_host_that_exists_takes_no_other_environment():
    (outcome,) = run("environ_programs.py::too_late", 1)
    assert "a host must get its path and environment as it is made, but it exists already" in outcome.message
