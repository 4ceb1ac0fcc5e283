"""What enters and leaves the builder."""

from mainstay.model.intent import Build
from mainstay.model.value import Value


class BuiltEnvironment(Value, frozen=True, kw_only=True):
    """Where programs of one build run, and with what.

    `directory` is absolute. `path` are absolute folders to put first on PATH, in this order. `environment` holds
    what the runtime needs (VIRTUAL_ENV, PYTHONPATH, NODE_ENV, …); settings of the application win over it.
    """

    build: str
    directory: str
    path: tuple[str, ...] = ()
    environment: dict[str, str] = {}


class BuiltRelease(Value, frozen=True, kw_only=True):
    """A release that is ready to start. `tree` is the absolute copy of the source, `notes` are for the user."""

    release: int
    tree: str
    environments: tuple[BuiltEnvironment, ...] = ()
    notes: tuple[str, ...] = ()


class BuildInput(Value, frozen=True, kw_only=True):
    """What to build. `settings` are the resolved environment values that build commands may read.

    They may hold secrets, so they are left out of the representation and are masked in all output.
    """

    release: int
    source: str
    builds: tuple[Build, ...]
    settings: dict[str, str] = {}

    def __repr__(self) -> str:
        names = ", ".join(sorted(self.settings))
        return f"BuildInput(release={self.release}, source={self.source!r}, builds={self.builds!r}, settings=[{names}])"
