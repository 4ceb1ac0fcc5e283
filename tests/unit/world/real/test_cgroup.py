from pathlib import Path

import pytest

from mainstay.world.real.cgroup import Cgroups


@pytest.fixture
def machine(tmp_path):
    """A machine's control groups as plain folders. Joining and limiting are writes that always succeed."""
    root, process = tmp_path / "cgroup", tmp_path / "self"
    process.mkdir()

    def make(own: str, *groups: str, **files: str) -> Cgroups:
        (process / "cgroup").write_text(own)
        for group in groups:
            (root / group).mkdir(parents=True)
        for name, content in files.items():
            (root / name).write_text(content)
        return Cgroups(root, process)

    make.root = root
    return make


def put(path: Path, content: str = "") -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content)


def test_version_1_makes_groups_below_our_own(machine):
    groups = machine("5:cpu,cpuacct:/x\n4:memory:/user/me\n0::/\n", "memory/user/me")
    assert groups.missing() == ""
    group = groups.make("abc", "web.1", 64)
    assert group == machine.root / "memory/user/me/mainstay-abc-web.1"
    assert (group / "memory.limit_in_bytes").read_text() == "67108864"
    assert groups.leftover("abc") == [group]
    assert groups.leftover("ab") == []
    put(group / "memory.oom_control", "oom_kill_disable 0\nunder_oom 0\noom_kill 2\n")
    assert groups.kills(group) == 2
    assert groups.drop(machine.root / "gone")


def test_version_2_uses_the_nearest_group_that_hands_memory_down(machine):
    root = machine.root
    for folder, controllers in (("", "memory"), ("user", "cpu memory"), ("user/app", "memory"), ("user/app/x", "")):
        put(root / folder / "cgroup.subtree_control", controllers)
    put(root / "cgroup.controllers", "cpu memory")
    groups = machine("0::/user/app/x\n")
    group = groups.make("abc", "web.1", 1)
    assert group == root / "user/app/mainstay-abc-web.1"
    assert (group / "memory.max").read_text() == "1048576"


def test_without_either_the_reasons_are_told(machine):
    groups = machine("0::/x\n")
    assert "version 1" in groups.missing()
    assert "version 2" in groups.missing()
    assert groups.leftover("abc") == []


def test_a_controller_that_is_not_handed_down_is_told(machine):
    put(machine.root / "cgroup.controllers", "cpu memory")
    put(machine.root / "x/cgroup.subtree_control", "cpu")
    assert "hands its memory controller down" in machine("0::/x\n").missing()


def test_counting_kills_of_a_group_that_is_gone(machine, tmp_path):
    assert machine("4:memory:/\n", "memory").kills(tmp_path / "gone") == 0
