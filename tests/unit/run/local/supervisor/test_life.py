import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mainstay.model.program import Restart
from mainstay.model.status import InstanceState
from mainstay.run.local.supervisor.life import (
    HEALTHY_S,
    LONGEST_PAUSE_S,
    Ended,
    Life,
    Missed,
    Passed,
    Started,
    StopAsked,
    after,
    pause_s,
)

S = InstanceState


def lived(*happenings, restart=Restart.ALWAYS) -> Life:
    life = Life(restart=restart)
    for happening in happenings:
        life = after(life, happening)
    return life


def test_pauses_double_from_half_a_second_to_thirty():
    assert [pause_s(n) for n in range(1, 9)] == [0.5, 1, 2, 4, 8, 16, 30, 30]
    assert pause_s(10_000) == LONGEST_PAUSE_S


def test_an_end_is_followed_by_a_pause_and_a_new_start():
    life = lived(Passed(at=1), Ended(at=5, exit_code=0))
    assert (life.state, life.resume_at, life.failures) == (S.BACKOFF, 5.5, 1)
    life = after(life, Started())
    assert (life.state, life.restarts, life.ready_at) == (S.STARTING, 1, None)


def test_a_minute_of_health_makes_the_next_end_the_first():
    early = lived(Ended(at=0, exit_code=1), Started(), Passed(at=1), Ended(at=1 + HEALTHY_S - 0.1, exit_code=1))
    late = lived(Ended(at=0, exit_code=1), Started(), Passed(at=1), Ended(at=1 + HEALTHY_S, exit_code=1))
    assert (early.failures, late.failures) == (2, 1)


@pytest.mark.parametrize(("code", "state"), [(0, S.ENDED), (1, S.FAILED), (-9, S.FAILED), (None, S.FAILED)])
def test_what_is_not_started_again_ends_well_or_badly(code, state):
    life = lived(Ended(at=1, exit_code=code), restart=Restart.NEVER)
    assert (life.state, life.resume_at, life.over, life.exit_code) == (state, None, True, code)


def test_a_stop_ends_it_from_every_state():
    assert lived(StopAsked(), Ended(at=1, exit_code=-15)).state is S.ENDED
    assert lived(Passed(at=1), StopAsked(), Ended(at=2, exit_code=0)).resume_at is None
    assert lived(Ended(at=1, exit_code=1), StopAsked()).state is S.ENDED
    assert lived(Ended(at=1, exit_code=1), StopAsked()).resume_at is None


def test_what_comes_late_is_still_welcome():
    assert lived(Missed()).state is S.UNHEALTHY
    assert lived(Missed(), Passed(at=9)).state is S.READY
    assert lived(Passed(at=1), Missed()).state is S.UNHEALTHY
    assert lived(StopAsked(), Passed(at=1)).state is S.STOPPING


def test_only_the_present_stretch_of_health_counts():
    life = lived(Ended(at=0, exit_code=1), Started(), Passed(at=1), Missed(), Passed(at=50))
    assert life.ready_at == 50
    assert after(life, Ended(at=70, exit_code=1)).failures == 2


def test_what_cannot_happen_is_refused():
    with pytest.raises(ValueError, match="Ended cannot happen to an instance that is backoff"):
        lived(Ended(at=1, exit_code=0), Ended(at=2, exit_code=0))
    with pytest.raises(ValueError, match="Passed cannot happen"):
        lived(Ended(at=1, exit_code=0), Passed(at=2))
    with pytest.raises(ValueError, match="Started cannot happen"):
        lived(Started())


HAPPENINGS = st.sampled_from(["started", "passed", "missed", "ended well", "ended badly", "stop"])


@given(st.lists(HAPPENINGS, max_size=40), st.sampled_from(Restart))
def test_whatever_happens_the_state_makes_sense(names, restart):
    life, clock, stopped = Life(restart=restart), itertools.count(), False
    for name in names:
        at = float(next(clock))
        happening = {
            "started": Started(),
            "passed": Passed(at=at),
            "missed": Missed(),
            "ended well": Ended(at=at, exit_code=0),
            "ended badly": Ended(at=at, exit_code=1),
            "stop": StopAsked(),
        }[name]
        try:
            life = after(life, happening)
        except ValueError:
            continue
        stopped = name != "started" and (stopped or name == "stop")
        assert (life.resume_at is not None) == (life.state is S.BACKOFF)
        assert not (stopped and life.state in {S.BACKOFF, S.STARTING, S.READY, S.UNHEALTHY})
        if life.resume_at is not None:
            assert at + 0.5 <= life.resume_at <= at + LONGEST_PAUSE_S
