"""What all programs on AWS share: their image, port, logs and names."""

import posixpath

from mainstay.catalog.aws.cloudwatch import Signal, alarm, log_group
from mainstay.catalog.aws.ecr import repository
from mainstay.model.cloud import RELEASE, CloudKind, Demand, Part, Site
from mainstay.model.intent import Component, Role, Service, Workload
from mainstay.model.requirement import Access
from mainstay.model.told import Joined, Ref, SecretText, Statement, Told

PORT = 8080
"""Where a program listens whose port nobody knows; it is told as PORT."""
POOL = 10
"""Connections that one long-running instance keeps to each database (defaults: HikariCP 10, SQLAlchemy 5 to 15)."""
FILES = "aws.efs"
"""The id of the kind that is mounted instead of called."""
APP = "/app"
"""The folder of a container that the folder of its build becomes: images are expected to have their program there."""
PROGRAM_ROLES = frozenset({Role.SERVICE, Role.JOB, Role.SCHEDULE})


def workload(site: Site) -> Workload:
    """The program that stands at `site`; raises `TypeError` where none does, which is a mistake of ours."""
    if isinstance(site.component, Workload):
        return site.component
    raise TypeError(f"{site.name} is no program")


def is_public(component: Component, demand: Demand) -> bool:
    """Whether the world reaches it."""
    return demand.public or (isinstance(component, Service) and component.public)


def listens(component: Component, demand: Demand) -> bool:
    """Whether somebody calls it."""
    return is_public(component, demand) or (isinstance(component, Service) and component.listens)


def consumes(component: Component) -> bool:
    """Whether it lives on messages that others send."""
    return any(Access.CONSUME in use.access for use in component.uses)


def called_by_programs(site: Site) -> bool:
    """Whether other programs call the one at `site`; what runs in browsers takes the public way."""
    return any(Access.CALL in user.access and bool(user.kind.principal) for user in site.users)


def refuses(user: CloudKind, access: Access) -> str:
    """Why a link from `user` to a program makes no sense: programs and pages in browsers call it, nothing else."""
    if access is not Access.CALL:
        return f"a program is called; nobody can {access.value} it"
    if user.principal or Role.SITE in user.realises:
        return ""
    return f"{user.id} is no program, so it cannot call another one"


def consumed(site: Site) -> tuple[str, ...]:
    """The queues that the program at `site` takes messages from, sorted."""
    taken = (use for use in site.uses if use.role is Role.QUEUE and Access.CONSUME in use.access)
    return tuple(sorted(use.name for use in taken))


def mounted(site: Site) -> tuple[str, ...]:
    """The file systems that the program at `site` mounts, sorted; each is found below `mount_path`."""
    return tuple(sorted(use.name for use in site.uses if use.kind.id == FILES))


def mount_path(name: str) -> str:
    """Where a program finds the file system `name`."""
    return f"/mnt/{name}"


def kept_at(path: str) -> str:
    """Where a program in a container finds a path that outlives releases (`persist`)."""
    return posixpath.join(APP, path)


def port_of(component: Component) -> int:
    """The port that it listens on."""
    return (component.port or PORT) if isinstance(component, Service) else PORT


def health_path(component: Component) -> str:
    """The path that says whether it is well."""
    return component.health_path if isinstance(component, Service) else "/"


def memory_needed(component: Component, demand: Demand) -> int:
    """What one instance needs, in MiB."""
    stated = component.memory_mib if isinstance(component, Workload) else None
    return stated or demand.memory_mib


def images_of(name: str) -> str:
    """The resource name of the registry for the images of `name`."""
    return f"{name}.images"


def logs_of(name: str) -> str:
    """The resource name of the log group of `name`."""
    return f"{name}.logs"


def is_ours(component: Component) -> bool:
    """Whether its image is made of the application's own code, not somebody else's that is only run."""
    return isinstance(component, Workload) and (bool(component.build) or not component.image)


def image(site: Site) -> Told:
    """The image of the release, or the one that was stated."""
    program = workload(site)
    if not is_ours(program):
        return program.image
    return Joined(parts=(Ref(resource=images_of(site.name), attribute="repository_url"), ":", RELEASE))


def registry(site: Site) -> tuple[Part, ...]:
    """The registry for its image; nothing where it runs somebody else's."""
    if not is_ours(workload(site)):
        return ()
    return repository(images_of(site.name), site.label, site.name)


def logs(site: Site, family: str) -> Part:
    """Its log group below `/aws/<family>/`."""
    return log_group(logs_of(site.name), f"/aws/{family}/{site.label}", f"keeps what {site.name} writes")


def watch(site: Site, what: str, says: str, signal: Signal) -> Part:
    """An alarm of the program: `<name>.alarm-<what>`."""
    return alarm(f"{site.name}.alarm-{what}", f"{site.label}-{what}", says, signal)


def writes_logs(name: str) -> Statement:
    """The permission to write to its own log group."""
    lines = Ref(resource=logs_of(name), attribute="arn", suffix=":*")
    return Statement(sid="WriteLogs", actions=("logs:CreateLogStream", "logs:PutLogEvents"), resources=(lines,))


def pulls_images(name: str) -> tuple[Statement, ...]:
    """The permission to pull its image. The token has no resource (Service Authorization Reference, Amazon ECR)."""
    layers = ("ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer")
    return (
        Statement(sid="EnterRegistry", actions=("ecr:GetAuthorizationToken",), resources=("*",)),
        Statement(sid="PullImage", actions=layers, resources=(Ref(resource=images_of(name), attribute="arn"),)),
    )


def reads_secrets(secrets: dict[str, SecretText]) -> tuple[Statement, ...]:
    """The permission for whoever starts it to read the secrets that it is told."""
    names = sorted({secret.resource for secret in secrets.values()})
    arns = tuple(Ref(resource=name, attribute="arn") for name in names)
    return (Statement(sid="ReadSecrets", actions=("secretsmanager:GetSecretValue",), resources=arns),) if arns else ()
