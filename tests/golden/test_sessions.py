"""What documents show of commands is what the commands print."""

import pytest

from golden.sessions import DOCUMENTS, ROOT, replayed, stable


@pytest.mark.slow
@pytest.mark.parametrize("document", DOCUMENTS)
def test_sessions_in_documents_are_true(document: str) -> None:
    text = (ROOT / document).read_text()
    assert stable(replayed(text)) == stable(text), f"run `python tests/golden/sessions.py {document}`, and look"


def test_files_are_written_and_added_to_and_output_is_compared() -> None:
    files = "```yaml\n# a/b.yaml\nx: 1\n```\n\n```yaml\n# a/b.yaml, at the end\ny: 2\n```\n\n"
    assert replayed(f"{files}```console\n$ cat a/b.yaml\n```\n").endswith(
        "```console\n$ cat a/b.yaml\nx: 1\ny: 2\n```\n"
    )


def test_lines_that_are_left_out_stay_left_out() -> None:
    text = "```console\n$ seq 9\n0\n0\n…\n0\n\n$ echo yes\n```\n"
    assert replayed(text) == "```console\n$ seq 9\n1\n2\n…\n9\n\n$ echo yes\nyes\n```\n"


def test_only_figures_and_widths_may_differ() -> None:
    assert stable("db   aws.rds   35.27") == stable("db aws.rds 1,035.3")
    assert stable("db aws.rds 35.27") != stable("db aws.aurora 35.27")
