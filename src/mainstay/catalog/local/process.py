"""What all programs of an application have in common, whatever language they are written in."""

from typing import ClassVar, Self

from mainstay.catalog.local.standalone import standalone
from mainstay.model.intent import AnyComponent, Build, Job, Role, Runtime, Schedule, Service
from mainstay.model.kind import Placement, WorkloadKind
from mainstay.model.program import AliveProbe, ExitProbe, HttpProbe, Probe, Program, Restart, TcpProbe, Text, text

GRACE_S = 30.0
"""How long a program may take to finish what it is doing; the platforms that developers know give the same."""


def schedule_argv(cron: str, command: str) -> tuple[Text, ...]:
    """The argument list of a program that runs the shell command `command` at the times `cron` (UTC) names.

    It may stand in any environment, which the command inherits; two runs never overlap.
    """
    return standalone("cron_runner.py", "--cron", cron, "--", "/bin/sh", "-c", command)


class Process(WorkloadKind, frozen=True, kw_only=True):
    """A service, job or schedule of the application; `role` says which, `command` is a shell command.

    `directory` is relative to the repository; where it is "", the program runs in the folder of its build.
    `replicas` is 0 for what runs to its end. `port` is where it is known to listen whatever PORT says. `cron` is set
    for schedules only.
    """

    realises = frozenset({Role.SERVICE, Role.JOB, Role.SCHEDULE})
    runtime: ClassVar[Runtime]
    defaults: ClassVar[dict[str, str]] = {}

    role: Role
    build: str
    command: str
    directory: str = ""
    replicas: int = 1
    memory_mib: int | None = None
    stop_signal: str = "TERM"
    public: bool = False
    listens: bool = False
    port: int | None = None
    health_path: str = "/"
    hosts: tuple[str, ...] = ()
    cron: str = ""

    @classmethod
    def realising(cls, component: AnyComponent, build: Build) -> Self | None:
        """For services, jobs and schedules that a build of this runtime makes."""
        if build.runtime is not cls.runtime or not isinstance(component, Service | Job | Schedule):
            return None
        service = component if isinstance(component, Service) else None
        return cls(
            role=component.role,
            build=build.name,
            command=component.command,
            directory="" if component.directory == "." else component.directory,
            replicas=service.replicas if service else int(component.role is Role.SCHEDULE),
            memory_mib=component.memory_mib,
            stop_signal=component.stop_signal,
            public=bool(service and service.public),
            listens=bool(service and service.listens),
            port=service.port if service else None,
            health_path=service.health_path if service else "/",
            hosts=service.hosts if service else (),
            cron=component.cron if isinstance(component, Schedule) else "",
        )

    def program(self, placement: Placement) -> Program:
        """The command in its built environment, or the clock that runs it."""
        command = (text("/bin/sh"), text("-c"), text(self.command))
        return Program(
            argv=schedule_argv(self.cron, self.command) if self.cron else command,
            environment={name: text(value) for name, value in self.defaults.items()} | placement.environment,
            directory=self.directory,
            address=placement.address,
            port=self.port or placement.port,
            hosts=placement.hosts,
            probe=self._probe(placement),
            restart=Restart.NEVER if self.role is Role.JOB else Restart.ALWAYS,
            stop_signal=self.stop_signal,
            grace_s=GRACE_S,
            memory_mib=self.memory_mib,
            built=placement.built,
        )

    def _probe(self, placement: Placement) -> Probe:
        if self.role is Role.JOB:
            return ExitProbe()
        if self.public:
            return HttpProbe(path=self.health_path, hosts=tuple(dict.fromkeys((*self.hosts, "localhost"))))
        if self.listens:
            return TcpProbe(port=self.port or placement.port, timeout_s=60.0)
        return AliveProbe()
