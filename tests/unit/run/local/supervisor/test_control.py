import asyncio

import pytest

from mainstay.model.errors import MainstayError
from mainstay.run.local.supervisor import protocol
from mainstay.run.local.supervisor.control import ControlServer


async def answer(request):
    match request:
        case protocol.Ping():
            return protocol.Pong(pid=7)
        case protocol.Stop(instance="broken"):
            raise ZeroDivisionError("oh")
        case protocol.Stop(instance=name):
            raise MainstayError(name, "must", "found", hint="hint")
        case protocol.ShutDown():
            await asyncio.sleep(0)
            return protocol.Done()
        case _:
            return protocol.Done()


@pytest.fixture
async def server(tmp_path):
    made = ControlServer(tmp_path / "run" / "s.sock", answer)
    await made.open()
    yield tmp_path / "run" / "s.sock"
    await made.close()


async def say(path, *lines: bytes) -> list[bytes]:
    reader, writer = await asyncio.open_unix_connection(str(path))
    writer.write(b"".join(line + b"\n" for line in lines))
    replies = [await reader.readline() for _ in lines]
    writer.close()
    await writer.wait_closed()
    return replies


async def test_each_request_gets_its_reply(server):
    assert await say(server, b'{"type":"ping"}', b'{"type":"status"}') == [
        b'{"pid":7,"type":"pong"}\n',
        b'{"type":"done"}\n',
    ]


async def test_only_the_owner_may_open_it(server):
    assert server.stat().st_mode & 0o777 == 0o600
    assert server.parent.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("line", [b"", b"garbage", b'{"type":"unknown"}', b'{"type":"stop"}', b'{"type":"ping","x":1}'])
async def test_what_is_no_request_is_refused_and_the_conversation_goes_on(server, line):
    replies = await say(server, line, b'{"type":"ping"}')
    assert b'"type":"refused"' in replies[0]
    assert b'"pong"' in replies[1]


async def test_errors_are_carried_and_mistakes_do_not_end_the_server(server, capsys):
    replies = await say(server, b'{"type":"stop","instance":"web.1"}', b'{"type":"stop","instance":"broken"}')
    assert replies[0] == (
        b'{"exit_code":2,"found":"found","hint":"hint","must":"must","type":"refused","where":"web.1"}\n'
    )
    assert b"ZeroDivisionError: oh" in replies[1]
    assert "ZeroDivisionError" in capsys.readouterr().err


async def test_a_socket_left_behind_is_replaced_and_removed_at_the_end(tmp_path):
    path = tmp_path / "s.sock"
    path.write_text("left behind")
    server = ControlServer(path, answer)
    await server.open()
    assert await say(path, b'{"type":"ping"}')
    await server.close()
    assert not path.exists()
