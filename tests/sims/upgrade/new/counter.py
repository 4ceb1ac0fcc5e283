"""Counts its starts on disk and in memory."""

import asyncio
from pathlib import Path

RELEASE = "new"
seen = []


def count():
    seen.append(RELEASE)
    with Path("starts").open("a") as file:
        file.write(f"{RELEASE}\n")
    print(f"{RELEASE}: {len(seen)} in memory, {' '.join(Path('starts').read_text().split())} on disk")


async def serve():
    count()
    await asyncio.Event().wait()
