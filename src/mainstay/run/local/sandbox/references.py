"""References in the texts of a Program, resolved at the last moment."""

import importlib.util
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from mainstay.model.errors import MainstayError
from mainstay.model.program import CommandProbe, Interpreter, Part, Program, SecretRef, Text, Tool, resolved

DATA = "{data}"


@dataclass(frozen=True)
class Resolver:
    """Turns the Texts of one program into strings.

    `data` is the folder that `{data}` stands for, "" for none; `places` are further words and what they stand for.
    """

    instance: str
    data: str
    interpreter: str
    secret: Callable[[SecretRef], str | None]
    places: Mapping[str, str] = field(default_factory=dict[str, str])

    def __call__(self, value: Text) -> str:
        """The text in clear. Places are filled in where the plan wrote them, never inside a secret."""
        placed = tuple(self._placed(part) if isinstance(part, str) else part for part in value)
        return resolved(placed, secret=self._secret, tool=tool_file, interpreter=self.interpreter)

    def _placed(self, part: str) -> str:
        known = {**self.places, DATA: self.data} if self.data else self.places
        for word, place in known.items():
            part = part.replace(word, place)
        return part

    def _secret(self, ref: SecretRef) -> str:
        value = self.secret(ref)
        if value is None:
            raise MainstayError(
                self.instance,
                f"the vault must hold {ref.component}.{ref.name}",
                "it does not",
                hint="run `mainstay up`, which makes the values that are missing",
            )
        return value


def parts(program: Program) -> Iterator[Part]:
    """All parts of all texts of a program."""
    commands = [program.argv, *(step.argv for step in (*program.prepare, *program.finish))]
    if isinstance(program.probe, CommandProbe):
        commands.append(program.probe.argv)
    texts = [text for command in commands for text in command]
    for text in (*texts, *program.environment.values(), *program.files.values()):
        yield from text


def uses_interpreter(program: Program) -> bool:
    """Whether the program is started with mainstay's own Python."""
    return any(isinstance(part, Interpreter) for part in parts(program))


def package_root(tool: Tool) -> Path:
    """The folder that the tool's package is installed in. Raises `MainstayError` where it is not installed."""
    spec = importlib.util.find_spec(tool.package)
    places = list(spec.submodule_search_locations or ()) if spec else []
    if not places:
        extra = f"mainstay[{tool.extra}]" if tool.extra else tool.package
        raise MainstayError(
            f"package {tool.package}",
            "must be installed",
            "Python does not find it",
            hint=f"uv pip install '{extra}'",
        )
    return Path(places[0]).resolve()


def tool_file(tool: Tool) -> str:
    """The absolute path of a tool. Raises `MainstayError` where the package or its file is missing."""
    path = package_root(tool) / tool.path
    if not path.is_file():
        raise MainstayError(
            f"package {tool.package}",
            f"must contain {tool.path}",
            "this version does not",
            hint=f"uv pip install --reinstall '{f'mainstay[{tool.extra}]' if tool.extra else tool.package}'",
        )
    return str(path)
