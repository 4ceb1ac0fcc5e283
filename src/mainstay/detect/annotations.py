"""Annotations: comments that begin with `mainstay:` above the statement that they are about."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from tree_sitter import Node

from mainstay.detect import statements
from mainstay.detect.cron import is_cron
from mainstay.detect.facts import Kept
from mainstay.detect.names import NAME_IN_WORDS, is_name, nearest, shortened
from mainstay.detect.syntax import language_of, matches, parse, text_of
from mainstay.detect.tree import Tree
from mainstay.model.errors import MainstayError
from mainstay.model.origin import Origin, Source

_COMMENT = re.compile(r"^(?:#|//|/\*+)\s*mainstay:\s*(.*?)\s*(?:\*/)?$", re.DOTALL)
_ARGUMENT = re.compile(r"""([A-Za-z_][\w-]*)\s*=\s*(?:"([^"]*)"|'([^']*)'|(\S+))\s*""")


@dataclass(frozen=True)
class Scheduled:
    """A function that the clock calls. `waits` when it is a coroutine or may return a promise."""

    function: str
    cron: str
    origin: Origin
    waits: bool = False


@dataclass(frozen=True)
class Named:
    """A queue that a statement names."""

    name: str
    origin: Origin
    fifo: bool = False


@dataclass
class Annotations:
    """Everything that annotations say. `exposed` are the lines of statements, by file."""

    exposed: list[Origin] = field(default_factory=list[Origin])
    kept: list[Kept] = field(default_factory=list[Kept])
    schedules: list[Scheduled] = field(default_factory=list[Scheduled])
    queues: list[Named] = field(default_factory=list[Named])


@dataclass(frozen=True)
class _Mark:
    """One annotation, the statement below it, and the file they are in."""

    word: str
    arguments: dict[str, str]
    origin: Origin
    node: Node
    language: str
    text: str


def read_annotations(tree: Tree, files: list[str]) -> Annotations:
    """What the annotations in `files` say. Raises `MainstayError` for one that is unknown, misplaced or malformed."""
    found = Annotations()
    for path in files:
        text = tree.text(path)
        if "mainstay:" in text and (language := language_of(path)):
            for mark in _marks(path, language, text):
                WORDS[mark.word].apply(found, mark)
    return found


def _marks(path: str, language: str, text: str) -> Iterator[_Mark]:
    syntax = parse(language, text)
    for match in matches(language, "(comment) @comment", syntax):
        comment = match["comment"]
        said = _COMMENT.match(text_of(comment))
        if said is None:
            continue
        origin = Origin(source=Source.ANNOTATION, path=path, line=comment.start_point[0] + 1)
        word, arguments = _understood(said.group(1), origin)
        yield _Mark(word, arguments, origin, _statement(comment, origin, word), language, text)


def _understood(said: str, origin: Origin) -> tuple[str, dict[str, str]]:
    word, _, rest = said.partition(" ")
    if word not in WORDS:
        close = nearest(word, WORDS)
        raise MainstayError(
            str(origin),
            f"an annotation must be one of {', '.join(WORDS)}",
            f"`{word}` is none" if word else "it says nothing",
            hint=f"did you mean `mainstay: {close}`?"
            if close
            else f"for example `mainstay: {WORDS['schedule'].example}`",
        )
    arguments: dict[str, str] = {}
    position = 0
    rest = rest.strip()
    while position < len(rest):
        match = _ARGUMENT.match(rest, position)
        if match is None:
            raise _malformed(origin, word, rest[position:])
        arguments[match.group(1)] = next(g for g in match.groups()[1:] if g is not None)
        position = match.end()
    for name in arguments:
        if name not in WORDS[word].keys:
            close = nearest(name, WORDS[word].keys)
            known = f"keys of {word}: {', '.join(WORDS[word].keys)}" if WORDS[word].keys else f"`{word}` takes no keys"
            raise MainstayError(
                str(origin),
                f"must be a key of the annotation `{word}`",
                f"`{name}` is none",
                hint=f"did you mean `{close}`?" if close else known,
            )
    return word, arguments


def _malformed(origin: Origin, word: str, rest: str) -> MainstayError:
    return MainstayError(
        str(origin),
        f'what follows `{word}` must be key="value"',
        f"it is `{rest[:40]}`",
        hint=f"for example `mainstay: {WORDS[word].example}`",
    )


