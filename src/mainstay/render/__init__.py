"""Graph + Present → Plan: the ordered steps that turn what is into what should be.

Pure: what must be known of the machine (free ports, what runs now) comes in as the Present. Nothing is looked up.
"""

from mainstay.model.graph import Graph
from mainstay.model.plan import Plan
from mainstay.render.kubernetes import infrastructure as infrastructure
from mainstay.render.kubernetes import render_kubernetes as render_kubernetes
from mainstay.render.local.network import STATUS_PAGE_PORT as STATUS_PAGE_PORT
from mainstay.render.local.network import status_page_address as status_page_address
from mainstay.render.local.present import Present as Present
from mainstay.render.local.steps import render_down as render_down
from mainstay.render.local.steps import render_local
from mainstay.render.terraform import render_terraform as render_terraform


def render(graph: Graph, present: Present) -> Plan:
    """The Plan for the graph's target; an empty one where nothing needs to change."""
    return render_local(graph, present)
