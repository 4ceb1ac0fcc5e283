"""Attempts to reach the real network."""

import _socket
import asyncio
import contextlib
import ctypes
import socket
import ssl
import struct

from mainstay import prove

REAL_BASE = ssl.SSLObject.__init__  # kept from before the simulation begins
LIBRARY = ctypes.CDLL(None)
SOCKET, CONNECT, LOOKUP = LIBRARY["socket"], LIBRARY["connect"], LIBRARY["gethostbyname"]


@prove.simulation(hosts=["a"], faults=prove.NONE)
def raw_socket_module(_sim):
    """`_socket.socket` instead of `socket.socket`."""
    with contextlib.closing(_socket.socket(socket.AF_INET, socket.SOCK_STREAM)) as made:
        made.connect_ex(("a", 1))
        prove.always_equal(made.getsockname()[0], "10.0.0.1", "the address is the simulated host's")


@prove.simulation(hosts=["a"], faults=prove.NONE)
def unknown_name(_sim):
    """Resolve a name of the real Internet."""
    try:
        socket.getaddrinfo("example.com", 80)
    except socket.gaierror:
        return
    prove.unreachable("a real name resolves")


@prove.simulation(hosts=["a"], faults=prove.NONE)
def unknown_address(_sim):
    """Connect to an address of the real Internet."""
    made = socket.socket()
    made.settimeout(5)
    try:
        made.connect(("1.1.1.1", 53))
    except TimeoutError:
        return
    prove.unreachable("a real address answers")


@prove.simulation(hosts=["a"], faults=prove.NONE)
def raw_packets(_sim):
    """A raw socket (ping)."""
    try:
        socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP)
    except OSError:
        return
    prove.unreachable("a raw socket opens")


@prove.simulation(hosts=["a"], faults=prove.NONE)
def netlink(_sim):
    """A netlink socket (the real machine's interfaces)."""
    try:
        socket.socket(socket.AF_NETLINK, socket.SOCK_RAW)
    except OSError:
        return
    prove.unreachable("a netlink socket opens")


@prove.simulation(hosts=["a"], faults=prove.NONE)
def base_class_of_an_old_subclass(_sim):
    """The real socket class, found through a subclass made before."""
    real = next(kind for kind in ssl.SSLSocket.__mro__[1:] + OLD.__mro__ if kind.__module__ == "_socket")
    real(socket.AF_INET, socket.SOCK_STREAM)
    prove.unreachable("a real socket opens")


OLD = type("Old", (asyncio.trsock.TransportSocket,), {})
with contextlib.suppress(IndexError, StopIteration):
    OLD = next(kind for kind in object.__subclasses__() if kind.__name__ == "socket" and kind.__module__ == "_socket")


@prove.simulation(hosts=["a"], faults=prove.NONE)
def c_socket(_sim):
    """socket(2) from C, found before the simulation begins."""
    SOCKET(2, 1, 0)


@prove.simulation(hosts=["a"], faults=prove.NONE)
def c_lookup(_sim):
    """gethostbyname(3) from C, found before the simulation begins."""
    LOOKUP(b"example.com")


@prove.simulation(hosts=["a"], faults=prove.NONE)
def c_socket_looked_up_late(_sim):
    """socket(2) through ctypes."""
    ctypes.CDLL(None)["socket"](2, 1, 0)


@prove.simulation(hosts=["a"], faults=prove.NONE)
def other_families(_sim):
    """Sockets of other families: packets, the kernel's ciphers, virtual machines, cars."""
    for family in (socket.AF_PACKET, socket.AF_ALG, socket.AF_VSOCK, socket.AF_CAN):
        try:
            socket.socket(family, socket.SOCK_STREAM)
        except OSError:
            continue
        prove.unreachable("such a socket opens")


@prove.simulation(hosts=["a"], faults=prove.NONE)
def sockets_of_descriptors(_sim):
    """`socket.socket(fileno=…)` and `socket.fromfd` of descriptors that only the real process has."""
    for number in (0, 1, 2, 3, 4, 5):
        try:
            socket.fromfd(number, socket.AF_UNIX, socket.SOCK_STREAM)
        except OSError:
            continue
        prove.unreachable("a real descriptor becomes a socket")


@prove.simulation(hosts=["a"], faults=prove.NONE)
def interfaces(_sim):
    """The interfaces of the real machine (`if_nameindex`), its services and its name."""
    prove.always_equal(socket.if_nameindex(), [(1, "lo"), (2, "eth0")], "they are the simulated host's")
    prove.always_equal(socket.getservbyname("http"), 80, "services are known")
    try:
        socket.sethostname("other")
    except PermissionError:
        return
    prove.unreachable("the real machine gets another name")


@prove.simulation(hosts=["a"], faults=prove.NONE)
def multicast(sim):
    """Multicast to everybody: it reaches simulated hosts only."""
    heard = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    heard.bind(("", 5000))
    group = socket.inet_aton("224.0.0.9") + struct.pack("I", 0)
    heard.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, group)
    socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"here", ("224.0.0.9", 5000))
    prove.always_equal(heard.recv(10), b"here", "it is heard")
