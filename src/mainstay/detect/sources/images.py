"""Container images by name: which backing service each of them is."""

import re

from mainstay.detect.facts import Tech

_KNOWN: tuple[tuple[str, Tech], ...] = (
    (r"postgres|postgis|timescaledb(?:-ha)?|postgresql|pgvector|alloydbomni|pgvecto-rs", Tech.POSTGRES),
    (r"redis|valkey|redismod|redis-stack(?:-server)?|keydb|dragonfly|redis-cluster|rejson", Tech.REDIS),
    (r"minio|s3mock|s3rver|fake-s3|localstack(?:-pro|-full)?|moto", Tech.S3),
    (r"mailhog|mailpit|maildev|mailcatcher|smtp4dev|inbucket|mailslurper|greenmail|fake-?smtp\S*", Tech.SMTP),
    (r"dynamodb-local", Tech.DYNAMODB),
    (r"elasticmq(?:-native)?|alpine-sqs", Tech.SQS),
    (r"mongo|mongodb|mongodb-community-server|percona-server-mongodb", Tech.MONGO),
    (r"mysql|mariadb|mysql-server|percona", Tech.MYSQL),
    (r"rabbitmq", Tech.AMQP),
    (r"kafka|cp-kafka|redpanda|zookeeper|cp-zookeeper", Tech.KAFKA),
    (r"elasticsearch|opensearch", Tech.ELASTIC),
)
_IMAGES = tuple((re.compile(f"(?:{names})"), tech) for names, tech in _KNOWN)
LANGUAGES = frozenset({"python", "node", "bun", "uv"})
SUPPORTED = frozenset({Tech.POSTGRES, Tech.REDIS, Tech.S3, Tech.SMTP, Tech.DYNAMODB, Tech.SQS})


def base_name(image: str) -> str:
    """`docker.io/bitnami/redis:7.2@sha256:…` → `redis`."""
    return image.partition("@")[0].rpartition("/")[2].partition(":")[0].lower()


def tech_of_image(image: str) -> Tech | None:
    """The backing service that an image is; None for any other image."""
    name = base_name(image)
    return next((tech for pattern, tech in _IMAGES if pattern.fullmatch(name)), None)
