"""Sessions of asyncssh that the server closes when it likes: every call of the client comes to an end."""

import asyncio
import random

import asyncssh

from mainstay import prove


class Session(asyncssh.SSHServerSession):
    def connection_made(self, channel) -> None:
        self.channel = channel
        within_s = random.choice([None, 0, 0.001, 0.01])
        if within_s is not None:
            asyncio.get_running_loop().call_later(random.uniform(0, within_s), channel.close)

    def pty_requested(self, *_: object) -> bool:
        return True

    def shell_requested(self) -> bool:
        return True

    def session_started(self) -> None:
        if not self.channel.is_closing():
            self.channel.write("hello\n")
            self.channel.exit(0)


class Server(asyncssh.SSHServer):
    def begin_auth(self, username: str) -> bool:
        return False

    def session_requested(self) -> Session:
        return Session()


async def server() -> None:
    key = asyncssh.generate_private_key("ssh-ed25519")
    await asyncssh.create_server(Server, "", 22, server_host_keys=[key])
    await asyncio.Event().wait()


async def user(connection: asyncssh.SSHClientConnection) -> None:
    for _ in range(5):
        try:
            async with asyncio.timeout(60):
                answer = await connection.run(term_type="xterm", env={"LANG": "C"})
                prove.always(answer.stdout.strip() in {"", "hello"}, "what arrives was sent")
        except asyncssh.Error:
            pass


@prove.simulation(hosts=["server"])
async def test(sim: prove.Sim) -> None:
    sim.host("server").start(server)
    await asyncio.sleep(3)
    async with asyncssh.connect("server", username="somebody", known_hosts=None) as connection:
        await asyncio.gather(*(user(connection) for _ in range(4)))
