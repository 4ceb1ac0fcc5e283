import dataclasses
import sys

import pytest

from mainstay.run.local.sandbox import Grade, inspect_machine
from mainstay.world.ports import Completed
from mainstay.world.real import real_world


class FakePrograms:
    """bubblewrap that allows what `allowed` says."""

    def __init__(self, allowed: Grade) -> None:
        self.allowed = allowed

    def find(self, name, path=None):
        del path
        return None if name == "bwrap" and self.allowed is Grade.NONE else f"/usr/bin/{name}"

    async def run(self, argv, **_):
        refused = self.allowed is not Grade.FULL and "--unshare-pid" in argv
        return Completed(argv=tuple(argv), exit_code=int(refused), out="", err="")


@pytest.mark.parametrize("grade", list(Grade))
async def test_the_grade_is_what_works_and_what_is_lost_is_said(grade):
    world = dataclasses.replace(real_world(), programs=FakePrograms(grade))
    machine = await inspect_machine(world)
    assert machine.grade is grade
    assert bool(machine.lost) == (grade is not Grade.FULL)
    assert ("apt-get install bubblewrap" in machine.lost) == (grade is Grade.NONE)


async def test_programs_may_not_read_where_we_stand_nor_what_only_we_were_given(monkeypatch, tmp_path):
    given = tmp_path / "given"
    given.mkdir()
    monkeypatch.chdir("/")
    monkeypatch.setenv("PYTHONPATH", str(given))
    monkeypatch.setattr(sys, "path", ["", "/", str(given), *sys.path])

    machine = await inspect_machine(dataclasses.replace(real_world(), programs=FakePrograms(Grade.FULL)))

    assert sys.base_prefix in machine.library
    assert not {"", "/", str(given)} & set(machine.library)
