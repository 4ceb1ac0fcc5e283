"""What all simulations of a pool have in common, besides their target."""

from mainstay.model.system import System
from mainstay.model.value import Value
from mainstay.prove.rollout import Rollout


class Scene(Value, frozen=True):
    """`system` is the application that the target is about; between the releases of `rollout` hosts are moved."""

    system: System | None = None
    rollout: Rollout | None = None
