import threading

import pytest

from mainstay.model.errors import MainstayError
from mainstay.model.program import SecretRef
from mainstay.store import FileVault

REF = SecretRef(component="db", name="password")


def test_values_are_kept_for_the_owner_alone(tmp_path):
    vault = FileVault(tmp_path / "vault.json")
    assert vault.get(REF) is None
    vault.put(REF, "s3cret")
    assert FileVault(tmp_path / "vault.json").get(REF) == "s3cret"
    assert vault.values() == {REF: "s3cret"}
    assert (tmp_path / "vault.json").stat().st_mode & 0o777 == 0o600


def test_two_writers_lose_nothing(tmp_path):
    def write(start):
        for n in range(start, start + 20):
            FileVault(tmp_path / "vault.json").put(SecretRef(component="c", name=str(n)), str(n))

    threads = [threading.Thread(target=write, args=(n,)) for n in (0, 20, 40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(FileVault(tmp_path / "vault.json").values()) == 60


def test_a_damaged_vault_is_told_without_its_content(tmp_path):
    (tmp_path / "vault.json").write_text('{"db/password": "s3cret"')
    with pytest.raises(MainstayError) as caught:
        FileVault(tmp_path / "vault.json").get(REF)
    assert "s3cret" not in str(caught.value)
