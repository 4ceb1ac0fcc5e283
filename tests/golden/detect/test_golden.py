"""Small repositories and the whole Intent that is found in each: `<case>/input/` → `<case>/intent.json`.

To accept a change, delete the intent.json, run the test once (it fails and writes the file), and look at it.
"""

import json
from pathlib import Path

import pytest

from mainstay.detect import detect
from mainstay.model.intent import Intent
from mainstay.model.value import decode, encode

HERE = Path(__file__).parent
CASES = sorted(path.parent for path in HERE.glob("*/input"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_golden(case: Path):
    intent = detect(case / "input", application=case.name)
    expected = case / "intent.json"
    if not expected.exists():
        expected.write_text(json.dumps(json.loads(encode(intent)), indent=2, sort_keys=True) + "\n")
        pytest.fail(f"{expected} was written: look at it, then run again")
    assert intent == decode(expected.read_text(), Intent)
