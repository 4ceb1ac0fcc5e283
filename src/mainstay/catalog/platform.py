"""What the local platform itself brings: no technology of its own, so no folder of its own."""

from mainstay.model.intent import Build
from mainstay.model.kind import Kind, Target


class Router(Kind, frozen=True, kw_only=True):
    """The embedded HTTP router."""

    id = "local.router"
    target = Target.LOCAL
    realises = frozenset()
    about = "A router: sends requests to healthy instances; its table is swapped without breaking a connection."


class Files(Kind, frozen=True, kw_only=True):
    """The built files and environment of one build."""

    id = "local.build"
    target = Target.LOCAL
    realises = frozenset()
    about = "An isolated environment for each release, cached by the content of its lock files."

    build: Build


class Volume(Kind, frozen=True, kw_only=True):
    """Paths of an application that outlive its releases."""

    id = "local.volume"
    target = Target.LOCAL
    realises = frozenset()
    about = "Files and folders that stay while releases come and go."

    paths: tuple[str, ...]
