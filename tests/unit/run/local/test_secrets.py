import pytest

from mainstay.model.errors import MainstayError
from mainstay.model.intent import FromFile, Generated
from mainstay.model.plan import EnsureSecret
from mainstay.run.local.secrets import LocalSecrets, read_value
from mainstay.world.sim.randomness import SimulatedRandomness


@pytest.mark.parametrize(
    ("name", "content", "pointer"),
    [
        ("compose.yaml", "services: {db: {environment: {PW: s3}}}", ("services", "db", "environment", "PW")),
        ("compose.yml", "services: {db: {environment: [A=b, PW=s3]}}", ("services", "db", "environment", "PW")),
        ("render.yaml", "services: [{envVars: [{key: PW, value: s3}]}]", ("services", "0", "envVars", "PW")),
        ("app.json", '{"env": {"PW": {"value": "s3"}}}', ("env", "PW", "value")),
        (".env.example", "# PW=no\nexport PW='s3'\n", ("PW",)),
        ("compose.yaml", "pw: ${PW:-s3}", ("pw",)),
        ("compose.yaml", "pw: ${FROM_DOTENV:-x}", ("pw",)),
        ("compose.yaml", "pw: $FROM_DOTENV", ("pw",)),
        (".env.dev", "PW=s3 # for development\n", ("PW",)),
        ("db.js", "module.exports = {\n  PASSWORD: 's3',\n};\n", ("2", "13:15")),
        ("Dockerfile", "FROM x\nENV PW=s3\n", ("2", "7:9")),
        (
            "compose.yaml",
            "cache: {command: redis-server --requirepass s3 --save 60 1}",
            ("cache", "command", "--requirepass"),
        ),
        ("compose.yaml", "cache: {command: [redis-server, --requirepass, s3]}", ("cache", "command", "--requirepass")),
        (
            "compose.yaml",
            "cache: {command: [sh, -c, 'exec redis-server --requirepass \"$FROM_DOTENV\"']}",
            ("cache", "command", "--requirepass"),
        ),
    ],
)
def test_a_value_is_read_from_its_place(tmp_path, name, content, pointer):
    (tmp_path / ".env").write_text("FROM_DOTENV=s3\n")
    (tmp_path / name).write_text(content)
    assert read_value(tmp_path, FromFile(path=name, pointer=pointer)) == "s3"


@pytest.mark.parametrize("content", ["a: 1", "a: [", "pw: {other: hidden}"])
def test_a_value_that_is_gone_is_told_without_the_rest_of_the_file(tmp_path, content):
    (tmp_path / "c.yaml").write_text(content)
    with pytest.raises(MainstayError) as caught:
        read_value(tmp_path, FromFile(path="c.yaml", pointer=("pw", "x")))
    assert "hidden" not in str(caught.value)
    assert "c.yaml (pw.x)" in str(caught.value)


@pytest.mark.parametrize("content", ["", "one line\n", "one line\nshort\n"])
def test_a_place_in_a_line_that_is_gone_is_told(tmp_path, content):
    (tmp_path / "db.py").write_text(content)
    with pytest.raises(MainstayError, match="must still be there"):
        read_value(tmp_path, FromFile(path="db.py", pointer=("2", "4:12")))


@pytest.mark.parametrize(("text", "value"), [("a$$b", "a$b"), ("${PW}", "p$word"), ("$PW", "p$word")])
def test_dollars_of_a_compose_file_are_read_as_compose_does(tmp_path, text, value):
    (tmp_path / ".env").write_text("PW='p$word'\n")
    (tmp_path / "compose.yaml").write_text(f"pw: {text}")
    assert read_value(tmp_path, FromFile(path="compose.yaml", pointer=("pw",))) == value


def test_a_generated_secret_is_long():
    step = EnsureSecret(component="db", name="password", value=Generated())
    assert len(LocalSecrets(SimulatedRandomness(1)).made(step)) == 50
