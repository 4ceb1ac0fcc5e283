"""What programs find on a simulated host, beside files and connections."""

import asyncio
import ctypes
import errno
import grp
import logging
import mmap
import os
import pickle
import pwd
import select
import socket
import sqlite3
import struct
import subprocess
import sys
import threading
import time

from mainstay import prove

LOOP = asyncio.new_event_loop()  # made while the module is imported, as many programs do
EPOLL, (READ, WRITE) = select.epoll(), os.pipe()
EPOLL.register(READ, select.EPOLLIN)


@prove.simulation(faults=prove.NONE)
def functions_of_c(_sim):
    class Clocks:
        now, steady = time.time, time.monotonic

    prove.always(Clocks().now() > Clocks().steady(), "a function that stands for one of C does not become a method")
    for function in (os.getpid, time.monotonic, socket.gethostname):
        prove.always(pickle.loads(pickle.dumps(function)) is function, "it can be sent to another process")
    record = logging.LogRecord("name", logging.INFO, "file", 1, "message", (), None)
    prove.always_equal(logging.Formatter("%(asctime)s").format(record)[:10], "2026-01-01", "loggers tell the date")


@prove.simulation(faults=prove.NONE)
def threads_in_sets(_sim):
    threads = [threading.Thread(target=time.sleep, name=str(n)) for n in range(50)]
    prove.always_equal([thread.name for thread in set(threads)], [str(n) for n in range(50)], "as they were created")


def _bound(kind, address, family=socket.AF_INET, **options):
    made = socket.socket(family, kind)
    for option in options:
        made.setsockopt(socket.SOL_SOCKET, getattr(socket, option), 1)
    made.bind(address)
    made.settimeout(5)
    return made


def _group_member(heard):
    made = _bound(socket.SOCK_DGRAM, ("", 5000))
    made.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, socket.inet_aton("224.0.0.9") + struct.pack("I", 0))
    try:
        while True:
            heard.append((made.recv(100), socket.gethostname()))
    except TimeoutError:
        pass


@prove.simulation(hosts=["a", "b", "c"], faults=prove.NONE)
def multicast(sim):
    heard = []
    for name in ("a", "b"):
        sim.host(name).start(_group_member, heard)
    sim.host("c").start(lambda: prove.always(not select.select([_bound(socket.SOCK_DGRAM, ("", 5000))], [], [], 4)[0],
                                             "who has not joined hears nothing"))  # fmt: skip
    sim.sleep(1)
    _bound(socket.SOCK_DGRAM, ("", 0)).sendto(b"all", ("224.0.0.9", 5000))
    sim.sleep(1)
    prove.always_equal(sorted(heard), [(b"all", "a"), (b"all", "b")], "each member hears it")


@prove.simulation(hosts=["a"], faults=prove.NONE)
def broadcast(sim):
    heard = []
    sim.host("a").start(lambda: heard.append(_bound(socket.SOCK_DGRAM, ("", 5000)).recv(100)))
    sim.sleep(1)
    try:
        _bound(socket.SOCK_DGRAM, ("", 0)).sendto(b"all", ("<broadcast>", 5000))
        prove.unreachable("it must be asked for")
    except PermissionError:
        _bound(socket.SOCK_DGRAM, ("", 0), SO_BROADCAST=1).sendto(b"all", ("<broadcast>", 5000))
    sim.sleep(1)
    prove.always_equal(heard, [b"all"], "others hear it")


@prove.simulation(hosts=["a"], faults=prove.NONE)
def both_versions(sim):
    own, other = sim.host("test").address, sim.host("a").address
    listener = _bound(socket.SOCK_STREAM, ("::", 80), socket.AF_INET6)
    listener.listen()
    sim.host("a").start(lambda: socket.create_connection((own, 80)))
    prove.always_equal(listener.accept()[1][0], f"::ffff:{other}", "an address of IPv4 as IPv6 has it")
    told = _bound(socket.SOCK_DGRAM, ("0.0.0.0", 81))
    asking = _bound(socket.SOCK_DGRAM, ("::", 0), socket.AF_INET6)
    asking.sendto(b"?", (f"::ffff:{own}", 81))
    told.sendto(b"!", told.recvfrom(9)[1])
    prove.always_equal(asking.recvfrom(9)[1][0][:7], "::ffff:", "and back")
    _bound(socket.SOCK_STREAM, ("0.0.0.0", 82)).listen()
    prove.always_equal(
        socket.socket(socket.AF_INET6).connect_ex(("::1", 82)), errno.ECONNREFUSED, "IPv4 does not hear IPv6"
    )


