"""mainstay: repository → detect → Intent → compile → Graph → render → Plan → run → Events.

Say what the system must do; mainstay compiles it into infrastructure, runs it, and heals it.

The names below are the whole Python interface. Every verb of the command line is here as a function that takes
a `Context` first; verbs that share their name with a stage's folder have a longer name.

Example:
    context = mainstay.open_context("path/to/clone")
    print(mainstay.detect_repository(context).rows)
"""

TYPE_CHECKING = False  # as in typing, whose import would cost more than all the rest of this module
if TYPE_CHECKING:
    from mainstay.actions.completion import completion as completion
    from mainstay.actions.context import Context as Context
    from mainstay.actions.context import open_context as open_context
    from mainstay.actions.detect import detect as detect_repository
    from mainstay.actions.results import Report as Report
    from mainstay.actions.results import Stream as Stream
    from mainstay.actions.results import Table as Table
    from mainstay.actions.why import why as why
    from mainstay.model.errors import MainstayError as MainstayError
    from mainstay.model.event import Event as Event
    from mainstay.model.graph import Graph as Graph
    from mainstay.model.intent import Intent as Intent
    from mainstay.model.plan import Plan as Plan

__version__ = "0.1.0"

_PLACES = {
    "Context": "mainstay.actions.context",
    "Event": "mainstay.model.event",
    "Graph": "mainstay.model.graph",
    "Intent": "mainstay.model.intent",
    "MainstayError": "mainstay.model.errors",
    "Plan": "mainstay.model.plan",
    "Report": "mainstay.actions.results",
    "Stream": "mainstay.actions.results",
    "Table": "mainstay.actions.results",
    "completion": "mainstay.actions.completion",
    "detect_repository": "mainstay.actions.detect:detect",
    "open_context": "mainstay.actions.context",
    "why": "mainstay.actions.why",
}
"""Where each public name lives: `module`, or `module:name` where the public name differs."""

__all__ = [
    "Context",
    "Event",
    "Graph",
    "Intent",
    "MainstayError",
    "Plan",
    "Report",
    "Stream",
    "Table",
    "completion",
    "detect_repository",
    "open_context",
    "why",
]


def __getattr__(name: str) -> object:
    """The public name `name`, imported at its first use; `import mainstay` itself loads nothing."""
    if name not in _PLACES:
        message = f"module 'mainstay' has no attribute {name!r}"
        raise AttributeError(message)
    import importlib

    module, _, attribute = _PLACES[name].partition(":")
    value = getattr(importlib.import_module(module), attribute or name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """The public names."""
    return sorted(__all__)
