import pytest

from mainstay.run.local.router.stats import (
    WINDOW_S,
    Recorder,
    Sample,
    ServiceSample,
    ServiceStats,
    UpstreamStats,
    summarise,
)


def sample(recorder: Recorder, *upstreams: UpstreamStats, version: int = 1) -> Sample:
    stats = ServiceStats(service="web", host="h", port=1, requests=recorder.requests, upstreams=upstreams)
    return Sample(version=version, services=(ServiceSample(stats=stats, latencies=recorder.latencies()),))


def recorded(*seconds: float) -> Recorder:
    recorder = Recorder()
    for value in seconds:
        recorder.record(200, value)
    recorder.turn()
    return recorder


@pytest.mark.parametrize("seconds", [0.0001, 0.0015, 0.02, 0.3, 4.0])
def test_latencies_are_told_within_five_percent(seconds):
    stats = summarise([sample(recorded(seconds))]).services[0]
    assert stats.p50_ms == pytest.approx(seconds * 1000, rel=0.05)
    assert stats.p99_ms == stats.p50_ms


@pytest.mark.parametrize("seconds", [-1.0, 0.0, 1e-9, 1e9])
def test_no_latency_is_too_odd(seconds):
    assert summarise([sample(recorded(seconds))]).services[0].p50_ms > 0


def test_quantiles_and_rate():
    stats = summarise([sample(recorded(*[0.001] * 98, *[1.0] * 2))]).services[0]
    assert stats.p50_ms == pytest.approx(1, rel=0.05)
    assert stats.p99_ms == pytest.approx(1000, rel=0.05)
    assert stats.per_second == 100 / WINDOW_S


def test_the_window_moves_on():
    recorder = recorded(1.0)
    for _ in range(WINDOW_S - 1):
        recorder.turn()
    assert [count for _, count in recorder.latencies()] == [1]
    recorder.turn()
    assert recorder.latencies() == ()
    assert recorder.requests == 1


def test_workers_are_added_up():
    one = sample(recorded(0.001), UpstreamStats(id="a", host="h", port=1, weight=1, in_flight=1, requests=2), version=7)
    two = sample(
        recorded(0.001, 0.001),
        UpstreamStats(id="a", host="h", port=1, weight=1, in_flight=2, requests=3, healthy=False, errors=1),
        UpstreamStats(id="b", host="h", port=2, weight=1),
        version=6,
    )
    stats = summarise([one, two])
    assert (stats.version, stats.workers) == (6, 2)
    service = stats.services[0]
    assert service.requests == 3
    assert service.upstreams[0] == UpstreamStats(
        id="a", host="h", port=1, weight=1, in_flight=3, requests=5, healthy=False, errors=1
    )
    assert [upstream.id for upstream in service.upstreams] == ["a", "b"]
