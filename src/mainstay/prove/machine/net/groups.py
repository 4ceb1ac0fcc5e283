"""Multicast groups, and what `recvmsg` tells of a datagram besides its bytes (ip(7), ipv6(7), RFC 3542)."""

import ipaddress
import socket as real
import struct
from collections.abc import Mapping
from typing import Any

from mainstay.prove.machine.net.addresses import mapped
from mainstay.prove.machine.net.datagram import Datagrams
from mainstay.prove.machine.net.interfaces import ETHERNET

_V4, _V6 = 4, 16  # bytes of an address
_JOINS = {(real.IPPROTO_IP, real.IP_ADD_MEMBERSHIP): _V4, (real.IPPROTO_IPV6, real.IPV6_JOIN_GROUP): _V6}
_LEAVES = {(real.IPPROTO_IP, real.IP_DROP_MEMBERSHIP): _V4, (real.IPPROTO_IPV6, real.IPV6_LEAVE_GROUP): _V6}
_IP_PKTINFO = 8  # linux/in.h; the socket module has no name for it before 3.14


def set_option(socket: Datagrams, level: int, option: int, value: bytes) -> None:
    """Join or leave a group, where the option says so; raises `OSError`."""
    for table, act in ((_JOINS, socket.host.ports.join), (_LEAVES, socket.host.ports.leave)):
        size = table.get((level, option))
        if size is not None:
            act(str(ipaddress.ip_address(value[:size])), socket)


def packet_information(options: Mapping[tuple[int, int], Any], target: str) -> list[tuple[int, int, bytes]]:
    """The ancillary data for a datagram that was sent to the address `target`: what the options ask for."""
    if not target:
        return []
    if options.get((real.IPPROTO_IPV6, real.IPV6_RECVPKTINFO)):
        packed = ipaddress.ip_address(mapped(target)).packed
        return [(real.IPPROTO_IPV6, real.IPV6_PKTINFO, packed + struct.pack("I", ETHERNET))]
    if options.get((real.IPPROTO_IP, _IP_PKTINFO)) and ":" not in target:
        packed = ipaddress.ip_address(target).packed
        return [(real.IPPROTO_IP, _IP_PKTINFO, struct.pack("I", ETHERNET) + packed + packed)]
    return []
