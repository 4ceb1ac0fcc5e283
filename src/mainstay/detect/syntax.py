"""Syntax trees of tree-sitter: parsers, queries and comments, for Python, JavaScript and TypeScript."""

from functools import cache

import tree_sitter_javascript
import tree_sitter_python
import tree_sitter_typescript
from tree_sitter import Language, Node, Parser, Query, QueryCursor, Tree

_LANGUAGES = {
    "python": tree_sitter_python.language,
    "javascript": tree_sitter_javascript.language,
    "typescript": tree_sitter_typescript.language_typescript,
    "tsx": tree_sitter_typescript.language_tsx,
}
_BY_SUFFIX = {
    ".py": "python",
    ".js": "javascript",
    ".cjs": "javascript",
    ".mjs": "javascript",
    ".jsx": "javascript",
    ".ts": "typescript",
    ".mts": "typescript",
    ".cts": "typescript",
    ".tsx": "tsx",
}
CODE_SUFFIXES = tuple(_BY_SUFFIX)


def language_of(path: str) -> str:
    """The language of a file by its name; "" for none of ours."""
    return next((name for suffix, name in _BY_SUFFIX.items() if path.endswith(suffix)), "")


@cache
def _language(name: str) -> Language:
    return Language(_LANGUAGES[name]())


@cache
def _query(name: str, source: str) -> Query:
    return Query(_language(name), source)


def parse(language: str, text: str) -> Tree:
    """The syntax tree of a text; errors become nodes, so this never fails."""
    return Parser(_language(language)).parse(text.encode())


def captures(language: str, query: str, text: str) -> list[dict[str, Node]]:
    """The matches of a query in the order of the text, each as capture name → node."""
    return matches(language, query, parse(language, text))


def matches(language: str, query: str, tree: Tree) -> list[dict[str, Node]]:
    """As `captures`, for a tree that is parsed already."""
    found = QueryCursor(_query(language, query)).matches(tree.root_node)
    singles = [{name: nodes[0] for name, nodes in match.items() if nodes} for _, match in found]
    return sorted((s for s in singles if s), key=lambda s: min(n.start_byte for n in s.values()))


def text_of(node: Node | None) -> str:
    """The source text of a node; "" for none."""
    return node.text.decode(errors="replace") if node is not None and node.text is not None else ""


def line_of_node(node: Node) -> int:
    """The line (from 1) that a node begins on."""
    return node.start_point[0] + 1
