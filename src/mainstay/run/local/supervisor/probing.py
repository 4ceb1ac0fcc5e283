"""Finding out whether a program is ready, and where it listens."""

import asyncio
import contextlib
import dataclasses
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from mainstay.model.errors import MainstayError
from mainstay.model.program import CommandProbe, HttpProbe, Program, TcpProbe
from mainstay.run.local.sandbox import Command, Room, command
from mainstay.run.local.supervisor.http import NotHttpError, get
from mainstay.run.local.supervisor.verdict import Attempt, Finding, judged
from mainstay.world.ports import Completed, LineSink, World

ATTEMPT_S = 10.0
"""How long one question may take. Longer than most programs need, shorter than anybody's patience."""

ANY_IPV6 = "::"
ANYWHERE = frozenset({"0.0.0.0", ANY_IPV6})  # noqa: S104 - the listeners found there belong to others
_BAD_REQUEST = 400
Address = tuple[str, int]


@dataclass(frozen=True)
class Prober:
    """Asks one running program. `tree` are the pids of its processes at the moment."""

    world: World
    room: Room
    tree: Callable[[], frozenset[int]]

    @property
    def _program(self) -> Program:
        return self.room.program

    async def look(self) -> Finding:
        """One look while it starts: only what the program's own processes listen on counts.

        Whoever listens on a wildcard address answers on every private address, too; a stranger's server must not be
        taken for ours.
        """
        match self._program.probe:
            case TcpProbe(port=port):
                return await self._tcp(port)
            case HttpProbe():
                return await self._http()
            case CommandProbe() as probe:
                missing = self._missing(self._program.port) if self._program.port else ""
                return Finding(ready=False, found=missing) if missing else await self._command(probe)
            case _:
                return Finding(ready=True)

    async def again(self, endpoint: str) -> Finding:
        """One look at a program that was ready before, at the place where it was found."""
        host, _, port = endpoint.rpartition(":")
        match self._program.probe:
            case HttpProbe() as probe if endpoint:
                return await self._ask((host, int(port)), probe)
            case TcpProbe() if endpoint:
                return await self._connect((host, int(port)))
            case CommandProbe() as probe:
                return await self._command(probe)
            case _:
                return Finding(ready=True)

    def listeners(self) -> list[Address]:
        """Where it can be reached, the most likely place first: as declared, on its own address, elsewhere."""
        own = self._own
        found: set[Address] = set()
        for host, port in self.world.host.listening(self.tree()):
            found.add((own if host in ANYWHERE else host, port))
            if host == ANY_IPV6:  # it may refuse IPv4
                found.add(("::1", port))
        return sorted(found, key=lambda at: (at != (own, self._program.port), at[0] != own, at[1], at[0]))

    @property
    def _own(self) -> str:
        return self._program.address or "127.0.0.1"

    def _missing(self, port: int) -> str:
        """Why the program cannot be meant by an answer on `port`; "" where it listens there."""
        places = self.listeners()
        if any(at[1] == port for at in places):
            return ""
        if not places:
            return f"it does not listen on port {port} yet"
        return f"it listens on {', '.join(shown(at) for at in places)}, not on port {port}"

    async def _tcp(self, port: int) -> Finding:
        missing = self._missing(port)
        if missing:
            return Finding(ready=False, found=missing)
        return await self._connect(next(at for at in self.listeners() if at[1] == port))

    async def _connect(self, at: Address) -> Finding:
        try:
            async with asyncio.timeout(ATTEMPT_S):
                _, writer = await asyncio.open_connection(*at)
        except (OSError, TimeoutError) as error:
            return Finding(ready=False, endpoint=shown(at), found=_no_answer(at, error))
        writer.close()
        with contextlib.suppress(OSError):
            await writer.wait_closed()
        return Finding(ready=True, endpoint=shown(at))

    async def _http(self) -> Finding:
        probe = self._program.probe
        assert isinstance(probe, HttpProbe)  # noqa: S101 - see `look`
        places, told = self.listeners(), (self._own, self._program.port)
        if told in places:
            return await self._ask(places[0], probe)
        findings: list[Finding] = []
        for at in places:
            finding = await self._ask(at, probe)
            if finding.ready:
                return dataclasses.replace(finding, elsewhere=self._program.port is not None)
            findings.append(finding)
        return findings[0] if findings else Finding(ready=False, found="it does not listen on any port")

    async def _ask(self, at: Address, probe: HttpProbe) -> Finding:
        """Try the Host headers in order, up to the first that is answered with a page or at least a redirect."""
        attempts: list[Attempt] = []
        for host in probe.hosts or ("localhost",):
            try:
                answer = await get(*at, probe.path, host=host, timeout_s=ATTEMPT_S)
            except NotHttpError:
                return Finding(ready=False, endpoint=shown(at), found=f"what listens on {shown(at)} is no web server")
            except (OSError, TimeoutError) as error:
                return Finding(ready=False, endpoint=shown(at), found=_no_answer(at, error))
            attempts.append(Attempt(host=host, answer=answer))
            if answer.status < _BAD_REQUEST:
                break
        return judged(probe.path, shown(at), attempts)

    async def _command(self, probe: CommandProbe) -> Finding:
        argv = [self.room.resolve(word) for word in probe.argv]
        try:
            done = await run(self.world, command(self.room, argv), timeout_s=ATTEMPT_S)
        except TimeoutError:
            return Finding(ready=False, found=f"`{argv[0]}` did not end within {ATTEMPT_S:.0f} s")
        except MainstayError as error:
            return Finding(ready=False, found=error.found)
        places = self.listeners()
        endpoint = shown(places[0]) if places else ""
        if done.exit_code == 0:
            return Finding(ready=True, endpoint=endpoint)
        said = (done.err or done.out).strip().splitlines()
        return Finding(ready=False, found=f"`{argv[0]}` ended with status {done.exit_code}{_quoted(said)}")


def shown(at: Address) -> str:
    """``127.1.2.3:8000``."""
    return f"{at[0]}:{at[1]}"


async def run(
    world: World, wanted: Command, *, timeout_s: float | None = None, on_line: LineSink | None = None
) -> Completed:
    """Run a command to its end."""
    environment = wanted.environment
    return await world.programs.run(wanted.argv, cwd=wanted.cwd, env=environment, timeout_s=timeout_s, on_line=on_line)


def _no_answer(at: Address, error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return f"{shown(at)} does not answer within {ATTEMPT_S:.0f} s"
    return f"{shown(at)} does not answer ({getattr(error, 'strerror', None) or error})"


def _quoted(lines: Sequence[str]) -> str:
    return f": {lines[-1]}" if lines else ""
