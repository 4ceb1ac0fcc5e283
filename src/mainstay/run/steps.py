"""How each step is carried out. Every one of them says *ensure*: carrying it out twice is carrying it out once.

The same code serves the real machine and the simulated one; they differ in the machinery.
"""

from collections.abc import Awaitable

from mainstay.model.errors import ExitCode, MainstayError
from mainstay.model.plan import (
    AnyStep,
    AwaitReady,
    BuildRelease,
    DestinedRoute,
    DiscardRelease,
    DrainInstance,
    EnsurePlatform,
    EnsureSecret,
    RecordRelease,
    RunJob,
    StartInstance,
    StopInstance,
    StopPlatform,
    SwitchRoutes,
)
from mainstay.model.program import SecretRef
from mainstay.model.routing import Route, RouteTable, Upstream
from mainstay.model.status import InstanceStatus
from mainstay.model.value import to_builtins
from mainstay.run.ports import Machinery

Notes = tuple[str, ...]


async def perform(step: AnyStep, machinery: Machinery) -> Notes:  # noqa: C901, PLR0911 - a table
    """Carry out one step; the sentences that it wants read. Raises `MainstayError` where it cannot be done."""
    match step:
        case EnsurePlatform():
            return await _done(machinery.lifecycle.ensure())
        case StopPlatform():
            return await _done(machinery.lifecycle.shut_down())
        case EnsureSecret():
            return _ensure_secret(step, machinery)
        case BuildRelease():
            return await machinery.builder.build(step)
        case DiscardRelease():
            return await _done(machinery.builder.discard(step.release))
        case StartInstance():
            return await _done(machinery.platform.start(step))
        case AwaitReady():
            return (await machinery.platform.await_ready(step.instance)).notes
        case RunJob():
            return await _run_job(step, machinery)
        case SwitchRoutes():
            return await _switch(step, machinery)
        case DrainInstance():
            return await _drain(step, machinery)
        case StopInstance():
            return await _done(machinery.platform.stop(step.instance))
        case RecordRelease():
            machinery.journal.append("release", str(step.release.number), to_builtins(step.release))
            return ()


async def _done(work: Awaitable[None]) -> Notes:
    await work
    return ()


def _ensure_secret(step: EnsureSecret, machinery: Machinery) -> Notes:
    ref = SecretRef(component=step.component, name=step.name)
    if step.refresh or machinery.vault.get(ref) is None:
        machinery.vault.put(ref, machinery.secrets.made(step))
    return ()


async def _run_job(step: RunJob, machinery: Machinery) -> Notes:
    start = StartInstance(instance=step.instance, resource=step.resource, release=step.release, program=step.program)
    # A job left over from an interrupted run may have ended long ago; what counts is a run of this plan.
    await machinery.platform.stop(step.instance)
    try:
        await machinery.platform.start(start)
        return (await machinery.platform.await_ready(step.instance)).notes
    finally:
        await machinery.platform.stop(step.instance)


async def _switch(step: SwitchRoutes, machinery: Machinery) -> Notes:
    statuses = {status.instance: status for status in await machinery.platform.status()}
    routes = tuple(_route(destined, statuses) for destined in step.routes)
    await machinery.platform.switch(RouteTable(routes=routes))
    return ()


def _route(destined: DestinedRoute, statuses: dict[str, InstanceStatus]) -> Route:
    upstreams: list[Upstream] = []
    for instance, weight in destined.instances:
        status = statuses.get(instance)
        if status is None or not status.endpoint:
            raise MainstayError(
                instance,
                "an instance that gets requests must listen",
                "it runs, but listens nowhere" if status else "it does not run",
                hint=f"`mainstay logs {instance}` shows what it wrote",
                exit_code=ExitCode.FAILED,
            )
        host, _, port = status.endpoint.rpartition(":")
        upstreams.append(Upstream(id=instance, host=host, port=int(port), weight=weight))
    return Route(
        service=destined.service,
        host=destined.host,
        port=destined.port,
        known_as=destined.known_as,
        upstreams=tuple(upstreams),
    )


async def _drain(step: DrainInstance, machinery: Machinery) -> Notes:
    if await machinery.platform.drained(step.instance, step.within_s):
        return ()
    return (f"{step.instance} still had requests under way after {step.within_s:.0f} s; they are cut off",)
