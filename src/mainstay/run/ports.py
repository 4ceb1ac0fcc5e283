"""What steps act on: a journal, a vault, a platform and a builder, each real or simulated."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from mainstay.model.event import Event, LogLine
from mainstay.model.plan import BuildRelease, EnsureSecret, StartInstance
from mainstay.model.program import SecretRef
from mainstay.model.routing import RouteTable
from mainstay.model.status import InstanceStatus


class Journal(Protocol):
    """The append-only record. Every call is durable when it returns. Implemented by `store`."""

    def append(self, topic: str, subject: str, body: dict[str, Any]) -> Event:
        """Add one event."""
        ...

    def current(self, topic: str) -> dict[str, dict[str, Any]]:
        """The newest body per subject, without those whose newest body is empty (`{}`: gone)."""
        ...

    def write_lines(self, lines: Sequence[LogLine]) -> None:
        """Add log lines in one transaction. Their ids are given by the journal."""
        ...


class Vault(Protocol):
    """Secret values of one application; the only place that has them in clear. Implemented by `store`."""

    def get(self, ref: SecretRef) -> str | None:
        """One value."""
        ...

    def put(self, ref: SecretRef, value: str) -> None:
        """Keep one value; durable when it returns."""
        ...

    def values(self) -> dict[SecretRef, str]:
        """All values, for masking output."""
        ...


class Platform(Protocol):
    """The machinery that steps act on: the supervisor and router of one project, real or simulated."""

    async def start(self, instance: StartInstance) -> None:
        """Keep an instance running from now on. Idempotent for an equal value; replaces an unequal one."""
        ...

    async def await_ready(self, instance: str) -> InstanceStatus:
        """Wait for the probe. Raises `MainstayError` (exit code 1) with the last lines it wrote where it fails."""
        ...

    async def stop(self, instance: str) -> None:
        """Stop gracefully, then kill; forget it. Nothing happens where it does not run."""
        ...

    async def status(self) -> list[InstanceStatus]:
        """All instances, sorted by name."""
        ...

    async def switch(self, table: RouteTable) -> None:
        """Make the router use this table; returns when every worker uses it."""
        ...

    async def drained(self, instance: str, within_s: float) -> bool:
        """Wait until no request is under way at `instance`; False where the time is over before."""
        ...


class Lifecycle(Protocol):
    """The supervisor as a whole."""

    async def ensure(self) -> None:
        """The supervisor runs and answers; raises `MainstayError` where it does not come up."""
        ...

    async def shut_down(self) -> None:
        """Neither the supervisor nor anything it started runs."""
        ...


class Builder(Protocol):
    """The files of releases."""

    async def build(self, step: BuildRelease) -> tuple[str, ...]:
        """Make the files of a release; nothing happens where they are complete. Sentences the user should read."""
        ...

    async def discard(self, release: int) -> None:
        """Remove the files of a release."""
        ...


class Secrets(Protocol):
    """Where new secrets come from."""

    def made(self, step: EnsureSecret) -> str:
        """The value of a secret: made up, or read from the file that it stands in."""
        ...


@dataclass(frozen=True)
class Machinery:
    """All that steps act on; one is made for each command."""

    journal: Journal
    vault: Vault
    platform: Platform
    lifecycle: Lifecycle
    builder: Builder
    secrets: Secrets
