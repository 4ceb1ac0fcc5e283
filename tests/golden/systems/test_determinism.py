"""The same input gives the same bytes: under any hash seed, order of the input, working directory and time zone."""

import os
import random
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import yaml

from golden.systems.outputs import SYSTEMS, outputs

pytestmark = pytest.mark.slow

SEEDS = 20
SAMPLE = ("shop", "two-environments", "own-cluster")
DIGEST = """
import hashlib, sys
sys.path.insert(0, sys.argv[1])
from golden.systems.outputs import outputs
for name in sys.argv[2:]:
    text = "".join(f"{path}\\n{content}" for path, content in outputs(name).items())
    print(name, hashlib.sha256(text.encode()).hexdigest())
"""
ZONES = ("UTC", "America/St_Johns", "Pacific/Chatham", "Asia/Kathmandu")


def digests(seed: int, folder: Path) -> str:
    surroundings = {
        **os.environ,
        "PYTHONHASHSEED": str(seed),
        "TZ": ZONES[seed % len(ZONES)],
        "LC_ALL": "C" if seed % 2 else "C.UTF-8",
    }
    argv = [sys.executable, "-c", DIGEST, str(Path(__file__).parents[2]), *SAMPLE]
    done = subprocess.run(argv, env=surroundings, cwd=folder, capture_output=True, text=True, check=True)
    return done.stdout


def test_no_seed_zone_locale_or_folder_changes_a_byte(tmp_path: Path):
    with ThreadPoolExecutor(max_workers=2) as pool:
        found = set(pool.map(lambda seed: digests(seed, tmp_path if seed % 3 else Path("/")), range(1, SEEDS + 1)))
    assert len(found) == 1
    assert found.pop().count("\n") == len(SAMPLE)


@pytest.mark.parametrize("name", SAMPLE)
def test_the_order_of_the_input_changes_only_line_numbers(name: str, tmp_path: Path, monkeypatch):
    data = yaml.safe_load((SYSTEMS / name / "mainstay.yaml").read_text())
    folder = tmp_path / name
    folder.mkdir()
    monkeypatch.setattr("golden.systems.outputs.SYSTEMS", tmp_path)
    made = []
    for seed in range(4):
        (folder / "mainstay.yaml").write_text(yaml.safe_dump(shuffled(data, seed), sort_keys=False))
        made.append(outputs(name))
    for other in made[1:]:
        assert other == made[0]


def shuffled(data: object, seed: int) -> object:
    """The same mapping in another order; lists keep theirs. `environments` too: their order names the first."""
    if not isinstance(data, dict):
        return data
    keys = list(data)
    random.Random(seed).shuffle(keys)
    return {k: data[k] if k == "environments" else shuffled(data[k], seed) for k in keys}
