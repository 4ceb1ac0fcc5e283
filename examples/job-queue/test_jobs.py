import asyncio
import itertools
import time
from dataclasses import dataclass

import jobs

from mainstay import prove

WORKERS = ("one", "two", "three")
JOBS = {f"job-{number}": number for number in range(6)}
ROUGH = prove.Faults(
    network=prove.NetworkFaults(resets=0.01, slow=0.05, partitions=1.0, partition_s=8.0),
    host=prove.HostFaults(stalls=0.2, kills=2.0, crashes=1.0, pauses=1.0, pause_s=8.0),
)


@dataclass
class Step:
    """What one worker did with a job: between `since` and `at` the queue has agreed to it."""

    what: str
    job: str
    token: int
    since: float
    at: float


def check_leases(steps: list[Step]) -> None:
    """Nobody was given a job that another one had, and who lost it could not finish it."""
    for took in (step for step in steps if step.what == "took"):
        for other in (step for step in steps if step.job == took.job):
            if other.token < took.token and other.what in {"took", "renewed"}:
                prove.always(took.at >= other.since + jobs.LEASE_S, "one lease at a time", took=took, other=other)
            if other.token < took.token and other.what in {"renewed", "finished"}:
                prove.always(
                    other.since < took.at, "what is lost cannot be renewed or finished", took=took, other=other
                )
            if other is not took and other.what == "took":
                prove.always(other.token != took.token, "a token is given once", took=took, other=other)
        done = [step for step in steps if step.what == "finished" and step.job == took.job]
        prove.always(
            all(took.since <= end.at for end in done), "a finished job is not given again", took=took, done=done
        )
        renewals = [
            step.since for step in steps if (step.what, step.job, step.token) == ("renewed", took.job, took.token)
        ]
        ends = [end.at for end in done if end.token == took.token]
        prove.always(not ends or all(at <= ends[0] for at in renewals), "what is finished is not renewed", took=took)
        pauses = [later - earlier for earlier, later in itertools.pairwise(renewals)]
        prove.always(
            all(pause >= jobs.RENEW_S for pause in pauses), "a lease is renewed now and then", took=took, pauses=pauses
        )


async def submit_all(known: list[str]) -> None:
    for job, number in JOBS.items():
        answer = await jobs.ask(do="submit", job=job, number=number)
        prove.always(answer["ok"], "a job is taken on", job=job)
        known.append(job)
        await asyncio.sleep(0.3)


async def results() -> dict[str, int | None]:
    return {job: (await jobs.ask(do="result", job=job))["result"] for job in JOBS}


def start(sim, steps: list[Step]) -> None:
    def tell(what: str, job: str, token: int, since: float) -> None:
        steps.append(Step(what, job, token, since, time.time()))

    sim.host(jobs.QUEUE).start(jobs.serve, may_fail=True)
    for name in WORKERS:
        sim.host(name).start(lambda: jobs.work(tell), name=f"worker {name}")


async def check_results(within_s: float) -> None:
    """All jobs are done in the end, and what came of them does not change any more."""
    wanted = {job: number * number for job, number in JOBS.items()}
    found: dict[str, int | None] = {}
    async with asyncio.timeout(within_s):
        while None in (found := await results()).values():  # noqa: ASYNC110 - the queue tells nobody
            await asyncio.sleep(0.5)
    prove.always_equal(found, wanted, "every job has its result")
    await asyncio.sleep(2 * jobs.LEASE_S)
    prove.always_equal(await results(), wanted, "a result stays")


@prove.simulation(hosts=[jobs.QUEUE, *WORKERS], faults=ROUGH)
async def test_jobs_survive(sim):
    steps: list[Step] = []
    start(sim, steps)
    known: list[str] = []
    await submit_all(known)
    await asyncio.sleep(sim.random.random() * 20)
    with sim.quiet():
        answers = {job: (await jobs.ask(do="result", job=job))["known"] for job in known}
        prove.always(all(answers.values()), "what was submitted is known", answers=answers)
        await check_results(within_s=60)
        check_leases(steps)
        prove.sometimes(any(step.token > 1 for step in steps), "a job is given a second time")
        prove.sometimes(any(step.what == "was late" for step in steps), "a worker is late")


@prove.simulation(hosts=[jobs.QUEUE, *WORKERS], faults=prove.NONE, seeds=3)
async def test_jobs_are_done_once(sim):
    """Where nothing goes wrong, each job is given once, and all are done as fast as three workers can."""
    steps: list[Step] = []
    start(sim, steps)
    await asyncio.sleep(1)
    began = sim.now
    await submit_all([])
    await check_results(within_s=15)
    prove.always_equal(sorted(step.job for step in steps if step.what == "took"), sorted(JOBS), "each is given once")
    prove.always_equal(sorted(step.job for step in steps if step.what == "finished"), sorted(JOBS), "and finished")
    prove.always_at_most(sim.now - began - 2 * jobs.LEASE_S, 9.0, "three workers share the work")
    prove.sometimes(any(step.what == "renewed" for step in steps), "a lease is renewed")
    check_leases(steps)


@prove.simulation(hosts=[jobs.QUEUE], faults=prove.NONE, seeds=2)
async def test_late_workers_count_for_nothing(sim):
    """Without any worker: what is said with a token that is not the newest changes nothing."""
    sim.host(jobs.QUEUE).start(jobs.serve)
    await asyncio.sleep(1)
    prove.always_equal(await jobs.ask(do="result", job="a"), {"result": None, "known": False}, "no job is known yet")
    await jobs.ask(do="submit", job="a", number=1)
    first = await jobs.ask(do="take")
    prove.always_equal(first, {"job": "a", "number": 1, "token": 1}, "a job is given")
    await asyncio.sleep(0.9 * jobs.LEASE_S)
    prove.always_equal(await jobs.ask(do="take"), {"job": None}, "it is given to nobody else meanwhile")
    prove.always((await jobs.ask(do="renew", job="a", token=1))["ok"], "its lease is renewed")
    await asyncio.sleep(0.9 * jobs.LEASE_S)
    prove.always_equal(await jobs.ask(do="take"), {"job": None}, "nor while it is renewed")
    await asyncio.sleep(0.2 * jobs.LEASE_S)
    second = await jobs.ask(do="take")
    prove.always_equal(second["token"], 2, "it is given again when the lease is over")
    for late in ({"do": "renew"}, {"do": "finish", "result": 7}):
        prove.always(not (await jobs.ask(**late, job="a", token=1))["ok"], "who is late is told", late=late)
    prove.always((await jobs.ask(do="renew", job="a", token=2))["ok"], "who is late takes nothing away")
    prove.always_equal(await jobs.ask(do="result", job="a"), {"result": None, "known": True}, "nothing came of it yet")
    prove.always((await jobs.ask(do="finish", job="a", token=2, result=9))["ok"], "who has the lease finishes")
    prove.always((await jobs.ask(do="finish", job="a", token=2, result=9))["ok"], "and may say so twice")
    await jobs.ask(do="finish", job="a", token=1, result=7)
    prove.always_equal((await jobs.ask(do="result", job="a"))["result"], 9, "the result is that of the last worker")
    await asyncio.sleep(2 * jobs.LEASE_S)
    prove.always_equal(await jobs.ask(do="take"), {"job": None}, "what is finished is not given again")
