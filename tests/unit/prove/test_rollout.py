import pytest

from mainstay.model.value import decode, encode
from mainstay.prove.rollout import MOST_COPIES, STILL, WALKS, Code, Leg, Rollout, Side, Walk, moves

BY_NAME = {walk.name: walk for walk in WALKS}


@pytest.mark.parametrize(
    ("walk", "hosts", "counts"),
    [
        ("stay-from", 3, (3,)),
        ("stay-to", 3, (3,)),
        ("up", 3, (3,)),
        ("half-and-back", 4, (2, 2)),
        ("half-and-back", 3, (2, 2)),
        ("half-and-back", 1, (1, 1)),
        ("up-and-back", 5, (5, 5)),
        ("up-back-up", 2, (2, 2, 2)),
        ("up", 0, (0,)),
    ],
)
def test_how_many_hosts_each_leg_moves(walk, hosts, counts):
    assert moves(BY_NAME[walk], hosts) == counts


def test_a_leg_moves_only_as_many_as_are_missing():
    walk = Walk(name="by quarters", tells="", legs=tuple(Leg(to=Side.NEW, share=share) for share in (0.25, 0.5, 1.0)))
    assert moves(walk, 8) == (2, 2, 4)


def test_ways_back_end_where_they_have_been():
    for walk in WALKS:
        visited = [walk.start, *(leg.to for leg in walk.legs)]
        assert walk.backward is (len(set(visited)) > 1 and visited[-1] in visited[:-1])


@pytest.mark.parametrize(
    ("walk", "begins"),
    [
        ("stay-from", []),
        ("stay-to", []),
        ("up", []),
        ("half-and-back", []),
        ("up-and-back", ["up"]),
        ("up-back-up", ["up", "up-and-back"]),
    ],
)
def test_longer_ways_begin_as_shorter_ones(walk, begins):
    assert [other.name for other in WALKS if BY_NAME[walk].begins_as(other)] == begins


def test_baselines_see_one_release_only_and_come_first():
    assert [walk.baseline for walk in WALKS] == sorted((walk.baseline for walk in WALKS), reverse=True)
    assert all({walk.start} == {leg.to for leg in walk.legs} for walk in WALKS if walk.baseline)


def test_as_many_copies_of_modules_are_made_as_a_host_needs():
    for walk in WALKS:
        visited = [walk.start, *(leg.to for leg in walk.legs)]
        assert max(visited.count(side) for side in Side) <= MOST_COPIES


def test_a_rollout_is_a_value_of_files():
    rollout = Rollout(
        old=Code(name="v1", folders=("/a",)), new=Code(name="v2", folders=("/b", "/c")), walk=STILL, stay=("db",)
    )
    assert decode(encode(rollout), Rollout) == rollout
    assert rollout.code(Side.OLD).name == "v1"
    assert rollout.code(Side.NEW).name == "v2"
