"""Which folders of file systems a program sees, and how it comes to them."""

from collections.abc import Iterator

import msgspec

from mainstay.compile.verify.view import View, text_at, type_of, values
from mainstay.model.graph import Resource
from mainstay.model.references import references

TASK, FUNCTION, TARGET = "aws_ecs_task_definition", "aws_lambda_function", "aws_efs_mount_target"
_EFS = "efs_volume_configuration"
_ACCESS = f"{_EFS}.authorization_config"


class Mount(msgspec.Struct, frozen=True, kw_only=True):
    """One folder of the file system `files` that a program can write at `path` ("": nowhere).

    `safe`: over TLS, as the role of the program, through an access point of that file system.
    """

    path: str
    files: Resource
    safe: bool


def mounts_of(view: View, resource: Resource) -> Iterator[Mount]:
    """What a task or a function mounts; Lambda itself sees to TLS and the role."""
    if type_of(resource) == FUNCTION:
        path = view.text(resource, "file_system_config.local_mount_path")
        for point in view.at(resource, "file_system_config.arn"):
            yield from (Mount(path=path, files=files, safe=True) for files in view.at(point, "file_system_id"))
        return
    places = {
        text_at(place, "sourceVolume"): text_at(place, "containerPath")
        for place in view.values(resource, "container_definitions.mountPoints")
        if values(place, "readOnly") != (True,)
    }
    for volume in view.values(resource, "volume"):
        yield from _of_volume(view, volume, places.get(text_at(volume, "name"), ""))


def _of_volume(view: View, volume: object, path: str) -> Iterator[Mount]:
    over_tls = text_at(volume, f"{_EFS}.transit_encryption") == "ENABLED"
    by_role = text_at(volume, f"{_ACCESS}.iam") == "ENABLED"
    points = tuple(_referred(view, volume, f"{_ACCESS}.access_point_id"))
    entered = {files.name for point in points for files in view.at(point, "file_system_id")}
    for files in _referred(view, volume, f"{_EFS}.file_system_id"):
        yield Mount(path=path, files=files, safe=over_tls and by_role and files.name in entered)


def _referred(view: View, value: object, path: str) -> Iterator[Resource]:
    names = (ref.resource for found in values(value, path) for ref in references(found))
    yield from (view.by_name[name] for name in names if name in view.by_name)
