import asyncio
import errno
import json
from collections.abc import AsyncIterator, Callable
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import pytest

from mainstay.actions.action import Action, described
from mainstay.actions.arguments import Argument, Option
from mainstay.actions.catalogue import LOOK, Verb
from mainstay.actions.context import Context
from mainstay.actions.results import Column, Item, Report, Stream, Table
from mainstay.cli.command import carry_out
from mainstay.model.errors import ExitCode, MainstayError


class Mood(StrEnum):
    GOOD = "good"
    BAD = "bad"


def show_all(
    context: Context,
    names: Annotated[tuple[str, ...], Argument("Names.")] = (),
    *,
    limit: Annotated[int, Option("How many.", short="-n")] = 20,
    mood: Annotated[Mood, Option("Which.")] = Mood.GOOD,
    loud: Annotated[bool, Option("Shout.")] = False,
) -> Table:
    """Show all.

    Example:
        mainstay show all
    """
    row = (str(context.project), ",".join(names), limit, mood.value, loud, isinstance(mood, Mood))
    keys = ("project", "names", "limit", "mood", "loud", "typed")
    return Table(columns=tuple(Column(key) for key in keys), rows=(row,), ok=mood is Mood.GOOD)


async def later(context: Context, number: Annotated[int, Argument("A number.")]) -> Report:
    """Report later."""
    del context
    await asyncio.sleep(0)
    return Report(data={"number": number}, lines=(f"number {number}",), status=number)


async def follow(context: Context) -> Stream:
    """Follow."""
    del context
    loop = asyncio.get_running_loop()

    async def items() -> AsyncIterator[Item]:
        assert asyncio.get_running_loop() is loop
        yield Item(text="a line", data={"text": "a line"})

    return Stream(items=items())


def erase(context: Context) -> Report:
    """Erase."""
    return Report(data={}, lines=("erased" if context.agreed("Erase?") else "kept",))


def execute(context: Context, command: Annotated[tuple[str, ...], Argument("A command.", verbatim=True)]) -> Report:
    """Execute."""
    del context
    return Report(data={"command": list(command)}, lines=(" ".join(command),))


def fail(context: Context, how: Annotated[str, Argument("How.")]) -> Report:
    """Fail."""
    del context
    errors: dict[str, Callable[[], BaseException]] = {
        "told": lambda: MainstayError("web", "must be healthy", "is not", hint="fix it", exit_code=ExitCode.FAILED),
        "grouped": lambda: ExceptionGroup("many", [MainstayError("web", "must be", "is not", hint="fix it")]),
        "full": lambda: OSError(errno.ENOSPC, "No space left on device", "/data/file"),
        "bug": lambda: KeyError("secret-free"),
        "interrupted": KeyboardInterrupt,
    }
    error = errors[how]()
    raise error


VERBS = (
    Verb("show all", "Show all.", LOOK),
    Verb("later", "Report later.", LOOK),
    Verb("follow", "Follow.", LOOK),
    Verb("erase", "Erase.", LOOK, asks=True),
    Verb("execute", "Execute.", LOOK),
    Verb("execute later", "Report later.", LOOK),
    Verb("fail", "Fail.", LOOK),
    Verb("secretly", "Hidden.", LOOK, hidden=True),
)
FUNCTIONS = {
    "show_all": show_all,
    "later": later,
    "follow": follow,
    "erase": erase,
    "execute": execute,
    "execute_later": later,
    "fail": fail,
}


def load(verb: Verb) -> Action:
    return described(verb, FUNCTIONS[verb.function])


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    def run(*words: str) -> tuple[int, str, str]:
        code = carry_out(["-C", str(tmp_path), *words], verbs=VERBS, load=load)
        told = capsys.readouterr()
        return code, told.out, told.err

    return run


def test_a_table_with_defaults_and_typed_values(run, tmp_path: Path) -> None:
    code, out, _ = run("show", "all", "--json")
    expected = {"project": str(tmp_path), "names": "", "limit": 20, "mood": "good", "loud": False, "typed": True}
    assert (code, json.loads(out)) == (0, [expected])
    code, out, _ = run("show", "all", "a", "b", "-n", "3", "--mood", "bad", "--loud", "--json")
    assert code == 1
    assert json.loads(out)[0] | {"project": ""} == {
        "project": "",
        "names": "a,b",
        "limit": 3,
        "mood": "bad",
        "loud": True,
        "typed": True,
    }


