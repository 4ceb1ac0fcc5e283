"""What the application needs, in application words. Nothing here names a technology of a target."""

from enum import StrEnum
from typing import ClassVar

from mainstay.model.origin import Evidence, Note
from mainstay.model.requirement import Access, DataNeeds, ServiceNeeds
from mainstay.model.target import Target
from mainstay.model.value import Value


class Role(StrEnum):
    """The kinds of thing an application can need."""

    SERVICE = "service"
    JOB = "job"
    SCHEDULE = "schedule"
    SITE = "site"
    DATABASE = "database"
    CACHE = "cache"
    QUEUE = "queue"
    TOPIC = "topic"
    BUCKET = "bucket"
    SECRET = "secret"
    MAIL = "mail"
    RESOURCE = "resource"


class Runtime(StrEnum):
    """The languages that mainstay can build."""

    PYTHON = "python"
    NODE = "node"
    STATIC = "static"


class PackageManager(StrEnum):
    """How the dependencies of a build are pinned and installed."""

    REQUIREMENTS = "requirements"
    UV = "uv"
    POETRY = "poetry"
    PDM = "pdm"
    PIPENV = "pipenv"
    PYPROJECT = "pyproject"
    NPM = "npm"
    PNPM = "pnpm"
    YARN = "yarn"
    NONE = "none"


class Engine(StrEnum):
    """Database engines that a program can insist on. SQLite is a file: see `Service.persist`."""

    POSTGRES = "postgres"
    MYSQL = "mysql"
    DYNAMODB = "dynamodb"


class Property(StrEnum):
    """What a program can ask of something it uses. Which of them exist depends on the kind that realises it."""

    URL = "url"
    HOST = "host"
    PORT = "port"
    USER = "user"
    PASSWORD = "password"
    DATABASE = "database"
    ENDPOINT = "endpoint"
    REGION = "region"
    ACCESS_KEY = "access_key"
    SECRET_KEY = "secret_key"
    NAME = "name"
    ARN = "arn"
    VALUE = "value"


class FromFile(Value, tag="file", frozen=True, kw_only=True):
    """A value that stands in a file of the repository. It may be a secret, so only its place is carried.

    `pointer` is the path of keys to it in a YAML or JSON file, or the name in a dotenv file. A list of
    `NAME=value` strings (compose `environment`) is addressed by the name, what follows an option of a command by
    the option. In a file that is no data (code, a Dockerfile) it is the line, and `first:last` column in it.
    """

    path: str
    pointer: tuple[str, ...]


class Generated(Value, tag="generated", frozen=True, kw_only=True):
    """A value that mainstay makes up once per application and keeps: 50 random characters."""


class Literal(Value, tag="literal", frozen=True, kw_only=True):
    """A value that is plainly no secret."""

    text: str


Given = FromFile | Generated | Literal


class Setting(Value, frozen=True, kw_only=True):
    """A configuration value of a program. Values set with `mainstay config set` win over it."""

    name: str
    value: Given
    evidence: tuple[Evidence, ...] = ()


class Binding(Value, frozen=True, kw_only=True):
    """One environment name that the program reads, and the property of the used component that it gets.

    `scheme` replaces the scheme of a URL (`postgresql+asyncpg`); `suffix` is appended to the value (`/1`).
    """

    name: str
    property: Property
    scheme: str = ""
    suffix: str = ""


class Use(Value, frozen=True, kw_only=True):
    """A link: this component uses `target`, and learns about it through the environment.

    `access` is what it does there (empty: what is usual for the role of the target); `calls` is how often it does so
    within one request.
    """

    target: str
    access: tuple[Access, ...] = ()
    calls: float = 1.0
    bindings: tuple[Binding, ...] = ()
    evidence: tuple[Evidence, ...] = ()


class Build(Value, frozen=True, kw_only=True):
    """How a program is made ready to start. Paths are relative to the repository.

    `requires` is the interpreter requirement in the runtime's own notation (`>=3.11`, `20.x`); `strict` says
    whether the project means it (requires-python) or merely mentions it (an image tag, npm's `engines`). `prefers` is
    what is taken among the interpreters that fit, where there is such a one.
    `commands` are shell commands run after the installation with the environment's programs on PATH.
    `output` is the folder a static build leaves its files in.
    """

    name: str
    runtime: Runtime
    directory: str = "."
    manager: PackageManager = PackageManager.NONE
    manifests: tuple[str, ...] = ()
    lock: str = ""
    requires: str = ""
    strict: bool = False
    prefers: str = ""
    extras: tuple[str, ...] = ()
    commands: tuple[str, ...] = ()
    output: str = ""
    evidence: tuple[Evidence, ...] = ()


class Component(Value, frozen=True, kw_only=True):
    """What all components share. `name` is unique in an Intent: lower case, digits, hyphens.

    `kind` pins the technology (`aws.lambda`), `overrides` states typed properties of it by name (`set` in
    mainstay.yaml); both are checked like everything else. `tags` are for people, bills and rules.
    """

    role: ClassVar[Role]

    name: str
    kind: str = ""
    overrides: dict[str, object] = {}
    tags: dict[str, str] = {}
    uses: tuple[Use, ...] = ()
    evidence: tuple[Evidence, ...] = ()


