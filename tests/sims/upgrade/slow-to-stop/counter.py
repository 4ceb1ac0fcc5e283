"""Does not stop when it is asked to."""

import asyncio
import signal


async def serve():
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, print, "not yet")
    await asyncio.Event().wait()
