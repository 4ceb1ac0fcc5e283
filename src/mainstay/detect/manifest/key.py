"""What a key of mainstay.yaml is: its place, its meaning, what it takes, and within which limits."""

import math
from dataclasses import dataclass
from enum import StrEnum

from mainstay.detect.urls import looks_secret
from mainstay.model.errors import MainstayError

SHOWN = 40
"""How much of a wrong value is shown, in characters."""
_SORTS: tuple[tuple[type, str], ...] = (
    (bool, "true or false"),
    (str, "text"),
    (list, "a list"),
    (dict, "keys and values"),
)


class Takes(StrEnum):
    """What the value of a key must be, in the words of the documentation and of errors."""

    TEXT = "text"
    COMMAND = "a shell command"
    FOLDER = "a path inside the repository"
    FOLDERS = "a list of paths inside the repository"
    NUMBER = "a whole number"
    AMOUNT = "a number"
    PORT = "a port from 1 to 65535"
    FLAG = "true or false"
    TEXTS = "a list of texts"
    CRON = "five fields of cron, in UTC"
    SIGNAL = "the name of a signal"
    CHOICE = "one of the listed words"
    SETTINGS = "environment names with their values"
    USES = "names of what is used, each with environment names and properties"
    VALUE = "text, {generate: true} or {file: …, at: […]}"
    TAGS = "names with texts"
    PROPERTIES = "properties of the kind with their values"
    KIND = "the id of a kind of the catalog"
    REGION = "the name of a region"
    DOMAIN = "a DNS name"
    IMAGE = "the name of a container image"
    URL_PATH = "a path that begins with a slash"
    POLICIES = "a list of folders, or of git+https://…@<full commit>#folder"
    ENTRIES = "names with their keys"


@dataclass(frozen=True)
class Limits:
    """Which numbers make sense: from `low` (not itself if `above`) to `high` (not itself if `below`)."""

    low: float
    high: float
    above: bool = False
    below: bool = False

    def __str__(self) -> str:
        """The limits in words."""
        low = f"above {plain_number(self.low)}" if self.above else f"from {plain_number(self.low)}"
        return f"{low} {'and below' if self.below else 'to'} {plain_number(self.high)}"

    def allow(self, number: float) -> bool:
        """Whether a number is within them; NaN never is."""
        low = number > self.low if self.above else number >= self.low
        return low and (number < self.high if self.below else number <= self.high)


@dataclass(frozen=True)
class ManifestKey:
    """One key. `where` is the section that it stands in ("" for the top), `field` its name in the Intent.

    `need` says that it is a requirement, which a component keeps in `needs`.
    """

    name: str
    where: str
    meaning: str
    example: str
    takes: Takes
    field: str = ""
    choices: tuple[str, ...] = ()
    limits: Limits | None = None
    need: bool = False

    @property
    def wanted(self) -> str:
        """What it takes, in words: with its choices, or with its limits."""
        if self.takes is Takes.CHOICE:
            return f"one of {', '.join(self.choices)}"
        return f"{self.takes.value} {self.limits}" if self.limits else self.takes.value

    def error(self, where: str, found: str, hint: str = "") -> MainstayError:
        """What is told where the value is none that the key takes."""
        example = f"for example `{self.name}: {self.example}`"
        return MainstayError(where, f"`{self.name}` must be {self.wanted}", found, hint=hint or example)

    def refusal(self, value: object, where: str) -> MainstayError:
        """The error about this value; it is shown where it is short and no secret."""
        found = f"it is {next((said for sort, said in _SORTS if isinstance(value, sort)), 'something else')}"
        short = isinstance(value, str) and len(value) <= SHOWN and not looks_secret(self.name, value)
        if short or isinstance(value, int | float):
            found = f"it is {value!r}"
        return self.error(where, found)


def plain_number(number: float) -> str:
    """A number as people write it: 100, not 100.0; infinity and NaN as YAML has them."""
    if not math.isfinite(number):
        return ".nan" if math.isnan(number) else f"{'-' if number < 0 else ''}.inf"
    return str(int(number)) if number == int(number) else repr(number)


def choices(kind: type[StrEnum]) -> tuple[str, ...]:
    """The words of an enum, in its order."""
    return tuple(member.value for member in kind)
