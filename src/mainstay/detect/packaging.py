"""What a manifest of dependencies says, the same for every language: names, places, the manager, the interpreter."""

from dataclasses import dataclass, field

from mainstay.model.intent import PackageManager
from mainstay.model.origin import Evidence, Origin


@dataclass(frozen=True)
class Dependency:
    """A package that the project names. `remote` is the text of a dependency on a git repository."""

    name: str
    origin: Origin
    spec: str = ""
    extras: tuple[str, ...] = ()
    remote: str = ""
    development: bool = False


@dataclass(frozen=True)
class Remark:
    """Something the user should know about a field; kept out once mainstay.yaml states that field."""

    topic: str
    origin: Origin
    text: str
    hint: str = ""


@dataclass
class Manifests:
    """How the dependencies of one folder are pinned. Paths are relative to the repository."""

    manager: PackageManager = PackageManager.NONE
    files: tuple[str, ...] = ()
    lock: str = ""
    dependencies: dict[str, Dependency] = field(default_factory=dict[str, Dependency])
    evidence: tuple[Evidence, ...] = ()
    remarks: list[Remark] = field(default_factory=list[Remark])


@dataclass(frozen=True)
class Interpreter:
    """Which interpreter a project asks for; `strict` where it means it, `prefers` what it takes of those that fit."""

    requires: str
    strict: bool
    origin: Origin
    prefers: str = ""
