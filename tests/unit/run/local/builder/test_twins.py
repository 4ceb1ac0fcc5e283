import pytest

from mainstay.model.intent import Runtime
from mainstay.run.local.builder.choosing import Found
from mainstay.run.local.builder.pins import Locked, Pin
from mainstay.run.local.builder.twins import swaps, with_twins

PYTHON = Found(Runtime.PYTHON, (3, 11, 7), "/opt/python", include="/opt/include")
TOOLS = {"pg_config": "/usr/bin/pg_config", "cc": "/usr/bin/cc"}


@pytest.mark.parametrize(("missing", "told"), [("pg_config", "needs pg_config,"), ("cc", "needs a C compiler,")])
def test_without_its_tools_a_source_only_package_gets_its_twin(world, programs, missing, told):
    programs.present = {name: path for name, path in TOOLS.items() if name != missing}
    (swap,) = swaps(["psycopg2==2.9.9 ; python_version > '3'", "six"], PYTHON, world)
    assert swap.original == "psycopg2"
    assert swap.requirement == 'psycopg2-binary==2.9.9 ; python_version > "3"'
    assert told in swap.note
    assert "apt-get install libpq-dev" in swap.note


def test_missing_headers_count_too(world, programs):
    programs.present = TOOLS
    python = Found(Runtime.PYTHON, (3, 11, 7), "/usr/bin/python3")
    assert "Python.h" in swaps(["psycopg2>=2.9"], python, world)[0].note


def test_with_its_tools_the_original_stays(world, programs):
    programs.present = TOOLS
    assert swaps(["psycopg2==2.9.9"], PYTHON, world) == ()


def test_the_twin_itself_and_strange_lines_are_left_alone(world):
    assert swaps(["psycopg2-binary==2.9.9", "-e .", "not a requirement at all"], PYTHON, world) == ()


def test_a_lock_gets_the_twin_at_the_same_version_without_the_hashes_of_the_original(world):
    lock = Locked((Pin("Psycopg2", "2.9.9", ("sha256:aa",)), Pin("six", "1.16.0", ("sha256:bb",))))
    changed = with_twins(lock, swaps(["Psycopg2==2.9.9"], PYTHON, world))
    assert changed.requirements() == "psycopg2-binary==2.9.9\nsix==1.16.0 --hash=sha256:bb\n"
