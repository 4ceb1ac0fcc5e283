import pytest

from mainstay.model.errors import MainstayError
from mainstay.prove.system.shell import read

ENVIRONMENT = {"PORT": "8000", "NAME": "a b", "EMPTY": ""}


def argv(command: str) -> tuple[str, ...]:
    (call,) = read(command, ENVIRONMENT, where="web")
    return call.argv


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("uvicorn app:app --port $PORT", ("uvicorn", "app:app", "--port", "8000")),
        ("serve ${PORT} ${NONE:-x} ${NONE-y} ${EMPTY:-z}", ("serve", "8000", "x", "y", "z")),
        ("serve $NONE end", ("serve", "end")),
        ("serve $NAME", ("serve", "a", "b")),
        ('serve "$NAME" --x="$NAME"', ("serve", "a b", "--x=a b")),
        ("serve '$NAME'", ("serve", "$NAME")),
        ("exec uv run serve", ("serve",)),
        ("poetry run python -m app", ("python", "-m", "app")),
        ("gunicorn app:app -b 0.0.0.0:$PORT", ("gunicorn", "app:app", "-b", "0.0.0.0:8000")),
    ],
)
def test_words_are_those_of_a_shell(command, expected) -> None:
    assert argv(command) == expected


def test_assignments_belong_to_one_program() -> None:
    first, second = read("A=1 B=$PORT python -m x && python -m y", ENVIRONMENT, where="web")
    assert (first.argv, first.environment) == (("python", "-m", "x"), {"A": "1", "B": "8000"})
    assert (second.argv, second.environment) == (("python", "-m", "y"), {})


@pytest.mark.parametrize(
    "command", ["a | b", "a > f", "a; b", "a & b", "$(a)", "`a`", "a || b", "a 'b", "&& a", "", "a &&"]
)
def test_what_only_a_shell_can_do_is_refused(command) -> None:
    with pytest.raises(MainstayError, match="must be a program with arguments") as refused:
        read(command, ENVIRONMENT, where="web")
    assert refused.value.where == "web"
