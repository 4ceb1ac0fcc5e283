"""The cloud's interfaces on this machine: S3, SQS, SNS and DynamoDB (and SES) by moto, in one process, in memory."""

import re
from enum import StrEnum

from mainstay.catalog.local.standalone import standalone
from mainstay.model.intent import AnyComponent, Bucket, Database, Engine, Property, Queue, Role, Topic
from mainstay.model.kind import Backing, Place
from mainstay.model.program import Program, SecretRef, TcpProbe, Text, text
from mainstay.model.value import Value

REGION = "us-east-1"
ACCOUNT = "123456789012"
"""The account that moto serves when it is asked with credentials it has not issued."""


class Sort(StrEnum):
    """What is made in the emulated cloud. The tables of a DynamoDB are made by the application: it knows the keys."""

    BUCKET = "bucket"
    QUEUE = "queue"
    TOPIC = "topic"
    DYNAMODB = "dynamodb"


class Made(Value, frozen=True, kw_only=True):
    """One thing of the emulated cloud, by the name it has there."""

    sort: Sort
    name: str


class Aws(Backing, tag="local.aws", frozen=True, kw_only=True):
    """The emulated cloud. `made` comes first for the component itself; `also` is what its process serves besides."""

    id = "local.aws"
    realises = frozenset({Role.BUCKET, Role.QUEUE, Role.TOPIC, Role.DATABASE})
    about = "S3, SQS, SNS and DynamoDB emulated by moto. It lives in memory: what is in it is lost when it stops."
    port = 4566
    in_memory = True
    shared = True

    made: Made
    also: tuple[Made, ...] = ()

    @classmethod
    def realising(cls, component: AnyComponent) -> "Aws | None":
        """For buckets, queues, topics, and databases of the engine dynamodb."""
        match component:
            case Bucket(name=name):
                return cls(made=Made(sort=Sort.BUCKET, name=_bucket_name(name)))
            case Queue(name=name, fifo=fifo):
                return cls(made=Made(sort=Sort.QUEUE, name=f"{name}.fifo" if fifo else name))
            case Topic(name=name):
                return cls(made=Made(sort=Sort.TOPIC, name=name))
            case Database(name=name, engine=Engine.DYNAMODB):
                return cls(made=Made(sort=Sort.DYNAMODB, name=name))
            case _:
                return None

    def serving(self, others: tuple[Backing, ...]) -> "Aws":
        """One process makes and serves what all of them need."""
        asked = {made for other in (self, *others) if isinstance(other, Aws) for made in (other.made, *other.also)}
        rest = sorted(asked - {self.made}, key=lambda made: (made.sort, made.name))
        return Aws(made=self.made, also=tuple(rest))

    def secrets(self) -> tuple[str, ...]:
        """Credentials; moto accepts any, but programs insist on having some."""
        return ("access_key", "secret_key")

    def program(self, place: Place) -> Program:
        """The server. It makes what it is told at every start, because it forgets, and listens only then."""
        wanted = [made for made in (self.made, *self.also) if made.sort is not Sort.DYNAMODB]
        options = [f"--{made.sort.value}={made.name}" for made in wanted]
        return Program(
            argv=standalone("aws/server.py", "--address", place.address, "--port", str(self.port), *options),
            address=place.address,
            port=self.port,
            hosts=place.hosts,
            data=place.data,
            probe=TcpProbe(port=self.port, timeout_s=60.0),
        )

    def connection(self, place: Place) -> dict[Property, Text]:
        """Where it is, credentials, and the name by which the application asks for its own."""
        endpoint = f"http://{place.address}:{self.port}"
        told = {
            Property.ENDPOINT: text(endpoint),
            Property.HOST: text(place.address),
            Property.PORT: text(str(self.port)),
            Property.REGION: text(REGION),
            Property.ACCESS_KEY: text(SecretRef(component=place.component, name="access_key")),
            Property.SECRET_KEY: text(SecretRef(component=place.component, name="secret_key")),
            Property.NAME: text(self.made.name),
            Property.URL: text(self._url(endpoint)),
        }
        if self.made.sort is not Sort.DYNAMODB:
            told[Property.ARN] = text(self._arn())
        return told

    def _url(self, endpoint: str) -> str:
        match self.made.sort:
            case Sort.QUEUE:
                return f"{endpoint}/{ACCOUNT}/{self.made.name}"
            case Sort.BUCKET:
                return f"{endpoint}/{self.made.name}"
            case _:
                return endpoint

    def _arn(self) -> str:
        if self.made.sort is Sort.BUCKET:
            return f"arn:aws:s3:::{self.made.name}"
        service = "sqs" if self.made.sort is Sort.QUEUE else "sns"
        return f"arn:aws:{service}:{REGION}:{ACCOUNT}:{self.made.name}"


def _bucket_name(component: str) -> str:
    """A name that S3 takes: 3 to 63 characters of lower case, digits, hyphens (Amazon S3 user guide, naming rules)."""
    name = re.sub(r"[^a-z0-9-]", "-", component.lower()).strip("-")[:63].strip("-")
    return name if len(name) >= len("s3-") else f"{name}-bucket".strip("-")


KIND = Aws
