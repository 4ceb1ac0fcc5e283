import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import mainstay
from mainstay.actions.catalogue import GROUPS, VERBS
from mainstay.cli import main
from mainstay.cli.help import WIDTH, root_help

ROOT = Path(__file__).resolve().parents[3]


def command(*words: str, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "mainstay", *words],
        capture_output=True,
        text=True,
        env={**os.environ, **(env or {})},
        check=False,
        timeout=60,
    )


def test_the_version_is_that_of_the_project(capsys: pytest.CaptureFixture[str]) -> None:
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    assert mainstay.__version__ == declared
    for words in (["--version"], ["-V"], ["--version", "--no-color"]):
        assert main(words) == 0
        assert capsys.readouterr().out == f"mainstay {declared}\n"


def test_help_shows_every_verb_group_and_an_example_for_each(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == 0
    text = capsys.readouterr().out
    assert main([]) == 0
    assert capsys.readouterr().out == text
    assert main(["--no-color", "-h"]) == 0
    assert capsys.readouterr().out == text
    for verb in VERBS:
        assert (f"  {verb.name} " in text) is not verb.hidden
    for group in GROUPS:
        assert f"\n{group.title}:\n" in text
        assert group.example in text
    assert max(map(len, text.splitlines())) <= WIDTH
    assert text == root_help()


@pytest.mark.slow
@pytest.mark.parametrize("words", [["--version"], ["--help"]])
def test_quick_answers_import_nothing_heavy(words: list[str]) -> None:
    code = (
        "import sys; before = set(sys.modules); from mainstay.cli import main; main(sys.argv[1:]); "
        "print(sorted(m for m in set(sys.modules) - before if not m.startswith('mainstay')), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code, *words], capture_output=True, text=True, check=True, timeout=60)
    heavy = {"click", "msgspec", "asyncio", "rich", "inspect", "re", "enum", "textwrap", "importlib.metadata"}
    imported = set(done.stderr.strip("[]\n").replace("'", "").split(", "))
    assert imported & heavy <= ({"re", "enum"} if words == ["--help"] else set())


@pytest.mark.slow
def test_importing_the_package_loads_nothing() -> None:
    code = "import sys; before = set(sys.modules); import mainstay; print(*sorted(set(sys.modules) - before))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.split() == ["mainstay"]


@pytest.mark.slow
def test_a_reader_that_has_seen_enough_is_no_failure() -> None:
    for words in ("--help", "completion bash"):
        line = f"{sys.executable} -m mainstay {words} | head -n 1; echo ${{PIPESTATUS[0]}}"
        done = subprocess.run(["bash", "-c", line], capture_output=True, text=True, check=True, timeout=60)
        assert done.stdout.splitlines()[-1] == "0"
        assert done.stderr == ""


@pytest.mark.slow
def test_a_closed_pipe_is_quiet() -> None:
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(
        [sys.executable, "-m", "mainstay", "--help"], stdout=writer, stderr=subprocess.PIPE, check=False, timeout=60
    )
    os.close(writer)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.slow
def test_shells_are_told_what_can_come_next() -> None:
    for words, expected in (
        ("mainstay ro", "rollback"),
        ("mainstay config se", "set"),
        ("mainstay completion z", "zsh"),
    ):
        count = len(words.split()) - 1
        done = command(env={"COMP_WORDS": words, "COMP_CWORD": str(count), "_MAINSTAY_COMPLETE": "bash_complete"})
        assert done.stdout.strip() == f"plain,{expected}"


@pytest.mark.slow
@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_scripts_name_mainstay(shell: str) -> None:
    done = command("completion", shell)
    assert done.returncode == 0
    assert f"_MAINSTAY_COMPLETE={shell}_complete" in done.stdout
    assert done.stderr == ""
    if shell == "bash":
        subprocess.run(["bash", "-n", "-c", done.stdout], check=True, timeout=60)
