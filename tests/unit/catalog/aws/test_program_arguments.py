"""Every argument of programs and the edge exists in the schema of the provider, and none that it needs is missing."""

from collections.abc import Callable, Iterator

import msgspec
import pytest

from mainstay.catalog.aws.app_runner import AppRunner
from mainstay.catalog.aws.cloudfront import Distribution
from mainstay.catalog.aws.ec2 import Instances
from mainstay.catalog.aws.ecs import Fargate
from mainstay.catalog.aws.ecs.cluster import Cluster as TaskCluster
from mainstay.catalog.aws.efs import FileSystem
from mainstay.catalog.aws.eks import Cluster
from mainstay.catalog.aws.elb import LoadBalancer
from mainstay.catalog.aws.lambda_function import Function
from mainstay.catalog.aws.sqs import KINDS as QUEUES
from mainstay.model.cloud import CloudKind, Demand, Site, Usage
from mainstay.model.intent import Role, Schedule, Service
from mainstay.model.intent import Site as Pages
from mainstay.model.requirement import Access
from mainstay.model.told import Base64, Joined, Json, PolicyDocument, Ref, Variable
from mainstay.render.terraform.schema import META, Nested, Shape, shape

_LEAVES = (Base64, Joined, Json, PolicyDocument, Ref, Variable)
WEB = Service(name="web", build="web", command="python app.py", public=True, listens=True)
PAGES = Pages(name="web", build="web")
NIGHTLY = Schedule(name="web", build="web", command="x", cron="0 3 * * *")


def _wrong(value: msgspec.Struct, known: Shape, path: str, without: frozenset[str] = frozenset()) -> Iterator[str]:
    names = zip(value.__struct_fields__, value.__struct_encode_fields__, strict=True)
    written = {name: getattr(value, field) for field, name in names if field not in without}
    given = {name for name, content in written.items() if content is not None and content != ()}
    for name in sorted(given - set(known) - META):
        yield f"{path}.{name}: no such argument"
    for name, kind in known.items():
        needed = kind.required if isinstance(kind, Nested) else kind.endswith(" required")
        if needed and name not in given:
            yield f"{path}.{name}: missing"
        if name in given and isinstance(kind, Nested):
            yield from _inside(written[name], kind, f"{path}.{name}")


def _inside(content: object, kind: Nested, path: str) -> Iterator[str]:
    for one in content if isinstance(content, tuple) else (content,):
        if isinstance(one, msgspec.Struct) and not isinstance(one, _LEAVES):
            yield from _wrong(one, kind.shape, path)


def _mistakes(kind: CloudKind) -> list[str]:
    known = shape(kind.block.value, kind.terraform)
    if known is None:
        return [f"{kind.terraform}: no such type"]
    return list(_wrong(kind, known, kind.terraform, kind.unrendered))


def _queue() -> Usage:
    return Usage(name="jobs", kind=QUEUES[0](), access=(Access.CONSUME,), role=Role.QUEUE, in_network=True)


def _files() -> Usage:
    return Usage(name="media", kind=FileSystem(), access=(Access.WRITE,), role=Role.RESOURCE, in_network=True)


def _caller() -> Usage:
    return Usage(name="front", kind=Fargate(), access=(Access.CALL,), role=Role.SERVICE)


@pytest.mark.parametrize(
    ("kind", "component"),
    [
        (Function(provisioned_concurrency=2), WEB),
        (Function(), NIGHTLY),
        (Fargate(), WEB),
        (Fargate(), NIGHTLY),
        (Instances(spot=True), WEB),
        (AppRunner(), WEB),
        (Distribution(), PAGES),
    ],
)
def test_main_and_parts_are_as_the_provider_wants_them(kind: CloudKind, component, site: Callable[..., Site]):
    here = site(
        "web",
        component=component,
        demand=Demand(public=component is WEB),
        domain="example.com",
        uses=(_queue(), _files()),
        users=(_caller(),),
    )
    everything = [kind.told({"A": "1"}, {}).placed(here), *(part.kind for part in kind.parts(here))]
    assert [mistake for one in everything for mistake in _mistakes(one)] == []


@pytest.mark.parametrize("kind", [LoadBalancer, TaskCluster, Cluster])
def test_shared_things_are_as_the_provider_wants_them(kind: type[CloudKind], site: Callable[..., Site]):
    here = site("shared", users=(_caller(),), domain="example.com", public_subnets=("network.public-a",))
    assert [mistake for part in kind.shared_part(here) for mistake in _mistakes(part.kind)] == []
