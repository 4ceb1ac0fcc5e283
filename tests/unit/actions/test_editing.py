from pathlib import Path

from mainstay.actions.context import open_context
from mainstay.actions.editing import state
from mainstay.compile.swap import swap
from mainstay.detect import detect

FILE = """\
# Ours.
application: shop
target: aws
region: eu-central-1
services:
  web: {public: true, set: {memory_size: 512}, uses: {db: {DATABASE_URL: url}}}  # the front
databases:
  db:
    engine: postgres   # since 2019
    size_gib: 50
"""
CHOSEN = {"web": "aws.lambda", "db": "aws.rds_postgres"}


def changed(tmp_path: Path, old: str, new: str) -> str:
    (tmp_path / "mainstay.yaml").write_text(FILE)
    done = state(open_context(tmp_path), swap(detect(tmp_path), CHOSEN, old, new))
    assert done
    return (tmp_path / "mainstay.yaml").read_text()


def test_a_pin_is_stated_and_everything_else_stays(tmp_path: Path):
    text = changed(tmp_path, "lambda", "fargate")
    assert "# Ours." in text
    assert "# the front" in text
    assert "memory_size" not in text
    assert detect(tmp_path).component("web").kind == "aws.fargate"


def test_for_data_the_new_store_is_stated_beside_the_old(tmp_path: Path):
    changed(tmp_path, "postgres", "mysql")
    found = detect(tmp_path)
    assert found.component("db").engine == "postgres"
    assert found.component("db-mysql").engine == "mysql"
    assert found.component("db-mysql").needs.size_gib == 50
    assert [use.target for use in found.component("web").uses] == ["db"]