class Workload(Component, frozen=True, kw_only=True):
    """A component that is a program of the application, started by a shell command in its build.

    In the cloud it is a container image: what its build makes, or where there is none, `image`.
    """

    build: str
    command: str
    image: str = ""
    directory: str = "."
    settings: tuple[Setting, ...] = ()
    persist: tuple[str, ...] = ()
    memory_mib: int | None = None
    stop_signal: str = "TERM"
    needs: ServiceNeeds = ServiceNeeds()


class Service(Workload, tag="service", frozen=True, kw_only=True):
    """A long-running program: a web process (`public`) or a worker.

    `port` is a port it is known to listen on whatever PORT says; `listens` is false for workers.
    `hosts` are Host headers that it is known to accept. `hostnames` are names other programs call it by.
    """

    role = Role.SERVICE

    public: bool = False
    listens: bool = False
    port: int | None = None
    replicas: int = 1
    health_path: str = "/"
    hosts: tuple[str, ...] = ()
    hostnames: tuple[str, ...] = ()


class Trigger(StrEnum):
    """When a job runs: before every release goes live, or when somebody asks."""

    RELEASE = "release"
    MANUAL = "manual"


class Job(Workload, tag="job", frozen=True, kw_only=True):
    """A program that runs to its end."""

    role = Role.JOB

    trigger: Trigger = Trigger.MANUAL


class Schedule(Workload, tag="schedule", frozen=True, kw_only=True):
    """A program started by the clock; `cron` has five fields, in UTC."""

    role = Role.SCHEDULE

    cron: str


class Site(Component, tag="site", frozen=True, kw_only=True):
    """Static files served as they are. With `fallback`, unknown paths get that file (single-page apps)."""

    role = Role.SITE

    build: str
    directory: str = "."
    fallback: str = ""
    hosts: tuple[str, ...] = ()


class Data(Component, frozen=True, kw_only=True):
    """What all backing services share. `hostnames` are names that the code has hard-wired for it."""

    hostnames: tuple[str, ...] = ()
    needs: DataNeeds = DataNeeds()


class Database(Data, tag="database", frozen=True, kw_only=True):
    """A database. `user`, `database` and `password` are set where files or code insist on them."""

    role = Role.DATABASE

    engine: Engine = Engine.POSTGRES
    user: str = ""
    database: str = ""
    password: Given | None = None


class Cache(Data, tag="cache", frozen=True, kw_only=True):
    """A Redis-compatible store. `authenticated` is false where the code connects without a password."""

    role = Role.CACHE

    authenticated: bool = True
    password: Given | None = None


class Queue(Data, tag="queue", frozen=True, kw_only=True):
    """A message queue."""

    role = Role.QUEUE

    fifo: bool = False


class Topic(Data, tag="topic", frozen=True, kw_only=True):
    """A publish-subscribe topic."""

    role = Role.TOPIC


class Bucket(Data, tag="bucket", frozen=True, kw_only=True):
    """Object storage."""

    role = Role.BUCKET


class Secret(Data, tag="secret", frozen=True, kw_only=True):
    """A value nobody should see, bound by `Property.VALUE`."""

    role = Role.SECRET

    value: Given = Generated()


class Mail(Data, tag="mail", frozen=True, kw_only=True):
    """A way to send mail."""

    role = Role.MAIL


class Extra(Component, tag="resource", frozen=True, kw_only=True):
    """A thing of the catalog that somebody asks for directly (`resources` in mainstay.yaml); its `kind` is pinned."""

    role = Role.RESOURCE

    needs: DataNeeds = DataNeeds()


AnyComponent = Service | Job | Schedule | Site | Database | Cache | Queue | Topic | Bucket | Secret | Mail | Extra


class Whole(Value, frozen=True, kw_only=True):
    """What is asked of the system as a whole. `environment` is the one this Intent is for ("" where there are none).

    `budget_usd_month` bounds the sum of all known list prices at the stated load. `domain` is the DNS name it is
    served under. `policy` are folders, or git URLs at a commit, with the rules of the organisation; `prices` and
    `metrics` are files, relative to the repository, with prices and measured load. `evidence` says where each was
    stated.
    """

    target: Target = Target.LOCAL
    environment: str = ""
    region: str = ""
    budget_usd_month: float | None = None
    domain: str = ""
    tags: dict[str, str] = {}
    policy: tuple[str, ...] = ()
    prices: str = ""
    metrics: str = ""
    evidence: tuple[Evidence, ...] = ()


class Intent(Value, frozen=True, kw_only=True):
    """All that an application needs. Components and builds are sorted by name."""

    application: str
    builds: tuple[Build, ...] = ()
    components: tuple[AnyComponent, ...] = ()
    whole: Whole = Whole()
    notes: tuple[Note, ...] = ()

    def component(self, name: str) -> AnyComponent:
        """The component called `name`; raises `KeyError` where there is none."""
        for component in self.components:
            if component.name == name:
                return component
        raise KeyError(name)

    def build(self, name: str) -> Build:
        """The build called `name`; raises `KeyError` where there is none."""
        for build in self.builds:
            if build.name == name:
                return build
        raise KeyError(name)

    @property
    def names(self) -> frozenset[str]:
        """The names of all components."""
        return frozenset(c.name for c in self.components)
