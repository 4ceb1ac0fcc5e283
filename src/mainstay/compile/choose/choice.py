"""What was chosen, what was not, and why."""

from mainstay.compile.decision import Decision
from mainstay.model.origin import Origin
from mainstay.model.value import Value


class RunnerUp(Value, frozen=True, kw_only=True):
    """An offer that was not taken. `says` is why, `origin` where the requirement or rule stands that excluded it.

    `excluded` is false where it would have done, too, and was only worse. `rule` is the id of the rule that it breaks.
    `more_usd_month` is how much more the whole system would cost with it; None where a price is unknown.
    """

    kind: str
    label: str
    says: str
    excluded: bool = False
    rule: str = ""
    origin: Origin | None = None
    more_usd_month: float | None = None


class Choice(Decision, frozen=True, kw_only=True):
    """A decision with what it costs a month by itself (None: unknown) and with all that was not taken, best first."""

    usd_month: float | None = None
    others: tuple[RunnerUp, ...] = ()
