"""What programs are told of files, folders, links and descriptors: the same of simulated disks and of real ones.

`python tests/sims/files/paths.py` writes paths.txt, from a real disk. Each line is a script: calls on a few names
that are drawn from its number, and what each of them told.
"""

import errno
import fcntl
import os
import random
import shutil
import stat
import tempfile
from collections.abc import Callable
from pathlib import Path

from mainstay import prove

KNOWN = Path(__file__).with_suffix(".txt")
SCRIPTS, CALLS = 300, 14
_DEEP = 4 * CALLS  # folders, so that no script ever leaves them: not by its "..", nor by links to that
NAMES = ("a", "b", "d", "d/x", "d/e", "d/e/y", "l", "l/x", "missing/z", "a/z", ".", "..", "d/", "d/../a", "")
FLAGS = {
    "read": os.O_RDONLY,
    "write": os.O_WRONLY,
    "both": os.O_RDWR,
    "make": os.O_RDWR | os.O_CREAT,
    "new": os.O_RDWR | os.O_CREAT | os.O_EXCL,
    "cut": os.O_WRONLY | os.O_CREAT | os.O_TRUNC,
    "add": os.O_RDWR | os.O_CREAT | os.O_APPEND,
    "folder": os.O_RDONLY | os.O_DIRECTORY,
    "itself": os.O_RDONLY | os.O_NOFOLLOW,
}
KINDS = {stat.S_IFREG: "file", stat.S_IFDIR: "folder", stat.S_IFLNK: "link"}


def described(found: os.stat_result) -> str:
    """What a stat says that is the same on every disk."""
    kind = KINDS[stat.S_IFMT(found.st_mode)]
    size = "" if kind == "folder" else f" {found.st_size}"
    return f"{kind}{size} {found.st_mode & 0o777:o} {found.st_nlink}"


