"""A notebook of lines that is kept twice: a primary writes, a backup follows, and takes over when it is told to.

What is written is on both disks before it is acknowledged. A backup that was away gets the whole notebook at once.
"""

import asyncio
import json
import os
from pathlib import Path

PORT = 6000
OTHER = {"left": "right", "right": "left"}


class Notebook:
    """The lines on the disk of one node. The file starts with how many there are, so that a reader knows."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.path = folder / "notebook"
        self.lines: list[str] = []
        if self.path.exists():
            self.lines = self.path.read_text().split("\n")[:-1]

    def append(self, line: str) -> None:
        self.lines.append(line)
        with self.path.open("a") as file:
            file.write(f"{line}\n")
            file.flush()
            os.fsync(file.fileno())

    def replace(self, lines: list[str]) -> None:
        self.lines = list(lines)
        with self.path.open("w") as file:
            file.writelines(f"{line}\n" for line in lines)


class Node:
    def __init__(self, name: str, tell=lambda what: None) -> None:
        self.name, self.other = name, OTHER[name]
        self.notebook = Notebook(Path("data"))
        self.following = False
        self.tell = tell

    async def serve(self) -> None:
        async with await asyncio.start_server(self.connected, "0.0.0.0", PORT) as server:
            await server.serve_forever()

    async def connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while line := await reader.readline():
                answer = await self.answer(*json.loads(line))
                writer.write(json.dumps(answer).encode() + b"\n")
        except OSError:
            pass
        writer.close()

    async def answer(self, verb: str, what) -> object:
        match verb:
            case "write":
                return await self.write(what)
            case "follow":
                return self.follow(*what)
            case "install":
                self.tell("a notebook is installed")
                self.notebook.replace(what)
                return True
            case _:
                return self.notebook.lines

    async def write(self, line: str) -> bool:
        self.notebook.append(line)
        lines = self.notebook.lines
        if await ask(self.other, "follow", (len(lines) - 1, line)):
            return True
        return bool(await ask(self.other, "install", lines))

    def follow(self, at: int, line: str) -> bool:
        if at != len(self.notebook.lines):
            return False
        self.notebook.append(line)
        return True


async def ask(host: str, verb: str, what: object = None) -> object:
    """The answer of a node; None where none comes in time."""
    try:
        async with asyncio.timeout(1):
            reader, writer = await asyncio.open_connection(host, PORT)
            writer.write(json.dumps([verb, what]).encode() + b"\n")
            answer = json.loads(await reader.readline() or "null")
            writer.close()
            return answer
    except OSError:
        return None


async def node(name: str, tell) -> None:
    await Node(name, tell).serve()
