"""Breaks at its third start, whichever releases came before."""

import asyncio
from pathlib import Path

MOST = 2


def count():
    with Path("starts").open("a") as file:
        file.write("brittle\n")
    if len(Path("starts").read_text().split()) > MOST:
        raise ValueError("starts: too many")


async def serve():
    count()
    await asyncio.Event().wait()
