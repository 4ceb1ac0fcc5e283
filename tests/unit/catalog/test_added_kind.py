"""The kind of docs/concepts/catalog.md, word for word: added by being there, chosen, connected and rendered."""

import re
import shutil
import sys
from importlib.metadata import EntryPoint, EntryPoints
from pathlib import Path

import pytest

from mainstay.catalog import aws, cloud_kinds, default_book, discover
from mainstay.compile.cloud import compile_cloud
from mainstay.model.cloud import Demand, Market
from mainstay.model.errors import MainstayError
from mainstay.model.graph import Graph
from mainstay.model.intent import Binding, Build, Intent, Property, Queue, Runtime, Service, Use, Whole
from mainstay.model.requirement import Access
from mainstay.model.target import Target
from mainstay.render import render_terraform

PAGE = Path(__file__).resolve().parents[3] / "docs" / "concepts" / "catalog.md"


@pytest.fixture(scope="module")
def example() -> str:
    (found,) = re.findall(r"^```python\n(.*?)^```$", PAGE.read_text(), re.MULTILINE | re.DOTALL)
    return found


@pytest.fixture
def folder(example, tmp_path, monkeypatch):
    """A folder of its own beside those of the catalog, as long as the test runs."""
    (tmp_path / "acme").mkdir()
    (tmp_path / "acme" / "__init__.py").write_text(example)
    monkeypatch.setattr(aws, "__path__", [*aws.__path__, str(tmp_path)])
    yield
    sys.modules.pop("mainstay.catalog.aws.acme", None)
    vars(aws).pop("acme", None)


@pytest.fixture
def package(example, tmp_path, monkeypatch):
    """An installed package with an entry point."""
    (tmp_path / "acme_mainstay.py").write_text(example)
    monkeypatch.syspath_prepend(tmp_path)
    points = EntryPoints([EntryPoint(name="queue", value="acme_mainstay:KIND", group=discover.GROUP)])
    monkeypatch.setattr(discover, "entry_points", lambda group: points.select(group=group))
    yield
    sys.modules.pop("acme_mainstay", None)


def shop(queue: Queue) -> Graph:
    told = (Binding(name="JOBS_URL", property=Property.URL),)
    web = Service(
        name="web",
        build="app",
        command="serve",
        public=True,
        listens=True,
        uses=(Use(target="jobs", bindings=told, access=(Access.PUBLISH,)),),
    )
    worker = Service(
        name="worker",
        build="app",
        command="work",
        uses=(Use(target="jobs", bindings=told, access=(Access.CONSUME,)),),
    )
    intent = Intent(
        application="shop",
        builds=(Build(name="app", runtime=Runtime.PYTHON),),
        components=(queue, web, worker),
        whole=Whole(target=Target.AWS, region="eu-central-1"),
    )
    return compile_cloud(intent, book=default_book())


@pytest.mark.slow
@pytest.mark.parametrize("added", ["folder", "package"])
def test_the_kind_of_the_page_is_chosen_connected_and_rendered(added, request):
    request.getfixturevalue(added)
    graph = shop(Queue(name="jobs", kind="acme.queue"))
    assert graph.resource("jobs").kind.id == "acme.queue"
    files = render_terraform((graph,))
    text = "\n".join(files.values())
    block = re.search(r'^resource "aws_sqs_queue" "jobs" \{\n.*?^\}$', text, re.MULTILINE | re.DOTALL)
    assert block is not None
    assert re.search(r"message_retention_seconds\s+= 1209600", block[0])
    assert re.search(r"kms_master_key_id\s+= aws_kms_key\.shared_key\.arn", block[0])
    assert "aws_sqs_queue.jobs.url" in text
    assert "sqs:SendMessage" in text
    assert "sqs:DeleteMessage" in text


@pytest.mark.usefixtures("folder")
def test_it_is_no_queue_that_keeps_the_order():
    (kind,) = [kind for kind in cloud_kinds(Target.AWS) if kind.id == "acme.queue"]
    market = Market(region="eu-central-1", book=default_book())
    assert kind.offers(Queue(name="jobs", fifo=True), Demand(), market) == ()
    assert len(kind.offers(Queue(name="jobs"), Demand(), market)) == 1


def test_it_is_gone_where_nobody_adds_it():
    assert "acme.queue" not in {kind.id for kind in cloud_kinds(Target.AWS)}


@pytest.mark.slow
def test_a_type_that_the_checker_knows_nothing_of_is_still_granted_narrowly(example, tmp_path, monkeypatch):
    """Another technology needs no line anywhere else; what is wider than the link is still refused."""
    unknown = example.replace('"aws_sqs_queue"', '"aws_s3_directory_bucket"')
    assert unknown != example
    (tmp_path / "acme").mkdir()
    (tmp_path / "acme" / "__init__.py").write_text(unknown)
    monkeypatch.setattr(aws, "__path__", [*aws.__path__, str(tmp_path)])
    try:
        graph = shop(Queue(name="jobs", kind="acme.queue"))
        assert graph.resource("jobs").kind.terraform == "aws_s3_directory_bucket"
        wide = unknown.replace("resources=(Ref(resource=site.name", 'resources=("*", Ref(resource=site.name')
        assert wide != unknown
        sys.modules.pop("mainstay.catalog.aws.acme", None)
        vars(aws).pop("acme", None)
        shutil.rmtree(tmp_path / "acme" / "__pycache__", ignore_errors=True)
        (tmp_path / "acme" / "__init__.py").write_text(wide)
        with pytest.raises(MainstayError, match="must allow only"):
            shop(Queue(name="jobs", kind="acme.queue"))
    finally:
        sys.modules.pop("mainstay.catalog.aws.acme", None)
        vars(aws).pop("acme", None)
