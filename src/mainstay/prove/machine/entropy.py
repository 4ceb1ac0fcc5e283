"""Every source of randomness that Python knows, from the seed: one stream for each process."""

from mainstay.prove.machine import current


def urandom(size: int) -> bytes:
    """os.urandom."""
    process = current.process()
    return current.hub.chance.stream(f"entropy {process.host.name} {process.name}").randbytes(size)


def getrandom(size: int, flags: int = 0) -> bytes:
    """os.getrandom."""
    del flags
    return urandom(size)


def node() -> int:
    """uuid.getnode: a hardware address of the running host, locally administered (RFC 9562, 6.10)."""
    return 0x02_00_00_00_00_00 | (current.host().number + 1)
