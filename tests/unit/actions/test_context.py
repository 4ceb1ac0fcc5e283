import os
from dataclasses import replace
from pathlib import Path

import pytest

from mainstay.actions.context import Context, open_context, project_folder
from mainstay.model.errors import MainstayError


@pytest.fixture
def context(tmp_path: Path) -> Context:
    return open_context(tmp_path)


def test_nobody_to_ask_means_no(context: Context) -> None:
    assert not context.agreed("Delete all data?")
    assert replace(context, assume_yes=True).agreed("Delete all data?")
    asked: list[str] = []
    assert replace(context, confirm=lambda question: not asked.append(question)).agreed("Really?")
    assert asked == ["Really?"]


def test_another_folder(context: Context, tmp_path: Path) -> None:
    (tmp_path / "shop").mkdir()
    assert context.at(None) is context
    assert context.at(Path("shop")).project == tmp_path / "shop"
    assert context.at(tmp_path).project == tmp_path


@pytest.mark.parametrize("kind", ["missing", "file", "loop", "name of 300 characters"])
def test_what_is_no_folder_is_refused(tmp_path: Path, kind: str) -> None:
    path = tmp_path / ("x" * 300 if "300" in kind else kind)
    if kind == "file":
        path.touch()
    elif kind == "loop":
        path.symlink_to(path)
    with pytest.raises(MainstayError) as caught:
        project_folder(path)
    assert caught.value.where == str(path)
    assert caught.value.exit_code == 2


def test_a_folder_without_permission_is_refused(tmp_path: Path) -> None:
    tmp_path.chmod(0)
    me = os.geteuid()
    if me == 0:  # root may read everything
        os.seteuid(65534)
    try:
        with pytest.raises(MainstayError, match="permission is denied"):
            project_folder(tmp_path)
    finally:
        os.seteuid(me)
        tmp_path.chmod(0o700)
