"""The page with the graphs of a whole system, in CloudWatch's own words ("Dashboard Body Structure and Syntax")."""

from collections.abc import Iterable

from mainstay.catalog.aws.base import AwsKind
from mainstay.model.cloud import Demand, Market, Vital
from mainstay.model.price import Charge, charge
from mainstay.model.told import Json

_WIDTH, _HEIGHT = 8, 6
_COLUMNS = 3
_PERIOD_S = 60


class Dashboard(AwsKind, tag="aws.cloudwatch_dashboard", frozen=True, kw_only=True):
    """A page of graphs."""

    id = "aws.cloudwatch_dashboard"
    terraform = "aws_cloudwatch_dashboard"
    about = "A page with the graphs of one system."
    concern = "dashboard"

    dashboard_name: str
    dashboard_body: Json

    def standing(self, market: Market, demand: Demand) -> tuple[Charge, ...]:
        """By the month; like everywhere in the book, without the free tier (three dashboards of an account)."""
        del demand
        item = "aws.dashboard/month"
        return (charge(market.book.find(item, market.region), 1, "one dashboard", item=item),)


def page(rows: Iterable[tuple[str, tuple[Vital, ...]]], region: str) -> Json:
    """The body of a dashboard: for each resource (its name, its graphs) a row of its own, at most three abreast."""
    widgets: list[dict[str, object]] = []
    top = 0
    for name, vitals in rows:
        widgets += [_widget(name, vital, index, top, region=region) for index, vital in enumerate(vitals)]
        top += _HEIGHT * -(-len(vitals) // _COLUMNS)
    return Json(content={"widgets": tuple(widgets)})


def _widget(name: str, vital: Vital, index: int, top: int, *, region: str) -> dict[str, object]:
    row, column = divmod(index, _COLUMNS)
    usual = vital.metrics[0][1]
    return {
        "type": "metric",
        "x": column * _WIDTH,
        "y": top + row * _HEIGHT,
        "width": _WIDTH,
        "height": _HEIGHT,
        "properties": {
            "title": f"{name}: {vital.title}",
            "region": vital.region or region,
            "period": _PERIOD_S,
            "stat": usual,
            "metrics": tuple(_line(vital, metric, statistic, usual=usual) for metric, statistic in vital.metrics),
        },
    }


def _line(vital: Vital, metric: str, statistic: str, *, usual: str) -> tuple[object, ...]:
    dimensions = (part for pair in vital.dimensions.items() for part in pair)
    otherwise = () if statistic == usual else ({"stat": statistic},)
    return (vital.namespace, metric, *dimensions, *otherwise)
