"""What pass 2 decides for one component on a cloud target, and what pass 3 builds on."""

from mainstay.model.cloud import Demand, Offer
from mainstay.model.graph import Reason
from mainstay.model.intent import AnyComponent
from mainstay.model.value import Value


class Decision(Value, frozen=True, kw_only=True):
    """`offer` realises `component` under `demand`; `why` is the chain from the choice to the intent.

    `label` is the name that its physical names are made of: the component's, or the one it was created with.
    """

    component: AnyComponent
    offer: Offer
    demand: Demand = Demand()
    why: tuple[Reason, ...]
    label: str = ""
