"""RabbitMQ in a cluster: queues and topics that speak AMQP 0-9-1."""

from collections.abc import Iterator

from mainstay.catalog.kubernetes.base import called
from mainstay.catalog.kubernetes.pod import SCRATCH, Mount, Pod, Probe, SecretKey
from mainstay.catalog.kubernetes.program import ProgramKind
from mainstay.catalog.kubernetes.store import StoreKind, data_at
from mainstay.model.cloud import CloudKind, Site
from mainstay.model.intent import AnyComponent, Property, Queue, Role, Topic
from mainstay.model.requirement import Access
from mainstay.model.told import SecretText, Told

_USER = "application"
_HOME = "/var/lib/rabbitmq"
_SERVER_USER = 999
"""The user of the server in its image (docker-library/rabbitmq, Debian variant)."""


class RabbitMq(StoreKind, tag="k8s.rabbitmq", frozen=True, kw_only=True):
    """A RabbitMQ server for one queue or topic, which programs declare themselves under the component's name.

    A program that publishes to a topic declares a fanout exchange of that name, one that consumes binds a queue to it.
    Durable queues and persistent messages outlive the pod on its volume; nobody copies them, for they are on their way.
    """

    id = "k8s.rabbitmq"
    manifest = ("apps/v1", "StatefulSet")
    realises = frozenset({Role.QUEUE, Role.TOPIC})
    about = "RabbitMQ as one pod with a volume: a queue or topic that speaks AMQP."
    source = "RabbitMQ documentation, 4.1"
    port = 5672
    user = _SERVER_USER
    operations_vcpu = 5_000.0

    image: str = "docker.io/library/rabbitmq:4.1.4"
    size_gib: int = 8
    backup_days: int = 0

    @classmethod
    def unfit(cls, component: AnyComponent) -> str:
        """Queues and topics; strict order only where a single program consumes, which it cannot know."""
        if not isinstance(component, Queue | Topic):
            return "it is a queue or a topic and nothing else"
        if isinstance(component, Queue) and component.fifo:
            return "it keeps the order of messages only while one program consumes them, and `fifo` asks for more"
        days = component.needs.retention_days
        return f"it makes no copies, and `{component.name}` asks for {days} days of them" if days else ""

    def secret_template(self) -> dict[str, str]:
        """The password, and the URL that holds it."""
        url = f"amqp://{_USER}:{{{{ .password }}}}@{self.name}:{self.port}/"
        return {"password": "{{ .password }}", "url": url}

    def accepts(self, user: CloudKind, access: Access) -> str:
        """Programs in pods publish and consume."""
        if access not in {Access.PUBLISH, Access.CONSUME}:
            return f"messages are published and consumed; nobody can {access.value} them"
        if isinstance(user, ProgramKind):
            return ""
        if Role.QUEUE in user.realises:
            return "a queue is bound to a topic by the program that consumes: let that use the topic"
        return "only programs in pods of the same cluster reach it"

    def connection(self, site: Site) -> dict[Property, Told | SecretText]:
        """By the name of its Service."""
        return {
            Property.URL: SecretText(resource=site.name, key="url"),
            Property.HOST: called(site),
            Property.PORT: str(self.port),
            Property.USER: _USER,
            Property.PASSWORD: SecretText(resource=site.name, key="password"),
            Property.NAME: called(site),
        }

    def pod(self) -> Pod:
        """One node, which nobody else joins: what nodes tell each other stays inside of the pod."""
        return Pod(
            name="rabbitmq",
            component=self.component,
            service_account=self.component,
            image=self.image,
            port=self.port,
            environment={
                "ERL_EPMD_ADDRESS": "127.0.0.1",
                "HOME": _HOME,
                "RABBITMQ_DEFAULT_USER": _USER,
                "RABBITMQ_LOGS": "-",
                "RABBITMQ_NODENAME": "rabbit@localhost",
                "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "-kernel inet_dist_use_interface {127,0,0,1}",
            },
            secrets={"RABBITMQ_DEFAULT_PASS": SecretKey(secret=self.name, key="password")},
            cpu_millis=self.cpu_millis,
            memory_mib=self.memory_mib,
            user=self.user,
            ready=Probe(),
            mounts=tuple(self._mounts()),
            labels=self.labels,
        )

    def _mounts(self) -> Iterator[Mount]:
        """Its start writes settings, and keeps the rest of the file system as it is in the image."""
        yield data_at(_HOME)
        yield SCRATCH
        yield Mount(name="settings", path="/etc/rabbitmq/conf.d")


KIND = RabbitMq
