"""Documents: their links lead somewhere, and the commands in them exist."""

import re
from pathlib import Path

from mainstay.actions.action import Action
from mainstay.actions.catalogue import Verb
from mainstay.cli.help import COMMON, VERSION, YES

_COMMON = {word.rstrip(",") for names, _ in (*COMMON, VERSION, YES) for word in names.split() if word[0] == "-"}
_FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#+\s+(.*)$", re.MULTILINE)


def documents(root: Path) -> list[Path]:
    """All Markdown files that people read."""
    return sorted([*root.glob("*.md"), *root.glob("docs/**/*.md"), *root.glob("examples/*/*.md")])


def dead_links(root: Path, document: Path) -> list[str]:
    """Relative links to files or headings that do not exist."""
    found: list[str] = []
    for target in _LINK.findall(_FENCE.sub("", document.read_text())):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        file = (document.parent / path).resolve() if path else document
        if not file.exists() or (anchor and file.suffix == ".md" and anchor not in anchors(file.read_text())):
            found.append(f"{document.relative_to(root)}: the link {target} leads nowhere")
    return found


def anchors(text: str) -> set[str]:
    """The anchors of a document's headings, as forges make them."""
    headings = _HEADING.findall(_FENCE.sub("", text))
    return {re.sub(r"[^\w\- ]", "", h.replace("`", "")).strip().lower().replace(" ", "-") for h in headings}


def shell_lines(text: str) -> list[str]:
    """The command lines of fenced blocks: what follows `$ `, or all of a block without prompts."""
    lines: list[str] = []
    for block in re.findall(r"^```(?:sh|bash|console|shell)?\n(.*?)^```", text, re.MULTILINE | re.DOTALL):
        given = block.splitlines()
        prompted = [line[2:] for line in given if line.startswith("$ ")]
        lines += prompted or given
    return [line.split(" #")[0].strip() for line in lines]


def unknown_commands(name: str, text: str, actions: dict[Verb, Action], targets: set[str]) -> list[str]:
    """Commands in a document that do not exist: verbs, their options, targets of make."""
    found: list[str] = []
    for line in shell_lines(text):
        words = line.split()
        if words[:1] == ["make"]:
            found += [f"{name}: `{line}`: no target {w}" for w in words[1:] if "=" not in w and w not in targets]
        elif words[:1] == ["mainstay"]:
            found += [f"{name}: `{line}`: {wrong}" for wrong in _wrong(words[1:], actions)]
    return found


def _wrong(words: list[str], actions: dict[Verb, Action]) -> list[str]:
    words = _without_project(words)
    plain = [word for word in words if not word.startswith("-")]
    if not plain:
        return [f"no option {word}" for word in words if word not in _COMMON]
    fitting = [v for v in actions if plain[: len(v.name.split())] == v.name.split()]
    verb = max(fitting, key=lambda v: len(v.name), default=None)  # `prove upgrade` is not `prove`
    if verb is None:
        return [f"no command {plain[0]}"]
    action = actions[verb]
    if any(getattr(p.mark, "verbatim", False) for p in action.parameters):
        return []
    known = _COMMON | {p.option for p in action.parameters} | {getattr(p.mark, "short", "") for p in action.parameters}
    options = [word.split("=")[0] for word in words if word.startswith("-") and word != "--"]
    return [f"no option {option}" for option in options if option not in known]


def _without_project(words: list[str]) -> list[str]:
    if not set(words) & {"-C", "--project"}:
        return words
    at = next(index for index, word in enumerate(words) if word in ("-C", "--project"))
    return words[:at] + words[at + 2 :]


def make_targets(makefile: str) -> set[str]:
    """The targets that a person may ask make for."""
    phony = re.search(r"^\.PHONY:(.*)$", makefile, re.MULTILINE)
    return set(phony[1].split()) if phony else set()
