import pytest

from mainstay.model.intent import Intent
from mainstay.model.release import Release, RollbackProof
from mainstay.prove.rollback import remember, rollback_proof, rollback_safe
from mainstay.store import open_ledger


@pytest.fixture
def ledger():
    opened = open_ledger(None, "project", lambda: 0.0)
    yield opened
    opened.close()


def release(number, source):
    return Release(number=number, digest=f"d{number}", source=source, built=number, intent=Intent(application="shop"))


OLD, NEW = release(1, "aaa"), release(2, "bbb")


def test_what_nobody_has_proved_is_not_safe(ledger):
    assert rollback_proof(ledger, serving=NEW, back_to=OLD) is None
    assert not rollback_safe(ledger, serving=NEW, back_to=OLD)


@pytest.mark.parametrize("safe", [True, False])
def test_a_proof_is_remembered(ledger, safe):
    proof = RollbackProof(old="aaa", new="bbb", safe=safe, tests=("test_store",), simulations=300, unsafe=())
    remember(ledger, proof)

    assert rollback_proof(ledger, serving=NEW, back_to=OLD) == proof
    assert rollback_safe(ledger, serving=NEW, back_to=OLD) is safe


def test_a_proof_holds_for_that_code_and_that_direction_only(ledger):
    remember(ledger, RollbackProof(old="aaa", new="bbb", safe=True))

    assert not rollback_safe(ledger, serving=OLD, back_to=NEW)
    assert not rollback_safe(ledger, serving=release(2, "bbc"), back_to=OLD)
    assert not rollback_safe(ledger, serving=NEW, back_to=release(1, "aab"))
    assert rollback_safe(ledger, serving=release(7, "bbb"), back_to=release(5, "aaa"))


def test_the_newest_proof_counts(ledger):
    for safe in (True, False):
        remember(ledger, RollbackProof(old="aaa", new="bbb", safe=safe))

    assert not rollback_safe(ledger, serving=NEW, back_to=OLD)


def test_the_same_code_with_other_configuration_needs_no_proof(ledger):
    assert rollback_safe(ledger, serving=release(4, "aaa"), back_to=OLD)
