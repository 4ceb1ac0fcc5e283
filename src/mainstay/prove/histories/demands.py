"""Making a check of a history a property of the test."""

from mainstay.prove.histories.values import Report
from mainstay.prove.properties import always, sometimes


def consistent(report: Report) -> Report:
    """The property that `report` was asked for must not be broken, and must be known to hold in some run of the test.

    So a check whose budget is never enough fails the test as a whole, instead of passing in silence.
    """
    always(not report.broken, report.claim, found=str(report).removeprefix(f"{report.claim}: "))
    sometimes(report.held, f"{report.claim} is decided")
    return report
