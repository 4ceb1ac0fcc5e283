"""Programs that do with files what programs do."""

import dbm.dumb
import fcntl
import glob
import json
import logging
import mmap
import os
import pathlib
import select
import shelve
import shutil
import socket
import tempfile
import threading
import time
import zipfile

from mainstay import prove


@prove.simulation(hosts=["a"])
def libraries(sim):
    """The standard library's users of files, each against what it must find."""
    folder = pathlib.Path("x/y")
    folder.mkdir(parents=True)
    (folder / "f.txt").write_text("héllo\n", encoding="utf-8")
    shutil.copytree("x", "z")
    prove.always_equal(
        sorted(glob.glob("**", recursive=True)), ["x", "x/y", "x/y/f.txt", "z", "z/y", "z/y/f.txt"], "glob"
    )
    shutil.rmtree("z")
    prove.always(not os.path.exists("z"), "rmtree")
    pathlib.Path("j.json").write_text(json.dumps({"a": 1}))
    with tempfile.TemporaryDirectory() as made, tempfile.TemporaryFile() as file:
        file.write(b"abc")
        file.seek(0)
        prove.always_equal(file.read(), b"abc", "TemporaryFile")
        print(made)
    with zipfile.ZipFile("a.zip", "w") as archive:
        archive.write("j.json")
    prove.always_equal(json.loads(zipfile.ZipFile("a.zip").read("j.json")), {"a": 1}, "zipfile")
    log = logging.getLogger("filing")
    log.addHandler(logging.FileHandler("log.txt"))
    log.warning("hi")
    prove.always_equal(pathlib.Path("log.txt").read_text(), "hi\n", "FileHandler")
    with shelve.Shelf(dbm.dumb.open("shelf")) as shelf:
        shelf["a"] = [1, 2]
    with shelve.Shelf(dbm.dumb.open("shelf")) as shelf:
        prove.always_equal(dict(shelf), {"a": [1, 2]}, "shelve")
    prove.always_equal(pathlib.Path(__file__).stat().st_mtime, 1767225600.0, "times of real files are constant")
    prove.always(not os.path.exists("/etc/passwd") and not os.path.exists("/proc/1"), "nothing else is visible")
    print(sorted(os.listdir()), os.getcwd(), os.stat("j.json").st_ino)


@prove.simulation(hosts=["a"])
def descriptors(sim):
    """Files, pipes and sockets behind the same calls."""
    reader, writer = os.pipe()
    epoll = select.epoll()
    epoll.register(reader, select.EPOLLIN)
    prove.always_equal(epoll.poll(0), [], "an empty pipe is not readable")
    threading.Thread(target=lambda: (time.sleep(1), os.write(writer, b"late"))).start()
    prove.always_equal(epoll.poll(), [(reader, select.EPOLLIN)], "epoll waits for a pipe")
    prove.always_equal((os.read(reader, 10), round(sim.now)), (b"late", 1), "what was written arrives")
    os.set_blocking(reader, False)
    try:
        os.read(reader, 1)
        prove.unreachable("an empty pipe was read")
    except BlockingIOError:
        os.close(writer)
    prove.always_equal(os.read(reader, 1), b"", "the end of a pipe")
    one, other = socket.socketpair()
    os.write(one.fileno(), b"zz")
    prove.always_equal(os.read(other.fileno(), 5), b"zz", "os.read of a socket")
    fd = os.open("f", os.O_CREAT | os.O_RDWR)
    os.pwrite(fd, b"hello", 3)
    copy = os.dup(fd)
    os.close(fd)
    prove.always_equal(os.read(copy, 9), b"\0\0\0hello", "a duplicate lives on")
    try:
        os.read(fd, 1)
        prove.unreachable("a closed descriptor was read")
    except OSError as trouble:
        prove.always_equal(trouble.errno, 9, "EBADF")


@prove.simulation(hosts=["a"])
def mappings(sim):
    """Mappings, files and buffers show the same bytes."""
    with open("m", "w+b") as file:
        file.truncate(8192)
        one, other = mmap.mmap(file.fileno(), 0), mmap.mmap(file.fileno(), 4096)
        one[0:5] = b"hello"
        memoryview(other)[5:8] = b"XYZ"
        prove.always_equal(os.pread(file.fileno(), 8, 0), b"helloXYZ", "the file has what mappings got")
        prove.always_equal(one[:8], b"helloXYZ", "a mapping has what another got")
        os.pwrite(file.fileno(), b"J", 0)
        prove.always_equal((one[:1], other.find(b"XYZ")), (b"J", 5), "mappings have what the file got")
        one.resize(20000)
        prove.always_equal((os.path.getsize("m"), len(one)), (20000, 20000), "resize")
        other.close()
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as third:
            try:
                third[0] = 1
                prove.unreachable("a read-only mapping was written")
            except TypeError:
                pass


def _locker(order: list[str], name: str) -> None:
    with open("lock", "a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        order.append(f"{name} in")
        time.sleep(1)
        order.append(f"{name} out")


@prove.simulation(hosts=["a"])
def locks(sim):
    """Processes of one host exclude each other; one that is killed holds nothing."""
    order: list[str] = []
    host = sim.host("a")
    host.start(lambda: _locker(order, "one"))
    sim.sleep(0.1)
    host.start(lambda: _locker(order, "two"))
    sim.sleep(3)
    prove.always_equal(order, ["one in", "one out", "two in", "two out"], "flock excludes")
    killed = host.start(lambda: _locker(order, "three"))
    sim.sleep(0.5)
    host.kill(killed)
    host.start(lambda: _locker(order, "four"))
    sim.sleep(3)
    prove.always_equal(order[4:], ["three in", "four in", "four out"], "the killed hold nothing")
