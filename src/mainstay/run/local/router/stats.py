"""Figures of the router: what it counts, and the summary that others read."""

from math import log2

from mainstay.model.value import Value

WINDOW_S = 10
"""Rates and latencies are those of the last ten whole seconds."""

_PER_OCTAVE = 8
_SMALLEST_S = 1e-5
_BUCKETS = 32 * _PER_OCTAVE
CLASSES = ("1xx", "2xx", "3xx", "4xx", "5xx")


class UpstreamStats(Value, frozen=True, kw_only=True):
    """One upstream. `healthy` is false while it is paused after failures; `errors` are broken connections."""

    id: str
    host: str
    port: int
    weight: int
    in_flight: int = 0
    healthy: bool = True
    requests: int = 0
    errors: int = 0


class ServiceStats(Value, frozen=True, kw_only=True):
    """One route. `per_second` and latencies are of the last ten seconds; `requests` and `classes` since the start.

    Latency is from the complete request head to the head of the response, in milliseconds (0 where there was none),
    exact to about 5 %. `classes` counts responses as `2xx`, `4xx`; `held` are requests that wait for an upstream.
    """

    service: str
    host: str
    port: int
    requests: int = 0
    per_second: float = 0.0
    p50_ms: float = 0.0
    p99_ms: float = 0.0
    classes: dict[str, int] = {}
    clients: int = 0
    held: int = 0
    upstreams: tuple[UpstreamStats, ...] = ()


class RouterStats(Value, frozen=True, kw_only=True):
    """The whole router, all workers together."""

    version: int
    workers: int = 1
    services: tuple[ServiceStats, ...] = ()


class ServiceSample(Value, frozen=True, kw_only=True):
    """What one worker knows about one route: its figures and the latencies (bucket, count) behind p50 and p99."""

    stats: ServiceStats
    latencies: tuple[tuple[int, int], ...] = ()


class Sample(Value, frozen=True, kw_only=True):
    """What one worker knows."""

    version: int
    services: tuple[ServiceSample, ...] = ()


class Recorder:
    """Counts the requests of one service. One second is one row of the window; `turn` begins the next."""

    __slots__ = ("_now", "_rows", "classes", "requests")

    def __init__(self) -> None:
        self.requests = 0
        self.classes = [0] * (len(CLASSES) + 1)
        self._now = [0] * (_BUCKETS + 1)
        self._rows: list[list[int]] = []

    def record(self, status: int, seconds: float) -> None:
        """Count one response; on the hot path."""
        self.requests += 1
        self.classes[status // 100] += 1
        bucket = int(log2(seconds / _SMALLEST_S) * _PER_OCTAVE) if seconds > _SMALLEST_S else 0
        try:
            self._now[bucket] += 1
        except IndexError:  # more than a day
            self._now[-1] += 1

    def turn(self) -> None:
        """Begin the next second."""
        self._rows = [*self._rows[1 - WINDOW_S :], self._now]
        self._now = [0] * (_BUCKETS + 1)

    def latencies(self) -> tuple[tuple[int, int], ...]:
        """(bucket, count) over the window, empty buckets left out."""
        sums = [sum(column) for column in zip(*self._rows, strict=True)]
        return tuple((bucket, count) for bucket, count in enumerate(sums) if count)


def summarise(samples: list[Sample]) -> RouterStats:
    """The figures of all workers together; routes are those of the first, in its order."""
    services = tuple(
        _merge([other for sample in samples for other in sample.services if _key(other) == _key(service)])
        for service in samples[0].services
    )
    return RouterStats(version=min(sample.version for sample in samples), workers=len(samples), services=services)


def _key(sample: ServiceSample) -> tuple[str, int]:
    return sample.stats.host, sample.stats.port


def _merge(samples: list[ServiceSample]) -> ServiceStats:
    parts = [sample.stats for sample in samples]
    latencies: dict[int, int] = {}
    for sample in samples:
        for bucket, count in sample.latencies:
            latencies[bucket] = latencies.get(bucket, 0) + count
    return ServiceStats(
        service=parts[0].service,
        host=parts[0].host,
        port=parts[0].port,
        requests=sum(part.requests for part in parts),
        per_second=sum(latencies.values()) / WINDOW_S,
        p50_ms=_quantile_ms(latencies, 0.50),
        p99_ms=_quantile_ms(latencies, 0.99),
        classes={name: sum(part.classes.get(name, 0) for part in parts) for name in CLASSES},
        clients=sum(part.clients for part in parts),
        held=sum(part.held for part in parts),
        upstreams=_merge_upstreams(parts),
    )


def _merge_upstreams(parts: list[ServiceStats]) -> tuple[UpstreamStats, ...]:
    merged: dict[str, UpstreamStats] = {}
    for upstream in (upstream for part in parts for upstream in part.upstreams):
        was = merged.get(upstream.id)
        merged[upstream.id] = upstream if was is None else _add(was, upstream)
    return tuple(merged.values())


def _add(one: UpstreamStats, other: UpstreamStats) -> UpstreamStats:
    return UpstreamStats(
        id=one.id,
        host=one.host,
        port=one.port,
        weight=one.weight,
        in_flight=one.in_flight + other.in_flight,
        healthy=one.healthy and other.healthy,
        requests=one.requests + other.requests,
        errors=one.errors + other.errors,
    )


def _quantile_ms(latencies: dict[int, int], quantile: float) -> float:
    """The middle of the bucket that the quantile falls into."""
    rank = quantile * sum(latencies.values())
    seen = 0
    for bucket in sorted(latencies):
        seen += latencies[bucket]
        if seen >= rank:
            return round(_SMALLEST_S * 2 ** ((bucket + 0.5) / _PER_OCTAVE) * 1000, 3)
    return 0.0
