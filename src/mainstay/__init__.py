"""mainstay: repository → detect → Intent → compile → Graph → render → Plan → run → Events.

Say what the system must do; mainstay compiles it into infrastructure, runs it, and heals it.

The names below are the whole Python interface. Every verb of the command line is here as a function that takes
a `Context` first; verbs that share their name with a stage's folder or a builtin have another one
(`detect_repository`, `run_command`, `compile_system`, `render_system`, `prove_tests`, `addresses` for `open`). Some are
coroutine functions.

Example:
    context = mainstay.open_context("path/to/clone")
    print(mainstay.detect_repository(context).rows)
"""

TYPE_CHECKING = False  # as in typing, whose import would cost more than all the rest of this module
if TYPE_CHECKING:
    from mainstay.actions.alternatives import alternatives as alternatives
    from mainstay.actions.compile import compile as compile_system
    from mainstay.actions.config_list import config_list as config_list
    from mainstay.actions.config_set import config_set as config_set
    from mainstay.actions.config_unset import config_unset as config_unset
    from mainstay.actions.context import Context as Context
    from mainstay.actions.context import open_context as open_context
    from mainstay.actions.cost import cost as cost
    from mainstay.actions.detect import detect as detect_repository
    from mainstay.actions.diff import diff as diff
    from mainstay.actions.disable import disable as disable
    from mainstay.actions.down import down as down
    from mainstay.actions.enable import enable as enable
    from mainstay.actions.graph import graph as graph
    from mainstay.actions.logs import logs as logs
    from mainstay.actions.open import open as addresses
    from mainstay.actions.policy_test import policy_test as policy_test
    from mainstay.actions.prove import prove as prove_tests
    from mainstay.actions.prove_plan import prove_plan as prove_plan
    from mainstay.actions.prove_upgrade import prove_upgrade as prove_upgrade
    from mainstay.actions.ps import ps as ps
    from mainstay.actions.releases import releases as releases
    from mainstay.actions.render import render as render_system
    from mainstay.actions.results import Report as Report
    from mainstay.actions.results import Stream as Stream
    from mainstay.actions.results import Table as Table
    from mainstay.actions.rollback import rollback as rollback
    from mainstay.actions.run import run as run_command
    from mainstay.actions.scale import scale as scale
    from mainstay.actions.schema import schema as schema
    from mainstay.actions.swap import swap as swap
    from mainstay.actions.up import up as up
    from mainstay.actions.why import why as why
    from mainstay.actions.why_not import why_not as why_not
    from mainstay.model.errors import MainstayError as MainstayError

__version__ = "0.1.0"

_PLACES = {
    "Context": "mainstay.actions.context",
    "MainstayError": "mainstay.model.errors",
    "Report": "mainstay.actions.results",
    "Stream": "mainstay.actions.results",
    "Table": "mainstay.actions.results",
    "addresses": "mainstay.actions.open:open",
    "alternatives": "mainstay.actions.alternatives",
    "compile_system": "mainstay.actions.compile:compile",
    "config_list": "mainstay.actions.config_list",
    "config_set": "mainstay.actions.config_set",
    "config_unset": "mainstay.actions.config_unset",
    "cost": "mainstay.actions.cost",
    "detect_repository": "mainstay.actions.detect:detect",
    "diff": "mainstay.actions.diff",
    "disable": "mainstay.actions.disable",
    "down": "mainstay.actions.down",
    "enable": "mainstay.actions.enable",
    "graph": "mainstay.actions.graph",
    "logs": "mainstay.actions.logs",
    "open_context": "mainstay.actions.context",
    "policy_test": "mainstay.actions.policy_test",
    "prove_plan": "mainstay.actions.prove_plan",
    "prove_tests": "mainstay.actions.prove:prove",
    "prove_upgrade": "mainstay.actions.prove_upgrade",
    "ps": "mainstay.actions.ps",
    "releases": "mainstay.actions.releases",
    "render_system": "mainstay.actions.render:render",
    "rollback": "mainstay.actions.rollback",
    "run_command": "mainstay.actions.run:run",
    "scale": "mainstay.actions.scale",
    "schema": "mainstay.actions.schema",
    "swap": "mainstay.actions.swap",
    "up": "mainstay.actions.up",
    "why": "mainstay.actions.why",
    "why_not": "mainstay.actions.why_not",
}
"""Where each public name lives: `module`, or `module:name` where the public name differs."""

__all__ = [
    "Context",
    "MainstayError",
    "Report",
    "Stream",
    "Table",
    "addresses",
    "alternatives",
    "compile_system",
    "config_list",
    "config_set",
    "config_unset",
    "cost",
    "detect_repository",
    "diff",
    "disable",
    "down",
    "enable",
    "graph",
    "logs",
    "open_context",
    "policy_test",
    "prove_plan",
    "prove_tests",
    "prove_upgrade",
    "ps",
    "releases",
    "render_system",
    "rollback",
    "run_command",
    "scale",
    "schema",
    "swap",
    "up",
    "why",
    "why_not",
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
