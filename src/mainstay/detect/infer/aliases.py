"""Environment names by their meaning: which technology they are about, and which of its properties they want."""

import re
from dataclasses import dataclass
from functools import cache

from mainstay.detect.facts import EnvRead, Tech
from mainstay.detect.urls import tech_of_url
from mainstay.model.intent import Property

_CONNECTION = (
    (
        Property.URL,
        "URL|URI|DSN|CONNECTION_STRING|CONNECTION_URL|CONNECTION_URI|CONNECTION|CONN_STR|CONN_STRING|CONNSTR|CONNECTIONSTRING",
    ),
    (Property.HOST, "HOST|HOSTNAME|HOST_NAME|SERVER|ADDR|ADDRESS|ENDPOINT|HOST_ADDRESS"),
    (Property.PORT, "PORT|PORT_NUMBER"),
    (Property.USER, "USER|USERNAME|USER_NAME|LOGIN"),
    (Property.PASSWORD, "PASSWORD|PASS|PASSWD|PWD|PW|AUTH|AUTH_TOKEN|USER_PASSWORD"),
)
_DATABASE = (Property.DATABASE, "DB|NAME|DATABASE|DBNAME|DB_NAME|DATABASE_NAME|SCHEMA_NAME")
_OBJECTS = (
    (Property.ACCESS_KEY, "ACCESS_KEY_ID|ACCESS_KEY|ACCESSKEY|ACCESSKEYID|ROOT_USER|ACCESS_ID|KEY_ID"),
    (
        Property.SECRET_KEY,
        "SECRET_ACCESS_KEY|SECRET_KEY|SECRETKEY|SECRET|ACCESS_KEY_SECRET|ROOT_PASSWORD|ACCESS_SECRET",
    ),
    (Property.REGION, "REGION|DEFAULT_REGION|REGION_NAME|S3_REGION|S3_REGION_NAME"),
    (Property.ENDPOINT, "ENDPOINT|ENDPOINT_URL|S3_ENDPOINT|S3_ENDPOINT_URL|URL_ENDPOINT|ENDPOINT_URL_S3|SERVER_URL"),
    (Property.NAME, "BUCKET|BUCKET_NAME|S3_BUCKET|S3_BUCKET_NAME|STORAGE_BUCKET_NAME|STORAGE_BUCKET|BUCKETNAME"),
)


@dataclass(frozen=True)
class Alias:
    """What a name means. `sort` tells apart names that only count where the technology is seen otherwise, too."""

    tech: Tech
    property: Property
    needs_evidence: bool = False


@dataclass(frozen=True)
class _Family:
    tech: Tech
    pattern: re.Pattern[str]
    property: Property
    needs_evidence: bool = False


