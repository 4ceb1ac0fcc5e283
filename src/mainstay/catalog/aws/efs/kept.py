"""The files of a program that outlive its releases (`persist`): a file system of its own, which all its copies see."""

from collections.abc import Iterator
from pathlib import PurePosixPath

from mainstay.catalog.aws.backing import SENSITIVE_RETENTION_DAYS, monthly
from mainstay.catalog.aws.capacity import is_development
from mainstay.catalog.aws.efs import PORT, FileSystem
from mainstay.catalog.aws.names import shortened
from mainstay.catalog.aws.programs import mounted, workload
from mainstay.catalog.aws.vpc import EgressRule, IngressRule, SecurityGroup
from mainstay.model.cloud import NETWORK, Market, Part, Site, group_of
from mainstay.model.intent import Workload
from mainstay.model.price import Charge
from mainstay.model.requirement import Access
from mainstay.model.told import Ref, Statement

SIZE_GIB = 5.0
"""What a program keeps where nobody says (`set: kept_gib`). Our assumption."""
DEVELOPMENT_DAYS = 7
_LABEL_LENGTH = 64


def files_of(name: str) -> str:
    """The resource name of the file system of the program `name`."""
    return f"{name}.files"


def charges(component: Workload, gib: float, market: Market) -> tuple[Charge, ...]:
    """What its files cost a month; nothing where it keeps none. Their copies are on the bill of the file system."""
    if not component.persist:
        return ()
    return (monthly(market, "aws.efs/standard/gb-month", gib, f"{gib:g} GiB of files kept", by_usage=True),)


def unmountable(component: Workload) -> str:
    """Why its files cannot be mounted, in one sentence; "" where they can, or where there are none."""
    single = next((path for path in component.persist if PurePosixPath(path).suffix), "")
    return f"`{single}` is one file, and only folders are mounted" if single else ""


def kept(site: Site, gib: float) -> Iterator[Part]:
    """The file system of the program at `site`, behind a fence that only the program gets through.

    Nobody states what class its files are of, so they are kept like personal ones: encrypted, in every zone, copied
    every night, the copies for 35 days (a week where no customer depends on it).
    """
    paths = workload(site).persist
    if not paths:
        return
    own, says = _site(site), f"{', '.join(paths)} of {site.name} must outlive releases"
    days = DEVELOPMENT_DAYS if is_development(site.environment) else SENSITIVE_RETENTION_DAYS
    kind = FileSystem(folders=_folders(paths), kept_gib=gib, retention_days=days)
    yield Part(name=own.name, kind=kind.placed(own), says=says)
    yield from kind.parts(own)
    fence = SecurityGroup(
        name=shortened(own.label, _LABEL_LENGTH),
        description=f"around the files of {site.name}",
        vpc_id=Ref(resource=NETWORK),
    )
    yield Part(name=group_of(own.name), kind=fence, says=f"only {site.name} reaches its files")
    yield from _openings(site.name)


def may_mount(site: Site) -> tuple[Statement, ...]:
    """The permission to read and write its files."""
    paths = workload(site).persist
    own = FileSystem(folders=_folders(paths))
    return own.grants(_site(site), Access.WRITE) if paths else ()


def mount_targets(site: Site) -> tuple[Ref, ...]:
    """What must be there before a program starts: where the file systems that it mounts are reached, in each zone."""
    names = (*mounted(site), *((files_of(site.name),) if workload(site).persist else ()))
    zones = [subnet.rpartition("-")[2] for subnet in site.private_subnets]
    return tuple(Ref(resource=f"{name}.mount-{zone}") for name in names for zone in zones)


def _site(site: Site) -> Site:
    return Site(
        name=files_of(site.name),
        component=None,
        application=site.application,
        environment=site.environment,
        region=site.region,
        private_subnets=site.private_subnets,
        physical=f"{site.physical or site.name}-files",
    )


def _folders(paths: tuple[str, ...]) -> tuple[str, ...]:
    """A folder of its own for each path."""
    return tuple(f"/{number}" for number in range(len(paths)))


def _openings(name: str) -> tuple[Part, Part]:
    files, says = files_of(name), f"{name} mounts its files on port {PORT}"
    out = EgressRule(
        security_group_id=Ref(resource=group_of(name)),
        description=f"to the files of {name}",
        from_port=PORT,
        to_port=PORT,
        referenced_security_group_id=Ref(resource=group_of(files)),
    )
    into = IngressRule(
        security_group_id=Ref(resource=group_of(files)),
        description=f"from {name}",
        from_port=PORT,
        to_port=PORT,
        referenced_security_group_id=Ref(resource=group_of(name)),
    )
    return (
        Part(name=f"{name}.to.files", kind=out, says=says),
        Part(name=f"{files}.from.{name}", kind=into, says=says),
    )
