import pytest

from mainstay.prove.machine.files.content import PAGE, SECTOR, WRITEBACK_NS, Content


class Fate:
    """Loses what it is told to, by name; of a torn page the first sectors."""

    def __init__(self, *lost, torn=0, ordered=False):
        self._lost, self._torn, self.ordered = lost, torn, ordered

    def lost(self, what):
        return what in self._lost

    def torn(self, sectors):
        return [number < self._torn for number in range(sectors)]


def written(*parts):
    content = Content(b"a" * PAGE * 2)
    for offset, data in parts:
        content.write(offset, memoryview(data), 0)
    return content


def test_a_kept_page_is_as_programs_saw_it():
    content = written((10, b"b" * 10))
    content.crash(1, Fate())
    assert content.read(8, 14) == b"aa" + b"b" * 10 + b"aa"


def test_each_page_is_lost_by_itself():
    content = written((0, b"b" * PAGE * 2))
    content.crash(1, Fate("page 0"))
    assert content.read(0, 2 * PAGE) == b"a" * PAGE + b"b" * PAGE


def test_a_torn_page_loses_whole_sectors_that_were_changed():
    content = written((SECTOR, b"b" * SECTOR * 3))
    content.crash(1, Fate(torn=2))
    assert content.read(0, 5 * SECTOR) == b"a" * SECTOR * 3 + b"b" * SECTOR + b"a" * SECTOR


def test_what_is_synced_is_never_lost():
    content = written((0, b"b" * PAGE))
    content.sync()
    content.crash(1, Fate("page 0", "size"))
    assert content.read(0, 1) == b"b"


def test_a_range_is_synced_alone():
    content = written((0, b"b" * PAGE * 2))
    content.sync(0, PAGE)
    content.crash(1, Fate("page 0", "page 1"))
    assert content.read(0, 2 * PAGE) == b"b" * PAGE + b"a" * PAGE


def test_what_is_old_was_written_back():
    content = written((0, b"b" * PAGE))
    content.crash(WRITEBACK_NS, Fate("page 0"))
    assert content.read(0, 1) == b"b"


@pytest.mark.parametrize(
    ("fate", "size", "tail"),
    [
        (Fate(), 3 * PAGE, b"b"),
        (Fate("page 2"), 3 * PAGE, b"\0"),  # the size has reached the disk, the bytes have not
        (Fate("page 2", "size"), 2 * PAGE, b"a"),
        (Fate("page 2", ordered=True), 2 * PAGE, b"a"),
    ],
)
def test_a_file_that_grew(fate, size, tail):
    content = written((2 * PAGE, b"b" * PAGE))
    content.crash(1, fate)
    assert (len(content.data), content.read(size - 1, 1)) == (size, tail)


@pytest.mark.parametrize(("fate", "size"), [(Fate(), 10), (Fate("size"), 2 * PAGE)])
def test_a_file_that_was_cut_may_be_whole_again(fate, size):
    content = written()
    content.truncate(10, 0)
    content.crash(1, fate)
    assert content.read(0, 3 * PAGE) == b"a" * size


def test_a_gap_is_zeros():
    content = written((2 * PAGE + 5, b"b"))
    assert content.read(2 * PAGE, 6) == b"\0" * 5 + b"b"
