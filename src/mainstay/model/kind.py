"""The shape of a catalog entry: a technology that can realise components on a target."""

from typing import ClassVar

from mainstay.model.intent import AnyComponent, Build, Property, Role
from mainstay.model.program import BuiltRef, Program, Text
from mainstay.model.target import Target
from mainstay.model.value import Value


class Kind(Value, frozen=True, kw_only=True):
    """An entry of the catalog; an instance holds the properties of one resource.

    A subclass states its `id` (`local.postgres`), its `target`, the roles it `realises` and one sentence
    for people in `about`.
    """

    id: ClassVar[str]
    target: ClassVar[Target]
    realises: ClassVar[frozenset[Role]]
    about: ClassVar[str]


class Place(Value, frozen=True, kw_only=True):
    """Where a resource of the local target lives. All of it is decided by render, nothing is looked up.

    `address` is the private loopback address, `component` the name that owns its secrets, `data` its folder.
    """

    component: str
    address: str
    data: str
    hosts: dict[str, str] = {}


class Backing(Kind, frozen=True, kw_only=True):
    """A backing service on the local target: how to start it, and what its users can be told.

    One subclass with its program, probes and connection properties is all that a new technology needs.
    """

    target = Target.LOCAL
    port: ClassVar[int] = 0
    in_memory: ClassVar[bool] = False
    shared: ClassVar[bool] = False  # one process serves all components of this kind

    @classmethod
    def realising(cls, component: AnyComponent) -> "Backing | None":
        """An instance for this component, or None where this technology cannot realise it."""
        raise NotImplementedError

    def program(self, place: Place) -> Program | None:
        """How to start it; None where nothing runs (a generated secret)."""
        raise NotImplementedError

    def connection(self, place: Place) -> dict[Property, Text]:
        """What a `uses` link can be told. Secrets by reference."""
        raise NotImplementedError

    def secrets(self) -> tuple[str, ...]:
        """The names of the secrets that must be generated for it (`password`)."""
        return ()

    def serving(self, others: tuple["Backing", ...]) -> "Backing":
        """For a shared kind: the kind whose `program` serves this component and all `others` of the same kind."""
        del others
        return self


class Placement(Value, frozen=True, kw_only=True):
    """Where one instance of a workload lives: decided by render, nothing is looked up.

    `environment` holds the settings and bindings, complete. `port` is told as PORT. `hosts` are names that resolve.
    """

    address: str
    port: int
    built: BuiltRef
    environment: dict[str, Text] = {}
    hosts: dict[str, str] = {}


class WorkloadKind(Kind, frozen=True, kw_only=True):
    """How a program of the application itself runs on the local target: one subclass for each runtime."""

    target = Target.LOCAL

    @classmethod
    def realising(cls, component: AnyComponent, build: Build) -> "WorkloadKind | None":
        """An instance for this component made by this build, or None where this runtime cannot realise it."""
        raise NotImplementedError

    def program(self, placement: Placement) -> Program:
        """How to start one instance."""
        raise NotImplementedError
