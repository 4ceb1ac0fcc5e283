"""Faults planted in the demo systems are found by the demos' own tests: a sample here, all of them in `make soak`."""

import asyncio

import pytest

from sims import oracles
from sims.mutation import mutants

EVERY = 9
PROGRAM = '''
def pick(items, limit):
    """Docstrings stay."""
    best = max(items)
    if best >= limit and items:
        items.remove(best)
        return best - 1
    with LOCK:
        COUNT[0] = 2
    return None


def other():
    return 1
'''


def test_each_kind_of_mistake_is_planted_once_in_the_functions_that_are_asked_for():
    found = [(mutant.line, mutant.what) for mutant in mutants(PROGRAM, within=frozenset({"pick"}))]
    assert found == [
        (4, "max → min"),
        (5, "And → Or in best >= limit and items"),
        (5, "best >= limit → best < limit"),
        (5, "best >= limit → best > limit"),
        (5, "if best >= limit and items → if False"),
        (5, "if best >= limit and items → if True"),
        (6, "without items.remove(best)"),
        (7, "1 → 2"),
        (7, "Sub → Add in best - 1"),
        (8, "not with LOCK"),
        (9, "0 → 1"),
        (9, "2 → 3"),
        (9, "without COUNT[0] = 2"),
    ]


def test_a_mutant_is_the_program_with_one_change():
    (mutant,) = [each for each in mutants(PROGRAM, within=frozenset({"other"})) if each.what == "1 → 2"]
    assert mutant.source.endswith("def other():\n    return 2")
    assert mutant.source.count("best - 1") == 1


@pytest.mark.parametrize("system", oracles.SYSTEMS, ids=lambda system: system.folder)
def test_reasons_are_of_mutants_that_exist(system):
    planted = {oracles.named(mutant) for mutant in oracles.planted(system)}
    assert set(oracles.known().get(system.folder, {})) <= planted


@pytest.mark.slow
@pytest.mark.parametrize("system", oracles.SYSTEMS, ids=lambda system: system.folder)
def test_a_sample_of_planted_faults_is_found(system):
    equivalent = oracles.known().get(system.folder, {})
    sample = [mutant for mutant in oracles.planted(system) if oracles.named(mutant) not in equivalent][::EVERY]
    caught, survived, _ = asyncio.run(oracles.judged(system, sample))
    assert oracles.share(caught, survived) >= oracles.WANTED, [oracles.named(found.mutant) for found in survived]
