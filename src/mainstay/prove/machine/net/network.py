"""Links between hosts: who reaches whom, how long it takes, what is lost on the way."""

import random
from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from mainstay.prove.faults import Faults, Latency
from mainstay.prove.machine.hub import SECOND, Hub

if TYPE_CHECKING:
    from mainstay.prove.machine.host import Host

LOCAL_NS = 15_000  # loopback, one way
RETRANSMIT_NS = 200_000_000  # the least retransmission timeout (RFC 6298 asks for 1 s; Linux takes 200 ms)
MILLISECOND = 1_000_000
_KEPT_MESSAGES = 20_000


class Link:
    """One direction between two hosts. `held` waits for the end of a cut or a clog, as retransmission would."""

    __slots__ = ("base_ns", "cut", "held", "jitter_ns", "key", "last_ns", "share", "slow_until", "slower_ns")

    def __init__(self, key: str, base_ns: int, jitter_ns: int, share: Callable[[], float]) -> None:
        self.key = key
        self.base_ns, self.jitter_ns = base_ns, jitter_ns
        self.share = share  # draws how much of the jitter a segment gets
        self.cut = 0  # how many faults cut it now
        self.last_ns = 0  # when the last datagram arrives that stays on its host
        self.slow_until = self.slower_ns = 0  # the fault that makes it slow now, and by how much
        self.held: list[tuple[Callable[..., object], tuple[Any, ...]]] = []


