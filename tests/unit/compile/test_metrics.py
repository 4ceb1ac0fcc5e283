import pytest

from mainstay.compile.metrics import read_metrics, with_metrics
from mainstay.model.errors import MainstayError
from mainstay.model.intent import Intent, Queue, Service

INTENT = Intent(application="a", components=(Queue(name="jobs"), Service(name="web", build="", command="")))


def test_what_was_measured_is_required_and_says_where_it_comes_from():
    measured = read_metrics('{"web": {"concurrency": 120, "work_ms": 12.5}}', "metrics.json")
    web = with_metrics(INTENT, measured, "metrics.json").component("web")
    assert (web.needs.concurrency, web.needs.work_ms) == (120, 12.5)
    assert {(e.field, str(e.origin)) for e in web.evidence} == {
        ("concurrency", "metrics.json"),
        ("work_ms", "metrics.json"),
    }


@pytest.mark.parametrize("text", ["", "[]", '{"web": {"speed": 1}}', '{"web": {"concurrency": -1}}', '{"web": 3}'])
def test_what_is_no_metrics_file_is_refused(text: str):
    with pytest.raises(MainstayError, match="metrics must be JSON") as caught:
        read_metrics(text, "metrics.json")
    assert caught.value.where == "metrics.json"


@pytest.mark.parametrize("name", ["jobs", "worker"])
def test_only_programs_are_measured(name: str):
    measured = read_metrics(f'{{"{name}": {{"concurrency": 1}}}}', "metrics.json")
    with pytest.raises(MainstayError, match=f"there is no program `{name}`"):
        with_metrics(INTENT, measured, "metrics.json")
