"""Ends with status 0 once a Valkey server serves: ``python ping.py --address 127.1.2.3 --port 6379 --commands FILE``.

Stand-alone. FILE holds inline commands, the last one PING; it may hold the password, which an argument list must not.
A server that is started on data accepts connections at once and answers LOADING until it has read them.
"""

import argparse
import socket
import sys
from pathlib import Path

LIMIT_S = 5.0


def answers(address: str, port: int, commands: bytes) -> list[str]:
    """What the server says to each of the `commands`, a line each. Raises OSError where it does not."""
    with socket.create_connection((address, port), timeout=LIMIT_S) as connection:
        connection.sendall(commands)
        with connection.makefile("r", encoding="utf-8", errors="replace") as lines:
            return [lines.readline().strip() for _ in commands.splitlines()]


def main() -> int:
    """Say nothing and 0, or the last answer and 1."""
    options = argparse.ArgumentParser()
    options.add_argument("--address", required=True)
    options.add_argument("--port", required=True, type=int)
    options.add_argument("--commands", required=True, type=Path)
    given = options.parse_args()
    try:
        *_, last = answers(given.address, given.port, given.commands.read_bytes())
    except OSError as error:
        last = str(error)
    if last == "+PONG":
        return 0
    sys.stderr.write(f"{last}\n")
    return 1


if __name__ == "__main__":
    raise SystemExit(main())
