"""What the router allows: sizes, counts and times."""

from mainstay.model.value import Value


class Limits(Value, frozen=True, kw_only=True):
    """Bounds on what clients and upstreams may do. Times are checked every `tick_s`, so they hold to about that.

    Sizes follow what servers in the field take (nginx `large_client_header_buffers` 4 x 8 KiB, Node.js 16 KiB).
    """

    target_bytes: int = 8 * 1024
    """Length of a request target; above it 414."""
    head_bytes: int = 32 * 1024
    """Length of a request or response head; above it 431 (502 for a response)."""
    header_count: int = 128
    """Header lines in a request head; above it 431."""
    pipelined_bytes: int = 64 * 1024
    """What a client may send ahead while its request is answered; reading pauses there."""

    head_s: float = 10.0
    """From the first byte of a head to its last; then 408."""
    idle_s: float = 75.0
    """How long a kept-alive client connection may say nothing."""
    body_s: float = 30.0
    """The longest pause inside a request body; then 408."""
    send_s: float = 60.0
    """How long a client may refuse to take what waits for it; then the connection is cut."""
    connect_s: float = 3.0
    """For a TCP connection to an upstream."""
    response_s: float = 60.0
    """From the end of the request to the head of the response; then 504."""
    linger_s: float = 2.0
    """How long a refused client's bytes are read and dropped, so that it sees the refusal and no reset."""
    drain_s: float = 10.0
    """For requests under way when the router stops."""

    hold_s: float = 3.0
    """How long a request waits for an upstream where none can be reached; then 503."""
    held: int = 1024
    """How many requests of one service may wait like that."""
    eject_s: float = 0.05
    """First pause of an upstream that cannot be reached, until it is tried again; doubles every time."""
    eject_max_s: float = 0.5
    """The longest such pause."""
    failures: int = 3
    """How many connections in a row may break before an answer until the upstream is paused."""

    pool_size: int = 256
    """Idle connections kept to one upstream."""
    pool_idle_s: float = 30.0
    """How long an idle connection to an upstream is kept."""
    pool_fresh_s: float = 1.0
    """An idle connection older than this carries only requests that may be repeated."""
    tick_s: float = 0.25
    """How often limits of time are looked at."""
