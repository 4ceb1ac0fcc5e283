"""File systems: each is mounted where its users stand, and only through the folder that is made for them."""

from collections.abc import Iterator

from mainstay.compile.verify.finding import Finding
from mainstay.compile.verify.links import Link
from mainstay.compile.verify.network import Net
from mainstay.compile.verify.policies import grants, named
from mainstay.compile.verify.view import type_of
from mainstay.model.told import Statement

_FILES, _TARGET, _POINT = "aws_efs_file_system", "aws_efs_mount_target", "aws_efs_access_point"
_BY_POINT = "elasticfilesystem:AccessPointArn"


def file_systems(net: Net, asked: tuple[Link, ...]) -> Iterator[Finding]:
    """Users in a zone without a mount target, and roles that may mount more than the folder of the application."""
    for link in asked:
        main = net.view.by_name.get(link.target)
        if main is not None and type_of(main) == _FILES:
            yield from _mounted(net, link)
    yield from _by_point(net)


def _mounted(net: Net, link: Link) -> Iterator[Finding]:
    """A name of EFS leads to the mount target of the own zone (EFS User Guide, "Mounting on Amazon EC2")."""
    targets = net.view.using(link.target, _TARGET)
    there = {zone for target in targets for zone in _zones(net, (s.name for s in net.view.at(target, "subnet_id")))}
    for stand in net.standing(link.source):
        missing = _zones(net, stand.subnets) - there
        if missing:
            must = f"must find `{link.target}` mounted in each zone that it stands in"
            found = f"there is no mount target in {', '.join(sorted(missing))}"
            yield Finding(resource=stand.resource.name, must=must, found=found, origin=link.origin)


def _zones(net: Net, subnets: Iterator[str] | frozenset[str]) -> set[str]:
    return {net.view.text(net.view.by_name[name], "availability_zone") for name in subnets}


def _by_point(net: Net) -> Iterator[Finding]:
    """With an access point, mounting is allowed through it only: it is the folder, and the user, of the application."""
    pointed = {one.name for point in net.view.of(_POINT) for one in net.view.at(point, "file_system_id")}
    for held in grants(net.view).values():
        for policy, statement in held.statements:
            about = {ref.resource for resource in statement.resources for ref in named(resource)}
            if about & pointed and not _is_through_point(statement):
                must = "must allow mounting through the access point only"
                yield Finding(resource=policy.name, must=must, found="it allows mounting all of the file system")


def _is_through_point(statement: Statement) -> bool:
    return statement.effect != "Allow" or any(key == _BY_POINT for _, key, _ in statement.conditions)
