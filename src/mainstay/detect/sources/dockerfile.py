"""Dockerfile: the stage that is built, what it starts, listens on, and which interpreter its base image mentions."""

import re
from dataclasses import dataclass, field, replace

from mainstay.detect.facts import in_file
from mainstay.detect.foreign import as_texts, load_json
from mainstay.detect.packaging import Interpreter
from mainstay.detect.places import literal_place
from mainstay.detect.shell import joined, shell_text, words
from mainstay.detect.sources.declared import Declared, Part, Process, Rank, Variable
from mainstay.detect.tree import Tree
from mainstay.detect.urls import looks_secret
from mainstay.model.intent import Generated, Literal

_FROM = re.compile(r"(?:--\S+\s+)*(\S+)(?:\s+AS\s+(\S+))?", re.IGNORECASE)
_HEREDOC = re.compile(r"<<-?\s*['\"]?(\w+)['\"]?")
_LANGUAGE = re.compile(r"(?:^|/)(python|node):(\d+)(?:\.(\d+))?")
_TAGGED = re.compile(r"(python|node)-?(\d+)\.?(\d+)?")
_ARG = re.compile(r"\$\{?(\w+)(?::?-([^}]*))?\}?")
NOT_SETTINGS = re.compile(
    r"^(?:PATH|PORT|PYTHON(?!ANYWHERE).*|PIP_.*|POETRY_.*|UV_.*|VIRTUAL_ENV|LANG|LC_.*|HOME|DEBIAN_FRONTEND|NPM_.*|YARN_.*|PNPM_.*|NODE_VERSION|NODE_ENV|APP_HOME|HOST|HOSTNAME|TZ|SHELL|USER|TERM)$"
)

DEVELOPMENT = re.compile(
    r"(?:FLASK_ENV|FLASK_DEBUG|NODE_ENV|DJANGO_DEBUG|DEBUG|PYTHONUNBUFFERED|CHOKIDAR_USEPOLLING|WATCHPACK_POLLING|WERKZEUG_DEBUG_PIN)"
)
"""Switches that only suit a developer's own machine: what they are set to there does not count."""


@dataclass
class Stage:
    """One stage of a Dockerfile, with what it inherits."""

    base: str
    line: int
    cmd: tuple[str, int, bool] = ("", 0, False)
    entrypoint: tuple[str, int, bool] = ("", 0, False)
    ports: list[int] = field(default_factory=list[int])
    env: dict[str, tuple[str, int]] = field(default_factory=dict[str, tuple[str, int]])
    workdir: str = ""
    home: str = ""
    stop_signal: str = ""
    runs: list[tuple[str, int]] = field(default_factory=list[tuple[str, int]])
    root: str = ""


@dataclass(frozen=True)
class Image:
    """What a built image would start. `base` is the image that the stage chain begins with."""

    path: str
    base: str
    command: str
    line: int
    ports: tuple[int, ...]
    variables: tuple[Variable, ...]
    workdir: str
    stop_signal: str
    requirements: str
    interpreter: Interpreter | None
    folder: str = ""


def image(tree: Tree, path: str, target: str = "") -> Image | None:
    """What the Dockerfile builds (its last stage, or `target`); None where the file is missing or no Dockerfile."""
    stages = _stages(tree.text(path)) if tree.has(path) else {}
    if not stages:
        return None
    stage = stages.get(target) or list(stages.values())[-1]
    command, line = _command(stage)
    return Image(
        path,
        stage.root,
        command,
        line or stage.line,
        tuple(stage.ports),
        tuple(_variable(tree, path, n, v) for n, v in stage.env.items() if _counts(n, v[0])),
        stage.home or stage.workdir,
        stage.stop_signal.upper().removeprefix("SIG"),
        _requirements(stage),
        _interpreter(path, stage, list(stages.values())),
        folder=stage.workdir.removeprefix(stage.home).strip("/") if stage.home else "",
    )


def _counts(name: str, value: str) -> bool:
    return not NOT_SETTINGS.match(name) and not DEVELOPMENT.fullmatch(name) and "$" not in value


def _variable(tree: Tree, path: str, name: str, value: tuple[str, int]) -> Variable:
    origin = in_file(path, value[1])
    if value[0] and looks_secret(name, value[0]):
        return Variable(name, literal_place(tree, path, value[1], value[0]) or Generated(), origin)
    return Variable(name, Literal(text=value[0]), origin)


def _command(stage: Stage) -> tuple[str, int]:
    """ENTRYPOINT and CMD together, as Docker joins them; a shell-form ENTRYPOINT ignores CMD."""
    entry, cmd = stage.entrypoint, stage.cmd
    if not entry[0]:
        return cmd[0], cmd[1]
    return (f"{entry[0]} {cmd[0]}".strip() if entry[2] else entry[0]), entry[1]


def _requirements(stage: Stage) -> str:
    for text, _ in stage.runs:
        if match := re.search(r"pip[\d.]*\s+install\b.*?(?:-r|--requirement)[ =]*(\S+)", text):
            return match.group(1)
    return ""


def _interpreter(path: str, stage: Stage, stages: list[Stage]) -> Interpreter | None:
    for candidate in (stage, *reversed(stages)):
        match = _LANGUAGE.search(candidate.root) or _TAGGED.search(candidate.root.rpartition(":")[2])
        if match is None:
            continue
        language, major, minor = match.groups()
        requires = f"{major}.x" if language == "node" else f"=={major}.{minor}.*" if minor else f">={major}"
        return Interpreter(requires, False, in_file(path, candidate.line))
    return None


