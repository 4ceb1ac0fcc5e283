"""What `mainstay prove upgrade` tells, writes and remembers."""

from collections.abc import Sequence
from pathlib import Path

from mainstay.actions.context import Context
from mainstay.actions.prove import failure_lines
from mainstay.actions.results import Report
from mainstay.actions.workspace import open_workspace, project_paths
from mainstay.model.release import RollbackProof
from mainstay.prove.failure import save
from mainstay.prove.rollback import remember
from mainstay.prove.rollout import MOVE
from mainstay.prove.upgrade import Safety, UpgradeVerdict, WalkVerdict


def upgrade_report(context: Context, verdicts: Sequence[UpgradeVerdict], folder: Path, *, skipped: int) -> Report:
    """The verdicts as tables, the first failing path of each test in full; files are written into `folder`.

    In a project that mainstay runs, the ledger keeps whether the release may be rolled back. `skipped` tests run
    nothing that could be moved.
    """
    lines: list[str] = []
    tests: list[dict[str, object]] = []
    for verdict in verdicts:
        files = _saved(verdict, folder)
        lines += _table(verdict, files)
        lines += _first_failure(verdict, folder)
        tests.append({"target": verdict.target, "paths": [_data(walk, files) for walk in verdict.walks]})
    proof = _proof(verdicts)
    if project_paths(context).ledger.exists():
        with open_workspace(context) as workspace:
            remember(workspace.ledger, proof)
    rollout = verdicts[0].rollout
    return Report(
        data={"from": rollout.old.name, "to": rollout.new.name, "rollback_safe": proof.safe, "tests": tests},
        lines=(*lines, _closing(verdicts, proof)),
        notes=(f"{skipped} tests start no program on a host, and were left out",) if skipped else (),
        ok=all(verdict.safe for verdict in verdicts),
    )


def _proof(verdicts: Sequence[UpgradeVerdict]) -> RollbackProof:
    """What is remembered: it holds for exactly this code."""
    rollout = verdicts[0].rollout
    walks = [walk for verdict in verdicts for walk in verdict.walks]
    return RollbackProof(
        old=rollout.old.digest,
        new=rollout.new.digest,
        safe=all(verdict.rollback_safe for verdict in verdicts),
        tests=tuple(verdict.target.rpartition("/")[2] for verdict in verdicts),
        simulations=sum(walk.runs for walk in walks),
        unsafe=tuple(sorted({walk.walk.name for walk in walks if walk.safety is Safety.UNSAFE})),
    )


def _saved(verdict: UpgradeVerdict, folder: Path) -> dict[str, Path]:
    """The files of what breaks, by path."""
    return {
        walk.walk.name: save(walk.verdict.failure, folder)
        for walk in verdict.walks
        if walk.verdict is not None and walk.verdict.failure is not None
    }


def _table(verdict: UpgradeVerdict, files: dict[str, Path]) -> list[str]:
    rollout = verdict.rollout
    rows = [(walk.walk.name, walk.walk.tells, _verdict(walk)) for walk in verdict.walks]
    rows.insert(0, ("path", "hosts, one by one", "verdict"))
    names, moves = (max(len(row[at]) for row in rows) for at in (0, 1))
    lines = [f"{verdict.target}: A is {rollout.old.name}, B is {rollout.new.name}", ""]
    for row, (name, moved, told) in enumerate(rows):
        lines.append(f"  {name:<{names}}  {moved:<{moves}}  {told}")
        if row and name in files:
            lines.append(f"  {'':<{names}}  {'':<{moves}}  mainstay prove --replay {files[name]}")
    return [*lines, ""]


def _verdict(walk: WalkVerdict) -> str:
    if walk.safety is Safety.SAFE:
        whole = "" if walk.walked == walk.runs else f", {walk.walked} of them to the end of the path"
        return f"safe in {walk.runs} simulations{whole}"
    return f"{walk.safety.value}: {walk.why.partition(chr(10))[0]}"


def _first_failure(verdict: UpgradeVerdict, folder: Path) -> list[str]:
    """What happened on the first path that breaks; it was shrunk."""
    for walk in verdict.walks:
        if walk.safety is Safety.UNSAFE and walk.verdict is not None and walk.verdict.shrinking:
            why = [f"  {line}" for line in walk.verdict.why_not.split("\n")]
            return [f"  {walk.walk.name}:", "", *why, "", *_moves(walk), *failure_lines(walk.verdict, folder), ""]
    return []


def _moves(walk: WalkVerdict) -> list[str]:
    """When which host was moved."""
    assert walk.verdict is not None  # noqa: S101 - the caller has looked
    assert walk.verdict.failure is not None  # noqa: S101 - it was shrunk
    moved = [moment for moment in walk.verdict.failure.outcome.timeline if moment.what == MOVE]
    return ["  hosts are moved:", *(f"    {each.at_ns / 1e9:.6f} s  {each.host}: {each.text}" for each in moved)]


def _closing(verdicts: Sequence[UpgradeVerdict], proof: RollbackProof) -> str:
    rollout = verdicts[0].rollout
    old, new = rollout.old.name, rollout.new.name
    if proof.safe:
        return f"{new} is rollback-safe from {old}: hosts may go back at any moment of the upgrade"
    walks = [walk for verdict in verdicts for walk in verdict.walks]
    alone = [walk for walk in walks if walk.walk.baseline and walk.safety is Safety.UNSAFE]
    if alone:
        names = " and ".join(dict.fromkeys(rollout.code(walk.walk.start).name for walk in alone))
        return f"{new} is not rollback-safe from {old}: with {names} alone the test breaks already"
    unclear = sorted({walk.walk.name for walk in walks if walk.safety is Safety.UNCLEAR})
    told = [f"unsafe: {', '.join(proof.unsafe)}"] if proof.unsafe else []
    told += [f"unclear: {', '.join(unclear)}"] if unclear else []
    if "up" in (*proof.unsafe, *unclear):
        return f"{new} must not run beside {old} ({'; '.join(told)})"
    return f"{new} is not rollback-safe from {old} ({'; '.join(told)}); the way up is safe"


def _data(walk: WalkVerdict, files: dict[str, Path]) -> dict[str, object]:
    return {
        "path": walk.walk.name,
        "verdict": walk.safety.value,
        "why": walk.why,
        "simulations": walk.runs,
        "walked": walk.walked,
        "file": str(files.get(walk.walk.name, "")),
    }
