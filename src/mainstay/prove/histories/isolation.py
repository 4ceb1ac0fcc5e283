"""Transaction isolation: which level a history of transactions keeps, by searching circles of dependencies."""

from collections.abc import Iterable

from mainstay.prove.histories.anomalies import FORBIDDEN, Anomaly, Case, Level
from mainstay.prove.histories.cycles import Cycles
from mainstay.prove.histories.dependencies import Dependencies
from mainstay.prove.histories.history import History
from mainstay.prove.histories.values import Access, Answer, Report, Transaction

_SHOWN = 5


def isolated(history: History | Iterable[Transaction], level: Level) -> Report:
    """Whether the transactions keep `level`; their anomalies as evidence where not.

    Near linear in the length of the history. Every value must be written at most once to its key: raises
    `MainstayError` where not. That it holds means that no anomaly can be inferred; of registers less can be than
    of lists.
    """
    transactions = history.transactions if isinstance(history, History) else tuple(history)
    cases, sure = _cases(transactions)
    wrong = [case for case in cases if case.anomaly in FORBIDDEN[level]]
    answer = Answer.BROKEN if wrong else Answer.HELD if sure else Answer.UNKNOWN
    shown = sorted(wrong, key=_importance)
    return Report(
        claim=str(level),
        answer=answer,
        why=", ".join(dict.fromkeys(case.anomaly.value for case in shown)),
        evidence=tuple(line for case in shown[:_SHOWN] for line in _told(case, transactions)),
        steps=len(transactions),
    )


def anomalies(history: History | Iterable[Transaction]) -> tuple[Case, ...]:
    """Every anomaly that was found, the worst first; empty for a strictly serializable history."""
    transactions = history.transactions if isinstance(history, History) else tuple(history)
    return tuple(sorted(_cases(transactions)[0], key=_importance))


def strongest(history: History | Iterable[Transaction]) -> Level | None:
    """The strongest level that the history keeps; None where it keeps none."""
    found = {case.anomaly for case in anomalies(history)}
    kept = [level for level in Level if not found & FORBIDDEN[level]]
    return kept[-1] if kept else None


def _cases(transactions: tuple[Transaction, ...]) -> tuple[list[Case], bool]:
    dependencies = Dependencies(transactions)
    cycles = Cycles(dependencies)
    direct = [Case(anomaly=kind, why=why, transactions=numbers) for kind, why, numbers in dependencies.found]
    return [*direct, *cycles.cases], cycles.sure


_ORDER = list(Anomaly)


def _importance(case: Case) -> tuple[int, int, tuple[int, ...]]:
    return _ORDER.index(case.anomaly), len(case.transactions), case.transactions


def _told(case: Case, transactions: tuple[Transaction, ...]) -> list[str]:
    head = f"{case.anomaly}: {case.why}"
    return [head, *(f"  T{number} {_steps(transactions[number])}" for number in case.transactions if number >= 0)]


def _steps(transaction: Transaction) -> str:
    words = [
        f"{step.access} {step.key!r} {'→' if step.access is Access.READ else ''}{step.value!r}"
        for step in transaction.steps
    ]
    return f"({transaction.process}, {transaction.status}): {'; '.join(words)}"
