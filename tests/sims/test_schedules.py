"""When programs lose the processor: between lines, between turns, between two uses of files; and when they never do."""

from pathlib import Path

from mainstay.prove.outcome import Job
from sims.running import outcomes, simulate

PROGRAMS = Path(__file__).parent / "programs"
TARGET = f"{PROGRAMS}/schedules.py::"
A_SECOND_OF_CALLS = 1_000_000


def broken(function: str, seeds: int) -> set[str]:
    return {outcome.broken for outcome in simulate(TARGET + function, *range(seeds))} - {""}


def test_a_thread_is_preempted_between_two_lines():
    assert broken("test_unguarded", 20) == {"nothing is lost"}


def test_what_a_lock_guards_is_left_alone():
    assert broken("test_guarded", 20) == set()


def test_what_is_called_once_among_many_calls_is_preempted_too():
    assert broken("test_seldom", 20) == {"nobody passes while the door is shut"}


def test_a_thread_that_was_stopped_goes_on_while_others_still_work():
    assert broken("test_meanwhile", 12) == {"who is stopped in between comes too late"}


def test_time_passes_between_two_turns_of_a_loop():
    assert broken("test_turns", 10) == {"no time passes between two turns"}


def test_a_program_is_killed_in_the_middle_of_what_it_does_with_files():
    assert broken("test_killed_between", 12) == {"there are both or neither"}


def test_a_loop_that_never_waits_is_told_before_a_second_has_passed():
    [outcome] = outcomes([Job(target=f"{TARGET}test_never_waits", seed=1)])

    assert outcome.broken == "every thread gives the processor back"
    assert "goes on in the next turn of the loop: Task-" in outcome.stack
    assert "in test_never_waits\n    await asyncio.sleep(0)" in outcome.stack
    assert outcome.events < A_SECOND_OF_CALLS


def test_preemptions_are_the_same_each_time():
    first, second = (simulate(f"{TARGET}test_unguarded", *range(4)) for _ in range(2))

    assert [outcome.digest for outcome in first] == [outcome.digest for outcome in second]
    assert any(struck.decision.fault == "preempt" for outcome in first for struck in outcome.struck)
