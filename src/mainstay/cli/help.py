"""Help as pure text. The help of mainstay itself needs the list of verbs only, and no action."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from mainstay.actions.catalogue import GROUPS, VERBS, Verb

if TYPE_CHECKING:
    from mainstay.actions.action import Action
    from mainstay.actions.arguments import Parameter

WIDTH = 100

COMMON = (
    ("-C, --project DIR", "The application's folder (default: the current one)."),
    ("--json", "Print the result as JSON on stdout."),
    ("--no-color", "Use no colour. So do NO_COLOR in the environment and TERM=dumb."),
    ("-h, --help", "Show this help."),
)
YES = ("-y, --yes", "Answer yes to every question.")
VERSION = ("-V, --version", "Show the version of mainstay.")

EXIT_CODES = (
    (0, "the outcome is good"),
    (1, "the command worked, the outcome is bad: a release did not become healthy, a job failed"),
    (2, "bad input: arguments, files, the machine; nothing was started"),
    (130, "interrupted by Ctrl-C"),
)


def root_help() -> str:
    """What `mainstay --help` prints."""
    lines = [
        "Usage: mainstay [OPTIONS] COMMAND ...",
        "",
        "Say what the system must do: mainstay finds out what an application needs, provides it, and runs it.",
    ]
    for group in GROUPS:
        members = [verb for verb in VERBS if verb.group is group and not verb.hidden]
        lines += ["", f"{group.title}:", *_list((verb.name, verb.summary) for verb in members)]
    lines += ["", "Options:", *_list((*COMMON, VERSION))]
    lines += ["", "Examples:", *_list((group.example, group.tells) for group in GROUPS)]
    lines += ["", "Exit codes:", *_list(((str(code), tells) for code, tells in EXIT_CODES))]
    lines += ["", "`mainstay COMMAND --help` tells more about a command."]
    return "\n".join(lines) + "\n"


def verb_help(action: "Action") -> str:
    """What `mainstay VERB --help` prints."""
    arguments = [(usage_part(p), p.mark.help) for p in action.parameters if is_argument(p)]
    lines = [f"Usage: {usage(action)}", "", action.summary]
    if action.details:
        lines += ["", *_paragraphs(action.details)]
    if arguments:
        lines += ["", "Arguments:", *_list(arguments)]
    lines += ["", "Options:", *_list(options(action))]
    lines += ["", "Example:", *(f"  {line}" for line in action.examples)]
    return "\n".join(lines) + "\n"


def group_help(name: str, verbs: Iterable[Verb]) -> str:
    """What `mainstay NAME --help` prints where NAME is the first word of several verbs."""
    members = [(verb.name, verb.summary) for verb in verbs if not verb.hidden]
    lines = [f"Usage: mainstay {name} COMMAND ...", "", "Commands:", *_list(members)]
    lines += ["", f"`mainstay {name} COMMAND --help` tells more about a command."]
    return "\n".join(lines) + "\n"


def usage(action: "Action") -> str:
    """How the verb is typed: `mainstay up [OPTIONS] [DIR]`."""
    parts = [usage_part(p) for p in action.parameters if is_argument(p)]
    return " ".join(["mainstay", action.verb.name, "[OPTIONS]", *parts])


def usage_part(parameter: "Parameter") -> str:
    """How one argument is typed: `[DIR]`, `NAME...`, `bash|zsh|fish`."""
    word = parameter.mark.metavar or "|".join(parameter.choices) or parameter.metavar
    word += "..." if parameter.many else ""
    return word if parameter.required else f"[{word}]"


def is_argument(parameter: "Parameter") -> bool:
    """Whether it is given by its position."""
    return not hasattr(parameter.mark, "short")


def options(action: "Action", *, common: bool = True) -> list[tuple[str, str]]:
    """The options of a verb with their help; those that every verb has are left out where not `common`."""
    own = [(option_names(p), p.mark.help + _default(p)) for p in action.parameters if not is_argument(p)]
    return own + ([YES] if action.verb.asks else []) + (list(COMMON) if common else [])


def option_names(parameter: "Parameter") -> str:
    """All that can be typed for an option: `-n, --limit LIMIT`."""
    short = f"{getattr(parameter.mark, 'short', '')}, ".removeprefix(", ")
    if parameter.scalar is bool:
        return f"{short}{parameter.option}"
    return f"{short}{parameter.option} {'|'.join(parameter.choices) or parameter.metavar}"


def _default(parameter: "Parameter") -> str:
    if parameter.default in (None, False, (), ""):
        return ""
    return f" [default: {getattr(parameter.default, 'value', parameter.default)}]"


def _list(pairs: Iterable[tuple[str, str]]) -> list[str]:
    pairs = list(pairs)
    indent = min(max(len(name) for name, _ in pairs) + 4, 38)
    lines: list[str] = []
    for name, tells in pairs:
        first, *more = _wrapped(tells, WIDTH - indent)
        head = f"  {name}  ".ljust(indent)
        lines += [f"{head}{first}"] if len(head) == indent else [head.rstrip(), " " * indent + first]
        lines += [" " * indent + line for line in more]
    return lines


def _wrapped(text: str, width: int) -> list[str]:
    if len(text) <= width:
        return [text]
    import textwrap  # it imports regular expressions, which the help of mainstay itself can do without

    return textwrap.wrap(text, width)


def _paragraphs(text: str) -> list[str]:
    lines: list[str] = []
    for paragraph in text.split("\n\n"):
        lines += [*_wrapped(" ".join(paragraph.split()), WIDTH), ""]
    return lines[:-1]
