"""Every key of mainstay.yaml: where it stands, what it means, what it takes. Reading and documentation follow it."""

from mainstay.detect.manifest.key import Limits, ManifestKey, Takes, choices
from mainstay.detect.manifest.needs import ENVIRONMENTS, WHOLE, cloud_keys, data_keys, workload_keys
from mainstay.model.intent import (
    AnyComponent,
    Bucket,
    Cache,
    Database,
    Engine,
    Extra,
    Job,
    Mail,
    PackageManager,
    Queue,
    Runtime,
    Schedule,
    Secret,
    Service,
    Site,
    Topic,
    Trigger,
)

COUNT = Limits(1, 1e9)
MANY = Limits(0, 1e5)

SECTIONS: dict[str, type[AnyComponent]] = {
    "services": Service,
    "jobs": Job,
    "schedules": Schedule,
    "sites": Site,
    "databases": Database,
    "caches": Cache,
    "queues": Queue,
    "topics": Topic,
    "buckets": Bucket,
    "secrets": Secret,
    "mail": Mail,
    "resources": Extra,
}
"""Sections that hold components, in the order in which they are written."""
_ABOUT = {
    "services": "Long-running programs: web processes and workers.",
    "jobs": "Programs that run to their end: before every release, or when somebody asks.",
    "schedules": "Programs that the clock starts.",
    "sites": "Static files that are served as they are.",
    "databases": "Databases.",
    "caches": "Redis-compatible stores.",
    "queues": "Message queues.",
    "topics": "Publish-subscribe topics.",
    "buckets": "Object storage.",
    "secrets": "Values nobody should see.",
    "mail": "Ways to send mail.",
    "resources": "Things of the catalog, asked for directly by their kind.",
}
_EXAMPLES = {
    "services": "{web: {command: gunicorn shop.wsgi, public: true}}",
    "jobs": "{migrate: {command: python manage.py migrate, trigger: release}}",
    "schedules": '{tidy: {cron: "0 3 * * *", command: python tidy.py}}',
    "sites": "{docs: {directory: docs/html}}",
    "databases": "{database: {engine: postgres}}",
    "caches": "{cache: {}}",
    "queues": "{orders: {fifo: true}}",
    "topics": "{events: {}}",
    "buckets": "{uploads: {}}",
    "secrets": "{signing-key: {}}",
    "mail": "{mail: {}}",
    "resources": "{search: {kind: aws.opensearch, uses: {}}}",
}


def _workload(where: str) -> tuple[ManifestKey, ...]:
    return (
        ManifestKey("command", where, "The shell command that starts it.", "gunicorn shop.wsgi", Takes.COMMAND),
        ManifestKey(
            "build",
            where,
            "The build whose environment it runs in. Needed only where there are several.",
            "app",
            Takes.TEXT,
        ),
        ManifestKey(
            "directory",
            where,
            "The folder it runs in, from the top of the repository. Default: that of its build.",
            "server",
            Takes.FOLDER,
        ),
        ManifestKey(
            "env",
            where,
            "Environment names that it is given. null takes one away.",
            "{LOG_LEVEL: info, SECRET_KEY: {generate: true}}",
            Takes.SETTINGS,
            "settings",
        ),
        ManifestKey(
            "uses",
            where,
            "What it uses, and the environment names by which it learns about it. null takes one away.",
            "{database: {DATABASE_URL: url}}",
            Takes.USES,
        ),
        ManifestKey(
            "persist",
            where,
            "Paths, relative to the folder of its build (in a container: to /app), that outlive releases.",
            "[data]",
            Takes.FOLDERS,
        ),
        ManifestKey("memory_mib", where, "How much memory it may use, in MiB.", "512", Takes.NUMBER, limits=COUNT),
        ManifestKey("stop_signal", where, "The signal that asks it to stop.", "TERM", Takes.SIGNAL),
    )


def _remove(where: str) -> ManifestKey:
    return ManifestKey("remove", where, "Take it out, although it was found.", "true", Takes.FLAG)


def _data(where: str, kind: str, properties: str) -> tuple[ManifestKey, ...]:
    """What all backing services have; the last two are examples."""
    return (
        ManifestKey("hostnames", where, "Names that the code has hard-wired for it.", "[db]", Takes.TEXTS),
        ManifestKey("uses", where, "Other components that it uses.", "{bucket: {}}", Takes.USES),
        *data_keys(where, kind, properties),
        _remove(where),
    )