class Network:
    """All links, made when first used."""

    def __init__(self, hub: Hub, faults: Faults) -> None:
        self.hub = hub
        self.faults = faults
        self._links: dict[tuple[str, str], Link] = {}
        self.by_address: dict[str, Host] = {}
        self.names: dict[str, str] = {}
        # The latest messages: nanosecond, from, to, bytes, expected nanosecond. They are always kept, as what is kept
        # only where somebody wants to see it would move the objects of programs that depend on where those lie.
        self.messages: deque[tuple[int, str, str, int, int]] = deque(maxlen=_KEPT_MESSAGES)

    def link(self, source: "Host", target: "Host") -> Link:
        """The link from `source` to `target`."""
        key = (source.name, target.name)
        found = self._links.get(key)
        if found is None:
            found = self._links[key] = self._made(source, target)
        return found

    def _made(self, source: "Host", target: "Host") -> Link:
        key = f"{source.name}>{target.name}"
        stream = self.hub.chance.stream(f"latency {key}")
        if source is target:
            return Link(key, LOCAL_NS, LOCAL_NS, stream.random)
        latency = self.faults.latency
        base = int(latency.base_ms * MILLISECOND)
        return Link(key, base, int(base * latency.jitter), _share(latency, stream))

    def delay(self, link: Link) -> int:
        """One draw of the one-way delay, in nanoseconds."""
        delay = link.base_ns + int(link.jitter_ns * link.share())
        if link.slow_until > self.hub.now:
            delay += link.slower_ns
        slow = self.faults.network
        if slow.slow and self.hub.chance.strikes("slow", link.key, slow.slow):
            delay += int(slow.slow_ms * MILLISECOND * self.hub.chance.stream(f"slowness {link.key}").random())
        return delay

    def slow_down(self, source: "Host", target: "Host", *, slower_ns: int, for_ns: int) -> None:
        """Make every delay from `source` to `target` so much longer for a while."""
        link = self.link(source, target)
        link.slow_until, link.slower_ns = self.hub.now + for_ns, slower_ns

    # -- segments of connections: never lost, but late

    def segment(
        self, source: "Host", target: "Host", *, earliest_ns: int, arrive: Callable[[], object], size: int = 0
    ) -> int:
        """Call `arrive` when the segment gets through, not before `earliest_ns`; returns the expected nanosecond."""
        link = self.link(source, target)
        delay = self.delay(link)
        faults = self.faults.network
        if faults.loss and source is not target and self.hub.chance.strikes("lost segment", link.key, faults.loss):
            delay += RETRANSMIT_NS
        at = max(self.hub.now + delay, earliest_ns)
        self.hub.at(at, self._through, link, target, arrive)
        if size and source is not target:
            self.messages.append((self.hub.now, source.name, target.name, size, at))
        return at

    def _through(self, link: Link, target: "Host", arrive: Callable[[], object]) -> None:
        if link.cut or not target.up:
            link.held.append((self._through, (link, target, arrive)))
        else:
            arrive()

    # -- datagrams: lost, doubled, overtaken

    def datagram(self, source: "Host", target: "Host", arrive: Callable[[], object]) -> None:
        """Call `arrive` when the datagram gets through, if it does, as often as it does."""
        link = self.link(source, target)
        if source is target:
            # Linux puts it into the buffer of the other socket at once: none is late, and none overtakes another.
            link.last_ns = max(link.last_ns, self.hub.now + link.base_ns + int(link.jitter_ns * link.share()))
            self.hub.at(link.last_ns, arrive)
            return
        faults, strikes = self.faults.network, self.hub.chance.strikes
        copies = 2 if faults.duplication and strikes("duplicated", link.key, faults.duplication) else 1
        for _ in range(copies):
            if faults.loss and strikes("lost", link.key, faults.loss):
                continue
            delay = self.delay(link)
            if faults.reordering and strikes("reordered", link.key, faults.reordering):
                delay += int(4 * (link.base_ns + link.jitter_ns) * self.hub.chance.stream(f"order {link.key}").random())
            self.hub.after(delay, self._datagram_through, link, target, arrive)

    def _datagram_through(self, link: Link, target: "Host", arrive: Callable[[], object]) -> None:
        if not link.cut and target.up:
            arrive()

    # -- cuts

    def cut(self, source: "Host", target: "Host") -> None:
        """Let nothing through from `source` to `target` until `mend`; cuts add up."""
        link = self.link(source, target)
        link.cut += 1
        self.hub.trace("cut", link.key)

    @property
    def cuts(self) -> list[str]:
        """The links that let nothing through now, with how much they hold."""
        return [f"{link.key}, holds {len(link.held)}" for link in self._links.values() if link.cut]

    def mend(self, source: "Host", target: "Host") -> None:
        """Undo one `cut`; segments that were held arrive after a retransmission timeout."""
        link = self.link(source, target)
        if link.cut:
            link.cut -= 1
            self.hub.trace("mend", link.key)
        if not link.cut:
            self._retransmit(link)

    def mend_all(self) -> None:
        """Undo every cut, and every slowness that lasts."""
        for link in self._links.values():
            link.cut = link.slow_until = 0
            self._retransmit(link)

    def host_is_up(self, host: "Host") -> None:
        """What was sent to it while it was down is sent again."""
        for (_, target), link in self._links.items():
            if target == host.name and not link.cut:
                self._retransmit(link)

    def _retransmit(self, link: Link) -> None:
        held, link.held = link.held, []
        for action, args in held:
            self.hub.after(RETRANSMIT_NS, action, *args)

    def find(self, address: str, origin: "Host") -> "Host | None":
        """The host with this address as `origin` sees it: loopback addresses are its own."""
        if address.startswith("127.") or address in {"::1", "", "0.0.0.0", "::"}:  # noqa: S104 - nothing binds here
            return origin
        return self.by_address.get(address)


def _share(latency: Latency, stream: random.Random) -> Callable[[], float]:
    """What draws the share of the jitter: from 0 to 1, or more where the distribution has a tail."""
    if latency.shape == "even":
        return stream.random
    if latency.shape == "exponential":
        return lambda: stream.expovariate(2)
    return lambda: (stream.paretovariate(2) - 1) / 2


CONNECT_TIMEOUT_NS = 127 * SECOND  # six retries of a SYN: 1 + 2 + 4 … + 64 s (tcp_syn_retries, tcp(7))
IDLE_TIMEOUT_NS = 924 * SECOND  # fifteen retries of a segment (tcp_retries2, tcp(7))
