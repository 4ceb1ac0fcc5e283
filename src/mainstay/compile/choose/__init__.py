"""Pass 2, *choose*: for each component the kind that realises it, and on a cloud target its configuration."""

from mainstay.compile.choose.choice import Choice as Choice
from mainstay.compile.choose.choice import RunnerUp as RunnerUp
from mainstay.compile.choose.claim import Claim as Claim
from mainstay.compile.choose.claim import Sort as Sort
from mainstay.compile.choose.claim import claims as claims
from mainstay.compile.choose.claim import without as without
from mainstay.compile.choose.cloud import choose_cloud as choose_cloud
from mainstay.compile.choose.conflict import Core as Core
from mainstay.compile.choose.explain import Alternative as Alternative
from mainstay.compile.choose.explain import alternatives as alternatives
from mainstay.compile.choose.explain import why_not as why_not
from mainstay.compile.choose.local import Decision as Decision
from mainstay.compile.choose.local import choose_local as choose_local
from mainstay.compile.choose.refusal import Conflict as Conflict
from mainstay.compile.choose.rules import Judge as Judge
from mainstay.compile.choose.rules import Judged as Judged
from mainstay.compile.choose.ways import Change as Change
from mainstay.compile.choose.ways import WayOut as WayOut
from mainstay.compile.choose.ways import relaxed as relaxed
from mainstay.compile.demand import demands as demands
