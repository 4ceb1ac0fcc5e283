"""Programs that run to their end: once for each release, by the clock, or when somebody asks."""

from typing import Self

import msgspec

from mainstay.catalog.aws.base import overridden
from mainstay.catalog.aws.programs import memory_needed
from mainstay.catalog.kubernetes import eks
from mainstay.catalog.kubernetes.base import Document
from mainstay.catalog.kubernetes.mesh import shared
from mainstay.catalog.kubernetes.program import ProgramKind
from mainstay.catalog.kubernetes.sizing import Size, availability, pod_charges
from mainstay.model.cloud import Demand, Market, Offer, Site
from mainstay.model.intent import AnyComponent, Role, Schedule, Trigger, Workload
from mainstay.model.intent import Job as JobComponent
from mainstay.model.price import HOURS_MONTH, Charge
from mainstay.model.target import Target

NEVER = "0 0 31 2 *"
"""The schedule of what never runs by itself: there is no 31st of February."""
_RUN_S = 60.0
"""How long a run takes where nobody said (assumption)."""
_RUNS_MONTH = 30.0
_START_S = 15.0


class EndingKind(ProgramKind, frozen=True, kw_only=True):
    """A program that runs to its end; `retries` is how often it is started again when it fails."""

    retries: int = 2

    @classmethod
    def offers(cls, component: AnyComponent, demand: Demand, market: Market) -> tuple[Offer, ...]:
        """One: a run is one pod."""
        if not isinstance(component, Workload) or cls.refusal(component, demand):
            return ()
        fitted = cls(
            cluster=eks.cluster() if market.target is Target.AWS else None,
            command=component.command,
            memory_mib=memory_needed(component, demand),
        )
        kind = overridden(fitted, component)
        size = Size(replicas=1, cpu_millis=kind.cpu_millis, memory_mib=kind.memory_mib)
        on_eks = ("aws.eks_cluster",) if kind.cluster is not None else ()
        offer = Offer(
            kind=kind,
            label=size.label,
            charges=tuple(_for_runs(line) for line in pod_charges(size, market)),
            latency_ms=demand.work_ms / min(1.0, size.vcpu),
            availability=availability(market.zones, market.zones),
            connections=1,
            startup_s=_START_S,
            shared=(*on_eks, *shared(kind.mesh)),
            says=(f"{_RUNS_MONTH:g} runs of {_RUN_S:g} s a month, for nobody said more",),
        )
        return (offer,)

    def _job(self) -> Document:
        return {"backoffLimit": self.retries, "template": self.pod(restart="Never")}


def _for_runs(line: Charge) -> Charge:
    share = _RUNS_MONTH * _RUN_S / 3600.0 / HOURS_MONTH
    usd = None if line.usd_month is None else round(line.usd_month * share, 6)
    return msgspec.structs.replace(line, quantity=line.quantity * share, usd_month=usd, by_usage=True)


class Job(EndingKind, tag="k8s.job", frozen=True, kw_only=True):
    """What runs before a release goes live: a migration.

    The template of a Job cannot be changed, so tools that apply manifests must replace it; Argo CD and Flux are told
    by annotations, and `kubectl` finds it gone an hour after its end.
    """

    id = "k8s.job"
    manifest = ("batch/v1", "Job")
    realises = frozenset({Role.JOB})
    about = "Runs a program to its end before a release goes live."

    @classmethod
    def refusal(cls, component: AnyComponent, demand: Demand) -> str:
        """Jobs of a release."""
        del demand
        if isinstance(component, JobComponent) and component.trigger is Trigger.RELEASE:
            return ""
        return "it runs once for each release and at no other time"

    def placed(self, site: Site) -> Self:
        """With what tells tools to run it anew, before everything else."""
        first = {
            "argocd.argoproj.io/hook": "PreSync",
            "argocd.argoproj.io/hook-delete-policy": "BeforeHookCreation",
            "kustomize.toolkit.fluxcd.io/force": "enabled",
        }
        return msgspec.structs.replace(super().placed(site), annotations=first)

    def body(self) -> Document:
        """Gone an hour after its end."""
        return {"spec": {"ttlSecondsAfterFinished": 3600, **self._job()}}


class CronJob(EndingKind, tag="k8s.cronjob", frozen=True, kw_only=True):
    """What the clock starts (`schedule`, UTC), or where it is suspended, a person.

    A person says `kubectl create job --from=cronjob/report report-1`.
    """

    id = "k8s.cronjob"
    manifest = ("batch/v1", "CronJob")
    realises = frozenset({Role.JOB, Role.SCHEDULE})
    about = "Runs a program to its end by the clock, or when somebody asks."

    schedule: str = NEVER
    suspend: bool = True

    @classmethod
    def refusal(cls, component: AnyComponent, demand: Demand) -> str:
        """Schedules, and jobs that somebody starts."""
        del demand
        if isinstance(component, JobComponent) and component.trigger is Trigger.RELEASE:
            return "it does not know when a release is made"
        return (
            "" if isinstance(component, JobComponent | Schedule) else "it runs programs to their end and nothing else"
        )

    def placed(self, site: Site) -> Self:
        """With the schedule of the component."""
        placed = super().placed(site)
        if not isinstance(site.component, Schedule):
            return placed
        return msgspec.structs.replace(placed, schedule=site.component.cron, suspend=False)

    def body(self) -> Document:
        """Never two at a time; a start that was missed for five minutes is left out."""
        spec: Document = {
            "schedule": self.schedule,
            "timeZone": "Etc/UTC",
            "suspend": self.suspend,
            "concurrencyPolicy": "Forbid",
            "startingDeadlineSeconds": 300,
            "successfulJobsHistoryLimit": 3,
            "failedJobsHistoryLimit": 3,
            "jobTemplate": {"spec": self._job()},
        }
        return {"spec": spec}
