import pytest

from mainstay.actions.context import open_context
from mainstay.actions.history import release_views, releases_table
from mainstay.actions.workspace import open_workspace
from mainstay.model.intent import Intent
from mainstay.model.release import Release, RollbackProof
from mainstay.model.value import to_builtins
from mainstay.prove.rollback import remember


@pytest.fixture
def workspace(tmp_path):
    with open_workspace(open_context(tmp_path), create=True) as opened:
        yield opened


def record(workspace, number, source):
    intent = Intent(application="shop")
    release = Release(number=number, digest=f"d{number}", source=source, built=number, intent=intent)
    workspace.ledger.append("attempt", str(number), {"state": "done", "note": "up"})
    workspace.ledger.append("release", str(number), to_builtins(release))


def test_what_is_known_of_going_back_stands_beside_each_release(workspace):
    for number, source in enumerate(("aaa", "bbb", "ccc", "ddd", "ddd"), start=1):
        record(workspace, number, source)
    workspace.ledger.append("attempt", "6", {"state": "failed", "note": "not healthy"})
    remember(workspace.ledger, RollbackProof(old="ccc", new="ddd", safe=True))
    remember(workspace.ledger, RollbackProof(old="bbb", new="ddd", safe=False))

    told = {row["release"]: row["going_back"] for row in releases_table(workspace, 20).objects()}
    assert told == {6: None, 5: None, 4: "safe", 3: "safe", 2: "unsafe", 1: "not proven"}


def test_a_proof_of_other_code_is_none(workspace):
    record(workspace, 1, "aaa")
    record(workspace, 2, "bbb")
    remember(workspace.ledger, RollbackProof(old="aaa", new="ccc", safe=True))

    assert [view.going_back and view.going_back.value for view in release_views(workspace)] == [None, "not proven"]
