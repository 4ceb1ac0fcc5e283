"""A circuit breaker for calls: after so many failures in a row nobody calls any more, and somebody tries again later.

While it is open nothing is called, until one call is let through to see whether the service is well again.
"""

import asyncio

PORT = 8000
FAILURES = 6
OPEN_S = 5.0
PATIENCE_S = 1.0


class OpenError(Exception):
    pass


class Breaker:
    def __init__(self, on_failures=lambda count: None):
        self.failures = 0
        self.open_until = None
        self.trying = False
        self.on_failures = on_failures

    async def call(self, host):
        loop = asyncio.get_running_loop()
        if self.open_until is not None:
            if loop.time() < self.open_until or self.trying:
                raise OpenError
            self.trying = True
        try:
            async with asyncio.timeout(PATIENCE_S):
                reader, writer = await asyncio.open_connection(host, PORT)
                writer.write(b"call\n")
                answer = await reader.readline()
                writer.close()
            if answer != b"ok\n":
                raise ConnectionError(answer)
        except OSError:
            self.failed(loop.time())
            raise
        self.succeeded()

    def failed(self, now):
        self.failures += 1
        self.on_failures(self.failures)
        if self.failures >= FAILURES:
            self.open_until, self.trying = now + OPEN_S, False

    def succeeded(self):
        self.failures, self.open_until = 0, None  # whoever was let through to try is still under way, perhaps
