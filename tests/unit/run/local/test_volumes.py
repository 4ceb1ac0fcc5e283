import pytest

from mainstay.model.errors import MainstayError
from mainstay.run.local.volumes import link_persistent


@pytest.fixture
def tree(tmp_path):
    (tmp_path / "tree").mkdir()
    return tmp_path / "tree"


def test_what_the_first_release_brings_is_the_first_content(tree, tmp_path):
    (tree / "app.db").write_text("one")
    link_persistent(tree, tmp_path / "kept", ("app.db",))
    second = tmp_path / "second"
    second.mkdir()
    (second / "app.db").write_text("fresh from the repository")
    link_persistent(second, tmp_path / "kept", ("app.db",))
    assert (second / "app.db").read_text() == "one"


def test_a_file_that_is_nowhere_yet_can_be_made_through_the_link(tree, tmp_path):
    link_persistent(tree, tmp_path / "kept", ("data/app.sqlite3", "media"))
    (tree / "data" / "app.sqlite3").write_text("x")
    assert (tmp_path / "kept" / "data" / "app.sqlite3").read_text() == "x"
    assert (tree / "media").is_dir()


def test_linking_twice_changes_nothing(tree, tmp_path):
    for _ in range(2):
        link_persistent(tree, tmp_path / "kept", ("media",))
    assert (tree / "media").resolve() == tmp_path / "kept" / "media"


def test_a_path_out_of_the_repository_is_refused(tree, tmp_path):
    with pytest.raises(MainstayError, match="must lie in the repository"):
        link_persistent(tree, tmp_path / "kept", ("../secrets",))
