import pytest

from mainstay.prove.faults import DiskFaults, Faults
from mainstay.prove.machine.chance import Chance
from mainstay.prove.machine.files.disk import COMMIT_NS, Disk
from mainstay.prove.machine.files.nodes import Directory, File, Link
from mainstay.prove.machine.machine import Machine


def new_disk(seed=1, **faults):
    machine = Machine(Chance(seed), Faults(disk=DiskFaults(**faults)))
    return Disk(machine.host("a"))


def add(disk, path, node=None):
    where = disk.find(path)
    made = node or File(disk, 0o644, path)
    disk.change((where.parent, where.name, made))
    return made


def exists(disk, path):
    return disk.find(path).node is not None


def test_paths_are_followed():
    disk = new_disk()
    file = add(disk, "/tmp/f")
    add(disk, "/tmp/link", Link(disk, "../tmp/./f"))
    add(disk, "/home/a/absolute", Link(disk, "/tmp/link"))
    assert disk.find("/home/a/absolute").node is file
    assert disk.find("/home/a/absolute").path == "/tmp/f"
    assert isinstance(disk.find("/home/a/absolute", follow=False).node, Link)
    assert disk.find("/../../tmp/../tmp/f").node is file
    assert disk.find("/").node is disk.root


@pytest.mark.parametrize(
    ("path", "error"),
    [
        ("/tmp/none/f", FileNotFoundError),
        ("/tmp/f/g", NotADirectoryError),
        ("/tmp/f/", NotADirectoryError),
        ("/tmp/loop", OSError),
        ("/tmp/" + "x" * 256, OSError),
    ],
)
def test_paths_that_lead_nowhere(path, error):
    disk = new_disk()
    add(disk, "/tmp/f")
    add(disk, "/tmp/loop", Link(disk, "loop"))
    with pytest.raises(error):
        disk.find(path)


def test_an_unsynced_name_is_lost_and_a_synced_one_is_not():
    disk = new_disk(lost=1.0)
    add(disk, "/tmp/synced")
    disk.sync_folder(disk.find("/tmp").node)
    add(disk, "/tmp/unsynced")
    add(disk, "/home/a/elsewhere")
    disk.crash()
    assert [exists(disk, path) for path in ("/tmp/synced", "/tmp/unsynced", "/home/a/elsewhere")] == [
        True,
        False,
        False,
    ]


def test_a_rename_is_one_change():
    for seed in range(20):
        disk = new_disk(seed, lost=0.5)
        file = add(disk, "/tmp/one")
        disk.sync_all()
        tmp = disk.find("/tmp").node
        disk.change((tmp, "one", None), (tmp, "two", file))
        disk.crash()
        assert exists(disk, "/tmp/one") != exists(disk, "/tmp/two")


def test_names_are_committed_after_a_while():
    disk = new_disk(lost=1.0)
    add(disk, "/tmp/f")
    disk.host.machine.hub.now += COMMIT_NS
    disk.crash()
    assert exists(disk, "/tmp/f")


def test_on_an_ordered_disk_names_survive_up_to_a_moment():
    survivors = set()
    for seed in range(30):
        disk = new_disk(seed, lost=0.2, ordered=True)
        for number in range(5):
            add(disk, f"/tmp/{number}")
        disk.crash()
        there = [exists(disk, f"/tmp/{number}") for number in range(5)]
        assert there == sorted(there, reverse=True)
        survivors.add(sum(there))
    assert len(survivors) > 2


def test_syncing_any_file_of_an_ordered_disk_commits_all_names():
    disk = new_disk(lost=1.0, ordered=True)
    add(disk, "/tmp/other")
    add(disk, "/tmp/f").sync()
    disk.crash()
    assert exists(disk, "/tmp/other")


def test_a_later_change_is_not_undone_by_an_older_one_of_another_folder():
    disk = new_disk(lost=0.0)
    tmp, home = disk.find("/tmp").node, disk.find("/home/a").node
    file = add(disk, "/tmp/f")
    disk.change((tmp, "f", None), (home, "f", file))
    disk.change((home, "f", None))
    disk.sync_folder(home)
    disk.crash()
    assert not exists(disk, "/home/a/f")


def test_real_files_are_seen_only_where_programs_lie():
    disk = new_disk()
    assert disk.find("/etc/hostname").node.read(0, 9) == b"a\n"
    assert not exists(disk, "/etc/passwd")
    assert isinstance(disk.find("/dev").node, Directory)
    assert sorted(disk.find("/dev").node.names()) == ["full", "null", "random", "shm", "urandom", "zero"]


def test_stat_tells_what_os_stat_would():
    disk = new_disk()
    found = add(disk, "/tmp/f").stat()
    assert (found.st_size, found.st_nlink) == (0, 1)
    assert found.st_mtime_ns % 1_000_000_000 == 0