@prove.simulation(faults=prove.NONE)
def where_a_datagram_was_sent(_sim):
    heard = _bound(socket.SOCK_DGRAM, ("::", 80), socket.AF_INET6)
    heard.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_RECVPKTINFO, 1)
    _bound(socket.SOCK_DGRAM, ("::", 0), socket.AF_INET6).sendto(b"text", ("::1", 80))
    data, [(_, _, told)], flags, _ = heard.recvmsg(2, 100)
    prove.always_equal((data, flags), (b"te", socket.MSG_TRUNC), "a datagram is cut, and that is told")
    prove.always_equal(socket.inet_ntop(socket.AF_INET6, told[:16]), "::1", "the address that it was sent to")
    try:
        heard.recvmsg(100, 100, socket.MSG_ERRQUEUE)
        prove.unreachable("there are no errors")
    except BlockingIOError:
        pass


@prove.simulation(faults=prove.Faults(network=prove.NetworkFaults(loss=0.3, duplication=0.3, reordering=0.3, slow=0.3)))
def datagrams_over_loopback(_sim):
    heard, asking = _bound(socket.SOCK_DGRAM, ("127.0.0.1", 80)), _bound(socket.SOCK_DGRAM, ("127.0.0.1", 0))
    for number in range(100):
        asking.sendto(bytes([number]), ("127.0.0.1", 80))
    time.sleep(0.001)
    heard.setblocking(False)
    told = [heard.recv(9)[0] for _ in range(100)]
    prove.always_equal(told, list(range(100)), "none is lost, doubled, late or overtaken")


@prove.simulation(hosts=["a"], faults=prove.NONE)
def ports_after_a_kill(sim):
    host = sim.host("a")
    first = host.start(lambda: [_bound(socket.SOCK_DGRAM, ("", 53)), time.sleep(100)])
    sim.sleep(1)
    host.kill(first)
    host.start(lambda: _bound(socket.SOCK_DGRAM, ("", 53)))
    sim.sleep(1)
    shared = [_bound(socket.SOCK_STREAM, ("", 80), SO_REUSEPORT=1) for _ in range(2)]
    for one in shared:
        one.listen()
    for _ in range(2):
        socket.create_connection(("localhost", 80))
    prove.always_equal(len([one.accept() for one in shared]), 2, "who shares a port takes turns")


@prove.simulation(faults=prove.NONE)
def watched_before_it_listens(_sim):
    listener, poller = socket.socket(), select.epoll()
    poller.register(listener.fileno(), select.EPOLLIN)
    listener.bind(("", 80))
    listener.listen()
    poller.modify(listener.fileno(), select.EPOLLIN)
    socket.create_connection(("localhost", 80))
    prove.always_equal(poller.poll(1), [(listener.fileno(), select.EPOLLIN)], "it is still watched")


@prove.simulation(hosts=["a"], faults=prove.NONE)
def more_clients_than_a_listener_holds(sim):
    listener = _bound(socket.SOCK_STREAM, ("", 80))
    listener.listen(1)
    connected = []
    for _ in range(4):
        sim.host("a").start(lambda: connected.append(socket.create_connection(("test", 80))))
    sim.sleep(1)
    for _ in range(4):
        listener.accept()
    prove.eventually(lambda: len(connected) == 4, "who was not heard asks again", within_s=10)


@prove.simulation(hosts=["a"], faults=prove.NONE)
def opened_while_imported(sim):
    def use(loop, epoll, write, read):
        prove.always_equal(loop.run_until_complete(asyncio.sleep(1, "done")), "done", "its loop runs")
        prove.always_equal(epoll.poll(0), [], "nothing is there yet")
        os.write(write, b"x")
        prove.always_equal(epoll.poll(0), [(read, select.EPOLLIN)], "its descriptors are those of the program")

    use(LOOP, EPOLL, WRITE, READ)
    sim.host("a").start("machine_programs:use_own")
    sim.sleep(5)


def use_own():
    prove.always_equal(LOOP.run_until_complete(asyncio.sleep(1, "done")), "done", "another host has its own")
    os.write(WRITE, b"x")
    prove.always_equal(EPOLL.poll(0), [(READ, select.EPOLLIN)], "another host has its own")


@prove.simulation(hosts=["a"], faults=prove.NONE)
def users_and_interfaces(sim):
    prove.always_equal(pwd.getpwnam("test").pw_uid, os.getuid(), "the user has the host's name")
    prove.always_equal(grp.getgrgid(os.getgid()).gr_name, "test", "and a group")
    heads = ctypes.c_void_p()
    prove.always_equal(ctypes.CDLL("libc.so.6").getifaddrs(ctypes.byref(heads)), 0, "C code sees interfaces")
    name = ctypes.cast(ctypes.c_void_p.from_address(heads.value + 8).value, ctypes.c_char_p).value
    prove.always_equal(name, b"lo", "of the host")
    sim.host("a").start(lambda: prove.always_equal(pwd.getpwuid(1000).pw_dir, "/home/a", "each host has its own"))
    sim.sleep(1)


