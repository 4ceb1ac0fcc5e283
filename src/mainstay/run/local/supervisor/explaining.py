"""Why an instance is not ready, in the words of an error."""

from collections.abc import Sequence

from mainstay.model.errors import ExitCode, MainstayError
from mainstay.model.plan import StartInstance
from mainstay.model.program import ExitProbe
from mainstay.model.status import InstanceState
from mainstay.run.local.supervisor.life import Life
from mainstay.run.local.supervisor.verdict import Finding

ENDS_BEFORE_READY = 3
"""After so many ends without having been healthy, waiting any longer would only make people wait."""


def is_ready(start: StartInstance, life: Life) -> bool:
    """Whether it has met its probe: a job has ended well, anything else answers."""
    if isinstance(start.program.probe, ExitProbe):
        return life.over and life.exit_code == 0
    return life.state is InstanceState.READY


def why_not(life: Life, finding: Finding) -> str:
    """Why it will not become ready, or not soon; "" where it still may."""
    match life.state:
        case InstanceState.ENDED | InstanceState.FAILED:
            return f"it {ended(life.exit_code)}"
        case InstanceState.STOPPING:
            return "it is being stopped"
        case InstanceState.BACKOFF if life.failures >= ENDS_BEFORE_READY:
            return f"it ended {life.failures} times; the last time it {ended(life.exit_code)}"
        case InstanceState.UNHEALTHY:
            return finding.found
        case _:
            return ""


def ended(code: int | None) -> str:
    """How a program ended."""
    if code is None:
        return "could not be started"
    return f"was killed by signal {-code}" if code < 0 else f"ended with status {code}"


def failure(start: StartInstance, found: str, lines: Sequence[str], *, out_of_memory: bool) -> MainstayError:
    """The error for an instance that is not ready. `found` and `lines`, its last output, are masked already."""
    wrote = "".join(f"\n    {line}" for line in lines)
    logs = f"`mainstay logs {start.instance}` shows all that it wrote"
    return MainstayError(
        start.instance,
        "must end with status 0" if isinstance(start.program.probe, ExitProbe) else "must become ready",
        f"{found}. The last lines it wrote:\n{wrote}\n" if lines else f"{found}, and it wrote nothing",
        hint="give it more memory (`memory_mib`), or find out what needs so much" if out_of_memory else logs,
        exit_code=ExitCode.FAILED,
    )
