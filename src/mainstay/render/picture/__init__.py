"""Graph → text: the picture of an architecture, for people. Enters a Graph, leaves text; nothing is run or looked up.

SVG and PNG are drawn by Graphviz from `sketch`, by whoever may run programs; `finished` makes its SVG self-contained.
"""

from enum import StrEnum

from mainstay.model.graph import Graph
from mainstay.render.picture.app import app_scene
from mainstay.render.picture.dot import dot
from mainstay.render.picture.drawing import Symbols
from mainstay.render.picture.drawing import finished as finished
from mainstay.render.picture.drawing import symbol_files as symbol_files
from mainstay.render.picture.html import html
from mainstay.render.picture.infra import infra_scene
from mainstay.render.picture.mermaid import mermaid
from mainstay.render.picture.scene import Scene


class View(StrEnum):
    """What is shown: the components of the application, or all resources where they stand."""

    APP = "app"
    INFRA = "infra"


class Form(StrEnum):
    """What a picture is written in."""

    DOT = "dot"
    MERMAID = "mmd"
    HTML = "html"


def picture(graph: Graph, view: View = View.APP, form: Form = Form.DOT, *, drawing: str = "") -> str:
    """The picture of `graph`: equal graphs give equal bytes. `drawing` is a finished SVG for HTML to show."""
    shown = _scene(graph, view)
    match form:
        case Form.DOT:
            return dot(shown)
        case Form.MERMAID:
            return mermaid(shown)
        case Form.HTML:
            return html(shown, drawing)


def sketch(graph: Graph, view: View, symbols: Symbols) -> str:
    """DOT for Graphviz to draw, with the `symbol_files` of that form beside it."""
    return dot(_scene(graph, view), symbols.value)


def _scene(graph: Graph, view: View) -> Scene:
    return app_scene(graph) if view is View.APP else infra_scene(graph)
