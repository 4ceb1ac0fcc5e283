"""A start command taken apart: what belongs into the build, what before a release, and what really runs."""

import re
from dataclasses import dataclass, field

from mainstay.detect.node import Package
from mainstay.detect.shell import Purpose, is_development, purpose, segments, words
from mainstay.detect.tree import Tree, inside

_RUNNER = re.compile(r"^(?:uv|poetry|pipenv|pdm|rye|hatch)\s+run\s+(?:--?[\w-]+(?:=\S+)?\s+)*")
_SCRIPT = re.compile(
    r"^(?:exec\s+)?(?:(?:/bin/|/usr/bin/)?(?:env\s+)?(?:ba|da|z)?sh\s+(?:-\w+\s+)*)?((?:\.{0,2}/)?[\w./-]+)(?:\s+(.*))?$",
    re.DOTALL,
)
_ENV_BIN = re.compile(r"(?<![\w/])/(?:usr/local|usr|opt/[\w-]+|venv|[\w/.-]*/\.?venv|root/\.local)/bin/([\w.-]+)")
_INIT = re.compile(r"^(?:\S*/)?(?:tini|dumb-init|catatonit)\s+(?:-\S*\s+)*")
_BLOCK_IN = re.compile(r"^(?:if|while|until|for|case|select)\b|\{\s*$|^function\b")
_BLOCK_OUT = re.compile(r"^(?:fi|done|esac)\b|^\}")
_LAST = re.compile(r"(?:exec\s+)?\"?\$(?:@|\*)\"?")
_FUNCTION = re.compile(r"^\s*(?:function\s+([\w-]+)|([\w-]+)\s*\(\))", re.MULTILINE)
_REST = re.compile(r"\"?\$(?:@|\*)\"?")
_VARIABLE = re.compile(r"\$\{?([A-Za-z_]\w*)")
_CONTINUED = re.compile(r"\\\n\s*")
MAX_SCRIPT = 20_000
DEEPEST = 3
"""How deep scripts that call scripts are followed."""


@dataclass
class Plan:
    """A command in parts. `directory` is where it runs, relative to the folder of the build."""

    command: str = ""
    directory: str = "."
    build: list[str] = field(default_factory=list[str])
    release: list[str] = field(default_factory=list[str])


@dataclass(frozen=True)
class Setting:
    """Where commands are understood: the repository, the folder of the unit, its package.json, the image's folder."""

    tree: Tree
    directory: str
    package: Package | None = None
    workdir: str = ""


def plan(setting: Setting, command: str, depth: int = 0) -> Plan:
    """Take a start command apart. One-shot commands before the last one go where they belong; the last one runs."""
    result = Plan()
    kept: list[str] = []
    parts = [_plain(setting, s) for s in segments(command)]
    for index, part in enumerate(parts):
        last = index == len(parts) - 1
        if last:
            _final(setting, result, part, depth)
        elif not _sorted(result, part):
            kept.append(part)
    result.command = " && ".join([*kept, result.command]) if result.command else " && ".join(kept)
    return result


def _plain(setting: Setting, segment: str) -> str:
    """A segment without runners (`poetry run`), without paths of a container image, without `exec`."""
    text = re.sub(r"^exec\s+", "", segment.strip())
    text = _INIT.sub("", _ENV_BIN.sub(r"\1", text))
    match = _RUNNER.match(text)
    if match:
        text = text[match.end() :]
        text = f"python {text}" if text.split(" ")[0].endswith(".py") else text
    if setting.workdir.strip("/"):
        text = re.sub(rf"(?<![\w/.]){re.escape(setting.workdir.rstrip('/'))}/", "./", text)
        text = re.sub(rf"(?<![\w/.]){re.escape(setting.workdir.rstrip('/'))}(?![\w/.-])", ".", text)
    return text.strip()


_MOVES = re.compile(r"(?:cp|mv|ln|rm|rsync|install)\s+.*?(?<![\w.])/\w")
"""Files are moved from or to a folder that only a container image has."""


def _sorted(result: Plan, part: str) -> bool:
    """Put a one-shot segment where it belongs; false for one that must stay with the command."""
    if _MOVES.match(part):
        return True
    what = purpose(part)
    if what is Purpose.MIGRATE:
        result.release.append(part)
    elif what is Purpose.BUILD:
        result.build.append(part)
    elif what is Purpose.FOLDER:
        result.directory = inside(result.directory, words(part)[1]) or result.directory
    return what in {Purpose.MIGRATE, Purpose.BUILD, Purpose.FOLDER, Purpose.INSTALL, Purpose.WAIT, Purpose.NOISE}


def _final(setting: Setting, result: Plan, part: str, depth: int) -> None:
    inner = _expanded(setting, part, depth) if depth < DEEPEST else None
    if inner is None:
        result.command = part
        return
    result.build += inner.build
    result.release += inner.release
    result.directory = inside(result.directory, inner.directory) or result.directory
    result.command = inner.command


