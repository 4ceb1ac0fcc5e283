"""Running installers and build commands: their environment, their output, and their failures."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, urlsplit

from mainstay.model.errors import MainstayError
from mainstay.run.local.builder.hints import hint_for
from mainstay.world.ports import World

TIMEOUT_S = 1800.0
"""How long one installer or build command may run."""

LINES_SHOWN = 15
LINES_SHOWN_FIRST = 6

# What build tools may see of the environment mainstay was started in: who and where the user is, and how packages
# are fetched. Everything else would make a build depend on the shell it was started from.
_LET_IN = re.compile(
    r"HOME|USER|LOGNAME|PATH|LANG|LANGUAGE|LC_\w+|TERM|TMPDIR|TZ|XDG_\w+|PIP_\w+|UV_\w+|(?i:npm_config_\w+)|(?i:\w+_proxy)"
    r"|(YARN|COREPACK|PNPM)_\w+|SSL_CERT_(FILE|DIR)|REQUESTS_CA_BUNDLE|CURL_CA_BUNDLE|NODE_EXTRA_CA_CERTS|GIT_SSL_\w+"
    r"|GIT_ASKPASS|GIT_SSH\w*|SSH_AUTH_SOCK|NETRC|CC|CXX|CFLAGS|CXXFLAGS|CPPFLAGS|LDFLAGS|PKG_CONFIG_PATH|MAKEFLAGS"
)
# Of these families, what would send an installer to another project or environment than ours.
_KEPT_OUT = re.compile(
    r"UV_(PROJECT\w*|PYTHON|SYSTEM_PYTHON|FROZEN|LOCKED|NO_SYNC|WORKING_\w+|RUN_\w+|ENV_FILE|TARGET|COMPILE_BYTECODE)"
    r"|PIP_(TARGET|PREFIX|USER|REQUIREMENT|PYTHON)"
    r"|(?i:npm_config_(local_prefix|prefix|global|global_prefix|production|omit|include|only|user_agent|dry_run))"
    r"|YARN_PRODUCTION"
)

# Values that are no secrets but words of every log; masking them would hide what went wrong.
_PLAIN_WORDS = frozenset({"true", "false", "none", "null", "production", "development", "test", "staging", "localhost"})
_SHORTEST_MASKED = 4
_NOISE = re.compile(
    r"A complete log of this run can be found|_logs/.*-debug-0\.log|^npm (error|ERR!)\s*$|^\s*$"
    r"|^Using Python \S+ environment at"
)
_ERROR = re.compile(
    r"^\s*[\u00d7\u2717]|\b(ERR|error|Error|ERROR|fatal|Fatal)\b|\w(Error|Exception)\b|ERR_\w+|YN0*[1-9]\d*:"
)
# Colours, and the turning wheels of programs that take us for a terminal.
_DECORATION = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|^[\u2800-\u28ff]\s*")


@dataclass(frozen=True)
class Call:
    """One program to run. `label` names it in progress lines, `where` and `must` are the error's words.

    `hint` is told where the output says nothing better.
    """

    argv: Sequence[str]
    cwd: Path
    environment: Mapping[str, str]
    label: str
    where: str
    must: str
    hint: str


@dataclass(frozen=True)
class Outcome:
    """How a call ended: its masked lines, both streams in the order they arrived."""

    exit_code: int
    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        """All lines together."""
        return "\n".join(self.lines)


@dataclass(frozen=True)
class Workshop:
    """What all parts of one build share. `tree` is the release's copy of the source.

    `marks` are set for every program, so that a later build knows which processes are ours. `installed` remembers
    the folders whose node_modules are in place, and whether they hold devDependencies.
    """

    world: World
    tree: Path
    report: Callable[[str], None]
    settings: Mapping[str, str] = field(default_factory=dict[str, str], repr=False)
    marks: Mapping[str, str] = field(default_factory=dict[str, str])
    installed: dict[Path, bool] = field(default_factory=dict[Path, bool])

    def environment(self, extra: Mapping[str, str], path: Sequence[str] = ()) -> dict[str, str]:
        """The environment of an installer or a build command: host, then `extra`, then the settings.

        `path` is put before the host's PATH; a PATH among the settings is not used.
        """
        host = self.world.environment.all()
        merged = {n: v for n, v in sorted(host.items()) if _LET_IN.fullmatch(n) and not _KEPT_OUT.fullmatch(n)}
        merged |= _as_uv_knows_them(merged)
        merged |= {**extra, **self.settings, **self.marks}
        merged["PATH"] = ":".join([*path, host.get("PATH") or "/usr/local/bin:/usr/bin:/bin"])
        return merged

    async def attempt(self, call: Call) -> Outcome:
        """Run to the end and report each line. Raises `MainstayError` only where it ran longer than 30 minutes."""
        mask = masking(self.settings)
        lines: list[str] = []

        def take(_stream: str, line: str) -> None:
            # Progress bars rewrite their line: what stands after the last return is what a person would see.
            text = mask(_DECORATION.sub("", line.rstrip("\r").rpartition("\r")[2]))
            if lines[-1:] == [text]:
                return  # the same line of a spinner again
            lines.append(text)
            if not _NOISE.search(text):
                self.report(f"{call.label}: {text}")

        programs = self.world.programs
        try:
            ended = await programs.run(call.argv, cwd=call.cwd, env=call.environment, timeout_s=TIMEOUT_S, on_line=take)
        except TimeoutError as error:
            found = f"{call.label} was still running after {TIMEOUT_S / 60:.0f} minutes"
            raise MainstayError(call.where, call.must, found + _tail(lines), hint=call.hint) from error
        return Outcome(ended.exit_code, tuple(lines))

    async def run(self, call: Call) -> Outcome:
        """Run to a good end; raises `MainstayError` with its last lines and a hint where it fails."""
        outcome = await self.attempt(call)
        if outcome.exit_code != 0:
            raise failure(call, outcome)
        return outcome


def failure(call: Call, outcome: Outcome) -> MainstayError:
    """The error for a call that failed."""
    code = outcome.exit_code
    how = f"was killed by signal {-code}" if code < 0 else f"failed with exit status {code}"
    found = f"{call.label} {how}{_tail(outcome.lines)}"
    return MainstayError(call.where, call.must, found, hint=hint_for(outcome.text, call.hint))


def _tail(lines: Sequence[str]) -> str:
    """The telling lines: from the first that speaks of an error; of many, the first of them and the last."""
    clean = [line for line in lines if not _NOISE.search(line)]
    first = next((n for n, line in enumerate(clean) if _ERROR.search(line)), max(0, len(clean) - LINES_SHOWN))
    telling = clean[first:]
    if len(telling) > LINES_SHOWN:
        telling = [*telling[:LINES_SHOWN_FIRST], "…", *telling[LINES_SHOWN_FIRST - LINES_SHOWN + 1 :]]
    if not telling:
        return ", and wrote nothing"
    # The sentence of the error ends behind the last line.
    return ":\n\n" + "\n".join(f"    {line}" for line in telling).rstrip(".")


def masking(settings: Mapping[str, str]) -> Callable[[str], str]:
    """A function that replaces values of settings in a text by their names in brackets.

    Values shorter than four characters, small numbers and words such as `production` stay: they are no secrets.
    """
    names: dict[str, str] = {}
    for name, value in sorted(settings.items()):
        for form in _forms(value):
            if (
                len(form) >= _SHORTEST_MASKED
                and form.lower() not in _PLAIN_WORDS
                and not re.fullmatch(r"\d{1,5}", form)
            ):
                names.setdefault(form, f"[{name}]")
    if not names:
        return lambda text: text
    # Longest first, so that a URL is replaced as a whole and not only the password in it.
    pattern = re.compile("|".join(re.escape(form) for form in sorted(names, key=lambda f: (-len(f), f))))
    return lambda text: pattern.sub(lambda match: names[match.group()], text)


def _forms(value: str) -> list[str]:
    """The ways in which a value can appear in output: as it is, its lines, quoted, and the password of a URL."""
    forms = [value, *value.splitlines(), quote(value, safe="")]
    try:
        password = urlsplit(value).password
    except ValueError:
        password = None
    return [form.strip() for form in [*forms, *([password] if password else [])]]


def _as_uv_knows_them(environment: Mapping[str, str]) -> dict[str, str]:
    """A private registry that is configured for pip, in uv's words; uv does not read pip's variables."""
    pairs = (("PIP_INDEX_URL", "UV_DEFAULT_INDEX"), ("PIP_EXTRA_INDEX_URL", "UV_INDEX"))
    if any(name in environment for name in ("UV_DEFAULT_INDEX", "UV_INDEX_URL", "UV_INDEX", "UV_EXTRA_INDEX_URL")):
        return {}
    return {theirs: environment[ours] for ours, theirs in pairs if ours in environment}
