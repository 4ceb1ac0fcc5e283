import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from mainstay.run.local.sandbox.environment import SHIM

pytestmark = pytest.mark.slow
BEGIN = """
import json, os, socket
def bound(host, port=PORT, family=socket.AF_INET, only=None, kind=socket.SOCK_STREAM):
    with socket.socket(family, kind) as s:
        if only is not None:
            s.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, only)
        s.bind((host, port))
        return list(s.getsockname()[:2])
"""


def run(script: str, *, port: int = 4790, python: str = sys.executable, **environment: str):
    result = subprocess.run(
        [python, "-c", f"PORT = {port}\n{BEGIN}\n{script}"],
        env={"PYTHONPATH": f"{SHIM}", "PATH": os.environ["PATH"], "MAINSTAY_ADDRESS": "127.77.1.2"} | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.stderr == ""
    return json.loads(result.stdout)


def pythons() -> list[str]:
    """Every interpreter that this machine happens to have, from 3.8 on."""
    homes = sorted(Path.home().glob(".pyenv/versions/3.*/bin/python"))
    return [sys.executable, *(str(p) for p in homes if int(p.parts[-3].split(".")[1]) >= 8)]


@pytest.mark.parametrize("python", pythons())
def test_wildcard_and_loopback_binds_move_and_all_others_stay(python):
    script = """
hosts = ["", "0.0.0.0", "127.0.0.1", "localhost", "127.77.9.9"]
print(json.dumps([bound(h) for h in hosts] + [
    bound("127.0.0.1", 0)[0],
    bound("", kind=socket.SOCK_DGRAM)[0],
    bound("::", family=socket.AF_INET6),
    bound("::1", family=socket.AF_INET6),
    bound("::", family=socket.AF_INET6, only=1)[0],
]))
"""
    mine = ["127.77.1.2", 4790]
    assert run(script, python=python) == [
        *(mine, mine, mine, mine, ["127.77.9.9", 4790]),
        *("127.0.0.1", "0.0.0.0", ["::ffff:127.77.1.2", 4790], ["::ffff:127.77.1.2", 4790], "::1"),
    ]


@pytest.mark.parametrize("loop", ["asyncio", "uvloop"])
def test_servers_of_event_loops_move(loop):
    script = f"""
import asyncio, {loop}
async def main():
    found = []
    for host in (None, "", "0.0.0.0", "::", "localhost", ["127.0.0.1", "::1"], "127.77.9.9"):
        server = await asyncio.get_running_loop().create_server(asyncio.Protocol, host, PORT)
        found.append([list(s.getsockname()[:2]) for s in server.sockets])
        server.close()
        await server.wait_closed()
    print(json.dumps(found))
{loop}.run(main())
"""
    assert run(script) == [[["127.77.1.2", 4790]]] * 6 + [[["127.77.9.9", 4790]]]


def test_what_localhost_means_here_moves_too():
    script = 'print(json.dumps([bound("127.77.5.5"), bound("127.77.5.6")]))'
    assert run(script, MAINSTAY_LOCALHOST="127.77.5.5") == [["127.77.1.2", 4790], ["127.77.5.6", 4790]]


def test_errors_are_the_programs_own():
    script = """
def error(*where):
    try:
        with socket.socket() as s:
            s.bind(*where)
    except Exception as e:
        return type(e).__name__
first = socket.socket()
first.bind(("", PORT))
print(json.dumps([error("x"), error(("a",)), error(), error(("", "80")), error(("", PORT))]))
first.close()
"""
    assert run(script) == ["TypeError", "TypeError", "TypeError", "TypeError", "OSError"]


@pytest.mark.parametrize("address", ["", "not-an-address", "::1", "203.0.113.9"])
def test_without_a_usable_address_nothing_changes(address):
    assert run('print(json.dumps(bound("")))', MAINSTAY_ADDRESS=address) == ["0.0.0.0", 4790]


def test_unix_sockets_stay(tmp_path):
    script = f"""
with socket.socket(socket.AF_UNIX) as s:
    s.bind("{tmp_path}/s")
    print(json.dumps(s.getsockname()))
"""
    assert run(script) == f"{tmp_path}/s"


def test_the_sitecustomize_that_it_hides_still_runs(tmp_path):
    (tmp_path / "sitecustomize.py").write_text("import builtins; builtins.SEEN = 1")
    paths = f"{SHIM}:{tmp_path}"
    script = "import sitecustomize; print(json.dumps([SEEN, sitecustomize.__file__, bound('')[0]]))"
    assert run(script, PYTHONPATH=paths) == [1, str(tmp_path / "sitecustomize.py"), "127.77.1.2"]


def test_programs_without_sockets_import_nothing_more():
    modules = "import sys; print(' '.join(sorted(sys.modules)))"

    def loaded(**environment):
        command = [sys.executable, "-S", "-c", f"import site; site.execsitecustomize(); {modules}"]
        return set(subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout.split())

    added = loaded(PYTHONPATH=f"{SHIM}", MAINSTAY_ADDRESS="127.77.1.2") - loaded()
    assert not {"socket", "asyncio", "typing", "pathlib", "contextlib"} & added
