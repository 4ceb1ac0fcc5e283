"""Where a conclusion comes from: every field of an Intent can answer for itself."""

from enum import StrEnum

from mainstay.model.value import Value


class Source(StrEnum):
    """Who said it. `FILE` is somebody's file in the repository, `MANIFEST` is mainstay.yaml."""

    MANIFEST = "manifest"
    FILE = "file"
    CODE = "code"
    ANNOTATION = "annotation"
    FLAG = "flag"
    CHAT = "chat"
    FIX = "fix"
    DEFAULT = "default"


class Origin(Value, frozen=True, kw_only=True):
    """A place: `path` is relative to the repository, `line` counts from 1 (0: the file as a whole)."""

    source: Source
    path: str = ""
    line: int = 0

    def __str__(self) -> str:
        if not self.path:
            return self.source.value
        return f"{self.path}:{self.line}" if self.line else self.path


class Evidence(Value, frozen=True, kw_only=True):
    """One conclusion about one field (`""`: that the component exists at all) and why it was drawn.

    `confidence` is in 0..1: 1.0 somebody wrote it down, 0.9 the syntax tree says so, 0.6 inferred, 0.3 a guess.
    `rule` is the id of the organisation's rule that says so ("": no rule does).
    """

    field: str = ""
    origin: Origin
    says: str
    confidence: float = 1.0
    rule: str = ""


class Note(Value, frozen=True, kw_only=True):
    """Something the user should know: an ambiguity, what was chosen, and how to choose otherwise."""

    origin: Origin
    text: str
    hint: str = ""
