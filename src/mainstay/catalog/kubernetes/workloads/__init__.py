"""Programs in pods: kept running (Deployment, StatefulSet), run to their end (Job), or by the clock (CronJob)."""

from mainstay.catalog.kubernetes.workloads.ending import CronJob, Job
from mainstay.catalog.kubernetes.workloads.running import Deployment, StatefulSet

KINDS = (CronJob, Deployment, Job, StatefulSet)
