"""The steps of a Plan for one machine.

Build, release phase, start beside the old, health-gated, switch, drain, stop. Everything before `RecordRelease` can
be undone; everything after it only clears up.
"""

from collections.abc import Collection

from mainstay.model.graph import Graph, Link
from mainstay.model.intent import Generated, Job, Schedule, Service, Site, Trigger, Workload
from mainstay.model.plan import (
    AnyStep,
    AwaitReady,
    BuildRelease,
    DestinedRoute,
    DiscardRelease,
    DrainInstance,
    EnsurePlatform,
    EnsureSecret,
    Plan,
    RecordRelease,
    RunJob,
    StartInstance,
    Step,
    StopInstance,
    StopPlatform,
    SwitchRoutes,
)
from mainstay.model.program import Text
from mainstay.model.release import Release
from mainstay.model.value import digest
from mainstay.render.local.environment import environment_of, secrets_of
from mainstay.render.local.network import Network
from mainstay.render.local.present import Present
from mainstay.render.local.programs import (
    PAGE_TOKEN,
    Placer,
    backing_instances,
    router_instances,
    status_page_instance,
    workloads,
)
from mainstay.render.local.routes import destined_routes, opened, waves


def release_digest(graph: Graph, present: Present) -> str:
    """What a release is made of: the source, the intent and the configuration."""
    return digest((present.source_digest, graph.intent, present.config))


def render_local(graph: Graph, present: Present) -> Plan:
    """The Plan; without steps where everything is as it should be."""
    draft = _Draft(graph, present)
    draft.platform()
    draft.secrets()
    starting = draft.backing()
    if draft.changed:
        draft.build()  # needs none of them, so they start meanwhile
    draft.await_ready(starting)
    if draft.changed:
        draft.release_phase()
    draft.start(draft.start_called(draft.applications(Service, Site)))
    schedules = draft.applications(Schedule)
    draft.switch()
    if draft.changed:
        draft.record()
    draft.clear_up()
    # Two clocks must not ring for one schedule: the new one starts when the old one has stopped.
    draft.start(schedules)
    draft.status_page()
    return Plan(digest=draft.identity(), reason=present.reason, steps=draft.effective())


def render_down(project: str, instances: dict[str, StartInstance]) -> Plan:
    """The Plan that stops everything, newest first; data stays. `instances` are in the order of their start."""
    steps = [
        Step(action=StopInstance(instance=name, was=start), says=f"stop {name}", inverse=start)
        for name, start in reversed(instances.items())
    ]
    steps.append(Step(action=StopPlatform(), says="stop the supervisor"))
    return Plan(digest=digest(("down", project)), reason="down", steps=tuple(steps))


