import asyncio
from pathlib import Path

import pytest

from mainstay.run.local.builder.cache import READY, EnvironmentCache, is_ready, remove, sweep


@pytest.fixture
def folder(tmp_path) -> Path:
    return tmp_path / "cache"


@pytest.fixture
def cache(folder, world):
    return EnvironmentCache(folder, world, lambda _line: None)


def making(made: list[Path], note: str = ""):
    async def make(place: Path) -> tuple[str, ...]:
        made.append(place)
        await asyncio.sleep(0)
        (place / "content").write_text("x")
        return (note,) if note else ()

    return make


async def test_an_environment_is_made_once_and_keeps_its_notes(folder, world, cache):
    made: list[Path] = []
    async with cache:
        assert await cache.ensure("a", making(made, "as it was")) == folder / "a"
        assert cache.used == ("a",)
    later = EnvironmentCache(folder, world, lambda _line: None)
    async with later:
        await later.ensure("a", making(made))
        assert later.notes["a"] == ("as it was",)
    assert made == [folder / "a"]


async def test_a_failure_leaves_nothing(folder, cache):
    async def fail(place: Path) -> tuple[str, ...]:
        (place / "half").write_text("x")
        raise OSError("no")

    async with cache:
        with pytest.raises(OSError, match="no"):
            await cache.ensure("a", fail)
        assert not (folder / "a").exists()
        assert cache.used == ()


@pytest.mark.parametrize("mark", [None, "", "{", '{"unknown": 1}'])
async def test_what_a_killed_build_left_is_made_anew(folder, cache, write, mark):
    write(folder / "a", {"half": "x", **({READY: mark} if mark is not None else {})})
    made: list[Path] = []
    async with cache:
        await cache.ensure("a", making(made))
    assert made
    assert not (folder / "a" / "half").exists()


async def test_of_two_builds_one_makes_it_and_the_other_waits(folder, world):
    made: list[Path] = []
    said: list[str] = []

    async def build() -> None:
        async with EnvironmentCache(folder, world, said.append) as cache:
            await cache.ensure("a", making(made))

    await asyncio.gather(build(), build(), build())
    assert len(made) == 1
    assert "Waiting for another build that is making the same environment" in said


async def test_the_other_makes_it_where_the_first_fails(folder, world):
    made: list[Path] = []

    async def fail(place: Path) -> tuple[str, ...]:
        made.append(place)
        await asyncio.sleep(0)
        raise OSError("no")

    async def build(make) -> None:
        async with EnvironmentCache(folder, world, lambda _line: None) as cache:
            await cache.ensure("a", make)

    results = await asyncio.gather(build(fail), build(making(made)), return_exceptions=True)
    assert [type(result) for result in results] == [OSError, type(None)]
    assert is_ready(folder, "a")


async def test_a_sweep_spares_what_is_kept_and_what_is_in_use(folder, cache):
    async with cache:
        for name in ("kept", "used", "old"):
            async with EnvironmentCache(folder, cache._world, lambda _line: None) as other:
                await other.ensure(name, making([]))
        await cache.ensure("used", making([]))
        assert sweep(folder, {"kept"}) == ("old",)
    assert sorted(path.name for path in folder.iterdir() if path.is_dir()) == ["kept", "used"]
    assert sweep(folder, {"kept"}) == ("used",)
    assert sorted(path.name for path in folder.iterdir()) == ["kept", "kept.lock"]


def test_a_sweep_of_nothing_is_nothing(folder):
    assert sweep(folder, ()) == ()


def test_read_only_folders_can_be_removed(folder, write):
    write(folder, {"a/b/c": "x"})
    (folder / "a" / "b").chmod(0o500)
    remove(folder)
    assert not folder.exists()