class Script:
    """Calls that are drawn, one after the other, in an empty folder that is the current one."""

    def __init__(self, number: int) -> None:
        self.random = random.Random(number)
        self.files: list[int] = []
        self.calls: list[Callable[[], tuple[str, Callable[[], object]]]] = [
            *[self.opens] * 3,
            *[self.of_descriptor] * 6,
            *[self.of_name] * 6,
            *[self.of_two_names] * 3,
            self.of_text,
        ]

    def name(self) -> str:
        return self.random.choice(NAMES)

    def opens(self) -> tuple[str, Callable[[], object]]:
        flag, name = self.random.choice(list(FLAGS)), self.name()

        def call() -> int:
            self.files.append(os.open(name, FLAGS[flag], 0o640))
            return len(self.files)

        return f"open {name} {flag}", call

    def of_descriptor(self) -> tuple[str, Callable[[], object]]:
        if not self.files:
            return self.opens()
        at = self.random.randrange(len(self.files))
        fd, size, place = self.files[at], self.random.randint(0, 6), self.random.randint(-1, 9)
        whence = self.random.choice((os.SEEK_SET, os.SEEK_CUR, os.SEEK_END))
        how = self.random.choice((fcntl.LOCK_SH, fcntl.LOCK_EX, fcntl.LOCK_UN)) | fcntl.LOCK_NB
        calls: dict[str, Callable[[], object]] = {
            f"read {size}": lambda: os.read(fd, size),
            f"write {size}": lambda: os.write(fd, b"abcdefg"[:size]),
            f"pread {size} {place}": lambda: os.pread(fd, size, place),
            f"pwrite {size} {place}": lambda: os.pwrite(fd, b"ABCDEFG"[:size], place),
            f"seek {place} {whence}": lambda: self.sought(fd, place, whence),
            f"truncate {size}": lambda: os.ftruncate(fd, size),
            "stat": lambda: described(os.fstat(fd)),
            "dup": lambda: self.files.append(os.dup(fd)),
            "close": lambda: os.close(fd),
            "sync": lambda: os.fsync(fd),
            "list": lambda: sorted(os.listdir(fd)),
            "chdir": lambda: os.fchdir(fd),
            f"flock {how}": lambda: fcntl.flock(fd, how),
            f"lockf {how} {size}": lambda: fcntl.lockf(fd, how, size),
            f"text {size}": lambda: self.as_text(fd, size),
        }
        what = self.random.choice(list(calls))
        return f"{at} {what}", calls[what]

    def sought(self, fd: int, place: int, whence: int) -> int:
        # Where a folder ends depends on the file system.
        return os.lseek(fd, place, whence if stat.S_ISREG(os.fstat(fd).st_mode) else os.SEEK_SET)

    def as_text(self, fd: int, size: int) -> object:
        with os.fdopen(fd, "r+", closefd=False, newline="\n") as file:
            first = file.readline(size)
            file.write("é\n")
            return first, file.tell()

    def of_name(self) -> tuple[str, Callable[[], object]]:
        name, mode, size = self.name(), self.random.choice((0o600, 0o755)), self.random.randint(0, 6)
        calls: dict[str, Callable[[], object]] = {
            "mkdir": lambda: os.mkdir(name, 0o750),
            "makedirs": lambda: os.makedirs(name, exist_ok=True),
            "rmdir": lambda: os.rmdir(name),
            "unlink": lambda: os.unlink(name),
            "stat": lambda: described(os.stat(name)),
            "lstat": lambda: described(os.lstat(name)),
            "list": lambda: sorted(os.listdir(name)),
            "scan": lambda: sorted((one.name, one.is_dir(), one.is_symlink()) for one in os.scandir(name)),
            "walk": lambda: [(folder, sorted(some), sorted(files)) for folder, some, files in sorted(os.walk(name))],
            f"chmod {mode:o}": lambda: os.chmod(name, mode),
            f"truncate {size}": lambda: os.truncate(name, size),
            "readlink": lambda: os.readlink(name),
            "access": lambda: os.access(name, os.R_OK | os.W_OK),
            "utime": lambda: (os.utime(name, (1, 2)), os.stat(name).st_mtime)[1],
            "exists": lambda: (os.path.exists(name), os.path.lexists(name), os.path.isdir(name), os.path.isfile(name)),
            "chdir": lambda: os.chdir(name),
            "rmtree": lambda: shutil.rmtree(name if name != ".." else "d"),
            "touch": lambda: Path(name).touch(exist_ok=bool(size % 2)),
            "glob": lambda: sorted(map(str, Path(name).glob("**/*"))),
        }
        what = self.random.choice(list(calls))
        return f"{what} {name}", calls[what]

    def of_two_names(self) -> tuple[str, Callable[[], object]]:
        one, other = self.name(), self.name()
        calls: dict[str, Callable[[], object]] = {
            "rename": lambda: os.rename(one, other),
            "replace": lambda: os.replace(one, other),
            "link": lambda: os.link(one, other),
            "symlink": lambda: os.symlink(one, other),
            "copy": lambda: shutil.copyfile(one, other),
            "move": lambda: shutil.move(one, other),
            "same": lambda: os.path.samefile(one, other),
        }
        what = self.random.choice(list(calls))
        return f"{what} {one} {other}", calls[what]

    def of_text(self) -> tuple[str, Callable[[], object]]:
        name, mode = self.name(), self.random.choice(("r", "w", "a", "x", "r+", "w+", "a+", "rb", "wb", "ab"))

        def call() -> object:
            with open(name, mode) as file:
                place = file.tell()
                if "r" not in mode or "+" in mode:
                    file.write(b"one\ntwo\n" if "b" in mode else "one\ntwo\n")
                return place, file.read() if "r" in mode else file.tell()

        return f"with {name} {mode}", call


def told(call: Callable[[], object], folder: str) -> str:
    """What a call gave, or the names of its error."""
    try:
        found = str(call())
    except shutil.Error as trouble:
        found = f"Error {trouble}"
    except OSError as trouble:
        names = ("descriptor" if type(name) is int else name for name in (trouble.filename, trouble.filename2))
        found = " ".join([errno.errorcode.get(trouble.errno or 0, str(trouble)), *map(str, names)])
    except (ValueError, UnicodeError) as trouble:
        found = repr(trouble)
    return found.replace(folder, "FOLDER")


def scripts() -> list[str]:
    """All scripts, one line each."""
    lines: list[str] = []
    before = os.getcwd()
    os.umask(0o022)
    for number in range(SCRIPTS):
        script = Script(number)
        with tempfile.TemporaryDirectory() as folder:
            start = folder + "/in" * _DEEP
            os.makedirs(f"{start}/d")
            os.chdir(start)
            line: list[str] = []
            for _ in range(CALLS):
                text, call = script.random.choice(script.calls)()
                line.append(f"{text}: {told(call, folder)}")
            os.chdir(before)
            for fd in set(script.files):
                told(lambda fd=fd: os.close(fd), folder)
        lines.append("; ".join(line))
    return lines


@prove.simulation(faults=prove.NONE)
def test(sim: prove.Sim) -> None:
    for expected, found in zip(KNOWN.read_text().splitlines(), scripts(), strict=True):
        prove.always_equal(found, expected, "a disk tells what a real one tells")


if __name__ == "__main__":
    KNOWN.write_text("".join(f"{line}\n" for line in scripts()))
