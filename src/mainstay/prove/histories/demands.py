"""Making a check of a history a property of the test."""

from mainstay.prove.histories.values import Report
from mainstay.prove.properties import always, sometimes


def consistent(report: Report) -> Report:
    """The property that `report` was asked for must not be broken, and must be known to hold in some run of the test.

    So a check whose budget is never enough fails the test as a whole, instead of passing in silence. Raises `TypeError`
    for what is no report, such as the history itself.
    """
    if not isinstance(report, Report):  # pyright: ignore[reportUnnecessaryIsInstance] - tests are not all checked
        what = f"consistent() takes a report, as linearizable(history, ...) gives it, not a {type(report).__name__}"
        raise TypeError(what)
    always(not report.broken, report.claim, found=str(report).removeprefix(f"{report.claim}: "))
    sometimes(report.held, f"{report.claim} is decided")
    return report
