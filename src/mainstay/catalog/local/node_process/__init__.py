"""Node.js programs of the application."""

from mainstay.catalog.local.process import Process
from mainstay.model.intent import Runtime


class NodeProcess(Process, tag="local.node_process", frozen=True, kw_only=True):
    """A Node.js program with the packages of its build."""

    id = "local.node_process"
    about = "A Node.js program with the packages that its lock file names."
    runtime = Runtime.NODE
    # The platforms that developers know set it; frameworks cache templates and hide stack traces by it.
    defaults = {"NODE_ENV": "production"}


KIND = NodeProcess