@prove.simulation(faults=prove.NONE)
def programs_that_are_missing(_sim):
    for name in (".git/hooks/pre-commit", "/srv/tool", "lsb_release"):
        try:
            subprocess.run([name], check=False)
            prove.unreachable("it is not there")
        except FileNotFoundError:
            pass
    child = subprocess.Popen([sys.executable, "-c", "raise SystemExit(3)"])
    told = os.waitid(os.P_PID, child.pid, os.WEXITED)
    prove.always_equal((told.si_pid, told.si_code, told.si_status), (child.pid, os.CLD_EXITED, 3), "its end is told")


@prove.simulation(faults=prove.NONE)
def file_written_after_its_mapping_is_closed(_sim):
    with open("file", "w+b") as file:
        file.write(b"before")
        file.flush()
        mmap.mmap(file.fileno(), 6).close()
        file.seek(0)
        file.write(b"after!")
    with open("file", "rb") as file:
        prove.always_equal(file.read(), b"after!", "the file is written")


def listen_alone() -> None:
    with socket.create_server(("0.0.0.0", 80)):
        time.sleep(1000)


@prove.simulation(hosts=["a"], faults=prove.Faults(latency=prove.Latency(base_ms=80_000, jitter=0)))
def an_answer_that_comes_too_late(sim):
    sim.host("a").start(listen_alone)
    time.sleep(1)
    with socket.socket() as client:
        prove.always_equal(client.connect_ex(("a", 80)), errno.ETIMEDOUT, "who is answered too late is not connected")


@prove.simulation(hosts=["a"], faults=prove.NONE)
def where_a_host_sends_from(sim):
    heard = _bound(socket.SOCK_DGRAM, ("", 53))
    own = socket.gethostbyname(socket.gethostname())
    for target, source in ((own, own), ("127.0.0.9", "127.0.0.1")):
        _bound(socket.SOCK_DGRAM, ("", 0)).sendto(b"x", (target, 53))
        prove.always_equal(heard.recvfrom(1)[1][0], source, "by its own address a host hears that, else loopback")
    sim.host("a").start(lambda: _bound(socket.SOCK_DGRAM, ("", 0)).sendto(b"x", ("test", 53)))
    prove.always_equal(heard.recvfrom(1)[1][0], socket.gethostbyname("a"), "others are heard by theirs")


@prove.simulation(faults=prove.NONE)
def connections_of_one_thread(_sim):
    told = []

    def elsewhere(use):
        def tries():
            try:
                told.append(use())
            except sqlite3.ProgrammingError as trouble:
                told.append(str(trouble)[:56])

        one = threading.Thread(target=tries)
        one.start()
        one.join()

    own, shared = sqlite3.connect(":memory:"), sqlite3.connect(":memory:", check_same_thread=False)
    cursor = own.execute("SELECT 1")
    for use in (own.cursor, cursor.fetchall, own.close, lambda: shared.execute("SELECT 1").fetchall()):
        elsewhere(use)
    refused = "SQLite objects created in a thread can only be used in t"
    prove.always_equal(told, [refused, refused, refused, [(1,)]], "only who says so may share a connection")
    prove.always_equal(cursor.fetchall(), [(1,)], "who has made it may use it")


@prove.simulation(faults=prove.NONE)
def limits_of_locks(_sim):
    for lock in (threading.Lock(), threading.RLock()):
        for blocking, timeout, expected in (
            (False, 2, ValueError),
            (True, -2, ValueError),
            (True, 1e10, OverflowError),
        ):
            try:
                lock.acquire(blocking, timeout)
            except (ValueError, OverflowError) as trouble:
                prove.always_equal(type(trouble), expected, "a limit that cannot be")
            else:
                prove.unreachable("a lock takes a limit that cannot be")


@prove.simulation(faults=prove.NONE)
def sockets_for_children(_sim):
    listener = socket.create_server(("localhost", 0))
    listener.set_inheritable(True)
    code = f"import socket; socket.socket(fileno={listener.fileno()}).accept()[0].sendall(b'a child')"
    with subprocess.Popen([sys.executable, "-c", code], close_fds=False) as child:
        with socket.create_connection(listener.getsockname()) as client:
            prove.always_equal(client.recv(20), b"a child", "a child answers on a socket of its parent")
        prove.always_equal(child.wait(), 0, "it ends well")
