"""What programs find on a simulated host, beside files and connections: as on Linux, and not of the real machine."""

import ast
from pathlib import Path

import pytest

from mainstay.prove.outcome import Job
from sims.running import outcomes

PROGRAMS = Path(__file__).parent / "system" / "machine_programs.py"
NAMES = [
    node.name
    for node in ast.parse(PROGRAMS.read_text()).body
    if isinstance(node, ast.FunctionDef) and node.decorator_list
]


@pytest.fixture(scope="module")
def found():
    """Function → its outcome; all run in one interpreter's forks."""
    jobs = [Job(target=f"{PROGRAMS}::{name}", seed=seed) for seed, name in enumerate(NAMES)]
    return dict(zip(NAMES, outcomes(jobs), strict=True))


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_a_simulated_host_is_as_linux_is(found, name):
    assert found[name].message == ""
    assert found[name].asked


@pytest.mark.slow
@pytest.mark.real
async def test_a_program_is_whatever_can_be_called(proved):
    verdict = await proved("callables.py::test_whatever_can_be_called", seeds=2)

    assert verdict.held, verdict.why_not
