"""Every source of randomness that Python knows, from the seed: one stream for each process."""

import _random
from collections.abc import Callable
from typing import Any

from mainstay.prove.machine import current


def urandom(size: int) -> bytes:
    """os.urandom."""
    process = current.process()
    return current.hub.chance.stream(f"entropy {process.host.name} {process.name}").randbytes(size)


def getrandom(size: int, flags: int = 0) -> bytes:
    """os.getrandom."""
    del flags
    return urandom(size)


_real_seed: Callable[[Any, Any], None] = _random.Random.seed
_SEED_BYTES = 32


def seed_generator(generator: Any, value: Any = None) -> None:  # noqa: ANN401 - as _random.Random.seed
    """_random.Random.seed: without a value the real one asks the system past `os.urandom`."""
    _real_seed(generator, int.from_bytes(urandom(_SEED_BYTES), "little") if value is None else value)


def node() -> int:
    """uuid.getnode: a hardware address of the running host, locally administered (RFC 9562, 6.10)."""
    return 0x02_00_00_00_00_00 | (current.host().number + 1)
