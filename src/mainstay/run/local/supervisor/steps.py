"""Commands that run before a program starts for the first time, and after it has become ready for the first time."""

from pathlib import Path

from mainstay.model.errors import ExitCode, MainstayError
from mainstay.model.plan import StartInstance
from mainstay.model.program import Preparation
from mainstay.run.local.sandbox import Room, command
from mainstay.run.local.supervisor.probing import run
from mainstay.run.local.supervisor.recorder import Recorder
from mainstay.world.ports import World

TIMEOUT_S = 600.0
SHOWN_LINES = 15


async def prepare(start: StartInstance, room: Room, world: World, recorder: Recorder) -> None:
    """Run the preparations whose result is not there yet. Raises `MainstayError` with the output of one that fails."""
    for step in room.program.prepare:
        if not _there(room, step):
            await _run(start, room, step, world=world, recorder=recorder, what="it must be prepared before its start")


async def finish(start: StartInstance, room: Room, world: World, recorder: Recorder) -> None:
    """Run what completes a program that is ready. A success is remembered by the path `unless`, made where missing."""
    for step in room.program.finish:
        if not _there(room, step):
            await _run(start, room, step, world=world, recorder=recorder, what="it must be completed after its start")
            if step.unless and not _there(room, step):
                _mark(Path(room.data, step.unless))


def _there(room: Room, step: Preparation) -> bool:
    return bool(step.unless) and Path(room.data, step.unless).exists()


def _mark(marker: Path) -> None:
    marker.parent.mkdir(parents=True, exist_ok=True)
    marker.touch(mode=0o600)


async def _run(
    start: StartInstance, room: Room, step: Preparation, *, world: World, recorder: Recorder, what: str
) -> None:
    argv = [room.resolve(word) for word in step.argv]
    lines: list[str] = []
    sink = recorder.sink(start)

    def take(stream: str, line: str) -> None:
        lines.append(recorder.masked(line))
        sink(stream, line)

    try:
        done = await run(world, command(room, argv), timeout_s=TIMEOUT_S, on_line=take)
        ended = f"`{argv[0]}` ended with status {done.exit_code}"
    except TimeoutError:
        done, ended = None, f"`{argv[0]}` was still running after {TIMEOUT_S:.0f} s"
    if done is None or done.exit_code != 0:
        said = "".join(f"\n    {line}" for line in lines[-SHOWN_LINES:])
        raise MainstayError(
            start.instance,
            what,
            recorder.masked(ended) + (f":\n{said}\n" if said else ""),
            hint="remove the cause that its output names, then run the command again",
            exit_code=ExitCode.FAILED,
        )