def _instructions(text: str) -> list[tuple[str, str, int]]:
    """Each instruction with its text and line; continued lines are joined, here-documents left out."""
    found: list[tuple[str, str, int]] = []
    lines, position = text.splitlines(), 0
    while position < len(lines):
        start, line = position, lines[position]
        while line.rstrip().endswith("\\") and position + 1 < len(lines):
            position += 1
            following = lines[position]
            line = line.rstrip()[:-1] + " " + ("" if following.lstrip().startswith("#") else following)
            if following.lstrip().startswith("#"):
                line += "\\"
        position = _after_heredocs(lines, position, line)
        word, _, rest = line.strip().partition(" ")
        if word and not word.startswith("#"):
            found.append((word.upper(), rest.strip(), start + 1))
    return found


def _after_heredocs(lines: list[str], position: int, line: str) -> int:
    for mark in _HEREDOC.findall(line):
        end = next((i for i in range(position + 1, len(lines)) if lines[i].strip() == mark), None)
        position = end if end is not None else position
    return position + 1


def _stages(text: str) -> dict[str, Stage]:
    stages: dict[str, Stage] = {}
    arguments: dict[str, str] = {}
    current: Stage | None = None
    for word, rest, line in _instructions(text):
        if word == "ARG" and current is None:
            name, _, value = rest.partition("=")
            arguments[name.strip()] = value.strip().strip("'\"")
        elif word == "FROM" and (match := _FROM.match(_expanded(rest, arguments))):
            current = _begin(stages, match.group(1), line)
            stages[match.group(2) or f"stage {len(stages)}"] = current
        elif current is not None:
            _instruction(current, word, rest, line)
    return stages


def _expanded(text: str, arguments: dict[str, str]) -> str:
    return _ARG.sub(lambda m: arguments.get(m.group(1)) or m.group(2) or "", text)


def _begin(stages: dict[str, Stage], base: str, line: int) -> Stage:
    parent = stages.get(base) or next((s for n, s in stages.items() if n.lower() == base.lower()), None)
    if parent is None:
        return Stage(base, line, root=base)
    return replace(parent, base=base, line=line, ports=list(parent.ports), env=dict(parent.env), runs=list(parent.runs))


def _instruction(stage: Stage, word: str, rest: str, line: int) -> None:
    if word in {"CMD", "ENTRYPOINT"}:
        value = _exec_or_shell(rest, line)
        if word == "CMD":
            stage.cmd = value
        else:
            stage.entrypoint, stage.cmd = value, ("", 0, False)
    elif word == "EXPOSE":
        stage.ports += [
            int(p) for p in re.findall(r"\d{2,5}", _expanded(rest, {k: v[0] for k, v in stage.env.items()}))
        ]
    elif word in {"ENV", "ARG"}:
        pairs = _pairs(rest) if word == "ENV" else {}
        stage.env.update({n: (v, line) for n, v in pairs.items()})
    elif word == "WORKDIR":
        _enter(stage, rest.strip("'\" "))
    elif word == "STOPSIGNAL":
        stage.stop_signal = rest
    elif word == "RUN":
        stage.runs.append((rest, line))


def _enter(stage: Stage, folder: str) -> None:
    """WORKDIR: the outermost one that the others lie in is where the repository is copied to."""
    entered = folder if folder.startswith("/") else f"{stage.workdir.rstrip('/')}/{folder}"
    if not stage.home or not f"{entered}/".startswith(f"{stage.home.rstrip('/')}/"):
        stage.home = entered.rstrip("/")
    stage.workdir = entered.rstrip("/")


def _exec_or_shell(rest: str, line: int) -> tuple[str, int, bool]:
    """The command, its line, and whether it is in exec form."""
    data = load_json(rest) if rest.startswith("[") else None
    if data is None:
        return rest, line, False
    argv = as_texts(data)
    if text := shell_text(argv):
        return text, line, True
    return joined(argv), line, True


def _pairs(rest: str) -> dict[str, str]:
    """`ENV a=b c=d` and the older `ENV a b`."""
    parts = words(rest)
    if parts and "=" not in parts[0]:
        return {parts[0]: " ".join(parts[1:])}
    return dict(p.split("=", 1) for p in parts if "=" in p)


def read(tree: Tree) -> Declared:
    """The process of a Dockerfile in the root."""
    path = tree.first(".", "Dockerfile", "dockerfile", "Dockerfile.prod", "Dockerfile.production", "Containerfile")
    found = image(tree, path) if path else None
    if found is None:
        return Declared()
    return Declared(processes=[process_of(found, "web", ".")])


def _runtime(found: Image) -> str:
    """The language that the base image is for; "" where it does not tell."""
    if found.interpreter is None:
        return ""
    return "node" if found.interpreter.requires.endswith(".x") else "python"


def process_of(found: Image, name: str, directory: str) -> Process:
    """The process that an image starts, with what the image says about it."""
    return Process(
        name,
        Part.WEB,
        in_file(found.path, found.line),
        Rank.IMAGE,
        command=found.command,
        directory=directory,
        public=True,
        port=found.ports[0] if found.ports else None,
        variables=found.variables,
        stop_signal=found.stop_signal,
        workdir=found.workdir,
        folder=found.folder,
        runtime=_runtime(found),
        requirements=found.requirements,
    )
