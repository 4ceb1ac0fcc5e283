"""What `ps` makes of the states of instances."""

import pytest

from mainstay.actions.status import as_it_should
from mainstay.model.status import InstanceState


@pytest.mark.parametrize("state", list(InstanceState))
def test_only_trouble_is_an_exit_code(state: InstanceState) -> None:
    """A script that asks right after `up` must not hear of trouble because the status page still starts."""
    on_its_way = {InstanceState.READY, InstanceState.STARTING, InstanceState.STOPPING}
    assert as_it_should(state) == (state in on_its_way)
