import asyncio

import pytest

from mainstay.model.errors import MainstayError
from mainstay.model.program import CommandProbe, HttpProbe, Preparation, Program, TcpProbe, text
from mainstay.model.status import InstanceState

pytestmark = [pytest.mark.real, pytest.mark.slow]
HTTP = HttpProbe(timeout_s=20)
HOME = {"address": "127.81.2.3", "port": 4801}


async def test_an_answer_makes_it_ready_where_it_was_told_to_listen(rig, server):
    status = await rig.ready(server({"BIND": "127.81.2.3"}, probe=HTTP, **HOME))
    assert status.endpoint == "127.81.2.3:4801"
    assert status.notes == ()


async def test_a_program_that_listens_elsewhere_is_found(rig, server):
    program = server({"BIND": "127.0.0.1"}, probe=HTTP, **HOME)
    elsewhere = (text("/usr/bin/env"), text("PORT=4802"), *program.argv)
    program = Program(argv=elsewhere, environment=program.environment, probe=HTTP, **HOME)
    assert (await rig.ready(program)).endpoint == "127.0.0.1:4802"


async def test_a_side_door_that_opens_first_is_not_taken_for_the_program(rig, server):
    main = server(probe=HTTP).argv[2][0]
    script = f"""
import threading, time, http.server
class Metrics(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
threading.Thread(target=http.server.HTTPServer(("127.81.2.3", 4809), Metrics).serve_forever, daemon=True).start()
time.sleep(0.7)
{main}
"""
    program = Program(argv=(text("/usr/bin/python3"), text("-c"), text(script)), probe=HTTP, **HOME)
    assert (await rig.ready(program)).endpoint == "127.81.2.3:4801"


async def test_what_fails_where_it_was_told_to_listen_is_not_ready_elsewhere(rig, server):
    both = "import os\nif os.fork() == 0: os.environ.update(PORT='4810', ANSWER='200')\n"
    program = server({"ANSWER": "503"}, probe=HttpProbe(timeout_s=1), **HOME)
    program = Program(
        argv=(*program.argv[:2], text(both + program.argv[2][0])),
        environment=program.environment,
        probe=program.probe,
        **HOME,
    )
    with pytest.raises(MainstayError, match="answers 503"):
        await rig.ready(program)


async def test_a_wildcard_listener_is_reached_at_its_own_address(rig, server):
    assert (await rig.ready(server(probe=HTTP, **HOME))).endpoint == "127.81.2.3:4801"


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ({"ANSWER": "400"}, "allowed hosts"),
        ({"ANSWER": "404"}, "health_path"),
        ({"ANSWER": "401"}, "health_path"),
        ({"ANSWER": "301", "LOCATION": "https://localhost/"}, "X-Forwarded-Proto"),
        ({"ANSWER": "302", "LOCATION": "https://example.com/x"}, "another host"),
        ({"ANSWER": "302", "LOCATION": "/login/"}, ""),
    ],
)
async def test_what_is_alive_is_ready_and_what_looks_misconfigured_is_told(rig, server, answer, said):
    program = server(answer, probe=HTTP, **HOME)
    status = await rig.ready(program)
    assert status.state is InstanceState.READY
    assert said in " ".join(status.notes) if said else status.notes == ()


async def test_what_answers_with_errors_is_not_ready_and_its_log_is_shown(rig, server):
    program = server({"ANSWER": "503"}, probe=HttpProbe(path="/health", timeout_s=1), **HOME)
    with pytest.raises(MainstayError) as caught:
        await rig.ready(program)
    assert "GET /health answers 503" in caught.value.found
    assert '"GET /health HTTP/1.1" 503' in caught.value.found
    assert "mainstay logs web.1" in caught.value.hint


async def test_a_strangers_server_on_the_same_port_is_not_taken_for_ours(rig, shell):
    async def other(_reader, writer):
        writer.close()

    stranger = await asyncio.start_server(other, "0.0.0.0", 4803)
    try:
        program = shell("exec sleep 1000", probe=TcpProbe(port=4803, timeout_s=0.5), address="127.81.2.3", port=4803)
        with pytest.raises(MainstayError, match="does not listen on port 4803"):
            await rig.ready(program)
    finally:
        stranger.close()
        await stranger.wait_closed()


async def test_tcp_and_command_probes(rig, server):
    status = await rig.ready(server(probe=TcpProbe(port=4801), **HOME))
    assert status.endpoint == "127.81.2.3:4801"
    await rig.platform.stop("web.1")
    check = CommandProbe(argv=(text("/bin/sh"), text("-c"), text('test "$PORT" = 4801')))
    assert (await rig.ready(server(probe=check, **HOME))).state is InstanceState.READY
    await rig.platform.stop("web.1")
    check = CommandProbe(argv=(text("/bin/sh"), text("-c"), text("echo not yet >&2; exit 4")), timeout_s=0.5)
    with pytest.raises(MainstayError, match="ended with status 4: not yet"):
        await rig.ready(server(probe=check, **HOME))


async def test_health_is_watched_and_nothing_is_killed(rig, shell, tmp_path):
    sick = tmp_path / "sick"
    probe = CommandProbe(argv=(text("/bin/sh"), text("-c"), text(f"! test -e {sick}")))
    first = await rig.ready(shell("exec sleep 1000", probe=probe))
    sick.touch()

    def becomes(state):
        async def check():
            return (await rig.status()).state is state

        return check

    await rig.until(becomes(InstanceState.UNHEALTHY), "three bad looks")
    assert "not healthy" in " ".join((await rig.status()).notes)
    sick.unlink()
    await rig.until(becomes(InstanceState.READY), "a good look")
    assert (await rig.status()).pid == first.pid


async def test_preparations_run_once_and_completions_after_the_first_readiness(rig, shell):
    def step(script, unless=""):
        return Preparation(argv=(text("/bin/sh"), text("-c"), text(script)), unless=unless)

    program = shell(
        "cat {data}/made {data}/settings/given; exec sleep 1000",
        data="data/db",
        files={"settings/given": text("given text\n")},
        prepare=(step("echo prepared >> {data}/made; touch {data}/.made", ".made"),),
        finish=(step("echo finished >> {data}/made", "marks/finished"),),
        probe=CommandProbe(argv=(text("/bin/true"),)),
    )
    data = rig.paths.data / "db"
    await rig.ready(program, "db.1")
    await rig.until(lambda: rig.lines("db.1") == ["prepared", "given text"], "its output")
    assert (data / "made").read_text() == "prepared\nfinished\n"
    assert (data / "settings/given").stat().st_mode & 0o777 == 0o600
    assert data.stat().st_mode & 0o777 == 0o700
    await rig.platform.stop("db.1")
    await rig.ready(program, "db.1")
    assert (data / "made").read_text() == "prepared\nfinished\n"


async def test_steps_that_fail_are_errors_with_their_output(rig, shell):
    broken = Preparation(argv=(text("/bin/sh"), text("-c"), text("echo no space left >&2; exit 9")))
    with pytest.raises(MainstayError, match=r"(?s)ended with status 9.*no space left"):
        await rig.ready(shell("exec sleep 1000", data="data/db", prepare=(broken,)), "db.1")
    with pytest.raises(MainstayError, match=r"(?s)completed after its start.*no space left"):
        await rig.ready(
            shell("exec sleep 1000", data="data/db", finish=(broken,), probe=CommandProbe(argv=(text("/bin/true"),))),
            "db.2",
        )
