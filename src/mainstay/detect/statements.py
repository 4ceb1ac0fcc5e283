"""Statements below annotations, in Python, JavaScript and TypeScript: what they assign, define and call."""

import ast
import warnings
from dataclasses import dataclass

from tree_sitter import Node

from mainstay.detect.facts import CodeFacts
from mainstay.detect.node.script import Script
from mainstay.detect.python.module import Module, targets
from mainstay.detect.syntax import matches, parse, text_of

_WRAPPERS = {
    "expression_statement",
    "export_statement",
    "decorated_definition",
    "lexical_declaration",
    "variable_declaration",
    "await_expression",
    "await",
}
_CALLS = {"call", "call_expression", "new_expression"}
_FUNCTIONS = {"function_definition", "function_declaration", "generator_function_declaration"}
_ARROWS = {"arrow_function", "function_expression", "function"}


@dataclass(frozen=True)
class Function:
    """A function: `needs` names its required parameters, `waits` when it is asynchronous."""

    name: str
    needs: str = ""
    waits: bool = False
    reachable: bool = True


def core(node: Node) -> Node:
    """The assignment, call or definition inside of a statement."""
    while node.type in _WRAPPERS:
        inner = [c for c in node.named_children if c.type not in {"decorator", "comment"}]
        if not inner:
            return node
        node = inner[-1] if node.type == "decorated_definition" else inner[0]
    return node


def value_of(node: Node) -> Node | None:
    """What an assignment assigns; the node itself for a call."""
    inner = core(node)
    if inner.type in {"assignment", "assignment_expression"}:
        return inner.child_by_field_name("right")
    if inner.type in {"variable_declarator", "public_field_definition"}:
        return inner.child_by_field_name("value")
    return inner if inner.type in _CALLS else None


def can_serve(node: Node) -> bool:
    """Whether a statement makes an application, defines what serves, or starts a server."""
    inner = core(node)
    if inner.type in _FUNCTIONS or node.type == "if_statement":
        return True
    value = value_of(node)
    value = core(value) if value is not None else None
    return value is not None and (value.type in _CALLS or value.type in _ARROWS or _has_call(value))


def _has_call(node: Node) -> bool:
    return any(c.type in _CALLS or _has_call(c) for c in node.named_children[:4])


def function_defined(node: Node) -> Function | None:
    """The function that a statement defines, if any. One inside of a class or a function is not reachable."""
    inner = core(node)
    if inner.type in _FUNCTIONS:
        name = text_of(inner.child_by_field_name("name"))
        waits = text_of(inner).startswith("async")
        top = _is_top(node) and (inner.type == "function_definition" or _is_exported(node, name))
        return Function(name, _required(inner), waits, top)
    value = value_of(node)
    if value is not None and value.type in _ARROWS:
        named = inner.child_by_field_name("name") or inner.child_by_field_name("left")
        name = text_of(named).rpartition(".")[2]
        return Function(
            name,
            _required(value),
            text_of(value).startswith("async"),
            _is_top(node) and _is_exported(node, text_of(named)),
        )
    return None


def _is_top(node: Node) -> bool:
    return node.parent is not None and node.parent.type in {"module", "program"}


def _is_exported(node: Node, name: str) -> bool:
    if node.type == "export_statement" or name.startswith(("exports.", "module.exports.")):
        return True
    root = node
    while root.parent is not None:
        root = root.parent
    tail = [text_of(c) for c in root.named_children if c.type in {"export_statement", "expression_statement"}]
    return any("export" in t.partition("=")[0] and name in t for t in tail)


def _required(function: Node) -> str:
    parameters = function.child_by_field_name("parameters")
    optional = {
        "default_parameter",
        "typed_default_parameter",
        "list_splat_pattern",
        "dictionary_splat_pattern",
        "assignment_pattern",
        "optional_parameter",
        "rest_pattern",
        "comment",
        "keyword_separator",
        "positional_separator",
    }
    names = [
        text_of(p)
        for p in (parameters.named_children if parameters is not None else [])
        if p.type not in optional and "=" not in text_of(p) and not text_of(p).startswith("...")
    ]
    return ", ".join(f"`{n}`" for n in names)


def text_named(node: Node) -> str:
    """The text that a statement assigns, or that the call in it is given first (or by a name such as `QueueName`)."""
    value = value_of(node)
    value = core(value) if value is not None else None
    if value is None:
        return ""
    if value.type == "string":
        return _string(value)
    candidates = [a for call in (value, *_calls_in(value)) for a in _arguments(call)]
    return next((text for a in candidates if (text := _name_in(a))), "")


def _arguments(call: Node) -> list[Node]:
    given = call.child_by_field_name("arguments")
    return given.named_children if given is not None else []


def _name_in(argument: Node) -> str:
    """The name that an argument gives: a string, `QueueName="orders"`, or the same in an object."""
    if argument.type == "string":
        return _string(argument)
    if argument.type == "keyword_argument" and "name" in text_of(argument.child_by_field_name("name")).lower():
        return _string(argument.child_by_field_name("value"))
    return _named_in(argument) if argument.type == "object" else ""


def _calls_in(node: Node) -> list[Node]:
    given = node.child_by_field_name("arguments")
    return [c for c in (given.named_children if given is not None else []) if c.type in _CALLS]


def _named_in(node: Node) -> str:
    for pair in node.named_children:
        if "name" in text_of(pair.child_by_field_name("key")).lower():
            return _string(pair.child_by_field_name("value"))
    return ""


def _string(node: Node | None) -> str:
    if node is None or node.type != "string":
        return ""
    return "".join(text_of(c) for c in node.named_children if c.type in {"string_fragment", "string_content"})


def path_assigned(path: str, text: str, language: str, node: Node) -> tuple[str, bool] | None:
    """The path that a statement assigns and whether it is relative to the repository; None where it assigns none."""
    if language == "python":
        return _python_path(path, text, core(node).start_point[0] + 1)
    script = Script(CodeFacts(path))
    query = "(variable_declarator name: (identifier) @name value: (_) @value)"
    for match in matches(language, query, parse(language, text)):
        script.declared.setdefault(text_of(match["name"]), match["value"])
    return _sensible(script.path(value_of(node)))


def _python_path(path: str, text: str, line: int) -> tuple[str, bool] | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    module = Module(tree, CodeFacts(path))
    for statement in ast.walk(tree):
        names, value = targets(statement)
        if value is not None and statement in tree.body:
            module.assigned.update(dict.fromkeys(names, value))
    for statement in ast.walk(tree):
        _, value = targets(statement)
        if value is not None and getattr(statement, "lineno", 0) == line:
            return _sensible(module.path(_default(value)))
    return None


def _default(value: ast.expr) -> ast.expr:
    """`os.environ.get("X", "data")` means its default."""
    if (
        isinstance(value, ast.Call)
        and len(value.args) == len(("name", "default"))
        and getattr(value.func, "attr", "") in {"get", "getenv"}
    ):
        return value.args[1]
    return value


def _sensible(found: tuple[str, bool] | None) -> tuple[str, bool] | None:
    if (
        found is None
        or found[0] in {"", "."}
        or found[0].startswith(("/", "..", "~"))
        or "\n" in found[0]
        or "://" in found[0]
    ):
        return None
    return found
