import pytest

from mainstay.actions.why import explanation
from mainstay.catalog import Router, Volume
from mainstay.model.errors import MainstayError
from mainstay.model.graph import Graph, Link, Reason, Relation, Resource
from mainstay.model.intent import Intent
from mainstay.model.kind import Target
from mainstay.model.origin import Origin, Source

HERE = Origin(source=Source.FILE, path="app.py", line=4)
UPLOADS = Resource(
    name="uploads",
    kind=Volume(paths=("uploads",)),
    component="web",
    why=(Reason(step="expand", says="what `web` keeps must outlive releases", origin=HERE),),
)
ROUTER = Resource(name="router", kind=Router(), why=(Reason(step="expand", says="people must reach `web`"),))
GRAPH = Graph(
    intent=Intent(application="shop"),
    target=Target.LOCAL,
    resources=(ROUTER, UPLOADS),
    relations=(
        Relation(source="router", link=Link.ROUTES_TO, target="uploads", why=(Reason(step="bind", says="so"),)),
    ),
)


def test_the_chain_of_reasons_and_the_connections_are_told() -> None:
    report = explanation(GRAPH, "uploads")
    assert report.lines == (
        f"uploads: {Volume.id} ({Volume.about})",
        "  expand: what `web` keeps must outlive releases [app.py:4]",
        "  router routes to uploads",
        "    bind: so",
    )
    assert report.data == {
        "parts": [
            {
                "name": "uploads",
                "kind": Volume.id,
                "about": Volume.about,
                "component": "web",
                "why": [
                    {"step": "expand", "says": "what `web` keeps must outlive releases", "origin": "app.py:4"},
                ],
                "relations": [
                    {
                        "source": "router",
                        "link": "routes_to",
                        "target": "uploads",
                        "why": [{"step": "bind", "says": "so", "origin": None}],
                    }
                ],
            }
        ]
    }


def test_a_component_stands_for_the_parts_made_for_it() -> None:
    assert explanation(GRAPH, "web").lines == explanation(GRAPH, "uploads").lines


def test_an_unknown_part_is_told_with_the_nearest() -> None:
    with pytest.raises(MainstayError) as caught:
        explanation(GRAPH, "roter")
    assert caught.value.hint == "did you mean `mainstay why router`?"
    with pytest.raises(MainstayError) as caught:
        explanation(GRAPH, "x")
    assert caught.value.hint == "there are router, uploads"
