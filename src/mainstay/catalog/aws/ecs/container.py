"""The task definition's container, in the words of the API (ContainerDefinition, Amazon ECS API Reference)."""

from mainstay.catalog.aws.programs import image, kept_at, logs_of, mount_path, mounted, port_of, workload
from mainstay.model.cloud import Site
from mainstay.model.intent import Service
from mainstay.model.told import Json, Ref, SecretText, Told

CONTAINER = "program"
"""The name of the one container of a task."""
SCRATCH = "tmp"
"""The name of the volume for temporary files: the rest of the file system is read-only."""
_STOP_S = 60


def definitions(site: Site, plain: dict[str, Told], secret: dict[str, SecretText]) -> Json:
    """The container of the program at `site`; Fargate ends it after the time that a request may take to finish."""
    component = workload(site)
    container: dict[str, object] = {
        "name": CONTAINER,
        "image": image(site),
        "essential": True,
        "readonlyRootFilesystem": True,
        "stopTimeout": _STOP_S,
        "linuxParameters": {"initProcessEnabled": True},
        "mountPoints": _mounts(site),
        "logConfiguration": {
            "logDriver": "awslogs",
            "options": {
                "awslogs-group": Ref(resource=logs_of(site.name), attribute="name"),
                "awslogs-region": site.region,
                "awslogs-stream-prefix": CONTAINER,
            },
        },
        "secrets": tuple({"name": name, "valueFrom": _place(text)} for name, text in sorted(secret.items())),
    }
    if component.command:
        container["entryPoint"] = ("/bin/sh", "-c")
        container["command"] = (component.command,)
    if isinstance(component, Service):
        port = port_of(component)
        container["portMappings"] = ({"name": CONTAINER, "containerPort": port, "protocol": "tcp"},)
        plain = {"PORT": str(port), **plain}
    container["environment"] = tuple({"name": name, "value": value} for name, value in sorted(plain.items()))
    return Json(content=(container,))


def _mounts(site: Site) -> tuple[dict[str, object], ...]:
    used = {name: mount_path(name) for name in mounted(site)}
    kept = {kept_volume(number): kept_at(path) for number, path in enumerate(workload(site).persist)}
    paths = {SCRATCH: "/tmp", **used, **kept}  # noqa: S108 - its name in the task
    return tuple({"sourceVolume": name, "containerPath": path, "readOnly": False} for name, path in paths.items())


def kept_volume(number: int) -> str:
    """The name, in a task, of the volume with the path `number` that outlives releases; no component is called so."""
    return f"kept_{number}"


def _place(text: SecretText) -> Ref:
    """Where ECS reads a secret: its ARN, and a key of its JSON ("Specifying sensitive data", ECS Developer Guide)."""
    suffix = f":{text.key}::" if text.key else ""
    return Ref(resource=text.resource, attribute="arn", suffix=suffix)
