"""A budget and a price that nobody knows."""

import pytest

from mainstay.actions.compile import compile as compile_
from mainstay.actions.compiling import asked, compilation_of
from mainstay.actions.context import open_context
from mainstay.actions.cost import cost
from systems.asking import project

pytestmark = pytest.mark.slow

MANIFEST = "budget_usd_month: 120\nservices: {{web: {{public: true, requests_per_second: 5, {}}}}}\n"
PRICES = """item,region,unit,usd,source,date
aws.lambda/request,eu-central-1,request,0.0000002,ours,2026-01
"""


def test_a_kind_with_a_known_price_is_taken_though_another_is_quicker(tmp_path):
    made = compilation_of(asked(open_context(project(tmp_path, MANIFEST.format("aim: latency")))))
    assert made.choices[0].usd_month is not None
    assert made.warnings == ()


@pytest.mark.parametrize("verb", [compile_, cost], ids=lambda verb: verb.__name__)
def test_where_a_price_is_unknown_it_is_told_that_the_budget_is_not_shown_to_hold(tmp_path, verb):
    folder = project(tmp_path, "prices: prices.csv\n" + MANIFEST.format("kind: aws.lambda"))
    (folder / "prices.csv").write_text(PRICES)
    notes = verb(open_context(folder)).notes
    (warning,) = [note for note in notes if note.startswith("warning: ")]
    assert warning.startswith(
        "warning: mainstay.yaml:5: all must cost at most 120.00 $ a month, but that cannot be shown"
    )
    assert "without aws.alarm/month, aws.apigateway/http-request, " in warning
    assert notes[-1].startswith("hint: state their prices")