def _expanded(setting: Setting, part: str, depth: int) -> Plan | None:
    """The plan of a script of package.json with one-shot parts, or of a shell script in the repository."""
    package = setting.package
    name = package.script_of(part) if package else ""
    if package and name:
        inner = plan(setting, package.scripts[name], depth + 1)
        return inner if inner.release and not is_development(inner.command) else None
    match = _SCRIPT.match(part)
    path = script_path(setting, match.group(1)) if match else ""
    if not match or not path:
        return None
    return _script(setting, path, match.group(2) or "", depth)


def script_path(setting: Setting, name: str) -> str:
    """The shell script of the repository that a word names; absolute paths of an image are found by their last part."""
    tree, directory = setting.tree, setting.directory
    if name.startswith("/"):
        wanted = name.rpartition("/")[2]
        return next((f for f in tree.under(directory) if f.rpartition("/")[2] == wanted and _is_shell(tree, f)), "")
    path = inside(directory, name)
    return path if path and tree.has(path) and _is_shell(tree, path) else ""


def _is_shell(tree: Tree, path: str) -> bool:
    first = tree.text(path)[:80].partition("\n")[0]
    return path.endswith((".sh", ".bash")) or (first.startswith("#!") and "sh" in first)


def _script(setting: Setting, path: str, rest: str, depth: int) -> Plan | None:
    """The plan of a shell script; None where it decides what to run at run time, so that it must run as it is."""
    text = setting.tree.text(path)
    if not text or len(text) > MAX_SCRIPT:
        return None
    lines = _without_waiting(text, top_level(text))
    if lines is None:
        return None
    if not rest and any(_LAST.fullmatch(line) for line in lines):
        return _before_arguments(setting, lines)
    lines = [_REST.sub(rest, line).strip() if _REST.search(line) else line for line in lines]
    lines = [line for line in lines if line not in {"exec", ""}]
    if not lines:
        return None
    result = plan(setting, "\n".join(lines), depth + 1)
    assigned = {m.group(1) for line in lines if (m := re.match(r"(?:export\s+)?([A-Za-z_]\w*)=", line))}
    unknown = set(_VARIABLE.findall(result.command)) - assigned - {"PORT"}
    if not result.command or (unknown and _assigned_in_blocks(text, unknown)) or is_one_shot(result.command):
        return None
    return result


def _without_waiting(text: str, lines: list[str]) -> list[str] | None:
    """The lines without calls of the script's own functions that wait; None where it calls others."""
    functions = {m for pair in _FUNCTION.findall(text) for m in pair if m}
    called = {line.split()[0] for line in lines} & functions
    if any("wait" not in name for name in called):
        return None
    return [line for line in lines if line.split()[0] not in functions]


def _before_arguments(setting: Setting, lines: list[str]) -> Plan:
    """The plan of a script that ends by running its arguments, where it gets none: it prepares, and starts nothing."""
    result = Plan()
    parts = [_plain(setting, s) for line in lines if not _LAST.fullmatch(line) for s in segments(line)]
    for part in parts:
        if not _sorted(result, part) and purpose(part) is Purpose.OTHER:
            result.release.append(part)
    return result


def _assigned_in_blocks(text: str, names: set[str]) -> bool:
    return any(re.search(rf"^\s+(?:export\s+)?{n}=", text, re.MULTILINE) for n in names)


def is_one_shot(command: str) -> bool:
    """Whether a command only prepares something and then ends."""
    return (
        purpose(segments(command)[-1]) in {Purpose.MIGRATE, Purpose.BUILD, Purpose.INSTALL, Purpose.NOISE, Purpose.WAIT}
        if segments(command)
        else True
    )


def top_level(text: str) -> list[str]:
    """The commands of a shell script outside of conditions, loops and functions, comments left out."""
    found: list[str] = []
    depth = 0
    for raw in _CONTINUED.sub(" ", text).splitlines():
        line = re.sub(r"(?:^|\s)#.*$", "", raw).strip()
        if not line:
            continue
        opened = 1 if _BLOCK_IN.search(line) else 0
        closed = 1 if _BLOCK_OUT.search(line) or (opened and re.search(r";\s*(?:fi|done|esac)\s*$", line)) else 0
        if depth == 0 and not opened and not closed:
            found.append(line)
        depth = max(0, depth + opened - closed)
    return found


def build_plan(setting: Setting, commands: tuple[str, ...]) -> Plan:
    """What stated build commands do beyond installing packages. Behind a `cd`, all is kept as it stands."""
    result = Plan()
    for command in commands:
        parts = _build_segments(setting, command)
        for index, part in enumerate(parts):
            what = purpose(part)
            if what is Purpose.FOLDER:
                result.build.append(" && ".join(parts[index:]))
                break
            if what is Purpose.MIGRATE:
                result.release.append(part)
            elif what not in {Purpose.INSTALL, Purpose.NOISE, Purpose.WAIT, Purpose.EXPORT}:
                result.build.append(part)
    return result


def _build_segments(setting: Setting, command: str) -> list[str]:
    found: list[str] = []
    for part in segments(command):
        plain = _plain(setting, part)
        match = _SCRIPT.match(plain)
        path = script_path(setting, match.group(1)) if match else ""
        found += (
            [_plain(setting, s) for line in top_level(setting.tree.text(path)) for s in segments(line)]
            if path
            else [plain]
        )
    return found
