"""`terraform fmt` has nothing to say about what is written."""

import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mainstay.model.told import Base64, Joined, Json, Ref, Variable
from mainstay.render import render_terraform
from mainstay.render.terraform.hcl import Block, Call, Expression, document
from unit.render.terraform.samples import Launch, MadeUpFunction, MadeUpQueue, Options, graph, resource, system

TERRAFORM = shutil.which("terraform")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.real,
    pytest.mark.skipif(TERRAFORM is None, reason="there is no terraform on this machine"),
]


def complaints(folder: Path) -> str:
    """What `terraform fmt` would change in `folder`, and what it cannot read."""
    command = [str(TERRAFORM), "fmt", "-check", "-diff", "-recursive", "-no-color"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    return "" if done.returncode == 0 else done.stdout + done.stderr


def write(folder: Path, files: dict[str, str]) -> Path:
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)
    return folder


def test_systems_and_environments(tmp_path: Path) -> None:
    first = Ref(resource="q", attribute="arn")
    odd = graph(
        resource("q", MadeUpQueue(name='a"${x}%{y}\n', tags={"a:b": "c", "d": "", "Name": "q"})),
        resource(
            "r",
            MadeUpQueue(redrive_policy=Json(content={"a": {}, "b": ({"c": first, "long-key": (1, 2.5)},), "d": ()})),
        ),
        resource("script", Launch(user_data=Base64(parts=("#!/bin/sh\n\n  echo ", first, "\n")))),
        resource(
            "f",
            MadeUpFunction(
                function_name="f",
                role=first,
                image_uri=Joined(parts=("x" * 120, Variable(name="release", description="The tag."))),
                tracing_config=(Options(), Options()),
                vpc_config={"subnet_ids": tuple(Ref(resource="q") for _ in range(20)), "security_group_ids": ()},
            ),
        ),
    )
    write(tmp_path / "one", render_terraform((system(),)))
    write(tmp_path / "shared", render_terraform((system("staging", message_retention_seconds=60), system())))
    write(tmp_path / "apart", render_terraform((graph(environment="staging"), system())))
    write(tmp_path / "odd", render_terraform((odd,)))
    assert complaints(tmp_path) == ""


NAMES = st.from_regex(r"[a-z][a-z_-]{0,10}", fullmatch=True)
KEYS = st.text(st.characters(codec="latin-1"), max_size=5)
SCALARS = st.one_of(st.text(max_size=20), st.integers(), st.booleans(), st.none())
VALUES: st.SearchStrategy[Expression] = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4).map(tuple),
        st.dictionaries(st.one_of(NAMES, KEYS), inner, max_size=4),
        st.dictionaries(NAMES, inner, max_size=3).map(lambda value: Call("jsonencode", value)),
    ),
    max_leaves=12,
)
BLOCKS = st.recursive(
    st.builds(Block, kind=NAMES, attributes=st.dictionaries(NAMES, VALUES, max_size=4)),
    lambda inner: st.builds(
        Block,
        kind=NAMES,
        labels=st.lists(NAMES, max_size=2).map(tuple),
        attributes=st.dictionaries(NAMES, VALUES, max_size=4),
        blocks=st.lists(inner, max_size=3).map(tuple),
    ),
    max_leaves=4,
)


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(blocks=st.lists(BLOCKS, min_size=1, max_size=3))
def test_anything(tmp_path: Path, blocks: list[Block]) -> None:
    assert complaints(write(tmp_path, {"main.tf": document(blocks)})) == ""
