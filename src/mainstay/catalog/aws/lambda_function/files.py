"""The files that a function sees: one folder of one file system, below /mnt.

AWS Lambda Developer Guide, "Configuring file system access for Lambda functions" (2025).
"""

from collections.abc import Iterator
from pathlib import PurePosixPath

from mainstay.catalog.aws.efs import point_of
from mainstay.catalog.aws.efs.kept import files_of, unmountable
from mainstay.catalog.aws.lambda_function.blocks import FileSystemConfig
from mainstay.catalog.aws.programs import kept_at, mount_path, mounted, workload
from mainstay.model.cloud import Site
from mainstay.model.intent import Workload
from mainstay.model.told import Ref


def config(site: Site) -> FileSystemConfig | None:
    """The file system that it uses, or its own; None where there is neither."""
    used, own = mounted(site), workload(site).persist
    if not used and not own:
        return None
    name = used[0] if used else files_of(site.name)
    path = mount_path(name) if used else _below_mnt(own[0])
    return FileSystemConfig(arn=Ref(resource=point_of(name), attribute="arn"), local_mount_path=path)


def limits(component: Workload, *, pinned: bool) -> Iterator[tuple[bool, str]]:
    """Whether its files are in the way, and why. `pinned`: somebody asked for a function, and so for its paths."""
    paths = component.persist
    yield bool(unmountable(component)), unmountable(component)
    yield len(paths) > 1, f"it keeps {len(paths)} folders ({', '.join(paths)}), and a function mounts one"
    linked = f"{kept_at(paths[0])} to {_below_mnt(paths[0])}" if paths else ""
    elsewhere = f"it keeps files, and a function has them below /mnt only: pin it where its image links {linked}"
    yield bool(paths) and not pinned, elsewhere


def _below_mnt(path: str) -> str:
    return f"/mnt/{PurePosixPath(path).name}"
