"""What a decorator may say of a simulated test."""

import math
import re
from pathlib import Path

import pytest

from mainstay import prove
from mainstay.model.errors import MainstayError
from mainstay.prove.simulation import MARK

HERE = Path(__file__).name


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"hosts": "abc"}, "hosts=…): must be a list of names, but 'abc'"),
        ({"hosts": 3}, "hosts=…): must be a list of names, but 3"),
        ({"hosts": [1]}, "hosts=…): must be a list of names, but (1,)"),
        ({"hosts": ["a/b"]}, "hosts=…): must be names of hosts, but 'a/b'"),
        ({"hosts": ["a "]}, "hosts=…): must be names of hosts, but 'a '"),
        ({"hosts": [""]}, "hosts=…): must be names of hosts, but ''"),
        ({"hosts": ["test"]}, "hosts=…): must be names of hosts, but 'test'"),
        ({"hosts": ["a", "b", "a"]}, "hosts=…): must name each host once, but a twice"),
        ({"share": "numpy"}, "share=…): must be a list of names, but 'numpy'"),
        ({"seconds": "10"}, "seconds=…): must be a number above 0, but '10'"),
        ({"seconds": math.inf}, "seconds=…): must be a number above 0, but inf"),
        ({"events": 0}, "events=…): must be a number above 0, but 0"),
        ({"seeds": -3}, "seeds=…): must be a number above 0, but -3"),
        ({"faults": "rough"}, "faults=…): must be a plan, a Faults, but str"),
        ({"faults": prove.NetworkFaults()}, "faults=…): must be a plan, a Faults, but NetworkFaults"),
        ({"faults": prove.Faults(network=prove.HostFaults())}, "must have a NetworkFaults there, but HostFaults"),
        ({"faults": prove.Faults(network=prove.NetworkFaults(loss=2))}, "but Expected `float` <= 1.0 - at `$.network."),
        ({"faults": prove.Faults(host=prove.HostFaults(kills=-1))}, "but Expected `float` >= 0.0 - at `$.host.kills`"),
        ({"faults": prove.Faults(latency=prove.Latency(shape="odd"))}, "but Invalid enum value 'odd' - at `$.latency."),
        ({"faults": prove.Faults(latency=prove.Latency(base_ms=math.nan))}, "but Expected `float`, got `null` - at"),
    ],
)
def test_what_cannot_be_meant_is_told_with_the_line_that_says_it(said, told):
    with pytest.raises(MainstayError, match=rf"{re.escape(HERE)}:\d+: @simulation.*{re.escape(told)}"):
        prove.simulation(**said)


@pytest.mark.parametrize("faults", [prove.NONE, prove.GENTLE, prove.ROUGH])
def test_what_can_be_meant_is_taken(faults):
    @prove.simulation(hosts=("web-1", "db.example", "two words"), faults=faults, seconds=0.5, seeds=1)
    def test(sim):
        del sim

    said = getattr(test, MARK)
    assert (said.hosts, said.faults, said.seconds, said.seeds) == (("web-1", "db.example", "two words"), faults, 0.5, 1)
