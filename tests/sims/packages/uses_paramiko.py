"""paramiko: a server in a thread that runs commands, and a client, with real keys and ciphers."""

import socket
import threading

import paramiko

from mainstay import prove


class Server(paramiko.ServerInterface):
    def check_auth_password(self, username: str, password: str) -> int:
        right = (username, password) == ("somebody", "secret")
        return paramiko.AUTH_SUCCESSFUL if right else paramiko.AUTH_FAILED

    def check_channel_request(self, kind: str, chanid: int) -> int:
        return paramiko.OPEN_SUCCEEDED

    def check_channel_exec_request(self, channel: paramiko.Channel, command: bytes) -> bool:
        threading.Thread(target=self.run, args=(channel, command)).start()
        return True

    def run(self, channel: paramiko.Channel, command: bytes) -> None:
        channel.sendall(command.upper() * 1000)
        channel.send_exit_status(4)
        channel.close()


def server() -> None:
    key = paramiko.ECDSAKey.generate()
    with socket.create_server(("", 22)) as listener:
        while True:
            connection, _ = listener.accept()
            transport = paramiko.Transport(connection)
            transport.add_server_key(key)
            transport.start_server(server=Server())


@prove.simulation(hosts=["server"])
def test(sim: prove.Sim) -> None:
    sim.host("server").start(server)
    sim.sleep(2)
    with paramiko.SSHClient() as client:
        client.set_missing_host_key_policy(paramiko.AutoAddPolicy())
        client.connect("server", username="somebody", password="secret", look_for_keys=False, allow_agent=False)
        for word in ("one", "two"):
            _, out, _ = client.exec_command(word)
            prove.always_equal(out.read(), word.upper().encode() * 1000, "the command answers")
            prove.always_equal(out.channel.recv_exit_status(), 4, "with its status")
