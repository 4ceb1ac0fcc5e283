"""Packages with exact versions, as a lock file has them and as the installer reads them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from packaging.markers import Environment, default_environment
from packaging.utils import canonicalize_name

from mainstay.run.local.builder.requirement import Release, shown


@dataclass(frozen=True)
class Pin:
    """One package of a lock file. `hashes` are ``sha256:…``; `url` is set where it comes from a URL or a repository."""

    name: str
    version: str
    hashes: tuple[str, ...] = ()
    url: str = ""

    @property
    def requirement(self) -> str:
        """One line of a requirements file."""
        wanted = f"{self.name} @ {self.url}" if self.url else f"{self.name}=={self.version}"
        return " ".join([wanted, *(f"--hash={value}" for value in self.hashes)])


@dataclass(frozen=True)
class Locked:
    """What a lock file says for one environment: all packages, nothing left to resolve.

    `local` are folders of the repository that are packages themselves, relative to the lock file. `indexes` are
    registries beside the default one; the first of `indexes` replaces the default where `replaces_default`.
    """

    pins: tuple[Pin, ...] = ()
    local: tuple[str, ...] = ()
    indexes: tuple[str, ...] = ()
    replaces_default: bool = False

    def requirements(self) -> str:
        """The content of a requirements file."""
        options: list[str] = []
        for position, url in enumerate(self.indexes):
            first = position == 0 and self.replaces_default
            options.append(f"--index-url {url}" if first else f"--extra-index-url {url}")
        return "".join(f"{line}\n" for line in [*options, *(pin.requirement for pin in self.pins)])


def locked(pins: Iterable[Pin], local: Iterable[str] = (), indexes: Sequence[str] = ()) -> Locked:
    """A `Locked` with its pins sorted and every package once."""
    by_name = {canonicalize_name(pin.name): pin for pin in pins}
    ordered = tuple(by_name[name] for name in sorted(by_name))
    return Locked(ordered, tuple(sorted(set(local))), tuple(dict.fromkeys(indexes)))


def marker_environment(python: Release) -> Environment:
    """What markers are evaluated against: this machine, with that CPython instead of ours."""
    environment = default_environment()
    full = shown(python)
    environment["python_full_version"] = environment["implementation_version"] = full
    environment["python_version"] = f"{python[0]}.{python[1]}"
    environment["implementation_name"] = "cpython"
    environment["platform_python_implementation"] = "CPython"
    return environment
