"""The embedded platform: builder, supervisor, router, and the machinery that steps act on.

Names are imported when they are asked for: the router is a process of its own and must not carry the builder along.
"""

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mainstay.run.local.builder import built_release as built_release
    from mainstay.run.local.builder import source_digest as source_digest
    from mainstay.run.local.client import LocalPlatform as LocalPlatform
    from mainstay.run.local.machinery import local_machinery as local_machinery
    from mainstay.run.local.oneoff import one_off_command as one_off_command
    from mainstay.run.local.paths import ProjectPaths as ProjectPaths
    from mainstay.run.local.router.control import RouterControl as RouterControl
    from mainstay.run.local.supervisor import supervise as supervise

_HOMES = {
    "LocalPlatform": "client",
    "ProjectPaths": "paths",
    "RouterControl": "router.control",
    "built_release": "builder",
    "local_machinery": "machinery",
    "one_off_command": "oneoff",
    "source_digest": "builder",
    "supervise": "supervisor",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)
