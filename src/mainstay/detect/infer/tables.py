"""Which packages mean which technology."""

from mainstay.detect.facts import Tech

DRIVERS: dict[Tech, frozenset[str]] = {
    Tech.POSTGRES: frozenset(
        [
            "psycopg2",
            "psycopg2-binary",
            "psycopg",
            "psycopg-binary",
            "psycopg-c",
            "asyncpg",
            "pg8000",
            "aiopg",
            "psycopg-pool",
            "py-postgresql",
            "pg",
            "postgres",
            "pg-promise",
            "postgresql-client",
            "pg-native",
            "slonik",
            "@neondatabase/serverless",
            "@vercel/postgres",
            "postgrator",
            "node-pg-migrate",
            "pg-boss",
            "connect-pg-simple",
        ]
    ),
    Tech.REDIS: frozenset(
        [
            "redis",
            "valkey",
            "aioredis",
            "hiredis",
            "django-redis",
            "django-redis-cache",
            "channels-redis",
            "rq",
            "django-rq",
            "arq",
            "huey",
            "walrus",
            "redis-om",
            "fastapi-cache2",
            "celery-redbeat",
            "flask-redis",
            "flask-rq2",
            "coredis",
            "aiocache",
            "ioredis",
            "bull",
            "bullmq",
            "bee-queue",
            "connect-redis",
            "rate-limit-redis",
            "@redis/client",
            "iovalkey",
            "kue",
            "handy-redis",
            "@keyv/redis",
            "@fastify/redis",
            "@socket.io/redis-adapter",
            "socket.io-redis",
            "agenda-redis",
            "resque",
            "node-resque",
        ]
    ),
    Tech.SMTP: frozenset(
        [
            "django",
            "flask-mail",
            "flask-mailman",
            "fastapi-mail",
            "aiosmtplib",
            "emails",
            "yagmail",
            "redmail",
            "nodemailer",
            "emailjs",
            "@nestjs-modules/mailer",
        ]
    ),
    Tech.S3: frozenset(
        [
            "boto3",
            "aioboto3",
            "aiobotocore",
            "django-storages",
            "s3fs",
            "minio",
            "smart-open",
            "@aws-sdk/client-s3",
            "@aws-sdk/lib-storage",
            "aws-sdk",
            "multer-s3",
            "s3-client",
        ]
    ),
}
"""Client packages; the standard library counts by its imports."""
DRIVER_EXTRAS = {
    ("celery", "redis"): Tech.REDIS,
    ("kombu", "redis"): Tech.REDIS,
    ("dramatiq", "redis"): Tech.REDIS,
    ("taskiq", "redis"): Tech.REDIS,
    ("flask-limiter", "redis"): Tech.REDIS,
    ("databases", "postgresql"): Tech.POSTGRES,
    ("databases", "asyncpg"): Tech.POSTGRES,
    ("tortoise-orm", "asyncpg"): Tech.POSTGRES,
    ("tortoise-orm", "psycopg"): Tech.POSTGRES,
    ("sqlalchemy", "postgresql"): Tech.POSTGRES,
    ("sqlalchemy", "postgresql-psycopg"): Tech.POSTGRES,
    ("sqlalchemy", "asyncpg"): Tech.POSTGRES,
    ("piccolo", "postgres"): Tech.POSTGRES,
    ("django-storages", "s3"): Tech.S3,
    ("django-storages", "boto3"): Tech.S3,
}
"""Extras that bring a client along."""
IMPORTS: dict[Tech, frozenset[str]] = {
    Tech.POSTGRES: frozenset(
        ["psycopg2", "psycopg", "asyncpg", "pg8000", "aiopg", "psycopg_pool", "pg", "postgres", "pg-promise"]
    ),
    Tech.REDIS: frozenset(
        [
            "redis",
            "valkey",
            "aioredis",
            "django_redis",
            "rq",
            "arq",
            "huey",
            "bullmq",
            "bull",
            "ioredis",
            "channels_redis",
        ]
    ),
    Tech.SMTP: frozenset(
        ["smtplib", "aiosmtplib", "flask_mail", "fastapi_mail", "emails", "nodemailer", "yagmail", "redmail"]
    ),
    Tech.S3: frozenset(["boto3", "aioboto3", "minio", "s3fs", "storages", "@aws-sdk/client-s3", "aws-sdk"]),
}
UNSUPPORTED: dict[Tech, frozenset[str]] = {
    Tech.MONGO: frozenset(
        [
            "pymongo",
            "motor",
            "mongoengine",
            "beanie",
            "odmantic",
            "mongodb",
            "mongoose",
            "monk",
            "mongojs",
            "flask_pymongo",
            "djongo",
        ]
    ),
    Tech.KAFKA: frozenset(["kafka", "confluent_kafka", "aiokafka", "faust", "kafkajs", "node-rdkafka", "kafka-node"]),
    Tech.AMQP: frozenset(
        ["pika", "aio_pika", "aioamqp", "amqplib", "amqp-connection-manager", "amqpstorm", "rabbitmq-client"]
    ),
    Tech.ELASTIC: frozenset(
        [
            "elasticsearch",
            "elasticsearch_dsl",
            "opensearchpy",
            "django_elasticsearch_dsl",
            "@elastic/elasticsearch",
            "@opensearch-project/opensearch",
        ]
    ),
    Tech.MYSQL: frozenset(
        [
            "MySQLdb",
            "pymysql",
            "mysql",
            "aiomysql",
            "asyncmy",
            "mariadb",
            "mysql2",
            "mysqlclient",
            "flask_mysqldb",
            "flaskext.mysql",
        ]
    ),
}
"""Imports that are direct evidence for what mainstay cannot provide."""
LANGUAGES: tuple[tuple[str, str], ...] = (
    ("go.mod", "Go"),
    ("main.go", "Go"),
    ("Gemfile", "Ruby"),
    ("config.ru", "Ruby"),
    ("composer.json", "PHP"),
    ("index.php", "PHP"),
    ("pom.xml", "Java"),
    ("build.gradle", "Java"),
    ("build.gradle.kts", "Kotlin"),
    ("Cargo.toml", "Rust"),
    ("mix.exs", "Elixir"),
    ("deno.json", "Deno"),
    ("deno.jsonc", "Deno"),
    ("pubspec.yaml", "Dart"),
    ("Package.swift", "Swift"),
    ("build.sbt", "Scala"),
    ("project.clj", "Clojure"),
    ("gleam.toml", "Gleam"),
    ("CMakeLists.txt", "C++"),
    ("stack.yaml", "Haskell"),
)
"""Files that tell a language which mainstay cannot build."""
LANGUAGE_COMMANDS = (
    (r"(?:bundle|ruby|rails|rake|puma|rackup|sidekiq)\b", "Ruby"),
    (r"(?:php|artisan|\S*heroku-php-\S+|composer)\b", "PHP"),
    (r"(?:java|mvn|gradle|\./mvnw|\./gradlew)\b", "Java"),
    (r"go\s+run\b", "Go"),
    (r"(?:cargo|rustc)\b", "Rust"),
    (r"(?:mix|elixir|iex)\b", "Elixir"),
    (r"dotnet\b", ".NET"),
    (r"(?:bun|bunx)\b", "JavaScript for Bun"),
    (r"deno\b", "JavaScript for Deno"),
)
"""Commands that tell a language which mainstay cannot build."""
LANGUAGE_SUFFIXES = ((".csproj", ".NET"), (".fsproj", ".NET"), (".sln", ".NET"), (".cabal", "Haskell"))
