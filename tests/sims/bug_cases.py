"""Known bugs of real projects: which harness finds which, on which release, and where it must be silent."""

from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).parent


class Case(NamedTuple):
    """One bug. `harness` is `file::function` in `bugs/`; `faulty` and `fixed` are folders of releases in the corpus.

    `fixed` is empty where no release is without the bug. `control` is a function of the same harness that must hold on
    the faulty release. `tried` is how many seeds are tried there, and `silent` how many where nothing may be found.
    """

    harness: str
    faulty: str
    fixed: str
    what: str
    control: str = ""
    tried: int = 200
    silent: int = 20

    @property
    def shown(self) -> str:
        """The harness, as tables show it: `file.py`, or `file.py::test_…` where it has several."""
        return self.harness.removesuffix("::test")

    @property
    def name(self) -> str:
        """What the case is called in tests and tables."""
        return f"{self.harness.replace('.py::test', '')} {self.faulty}"

    @property
    def target(self) -> str:
        """The simulation that finds it."""
        return f"{HERE}/bugs/{self.harness}"

    @property
    def quiet(self) -> tuple[str, str] | None:
        """The simulation, and the release, that must hold; None where there is none."""
        if self.control:
            return f"{HERE}/bugs/{self.control}", self.faulty
        return (self.target, self.fixed) if self.fixed else None


CASES = (
    Case("redis_replies.py::test", "redis-4.5.1", "redis-4.5.5", "a cancelled command leaves its reply to the next"),
    Case("redis_replies.py::test", "redis-4.5.3", "redis-4.5.5", "the same, in pipelines"),
    Case("arq_defer.py::test", "arq-0.26.1", "main", "a job that asked to wait is tried at once (#482)"),
    Case("pysyncobj_log.py::test", "pysyncobj-0.3.15", "pysyncobj-0.3.17",
         "term and vote are forgotten at a restart, and committed entries with them (#201, #202)"),
    Case("pysyncobj_power.py::test_starts", "pysyncobj-0.3.15", "", "no node reads a journal that was torn (#84)"),
    Case("pysyncobj_power.py::test_goes_on", "pysyncobj-0.3.15", "",
         "the commit index is kept and what it counts is lost: a node waits for ever (#197)"),
    Case("httpcore_pool.py::test", "main", "", "a request given up at the wrong moment keeps its place (#1093)"),
    Case("raftos_leaders.py::test_even", "raftos-0.2.2", "", "half of an even cluster is a majority",
         control="raftos_leaders.py::test_odd"),
    Case("aiohttp_pool.py::test", "aiohttp-3.10.10", "aiohttp-3.10.11",
         "a slot goes to a request that was given up just then, and others wait for ever (#9670)"),
    Case("aiohttp_upload.py::test", "aiohttp-3.10.2", "aiohttp-3.10.3",
         "a boundary that arrives in two parts is taken for data (#8653)"),
    Case("anyio_locks.py::test", "anyio-3.3.4", "anyio-3.5.0", "who gives up waiting leaves a lock in disorder (#387)"),
    Case("anyio_locks.py::test", "anyio-3.4.0", "anyio-3.5.0", "the same, where asyncio itself cancels (#398)"),
    Case("websockets_threads.py::test", "websockets-11.0.1", "websockets-11.0.2",
         "closing waits for ever where not all was read"),
    Case("rpyc_threads.py::test", "rpyc-5.1.0", "main", "a thread waits for an answer that another one took (#491)"),
)  # fmt: skip
