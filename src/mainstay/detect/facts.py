"""What one source file says, in the same words for every language."""

from dataclasses import dataclass, field
from enum import StrEnum

from mainstay.model.origin import Evidence, Origin, Source


class Tech(StrEnum):
    """Technologies that a program can be seen to talk to."""

    POSTGRES = "PostgreSQL"
    SQLITE = "SQLite"
    REDIS = "Redis"
    MYSQL = "MySQL"
    MONGO = "MongoDB"
    AMQP = "RabbitMQ"
    KAFKA = "Kafka"
    ELASTIC = "Elasticsearch"
    SMTP = "mail"
    S3 = "S3"
    SQS = "SQS"
    SNS = "SNS"
    DYNAMODB = "DynamoDB"
    SES = "SES"


@dataclass(frozen=True)
class EnvRead:
    """One environment name that the code reads.

    `required`: the program stops without it. `default` is the literal it falls back to ("" for none or a computed
    one). `separator` is what the code splits it at. `into` is the setting that it feeds (`ALLOWED_HOSTS`).
    """

    name: str
    origin: Origin
    required: bool = False
    has_default: bool = False
    default: str = field(default="", repr=False)
    separator: str = ""
    into: str = ""


@dataclass(frozen=True)
class Connection:
    """A connection that the code makes, or a URL that it holds. Empty fields are not in the code as literals.

    `open` says that it is made without a password; `bare`, that it is made without any argument.
    """

    tech: Tech
    origin: Origin
    host: str = ""
    port: int | None = None
    user: str = ""
    password: str = field(default="", repr=False)
    database: str = ""
    scheme: str = ""
    open: bool = False
    bare: bool = False


@dataclass(frozen=True)
class App:
    """An application object: `variable` of the file, made by `framework`. `factory` when it is a function."""

    framework: str
    origin: Origin
    variable: str
    factory: bool = False


@dataclass(frozen=True)
class Listen:
    """The program listens; `port` where that is a literal, 0 where it is not."""

    origin: Origin
    port: int = 0


@dataclass(frozen=True)
class Kept:
    """A path of files that must outlive a release, and why.

    An `anchored` path is relative to the repository (the code derives it from `__file__`), another one to the
    folder that the program runs in.
    """

    path: str
    origin: Origin
    says: str
    anchored: bool = False


@dataclass
class CodeFacts:
    """All that one source file says.

    `imports` are dotted module names with their lines, `marks` further words (`create_async_engine`, `beat`) with
    theirs. `main` means that it can be started as a program, `main_does_more` that this does more than serve.
    """

    path: str
    aside: bool = False
    imports: dict[str, int] = field(default_factory=dict[str, int])
    env: list[EnvRead] = field(default_factory=list[EnvRead])
    connections: list[Connection] = field(default_factory=list[Connection])
    apps: list[App] = field(default_factory=list[App])
    listens: list[Listen] = field(default_factory=list[Listen])
    clouds: dict[Tech, int] = field(default_factory=dict[Tech, int])
    kept: list[Kept] = field(default_factory=list[Kept])
    settings: "DjangoSettings | None" = None
    marks: dict[str, int] = field(default_factory=dict[str, int])
    main: bool = False
    main_does_more: bool = False

    def at(self, line: int) -> Origin:
        """A place in this file."""
        return Origin(source=Source.CODE, path=self.path, line=line)


@dataclass
class DjangoSettings:
    """What a Django settings module states. Hosts may hold `{env:NAME}`; engines come with their lines."""

    engines: dict[str, int] = field(default_factory=dict[str, int])
    values: dict[str, tuple[str, int]] = field(default_factory=dict[str, tuple[str, int]])
    hosts: list[tuple[str, int]] = field(default_factory=list[tuple[str, int]])
    states_hosts: bool = False


def evidence(says: str, origin: Origin, field_name: str = "", confidence: float = 1.0) -> Evidence:
    """One conclusion, in few words."""
    return Evidence(field=field_name, origin=origin, says=says, confidence=confidence)


def in_file(path: str, line: int = 0) -> Origin:
    """A place in a file that somebody wrote for a platform."""
    return Origin(source=Source.FILE, path=path, line=line)
