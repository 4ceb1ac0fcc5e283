"""Which releases may be rolled back without thinking: what proofs say, kept in the ledger."""

from collections.abc import Mapping
from typing import Any, Protocol

from mainstay.model.release import Release, RollbackProof
from mainstay.model.value import from_builtins, to_builtins

TOPIC = "rollback-proof"


class Proofs(Protocol):
    """What is needed of the ledger."""

    def append(self, topic: str, subject: str, body: dict[str, Any]) -> object:
        """Add one event."""
        ...

    def current(self, topic: str) -> Mapping[str, dict[str, Any]]:
        """The newest body of each subject."""
        ...


def remember(ledger: Proofs, proof: RollbackProof) -> None:
    """Keep a proof; it replaces an earlier one of the same code."""
    ledger.append(TOPIC, _subject(proof.old, proof.new), to_builtins(proof))


def rollback_proof(ledger: Proofs, *, serving: Release, back_to: Release) -> RollbackProof | None:
    """What is known of going back from the release that serves to an earlier one; None where nothing is.

    Releases of the same code, which differ in configuration only, need no proof.
    """
    if serving.source == back_to.source:
        return RollbackProof(old=back_to.source, new=serving.source, safe=True)
    body = ledger.current(TOPIC).get(_subject(back_to.source, serving.source))
    return from_builtins(body, RollbackProof) if body else None


def rollback_safe(ledger: Proofs, *, serving: Release, back_to: Release) -> bool:
    """Whether going back is proved to be safe: then nobody needs to be asked."""
    proof = rollback_proof(ledger, serving=serving, back_to=back_to)
    return proof is not None and proof.safe


def _subject(old: str, new: str) -> str:
    return f"{new}>{old}"