def _families() -> tuple[_Family, ...]:
    found: list[_Family] = []

    def add(tech: Tech, prefix: str, entries: tuple[tuple[Property, str], ...], *, weak: bool = False) -> None:
        for wanted, suffixes in entries:
            found.append(_Family(tech, re.compile(rf"(?:[A-Z0-9]+_)*?(?:{prefix})_?(?:{suffixes})"), wanted, weak))

    def exact(tech: Tech, pattern: str, wanted: Property, *, weak: bool = False) -> None:
        found.append(_Family(tech, re.compile(pattern), wanted, weak))

    exact(Tech.SQS, r"AWS_ENDPOINT_URL_SQS|SQS_ENDPOINT(?:_URL)?", Property.ENDPOINT)
    exact(Tech.SNS, r"AWS_ENDPOINT_URL_SNS|SNS_ENDPOINT(?:_URL)?", Property.ENDPOINT)
    exact(
        Tech.DYNAMODB,
        r"AWS_ENDPOINT_URL_DYNAMODB|(?:\w+_)?(?:DYNAMODB|DYNAMO|DDB)_(?:ENDPOINT(?:_URL)?|URL|HOST)",
        Property.ENDPOINT,
    )
    exact(Tech.DYNAMODB, r"(?:\w+_)?(?:DYNAMODB|DYNAMO|DDB)_TABLE(?:_NAME)?", Property.NAME)
    exact(Tech.SQS, r"(?:\w+_)?SQS(?:_QUEUE)?_URL|(?:\w+_)?QUEUE_URL", Property.URL, weak=True)
    exact(Tech.SQS, r"(?:\w+_)?SQS(?:_QUEUE)?(?:_NAME)?|(?:\w+_)?QUEUE_NAME", Property.NAME, weak=True)
    exact(Tech.SQS, r"(?:\w+_)?(?:SQS_)?QUEUE_ARN", Property.ARN, weak=True)
    exact(Tech.SNS, r"(?:\w+_)?(?:SNS_)?TOPIC_ARN|SNS_ARN", Property.ARN, weak=True)
    exact(Tech.SNS, r"(?:\w+_)?(?:SNS_)?TOPIC_NAME", Property.NAME, weak=True)
    add(Tech.S3, "S3|AWS|AWS_S3|MINIO|SPACES|R2|STORAGE|BUCKETEER|OBJECT_STORAGE|TIGRIS|B2", _OBJECTS, weak=True)
    exact(Tech.S3, r"(?:\w+_)?BUCKET(?:_NAME)?", Property.NAME, weak=True)
    exact(
        Tech.REDIS,
        r"(?:CELERY_)?(?:TASK_)?(?:BROKER|RESULT_BACKEND|BACKEND|CELERY_BROKER|CELERY_BACKEND|CELERY_RESULT_BACKEND)(?:_URL|_URI)?",
        Property.URL,
    )
    exact(
        Tech.REDIS,
        r"REDIS_TLS_URL|REDISCLOUD_URL|REDISTOGO_URL|REDIS_(?:PRIVATE|PUBLIC|INTERNAL)_URL|KV_URL|CACHE_LOCATION|(?:\w+_)?REDIS",
        Property.URL,
        weak=True,
    )
    add(Tech.REDIS, "REDIS|VALKEY|KEYDB|KV|CACHE|CHANNEL_LAYER|CHANNELS|HUEY|RQ|ARQ|DRAMATIQ|BULL", _CONNECTION)
    add(
        Tech.SMTP,
        "SMTP|MAIL|EMAIL|MAILER|EMAIL_HOST|MAIL_SMTP|EMAIL_SMTP|NODEMAILER|SMTP_SERVER",
        (*(e for e in _CONNECTION if e[0] is not Property.URL), (Property.URL, "URL|DSN|URI")),
    )
    exact(
        Tech.POSTGRES,
        r"HEROKU_POSTGRESQL_\w+_URL|(?:POSTGRES|DATABASE)_(?:PRISMA_URL|URL_NON_POOLING|PRIVATE_URL|PUBLIC_URL)|DIRECT_URL|DIRECT_DATABASE_URL|JDBC_DATABASE_URL",
        Property.URL,
    )
    add(
        Tech.POSTGRES,
        "POSTGRES|POSTGRESQL|PG|PSQL|PGSQL|DB|SQL|DATABASE|RDS|SQLALCHEMY_DATABASE|SQLALCHEMY|POSTGRES_DB",
        (*_CONNECTION, _DATABASE),
    )
    return tuple(found)


_NOT_POSTGRES = re.compile(
    r"MYSQL|MARIADB|MONGO|SQLITE|ELASTIC|NEO4J|CLICKHOUSE|INFLUX|ORACLE|MSSQL|TEST|SHADOW|COUCH|CASSANDRA|SUPABASE_|RABBIT"
)
_NOT_CACHE = re.compile(r"TEST|MEMCACHE|UPSTASH|RABBIT")
_NOT_MAIL = re.compile(r"TEST_|_FROM|ADMIN")


@cache
def _families_once() -> tuple[_Family, ...]:
    return _families()


@cache
def alias_of(name: str) -> Alias | None:
    """What an environment name means; None where it is none of ours."""
    for family in _families_once():
        if family.pattern.fullmatch(name) and not _excluded(family.tech, name):
            return Alias(family.tech, family.property, family.needs_evidence)
    return None


def _excluded(tech: Tech, name: str) -> bool:
    if tech is Tech.POSTGRES:
        return _NOT_POSTGRES.search(name) is not None
    if tech is Tech.REDIS:
        return _NOT_CACHE.search(name) is not None
    return tech is Tech.SMTP and _NOT_MAIL.search(name) is not None


def meaning(read: EnvRead) -> Alias | None:
    """What a name means, also by the URL that the code falls back to (which tells more than the name)."""
    by_default = tech_of_url(read.default) if "://" in read.default else None
    named = alias_of(read.name)
    if by_default not in {Tech.REDIS, Tech.POSTGRES, Tech.SMTP} or by_default is None:
        return named
    return named if named is not None and named.tech is by_default else Alias(by_default, Property.URL)


SWITCHES = re.compile(
    r"(?:\w+_)?(?:EMAIL|SMTP|MAIL)_(?:USE_)?(?:TLS|SSL|SECURE|STARTTLS|SSL_TLS|START_TLS|USE_CREDENTIALS_OFF)"
)
"""Switches for encrypted mail: the local catcher speaks plainly."""
SENDERS = re.compile(
    r"(?:\w+_)?(?:EMAIL|SMTP|MAIL|EMAILS|MAILER)_(?:FROM|SENDER|FROM_EMAIL|FROM_ADDRESS|FROM_NAME)|(?:DEFAULT_)?FROM_EMAIL|SENDER_EMAIL"
)
ENGINES = re.compile(r"(?:\w+_)?(?:DB|SQL|DATABASE|POSTGRES)_(?:ENGINE|DIALECT|TYPE|CONNECTION_TYPE|CLIENT)|SQL_ENGINE")
"""Names by which a program asks which database engine it has."""