class _Draft:
    """A Plan in the making: which instances are wanted, and the steps that lead there."""

    def __init__(self, graph: Graph, present: Present) -> None:
        self.graph, self.present = graph, present
        self.network = Network(graph, present.subnet)
        self.placer = Placer(graph, self.network, present)
        live = present.live
        self.digest = release_digest(graph, present)
        self.changed = live is None or live.digest != self.digest or present.rollback is not None
        self.release = present.next_release if live is None or self.changed else live.number
        self.built = self._built()
        self.steps: list[Step] = []
        self.page = status_page_instance(present)
        self.wanted: dict[str, StartInstance] = {self.page.instance: self.page}

    def _built(self) -> int:
        """The release whose files serve: its own, unless neither source nor builds have changed."""
        same = self.present.rollback or self.present.live
        if same is not None and same.source == self.present.source_digest and same.intent.builds == self._builds:
            return same.built
        return self.release

    @property
    def _builds(self) -> tuple[object, ...]:
        return self.graph.intent.builds

    def identity(self) -> str:
        """What the Plan leads to."""
        rollback = self.release if self.present.rollback else 0
        return digest((self.digest, self.present.replicas, self.present.listen, rollback))

    def effective(self) -> tuple[Step, ...]:
        """The steps; none where all of them only say what holds anyway."""
        idle = (EnsurePlatform, SwitchRoutes)
        if self.present.platform_runs and all(isinstance(step.action, idle) for step in self.steps):
            return ()
        return tuple(self.steps)

    def add(self, action: AnyStep, says: str, inverse: AnyStep | None = None) -> None:
        """Append one step."""
        self.steps.append(Step(action=action, says=says, inverse=inverse))

    def platform(self) -> None:
        """The supervisor."""
        inverse = None if self.present.platform_runs else StopPlatform()
        self.add(EnsurePlatform(), "make sure that the supervisor runs", inverse)

    def secrets(self) -> None:
        """Secrets that the vault does not have yet, and those that follow a file when a release is made."""
        page = EnsureSecret(component=PAGE_TOKEN.component, name=PAGE_TOKEN.name, value=Generated())
        for secret in (*secrets_of(self.graph), page):
            known = f"{secret.component}/{secret.name}" in self.present.secrets
            if not known or (secret.refresh and self.changed):
                action = EnsureSecret(
                    component=secret.component,
                    name=secret.name,
                    value=secret.value,
                    source=self.present.source,
                    refresh=secret.refresh,
                )
                self.add(action, f"keep the secret {secret.component}.{secret.name} in the vault")

    def backing(self) -> list[StartInstance]:
        """Start backing services and the router; what must be waited for before anything can use them."""
        wanted = [*backing_instances(self.graph, self.network), *router_instances(self.graph)]
        self.wanted.update({start.instance: start for start in wanted})
        fresh = [start for start in wanted if self.present.instances.get(start.instance) != start]
        for start in fresh:
            self._start(start)
        return fresh if self.present.platform_runs else wanted

    def await_ready(self, starts: list[StartInstance]) -> None:
        """Wait for backing services."""
        for start in starts:
            self.add(AwaitReady(instance=start.instance), f"wait until {start.instance} is ready")

    def status_page(self) -> None:
        """The page that shows the application. Nothing waits for it, and it comes last: it needs a second of CPU."""
        page = self.page
        if self.present.instances.get(page.instance) != page:
            self._start(page)

    def build(self) -> None:
        """The files of the release, where no earlier release has them."""
        if self.built != self.release:
            return
        live, instances = self.present.live, self.present.instances.values()
        serving = {start.program.built.release for start in instances if start.program.built}
        action = BuildRelease(
            release=self.release,
            keep=tuple(sorted(serving | ({live.built} if live else set()))),
            source=self.present.source,
            builds=self.graph.intent.builds,
            environment=self._build_environment(),
            persist=self._persistent(),
        )
        names = ", ".join(build.name for build in self.graph.intent.builds)
        self.add(action, f"build release {self.release} ({names})", DiscardRelease(release=self.release))

    def _build_environment(self) -> dict[str, dict[str, Text]]:
        """Build commands see what the programs of that build will see."""
        seen: dict[str, dict[str, Text]] = {}
        for component in self.graph.intent.components:
            if isinstance(component, Workload):
                told = environment_of(component, self.graph, self.network, self.present.config)
                seen[component.build] = {**seen.get(component.build, {}), **told}
        return seen

    def _persistent(self) -> tuple[str, ...]:
        paths: set[str] = set()
        for component in self.graph.intent.components:
            if isinstance(component, Workload):
                folder = self.graph.intent.build(component.build).directory
                paths.update(path if folder == "." else f"{folder}/{path}" for path in component.persist)
        return tuple(sorted(paths))

    def release_phase(self) -> None:
        """Jobs that must have run before the release goes live."""
        if self.present.rollback is not None:
            return
        for resource in workloads(self.graph, Job):
            component = self.graph.intent.component(resource.component)
            if isinstance(component, Job) and component.trigger is Trigger.RELEASE:
                start = self._placed(resource.name, 1)
                action = RunJob(
                    instance=start.instance, resource=start.resource, release=self.release, program=start.program
                )
                # What it has done stays done; undoing only makes sure that it does not go on.
                inverse = StopInstance(instance=start.instance)
                self.add(action, f"run {resource.name}: {component.command}", inverse)

    def applications(self, *roles: type[Service | Site | Schedule]) -> list[StartInstance]:
        """The instances of these workloads; they are wanted from now on."""
        starts = [
            self._placed(resource.name, number)
            for resource in workloads(self.graph, *roles)
            for number in range(1, self._replicas(resource.name) + 1)
        ]
        self.wanted.update({start.instance: start for start in starts})
        return starts

    def start(self, starts: list[StartInstance]) -> None:
        """Those that do not run yet are started; each is health-gated."""
        fresh = [start for start in starts if self.present.instances.get(start.instance) != start]
        for start in fresh:
            self._start(start)
        for start in fresh if self.present.platform_runs else starts:
            self.add(AwaitReady(instance=start.instance), f"wait until {start.instance} is healthy")

    def start_called(self, starts: list[StartInstance]) -> list[StartInstance]:
        """Services that others call are there before these start, for they may need them; the rest of `starts`.

        What serves already is called in its old release until the switch.
        """
        served = {start.resource for start in self.present.instances.values()}
        called = {resource.name for resource in self.graph.linked("router", Link.FORWARDS_TO)}
        ready: set[str] = set()
        for wave in waves(self.graph, called - served):
            self.start([start for start in starts if start.resource in wave])
            starts = [start for start in starts if start.resource not in wave]
            ready |= wave
            if starts:
                routes = self._routes()
                says = f"let other programs call {', '.join(sorted(wave))}"
                self.add(self._only(routes, ready), says, self._only(routes, ready - wave))
        return starts

    def switch(self) -> None:
        """Requests go to the new instances."""
        routes = self._routes()
        if routes:
            self.add(SwitchRoutes(routes=routes), "send requests to them", self._only(routes, ()))

    def record(self) -> None:
        """The release is live."""
        release = Release(
            number=self.release,
            digest=self.digest,
            source=self.present.source_digest,
            built=self.built,
            intent=self.graph.intent,
            config=self.present.config,
            note=self.present.reason,
        )
        self.add(RecordRelease(release=release), f"record release {self.release} as the one that serves")

    def clear_up(self) -> None:
        """What is not wanted any more finishes its requests and stops."""
        old = [name for name in self.present.instances if name not in self.wanted]
        for name in old:
            self.add(DrainInstance(instance=name), f"let {name} finish its requests")
        for name in reversed(old):
            self.add(StopInstance(instance=name, was=self.present.instances[name]), f"stop {name}")

    def _start(self, start: StartInstance) -> None:
        was = self.present.instances.get(start.instance)
        self.add(start, f"start {start.instance}", was or StopInstance(instance=start.instance))

    def _placed(self, name: str, number: int) -> StartInstance:
        return self.placer.instance(self.graph.resource(name), number, release=self.release, built=self.built)

    def _replicas(self, name: str) -> int:
        component = self.graph.intent.component(name)
        default = component.replicas if isinstance(component, Service) else 1
        return self.present.replicas.get(name, default)

    def _routes(self) -> tuple[DestinedRoute, ...]:
        return destined_routes(self.graph, self.network, self.present.listen, self.wanted)

    def _only(self, routes: tuple[DestinedRoute, ...], services: Collection[str]) -> SwitchRoutes:
        return SwitchRoutes(routes=opened(routes, services, self.present.instances))
