"""What every action gets: the project, the world, and somebody to talk to."""

import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from mainstay.model.errors import MainstayError
from mainstay.world.ports import World


class Progress(Protocol):
    """What an action is doing now. Doors show it only where that takes longer than half a second."""

    def say(self, text: str) -> None:
        """Now doing `text` ("installing 34 packages")."""
        ...

    def step(self, done: int, total: int, text: str) -> None:
        """Now doing `text`, after `done` of `total` steps."""
        ...

    def count(self, text: str) -> None:
        """Now at `text`, which changes all the time ("817 simulations"): a log need not have each."""
        ...


class Quiet:
    """Progress that nobody watches."""

    def say(self, text: str) -> None:
        """Do nothing."""

    def step(self, done: int, total: int, text: str) -> None:
        """Do nothing."""

    def count(self, text: str) -> None:
        """Do nothing."""


def refuse(question: str) -> bool:
    """Answer no: what is asked where nobody can answer."""
    del question
    return False


def no_line(prompt: str) -> str | None:
    """No line: what is read where nobody types."""
    del prompt
    return None


@dataclass(frozen=True)
class Context:
    """The surroundings of one call of an action. `project` is an absolute path of a folder that exists.

    `confirm` asks a question that yes or no answers; use `agreed`, which also knows `assume_yes`. `read_line` reads
    what somebody types, or a script says, after a prompt; None at the end.
    """

    project: Path
    world: World
    progress: Progress
    confirm: Callable[[str], bool] = refuse
    assume_yes: bool = False
    read_line: Callable[[str], str | None] = no_line

    def agreed(self, question: str) -> bool:
        """Whether the user wants it: `--yes` was given, or the answer to `question` is yes."""
        return self.assume_yes or self.confirm(question)

    def at(self, directory: Path | None) -> "Context":
        """A context for another project folder, or the same for None. Raises `MainstayError` where it is no folder."""
        return self if directory is None else replace(self, project=project_folder(self.project / directory))


def project_folder(path: Path) -> Path:
    """The absolute path of a project's folder; raises `MainstayError` where it is not a folder that can be read."""
    hint = "give the folder of the application's repository"
    try:
        found = path.resolve(strict=True)
        with os.scandir(found) as entries:
            next(entries, None)
    except FileNotFoundError:
        raise MainstayError(str(path), "must be a folder", "does not exist", hint=hint) from None
    except NotADirectoryError:
        raise MainstayError(str(path), "must be a folder", "is a file", hint=hint) from None
    except PermissionError:
        fix = f"give yourself access, e.g. `chmod u+rwx {path}`"
        raise MainstayError(str(path), "must be readable", "permission is denied", hint=fix) from None
    except (OSError, RuntimeError) as error:  # RuntimeError: a loop of symbolic links, before Python 3.13
        trouble = (getattr(error, "strerror", None) or "a loop of symbolic links").lower()
        raise MainstayError(str(path), "must be a folder", f"the system says: {trouble}", hint=hint) from None
    return found


def open_world() -> World:
    """The real world."""
    from mainstay.world.real import real_world

    return real_world()


def open_context(
    project: Path | str = ".",
    *,
    world: World | None = None,
    progress: Progress | None = None,
    confirm: Callable[[str], bool] = refuse,
    assume_yes: bool = False,
    read_line: Callable[[str], str | None] = no_line,
) -> Context:
    """The context of a project; where no other `world` is given, the real one.

    Raises `MainstayError` where `project` is not a folder that can be read.
    """
    return Context(
        project=project_folder(Path(project)),
        world=world or open_world(),
        progress=progress or Quiet(),
        confirm=confirm,
        assume_yes=assume_yes,
        read_line=read_line,
    )
