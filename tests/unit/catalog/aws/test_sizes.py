import pytest

from mainstay.catalog.aws.sizes import Architecture, mysql_connections, postgres_connections, size_of
from mainstay.catalog.prices import default_book


@pytest.mark.parametrize(
    ("name", "vcpu", "memory_gib", "burstable"),
    [
        ("db.t4g.micro", 2, 1, True),
        ("db.t4g.medium", 2, 4, True),
        ("db.m7g.large", 2, 8, False),
        ("db.r6g.xlarge", 4, 32, False),
        ("c7g.2xlarge", 8, 16, False),
        ("cache.r7g.large", 2, 13.07, False),
    ],
)
def test_what_a_class_offers(name: str, vcpu: int, memory_gib: float, burstable: bool):
    size = size_of(name)
    assert size is not None
    assert (size.vcpu, size.memory_gib, size.burstable) == (vcpu, memory_gib, burstable)


def test_unknown_classes_are_unknown():
    assert [size_of(name) for name in ("db.z9.large", "db.t4g.17xlarge", "", "cache.t4g.nano")] == [None] * 4


def test_default_connections_follow_the_memory():
    medium, large = size_of("db.t4g.medium"), size_of("db.r6g.16xlarge")
    assert medium is not None
    assert large is not None
    assert postgres_connections(medium) == 405
    assert mysql_connections(medium) == 307
    assert postgres_connections(large) == 5000


def test_ranks_order_sizes():
    names = ["db.t4g.micro", "db.t4g.medium", "db.m6g.large", "db.r6g.large", "db.m6g.xlarge", "db.r6g.xlarge"]
    ranks = [size.rank for name in names if (size := size_of(name))]
    assert ranks == sorted(ranks)
    assert len(ranks) == len(names)


def test_every_priced_class_is_known():
    rows = [row.item.split("/") for row in default_book().rows if row.item.endswith("/hour")]
    classes = {part for row in rows for part in row if part.count(".") and not part.startswith("aws.")}
    assert [name for name in sorted(classes) if size_of(name) is None] == []
    arm = size_of("db.t4g.micro")
    assert arm is not None
    assert arm.architecture is Architecture.ARM64