_TOP = (
    ManifestKey(
        "application",
        "",
        "The name of the application: lower case, digits, hyphens. Default: the folder's name.",
        "shop",
        Takes.TEXT,
    ),
    ManifestKey(
        "ignore",
        "",
        "What is found but not needed: technologies that cannot be provided, git dependencies, compose services.",
        "[mongodb]",
        Takes.TEXTS,
    ),
    *WHOLE,
    ENVIRONMENTS,
    ManifestKey("builds", "", "How programs are made ready to start.", "{app: {runtime: python}}", Takes.ENTRIES),
    *(ManifestKey(section, "", about, _EXAMPLES[section], Takes.ENTRIES) for section, about in _ABOUT.items()),
)
_BUILD = (
    ManifestKey("runtime", "builds", "The language.", "python", Takes.CHOICE, choices=choices(Runtime)),
    ManifestKey(
        "directory", "builds", "The folder of the program, from the top of the repository.", "backend", Takes.FOLDER
    ),
    ManifestKey(
        "manager",
        "builds",
        "How dependencies are pinned and installed.",
        "poetry",
        Takes.CHOICE,
        choices=choices(PackageManager),
    ),
    ManifestKey(
        "manifests",
        "builds",
        "The files that state dependencies, from the top of the repository.",
        "[requirements.txt]",
        Takes.FOLDERS,
    ),
    ManifestKey("lock", "builds", "The lock file, from the top of the repository.", "uv.lock", Takes.FOLDER),
    ManifestKey(
        "requires", "builds", "The interpreter requirement in the notation of the runtime.", '">=3.11"', Takes.TEXT
    ),
    ManifestKey("prefers", "builds", "The interpreter that is taken where several fit.", '"==3.12.*"', Takes.TEXT),
    ManifestKey("strict", "builds", "Whether no other interpreter will do.", "true", Takes.FLAG),
    ManifestKey("extras", "builds", "Extras of the project that are installed, too.", "[postgres]", Takes.TEXTS),
    ManifestKey(
        "commands",
        "builds",
        "Shell commands run after the installation, with the programs of the environment on PATH.",
        "[npm run build]",
        Takes.TEXTS,
    ),
    ManifestKey(
        "output",
        "builds",
        "The folder that a static build leaves its files in, relative to `directory`.",
        "dist",
        Takes.FOLDER,
    ),
    _remove("builds"),
)
_OWN = (
    *_workload("services"),
    ManifestKey("public", "services", "Whether the world may reach it. Implies `listens`.", "true", Takes.FLAG),
    ManifestKey("listens", "services", "Whether it accepts connections. Workers do not.", "true", Takes.FLAG),
    ManifestKey("port", "services", "A port that it listens on whatever PORT says.", "8000", Takes.PORT),
    ManifestKey("replicas", "services", "How many of it run.", "2", Takes.NUMBER, limits=MANY),
    ManifestKey("health_path", "services", "The path that tells whether it is well.", "/healthz", Takes.URL_PATH),
    ManifestKey("hosts", "services", "Host headers that it accepts.", "[localhost]", Takes.TEXTS),
    ManifestKey("hostnames", "services", "Names that other programs call it by.", "[backend]", Takes.TEXTS),
    *workload_keys("services"),
    _remove("services"),
    *_workload("jobs"),
    ManifestKey("trigger", "jobs", "When it runs.", "release", Takes.CHOICE, choices=choices(Trigger)),
    *workload_keys("jobs"),
    _remove("jobs"),
    *_workload("schedules"),
    ManifestKey("cron", "schedules", "When it runs, in UTC.", '"*/5 * * * *"', Takes.CRON),
    *workload_keys("schedules"),
    _remove("schedules"),
    ManifestKey(
        "build", "sites", "The build that makes the files. Needed only where there are several.", "app", Takes.TEXT
    ),
    ManifestKey(
        "directory",
        "sites",
        "The folder that is served, from the top of the repository.",
        "frontend/dist",
        Takes.FOLDER,
    ),
    ManifestKey(
        "fallback", "sites", "The file that unknown paths get (single-page applications).", "index.html", Takes.TEXT
    ),
    ManifestKey("hosts", "sites", "Host headers that it accepts.", "[localhost]", Takes.TEXTS),
    ManifestKey("uses", "sites", "Other components that it uses.", "{backend: {}}", Takes.USES),
    *cloud_keys("sites", "aws.cloudfront", "{price_class: PriceClass_100}"),
    _remove("sites"),
    ManifestKey("engine", "databases", "The database engine.", "postgres", Takes.CHOICE, choices=choices(Engine)),
    ManifestKey("user", "databases", "The user that code insists on.", "shop", Takes.TEXT),
    ManifestKey("database", "databases", "The database name that code insists on.", "shop", Takes.TEXT),
    ManifestKey(
        "password",
        "databases",
        "The password that code insists on, by its place.",
        "{file: compose.yaml, at: [services, db, environment, POSTGRES_PASSWORD]}",
        Takes.VALUE,
    ),
    *_data("databases", "aws.rds", "{deletion_protection: true}"),
    ManifestKey("authenticated", "caches", "False where the code connects without a password.", "false", Takes.FLAG),
    ManifestKey(
        "password",
        "caches",
        "The password that code insists on, by its place.",
        "{file: .env.example, at: [REDIS_PASSWORD]}",
        Takes.VALUE,
    ),
    *_data("caches", "aws.elasticache", "{at_rest_encryption_enabled: true}"),
    ManifestKey("fifo", "queues", "Whether messages stay in order.", "true", Takes.FLAG),
    *_data("queues", "aws.sqs", "{max_message_size: 65536}"),
    *_data("topics", "aws.sns", "{tracing_config: Active}"),
    *_data("buckets", "aws.s3", "{force_destroy: false}"),
    ManifestKey(
        "value",
        "secrets",
        "Where the value comes from. Default: it is made up once and kept.",
        "{generate: true}",
        Takes.VALUE,
    ),
    *_data("secrets", "aws.secret", "{recovery_window_in_days: 30}"),
    *_data("mail", "aws.ses", "{reputation_metrics_enabled: true}"),
    ManifestKey("uses", "resources", "Other components that it uses.", "{bucket: {}}", Takes.USES),
    *data_keys("resources", "aws.opensearch", "{engine_version: OpenSearch_2.19}"),
    _remove("resources"),
)
MANIFEST_KEYS: tuple[ManifestKey, ...] = (*_TOP, *_BUILD, *_OWN)
"""All keys, top ones first, then section by section."""


def keys_of(where: str) -> dict[str, ManifestKey]:
    """The keys of one section by name."""
    return {k.name: k for k in MANIFEST_KEYS if k.where == where}
