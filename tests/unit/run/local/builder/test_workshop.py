from pathlib import Path

import pytest

from mainstay.model.errors import ExitCode, MainstayError
from mainstay.run.local.builder.workshop import Call, Workshop, masking

SECRET = "s3cr3t-pa55"


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def shop(world, tmp_path, said) -> Workshop:
    settings = {"TOKEN": SECRET, "NODE_ENV": "production", "PORT": "8000"}
    return Workshop(world, tmp_path, said.append, settings, {"MAINSTAY_BUILD": "/r/1"})


def call(shop: Workshop, **changes) -> Call:
    given = {
        "argv": ["tool"],
        "cwd": shop.tree,
        "environment": {},
        "label": "tool",
        "where": "some.lock",
        "must": "must install",
        "hint": "try again",
    }
    return Call(**{**given, **changes})


def test_only_who_the_user_is_and_how_packages_are_fetched_gets_in(shop, variables):
    variables |= {
        "LANG": "C.UTF-8",
        "https_proxy": "http://proxy:3128",
        "npm_config_registry": "https://npm.example",
        "SSL_CERT_FILE": "/etc/ca.pem",
        "AWS_SECRET_ACCESS_KEY": "x",
        "DATABASE_URL": "x",
        "PYTHONPATH": "/elsewhere",
        "VIRTUAL_ENV": "/elsewhere",
        "NODE_OPTIONS": "--inspect",
        "UV_PROJECT_ENVIRONMENT": "/elsewhere",
        "npm_config_prefix": "/elsewhere",
        "MAINSTAY_BUILD": "/r/0",
    }
    found = shop.environment({"VIRTUAL_ENV": "/venv"}, ["/venv/bin"])
    assert found == {
        "HOME": variables["HOME"],
        "PATH": f"/venv/bin:{variables['PATH']}",
        "LANG": "C.UTF-8",
        "https_proxy": "http://proxy:3128",
        "npm_config_registry": "https://npm.example",
        "SSL_CERT_FILE": "/etc/ca.pem",
        "VIRTUAL_ENV": "/venv",
        "TOKEN": SECRET,
        "NODE_ENV": "production",
        "PORT": "8000",
        "MAINSTAY_BUILD": "/r/1",
    }


def test_a_registry_configured_for_pip_is_told_to_uv(shop, variables):
    variables["PIP_INDEX_URL"] = "https://packages.example/simple"
    assert shop.environment({})["UV_DEFAULT_INDEX"] == "https://packages.example/simple"
    variables["UV_INDEX"] = "https://other.example/simple"
    assert "UV_DEFAULT_INDEX" not in shop.environment({})


async def test_a_failure_shows_the_last_lines_masked_and_a_hint(shop, programs, said):
    out = "\n".join([*(f"line {n}" for n in range(30)), f"fatal: {SECRET} at https://u:{SECRET}@host", ""])
    programs.answers.append(lambda _run: (3, out))
    with pytest.raises(MainstayError) as raised:
        await shop.run(call(shop))
    error = raised.value
    assert error.exit_code is ExitCode.USAGE
    assert str(error).startswith("some.lock: must install, but tool failed with exit status 3:\n\n    fatal: ")
    assert "    fatal: [TOKEN] at https://u:[TOKEN]@host." in str(error)
    assert str(error).endswith("hint: try again")
    assert SECRET not in str(error)
    assert said[-1] == "tool: fatal: [TOKEN] at https://u:[TOKEN]@host"


@pytest.mark.parametrize(
    ("lines", "shown"),
    [
        ([f"line {n}" for n in range(30)], [f"line {n}" for n in range(15, 30)]),
        (["fine", "npm error code EUSAGE", "npm error in sync"], ["npm error code EUSAGE", "npm error in sync"]),
        (
            ["fine", *(f"error {n}" for n in range(40))],
            [*(f"error {n}" for n in range(6)), "…", *(f"error {n}" for n in range(32, 40))],
        ),
    ],
)
async def test_the_telling_lines_are_the_first_about_an_error_and_the_last(shop, programs, *, lines, shown):
    programs.answers.append(lambda _run: (1, "\n".join(lines)))
    with pytest.raises(MainstayError) as raised:
        await shop.run(call(shop))
    assert [line.strip() for line in raised.value.found.splitlines()[2:]] == shown


async def test_a_signal_and_silence_are_told(shop, programs):
    programs.answers.append(lambda _run: (-9, ""))
    with pytest.raises(MainstayError, match="tool was killed by signal 9, and wrote nothing"):
        await shop.run(call(shop))


async def test_colours_spinners_and_noise_are_not_passed_on(shop, programs, said):
    out = "\x1b[32mgreen\x1b[0m\n⠙ working\n⠹ working\n10%\r20%\r100%\n\n"
    out += "npm error A complete log of this run can be found in: x"
    programs.answers.append(lambda _run: (0, out))
    await shop.run(call(shop))
    assert said == ["tool: green", "tool: working", "tool: 100%"]


async def test_a_program_that_never_ends_is_an_error(shop, programs):
    def never(_run):
        raise TimeoutError

    programs.answers.append(never)
    with pytest.raises(MainstayError, match="still running after 30 minutes"):
        await shop.run(call(shop))


@pytest.mark.parametrize(
    ("value", "text", "expected"),
    [
        ("hunter22", "the hunter22!", "the [A]!"),
        ("p/w d%", "x p%2Fw%20d%25 y", "x [A] y"),
        ("postgres://u:hunter22@h/db", "password hunter22", "password [A]"),
        ("first line\nsecond line", "a second line b", "a [A] b"),
        ("abc", "abc", "abc"),
        ("8080", "port 8080", "port 8080"),
        ("True", "True", "True"),
        ("production", "production", "production"),
        ("", "empty", "empty"),
        ("http://[broken", "x http://[broken", "x [A]"),
    ],
)
def test_values_are_masked_where_they_can_be_secrets(value, text, expected):
    assert masking({"A": value})(text) == expected


def test_the_longest_value_wins():
    assert masking({"A": "secret", "B": "secret-longer"})("secret-longer secret") == "[B] [A]"


def test_settings_are_not_in_the_representation(shop):
    assert SECRET not in repr(shop)


def test_a_call_keeps_its_folder(shop):
    assert call(shop, cwd=Path("/x")).cwd == Path("/x")
