"""Which simulated tests a file or a folder has."""

import pytest

from mainstay.model.errors import MainstayError
from mainstay.prove.targets import find

GOOD = "from mainstay import prove\n\n@prove.simulation()\ndef test_good(sim):\n    pass\n"
OTHER_PYTHON = 'print "hello"\n'


def test_all_of_a_folder_are_found_but_not_those_of_environments(tmp_path):
    for place in ("test_a.py", "deep/test_b.py", ".venv/lib/test_c.py", "node_modules/test_d.py"):
        (tmp_path / place).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / place).write_text(GOOD)

    assert find(str(tmp_path)) == (f"{tmp_path}/deep/test_b.py::test_good", f"{tmp_path}/test_a.py::test_good")


def test_a_folder_may_hold_what_is_no_python_of_this_version(tmp_path):
    (tmp_path / "test_a.py").write_text(GOOD)
    (tmp_path / "old.py").write_text(OTHER_PYTHON)

    assert find(str(tmp_path)) == (f"{tmp_path}/test_a.py::test_good",)


@pytest.mark.parametrize("mark", ["@simulation", "@prove.simulation", "@mainstay.prove.simulation(hosts=['a'])"])
def test_a_test_that_cannot_be_parsed_is_not_passed_over(tmp_path, mark):
    (tmp_path / "test_a.py").write_text(GOOD)
    (tmp_path / "test_b.py").write_text(f"{mark}\ndef test_b(sim)\n    pass\n")

    with pytest.raises(MainstayError, match=r"test_b.py:2: must be Python, but expected ':'"):
        find(str(tmp_path))


def test_a_file_that_cannot_be_parsed_is_told(tmp_path):
    file = tmp_path / "old.py"
    file.write_text(OTHER_PYTHON)

    with pytest.raises(MainstayError, match=r"old.py:1: must be Python, but Missing parentheses"):
        find(str(file))


def test_methods_are_refused(tmp_path):
    file = tmp_path / "test_a.py"
    file.write_text("class TestA:\n    @simulation\n    def test(self, sim):\n        pass\n")

    with pytest.raises(MainstayError, match="must be a function of its module, but test is in the class TestA"):
        find(str(file))
