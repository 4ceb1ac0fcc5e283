import asyncio
from pathlib import Path

import pytest

from mainstay.actions.context import Context, Quiet
from mainstay.actions.drawing import draw, drawable
from mainstay.model.errors import MainstayError
from mainstay.model.graph import Graph
from mainstay.model.intent import Intent
from mainstay.model.target import Target
from mainstay.render.picture import View
from mainstay.world.ports import Completed
from mainstay.world.real import real_world
from mainstay.world.sim import simulated_world

GRAPH = Graph(intent=Intent(application="shop"), target=Target.LOCAL)


def drawn(target, **scripts):
    asyncio.run(draw(simulated_world(scripts=scripts), GRAPH, View.APP, target))
    return target.read_bytes()


def failing(err):
    return lambda argv: Completed(argv=tuple(argv), exit_code=1, out="", err=err)


@pytest.mark.parametrize(("name", "begins"), [("x.html", b"<!doctype"), ("x.mmd", b"---"), ("x.dot", b"digraph")])
def test_text_needs_no_program(tmp_path, name, begins):
    assert drawn(tmp_path / name).startswith(begins)


def test_without_graphviz_the_way_out_is_told(tmp_path):
    with pytest.raises(MainstayError) as caught:
        drawn(tmp_path / "x.svg")
    assert "apt-get install -y graphviz" in caught.value.hint
    assert "x.html" in caught.value.hint
    assert list(tmp_path.iterdir()) == []


def test_what_graphviz_complains_of_is_told_and_the_old_picture_stays(tmp_path):
    target = tmp_path / "x.svg"
    target.write_bytes(b"old")
    with pytest.raises(MainstayError, match="syntax error in line 3"):
        drawn(target, dot=failing("syntax error in line 3\nmore"))
    assert target.read_bytes() == b"old"
    with pytest.raises(MainstayError, match="it was not after 120 s"):
        drawn(target, dot=lambda _: None)


def test_a_file_that_cannot_be_written_is_told(tmp_path):
    with pytest.raises(MainstayError, match="must be written"):
        drawn(tmp_path / "missing" / "x.mmd")


@pytest.mark.parametrize("name", ["x.bmp", "x"])
def test_unknown_forms_are_refused(tmp_path, name):
    context = Context(project=tmp_path, world=simulated_world(), progress=Quiet())
    with pytest.raises(MainstayError, match=r"must be \.svg, \.png"):
        drawable(context, Path(name))
    assert drawable(context, Path("x.SVG")) == tmp_path / "x.SVG"


@pytest.mark.slow
def test_graphviz_draws_pictures_that_need_no_other_file(tmp_path):
    world = real_world()
    if world.programs.find("dot") is None:
        pytest.skip("Graphviz is not installed")
    for name, begins in (("x.svg", b"<svg"), ("x.png", b"\x89PNG"), ("x.html", b"<!doctype")):
        asyncio.run(draw(world, GRAPH, View.INFRA, tmp_path / name))
        content = (tmp_path / name).read_bytes()
        assert content.startswith(begins)
        assert b"xlink:href" not in content
