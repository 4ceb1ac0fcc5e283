"""Each system in examples/systems gives exactly what is kept beside it."""

import pytest

from golden.systems.outputs import SYSTEMS, names, outputs

pytestmark = pytest.mark.slow


def test_there_are_systems_of_every_size():
    assert len(names()) >= 24


@pytest.mark.parametrize("name", names())
def test_a_system_gives_what_is_expected(name):
    folder = SYSTEMS / name / "expected"
    expected = {str(p.relative_to(folder)): p.read_text() for p in sorted(folder.rglob("*")) if p.is_file()}
    made = outputs(name)
    assert sorted(made) == sorted(expected), "run `python tests/golden/systems/outputs.py` and look at the difference"
    for path, text in made.items():
        assert text == expected[path], f"{name}/{path} differs: run `python tests/golden/systems/outputs.py {name}`"
