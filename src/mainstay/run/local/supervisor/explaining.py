"""Why an instance is not ready, in the words of an error."""

import re
from collections.abc import Sequence

from mainstay.model.errors import ExitCode, MainstayError
from mainstay.model.plan import StartInstance
from mainstay.model.program import ExitProbe
from mainstay.model.status import InstanceState
from mainstay.run.local.supervisor.life import Life
from mainstay.run.local.supervisor.verdict import Finding

ENDS_BEFORE_READY = 3
"""After so many ends without having been healthy, waiting any longer would only make people wait."""

HINTS: tuple[tuple[re.Pattern[str], str], ...] = (
    (
        re.compile(r"no such table|relation \"[^\"]+\" does not exist|UndefinedTable|no such column", re.IGNORECASE),
        "its tables are missing: add a Procfile with `release: ` and the command that makes them",
    ),
    (
        re.compile(r"KeyError: '([A-Z][A-Z0-9_]{2,})'|Set the ([A-Z][A-Z0-9_]{2,}) environment variable"),
        "where {0} is read from the environment, set it: `mainstay config set {0}=…`",
    ),
    (
        re.compile(r"ModuleNotFoundError: No module named '([\w.]+)'|Cannot find (?:module|package) '([^'./][^']*)'"),
        "`{0}` is imported and not installed: add the package that has it to the dependencies",
    ),
    (
        re.compile(r"^(?:\S+: )*(?:line )?(?:\d+: )?([\w.+-]+): (?:command )?not found$"),
        "install the program `{0}` on this machine, or take it out of the command",
    ),
)
"""What lines of output mean, and what to do about it; the last line that matches counts."""


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
        hint="give it more memory (`memory_mib`), or find out what needs so much"
        if out_of_memory
        else "; ".join(filter(None, [_finished(start, found) or _meaning(lines), logs])),
        exit_code=ExitCode.FAILED,
    )


def _finished(start: StartInstance, found: str) -> str:
    """What to do about a program that does its work and ends, where one was expected that stays."""
    if isinstance(start.program.probe, ExitProbe) or not found.endswith(ended(0)):
        return ""
    return f"it ends by itself, without an error: if it is to run once, make `{start.resource}` a job in mainstay.yaml"


def _meaning(lines: Sequence[str]) -> str:
    """What the last telling line asks for; "" for none."""
    for line in reversed(lines):
        for pattern, hint in HINTS:
            if match := pattern.search(line.strip()):
                return hint.format(next((g for g in match.groups() if g), ""))
    return ""
