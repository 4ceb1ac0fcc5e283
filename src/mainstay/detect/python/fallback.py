"""Python that this interpreter cannot parse (another version, a template): tree-sitter still finds the essentials."""

from mainstay.detect.facts import CodeFacts, EnvRead, Tech
from mainstay.detect.syntax import captures, text_of
from mainstay.detect.urls import connection_of_url

_QUERY = """
(import_statement name: (dotted_name) @import)
(import_from_statement module_name: (dotted_name) @import)
(subscript value: (attribute) @object subscript: (string (string_content) @subscript))
(call function: (_) @function arguments: (argument_list . (string (string_content) @argument)))
(string (string_content) @string)
"""
_READERS = ("getenv", "environ.get", "config", "env")


def read_loosely(facts: CodeFacts, text: str) -> CodeFacts:
    """Fill `facts` with imports, environment names and URLs."""
    for match in captures("python", _QUERY, text):
        if "import" in match:
            facts.imports.setdefault(text_of(match["import"]), match["import"].start_point[0] + 1)
        elif "subscript" in match and text_of(match["object"]).endswith("environ"):
            _env(facts, text_of(match["subscript"]), match["subscript"].start_point[0] + 1)
        elif "argument" in match and text_of(match["function"]).endswith(_READERS):
            _env(facts, text_of(match["argument"]), match["argument"].start_point[0] + 1)
        elif "string" in match and "://" in (literal := text_of(match["string"])):
            found = connection_of_url(literal, facts.at(match["string"].start_point[0] + 1))
            if found is not None and found.tech is not Tech.SQLITE:
                facts.connections.append(found)
    return facts


def _env(facts: CodeFacts, name: str, line: int) -> None:
    if name.isidentifier() and name.isupper():
        facts.env.append(EnvRead(name, facts.at(line)))
