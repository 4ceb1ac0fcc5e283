import csv
import itertools
import os
from pathlib import Path

import pytest

from mainstay.actions.compiling import compile_text
from mainstay.compile.verify.finding import UnsoundError
from mainstay.model.errors import MainstayError
from mainstay.model.graph import Link
from systems.pairs import (
    DATA,
    KIND_OF,
    PARTS,
    PODS,
    PROGRAMS,
    TYPES,
    Expected,
    canonical,
    compiled,
    expected,
    files,
    text_of,
)

pytestmark = pytest.mark.slow

PAIRS = tuple(itertools.permutations(TYPES, 2))
SENSIBLE = tuple(pair for pair in PAIRS if expected(*pair) is not Expected.SENSELESS)
SENSELESS = tuple(pair for pair in PAIRS if expected(*pair) is Expected.SENSELESS)
MEASURED = Path(os.environ.get("MAINSTAY_PAIRS", "/work/shared/data/connection-pairs.csv"))
WHY = (
    "is nothing that a program can use",
    "runs no code of the application",
    "is no program",
    "reads no pages",
    "its address is known inside the cluster only",
    "is there to ",
    "cannot subscribe",
    "is not called by it",
    "gets nothing from",
    "there is no `kubernetes.helm_chart`",
)
"""One of these says why a pair is senseless."""


def named(pair):
    return " -> ".join(pair)


@pytest.mark.parametrize("pair", SENSIBLE, ids=named)
def test_a_sensible_pair_compiles_is_verified_and_renders(pair):
    text = text_of(*pair)
    graph = compiled(text)
    kinds = {resource.kind.id for resource in graph.resources}
    meant = expected(*pair)
    if meant is Expected.COMES:
        assert any(KIND_OF.get(type_) in kinds for type_ in pair)
    else:
        assert ("source", Link.USES, "target") in {(r.source, r.link, r.target) for r in graph.relations}
    assert files(text)


@pytest.mark.parametrize("pair", [p for p in SENSELESS if canonical(p[0]) == p[0]], ids=named)
def test_a_senseless_pair_is_refused_with_the_reason(pair):
    with pytest.raises(MainstayError) as caught:
        compile_text(text_of(*pair))
    assert not isinstance(caught.value, UnsoundError)
    said = str(caught.value)
    assert any(reason in said for reason in WHY), said
    assert "\nhint: " in said
    assert "`source`" in said or "`target`" in said or "helm_chart" in said


def test_every_program_connects_to_everything_that_programs_depend_on():
    pairs = [(program, data) for program in PROGRAMS for data in DATA]
    assert len(pairs) == 6 * 11
    assert {expected(*pair) for pair in pairs} == {Expected.USES}


def test_what_only_is_a_part_is_never_connected_to():
    """No pair with a part is sensible, but those where it comes by itself."""
    for pair in PAIRS:
        if set(pair) & set(PARTS):
            assert expected(*pair) in {Expected.COMES, Expected.SENSELESS}
    assert all(expected(pod, "kubernetes.service") is Expected.COMES for pod in PODS)


def test_the_measured_pairs_are_these_pairs():
    if not MEASURED.is_file():
        pytest.skip(f"{MEASURED} (what another compiler does with these pairs) is not on this machine")
    rows = list(csv.DictReader(MEASURED.read_text().splitlines()))
    assert {(row["source"], row["target"]) for row in rows} == set(PAIRS)
    theirs = sum(row["best_known_result"] == "compiles" for row in rows)
    assert len(SENSIBLE) > theirs * 0.9
    between = [row for row in rows if row["source"] in PROGRAMS and row["target"] in DATA]
    assert len(between) == 6 * 11
