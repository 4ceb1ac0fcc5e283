"""asyncssh: a server that runs commands and keeps files, keys made on the spot, a client that uses both."""

import asyncio

import asyncssh

from mainstay import prove


class Server(asyncssh.SSHServer):
    def password_auth_supported(self) -> bool:
        return True

    def validate_password(self, username: str, password: str) -> bool:
        return (username, password) == ("somebody", "secret")


async def answer(process: asyncssh.SSHServerProcess) -> None:
    async for line in process.stdin:
        process.stdout.write(line.upper())
    process.exit(3)


async def server() -> None:
    key = asyncssh.generate_private_key("ssh-ed25519")
    await asyncssh.create_server(
        Server, "", 22, server_host_keys=[key], process_factory=answer, sftp_factory=True, encoding="utf-8"
    )
    await asyncio.Event().wait()


@prove.simulation(hosts=["server"])
async def test(sim: prove.Sim) -> None:
    sim.host("server").start(server)
    await asyncio.sleep(3)
    async with asyncssh.connect("server", username="somebody", password="secret", known_hosts=None) as connection:
        done = await connection.run("shout", input="one\ntwo\n")
        prove.always_equal((done.stdout, done.exit_status), ("ONE\nTWO\n", 3), "the command answers")
        async with connection.start_sftp_client() as sftp:
            async with sftp.open("note.txt", "w") as file:
                await file.write("kept " * 1000)
            prove.always_equal((await sftp.stat("note.txt")).size, 5000, "the file is there")