def test_the_next_word_decides_where_one_verb_begins_with_another(run) -> None:
    assert run("execute", "ls", "later") == (0, "ls later\n", "")
    assert run("execute") == run("execute", "--")
    assert run("execute", "later", "3")[:2] == (3, "number 3\n")
    assert "Report later." in run("execute", "later", "--help")[1]
    assert "Execute." in run("execute", "--help")[1]


def test_common_options_may_stand_before_or_after_the_verb(run, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    assert json.loads(run("--json", "show", "all")[1])[0]["project"] == str(tmp_path)
    assert json.loads(run("show", "all", "--json", "-C", str(other))[1])[0]["project"] == str(other)


def test_coroutines_streams_and_exit_codes_passed_on(run) -> None:
    assert run("later", "42") == (42, "number 42\n", "")
    assert run("later", "0", "--json") == (0, '{\n  "number": 0\n}\n', "")
    assert run("follow") == (0, "a line\n", "")
    assert run("follow", "--json") == (0, '{"text":"a line"}\n', "")


def test_questions_need_a_terminal_or_yes(run) -> None:
    assert run("erase", "--yes")[1] == "erased\n"
    assert run("-y", "erase")[1] == "erased\n"
    code, out, err = run("erase")  # pytest's stdin is no terminal
    assert (code, out) == (2, "")
    assert "must ask: Erase?" in err
    assert "hint: answer in advance with `--yes`" in err


def test_a_verbatim_argument_takes_options_as_they_stand(run) -> None:
    assert run("execute", "python", "manage.py", "--noinput", "-n", "3", "--json")[1] == (
        "python manage.py --noinput -n 3 --json\n"
    )
    assert json.loads(run("execute", "--json", "ls", "-l")[1]) == {"command": ["ls", "-l"]}


def test_errors_are_told_with_their_hint_and_exit_code(run) -> None:
    assert run("fail", "told") == (1, "", "web: must be healthy, but is not.\n\nhint: fix it\n")
    assert run("fail", "grouped") == (2, "", "web: must be, but is not.\n\nhint: fix it\n")
    code, _, err = run("fail", "full")
    assert code == 2
    assert err.startswith("/data/file: must have room, but the disk is full.\n\nhint: free some space")


def test_an_interruption_is_quiet(run) -> None:
    assert run("fail", "interrupted") == (130, "", "")


def test_a_bug_is_told_as_ours_with_the_place_of_its_traceback(run, tmp_path: Path) -> None:
    (tmp_path / ".mainstay").mkdir()
    code, out, err = run("fail", "bug")
    (kept,) = (tmp_path / ".mainstay").iterdir()
    assert (code, out) == (1, "")
    assert "a mistake in mainstay" in err
    assert str(kept) in err
    assert "Traceback" not in err
    assert "Traceback" in kept.read_text()
    assert kept.stat().st_mode & 0o077 == 0


def test_debugging_shows_the_traceback(run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".mainstay").mkdir()
    monkeypatch.setenv("MAINSTAY_DEBUG", "1")
    assert "Traceback" in run("fail", "bug")[2]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["latr"], "it is `latr`.\n\nhint: did you mean `mainstay later`?"),
        (["xyzzy"], "it is `xyzzy`.\n\nhint: `mainstay --help` lists them"),
        (["show", "al"], "hint: did you mean `mainstay show all`?"),
        (["later"], "must be called as `mainstay later [OPTIONS] NUMBER`, but missing argument 'NUMBER'."),
        (["later", "x"], "'x' is not a valid integer"),
        (["later", "1", "2"], "got unexpected extra argument (2)"),
        (["show", "all", "--limt", "3"], "--limit"),
        (["show", "all", "--mood", "glad"], "'glad' is not one of 'good', 'bad'"),
        (["-C", "/nowhere/at/all", "follow"], "/nowhere/at/all: must be a folder, but does not exist."),
    ],
)
def test_bad_input_is_one_paragraph_with_a_hint_and_exit_code_2(run, words: list[str], says: str) -> None:
    code, out, err = run(*words)
    assert (code, out) == (2, "")
    assert says in err
    assert err.count("\n\nhint: ") == 1


def test_help_of_a_verb_and_of_a_first_word(run) -> None:
    code, out, _ = run("show", "all", "--help")
    assert code == 0
    for part in ("Usage: mainstay show all [OPTIONS] [NAMES...]", "-n, --limit LIMIT", "--mood good|bad", "Example:"):
        assert part in out
    assert "  show all  Show all.\n" in run("show")[1]
    assert run("show", "--help")[1] == run("show")[1]


def test_hidden_verbs_are_not_suggested(run) -> None:
    assert "secretly" not in run("secretl")[2]
