"""Clients of the queue and of the object storage."""

import boto3
from botocore.config import Config

from shop import settings

_CONFIG = Config(connect_timeout=3, read_timeout=15, retries={"max_attempts": 3, "mode": "standard"})


def client(service: str):
    """A boto3 client of `service` ("s3", "sqs"); clients are safe to share between threads."""
    return boto3.client(
        service,
        endpoint_url=settings.AWS_ENDPOINT_URL,
        region_name=settings.AWS_REGION,
        aws_access_key_id=settings.AWS_ACCESS_KEY_ID,
        aws_secret_access_key=settings.AWS_SECRET_ACCESS_KEY,
        config=_CONFIG,
    )