def _statement(comment: Node, origin: Origin, word: str) -> Node:
    """The statement below a comment; one behind code in the same line is misplaced."""
    before = comment.prev_sibling
    if before is not None and before.end_point[0] == comment.start_point[0] and before.type != "comment":
        raise _misplaced(origin, word, "it stands behind code")
    following = comment.next_named_sibling
    while following is not None and following.type == "comment":
        following = following.next_named_sibling
    if following is not None and following.type in {"block", "statement_block"}:
        following = next((c for c in following.named_children if c.type != "comment"), None)
    if following is None:
        raise _misplaced(origin, word, "nothing follows it")
    return following


def _misplaced(origin: Origin, word: str, found: str) -> MainstayError:
    about = WORDS[word]
    return MainstayError(
        str(origin),
        f"`{word}` must stand on a line of its own above {about.above}",
        found,
        hint=f"for example `mainstay: {about.example}` above `{about.statement}`",
    )


def _expose(found: Annotations, mark: _Mark) -> None:
    if not statements.can_serve(mark.node):
        raise _misplaced(mark.origin, mark.word, f"below it stands `{shortened(text_of(mark.node))}`")
    found.exposed.append(Origin(source=Source.ANNOTATION, path=mark.origin.path, line=mark.node.start_point[0] + 1))


def _persist(found: Annotations, mark: _Mark) -> None:
    path = statements.path_assigned(mark.origin.path, mark.text, mark.language, mark.node)
    if path is None:
        raise _misplaced(
            mark.origin,
            mark.word,
            f"below it stands `{shortened(text_of(mark.node))}`, whose value is no path that can be read from the code",
        )
    found.kept.append(Kept(path[0], mark.origin, "an annotation keeps it", path[1]))


def _schedule(found: Annotations, mark: _Mark) -> None:
    cron = mark.arguments.get("cron", "")
    if not is_cron(cron):
        said = f"it is `{cron}`" if cron else "there is no `cron`"
        raise MainstayError(
            str(mark.origin),
            "`cron` must be five fields of cron, in UTC",
            said,
            hint=f"for example `mainstay: {WORDS['schedule'].example}`",
        )
    function = statements.function_defined(mark.node)
    if function is None:
        raise _misplaced(mark.origin, mark.word, f"below it stands `{shortened(text_of(mark.node))}`")
    if function.needs:
        raise MainstayError(
            str(mark.origin),
            "a scheduled function must work without arguments",
            f"`{function.name}` needs {function.needs}",
            hint="give its parameters defaults",
        )
    if not function.reachable:
        raise MainstayError(
            str(mark.origin),
            "a scheduled function must be one that other files can import",
            f"`{function.name}` is not",
            hint="move it to the top of its file, and export it",
        )
    found.schedules.append(Scheduled(function.name, cron, mark.origin, waits=function.waits))


def _queue(found: Annotations, mark: _Mark) -> None:
    text = statements.text_named(mark.node)
    if not text:
        raise _misplaced(
            mark.origin, mark.word, f"below it stands `{shortened(text_of(mark.node))}`, which names no queue"
        )
    name = text.removesuffix(".fifo")
    if not is_name(name):
        raise MainstayError(
            str(mark.origin),
            f"the name of a queue must be {NAME_IN_WORDS}",
            f"it is `{text[:60]}`",
            hint="rename the queue in the code",
        )
    found.queues.append(Named(name, mark.origin, fifo=text.endswith(".fifo")))


@dataclass(frozen=True)
class Word:
    """One annotation: its keys, what it stands above, an example, and what it does."""

    keys: tuple[str, ...]
    above: str
    example: str
    statement: str
    about: str
    apply: Callable[[Annotations, _Mark], None]


WORDS: dict[str, Word] = {
    "expose": Word(
        (),
        "an application object, or what starts the server",
        "expose",
        "app = FastAPI()",
        "The program answers requests of the world.",
        _expose,
    ),
    "persist": Word(
        (), "an assignment of a path", "persist", 'UPLOADS = "data/uploads"', "The path outlives releases.", _persist
    ),
    "schedule": Word(
        ("cron",),
        "a function",
        'schedule cron="0 3 * * *"',
        "def tidy():",
        "The clock calls the function, in UTC.",
        _schedule,
    ),
    "queue": Word(
        (),
        "an assignment of a queue's name, or a call that names one",
        "queue",
        'ORDERS = "orders"',
        "A message queue of that name is provided.",
        _queue,
    ),
}
"""All annotations by their word."""
