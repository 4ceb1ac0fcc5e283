"""The real machinery that steps act on, put together from the parts of the embedded platform."""

import asyncio
import sys
from collections.abc import Callable
from pathlib import Path

from mainstay.model.plan import BuildRelease
from mainstay.model.program import SecretRef, Text, resolved
from mainstay.run.local.builder import BuildInput, build_release, discard_release, prune
from mainstay.run.local.client import LocalPlatform
from mainstay.run.local.paths import ProjectPaths
from mainstay.run.local.secrets import LocalSecrets
from mainstay.run.local.volumes import link_persistent
from mainstay.run.ports import Journal, Machinery, Vault
from mainstay.world.ports import World

KEPT_RELEASES = 5
START_TIMEOUT_S = 15.0


class LocalLifecycle:
    """Implements `run.ports.Lifecycle`: `start` starts the supervisor's daemon and returns at once."""

    def __init__(self, platform: LocalPlatform, start: Callable[[], None]) -> None:
        self._platform, self._start = platform, start

    async def ensure(self) -> None:
        """See `Lifecycle`."""
        if not await self._platform.running():
            self._start()
            await self._platform.wait_until_up(START_TIMEOUT_S)

    async def shut_down(self) -> None:
        """See `Lifecycle`."""
        if await self._platform.running():
            await self._platform.shutdown()


class LocalBuilder:
    """Implements `run.ports.Builder`. `report` gets sentences while it works."""

    def __init__(self, paths: ProjectPaths, world: World, vault: Vault, report: Callable[[str], None]) -> None:
        self._paths, self._world, self._vault, self._report = paths, world, vault, report

    async def build(self, step: BuildRelease) -> tuple[str, ...]:
        """See `Builder`."""
        settings = {name: self._clear(value) for told in step.environment.values() for name, value in told.items()}
        wanted = BuildInput(release=step.release, source=step.source, builds=step.builds, settings=settings)
        built = await build_release(wanted, paths=self._paths, world=self._world, report=self._report)
        link_persistent(Path(built.tree), self._paths.persist, step.persist)
        prune(self._paths, KEPT_RELEASES, serving=step.keep)
        return built.notes

    async def discard(self, release: int) -> None:
        """See `Builder`."""
        await asyncio.to_thread(discard_release, self._paths, release)

    def _clear(self, value: Text) -> str:
        return resolved(value, secret=self._secret, tool=str, interpreter=sys.executable)

    def _secret(self, ref: SecretRef) -> str:
        return self._vault.get(ref) or ""


def local_machinery(
    *,
    paths: ProjectPaths,
    world: World,
    journal: Journal,
    vault: Vault,
    start_supervisor: Callable[[], None],
    report: Callable[[str], None],
) -> Machinery:
    """The machinery of one project on this machine."""
    platform = LocalPlatform(paths, world)
    return Machinery(
        journal=journal,
        vault=vault,
        platform=platform,
        lifecycle=LocalLifecycle(platform, start_supervisor),
        builder=LocalBuilder(paths, world, vault, report),
        secrets=LocalSecrets(world.randomness),
    )
