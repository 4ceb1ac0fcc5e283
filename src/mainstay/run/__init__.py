"""Plan → Events, through an executor: show it, apply it, simulate it.

`apply` carries out steps on `Machinery`, real or simulated, and journals each before and after. Imports
`world.ports`, never a real world or the store: those are handed in.
"""

from mainstay.run.executor import Report as Report
from mainstay.run.executor import apply as apply
from mainstay.run.executor import show as show
from mainstay.run.journal import PlanJournal as PlanJournal
from mainstay.run.ports import Journal as Journal
from mainstay.run.ports import Machinery as Machinery
from mainstay.run.recovery import Recovery as Recovery
from mainstay.run.recovery import recover as recover
