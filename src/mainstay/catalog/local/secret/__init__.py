"""Secrets: values in the vault; nothing runs."""

from mainstay.model.intent import AnyComponent, Property, Role, Secret
from mainstay.model.kind import Backing, Place
from mainstay.model.program import SecretRef, Text, text


class VaultSecret(Backing, tag="local.secret", frozen=True, kw_only=True):
    """One value in the vault, made up or taken from a file."""

    id = "local.secret"
    realises = frozenset({Role.SECRET})
    about = "A value in the project's vault: made up once, or taken from a file; readable by its owner only."

    @classmethod
    def realising(cls, component: AnyComponent) -> "VaultSecret | None":
        """For secrets."""
        return cls() if isinstance(component, Secret) else None

    def secrets(self) -> tuple[str, ...]:
        """The value itself."""
        return ("value",)

    def program(self, place: Place) -> None:
        """Nothing runs."""
        del place

    def connection(self, place: Place) -> dict[Property, Text]:
        """The value, by reference."""
        return {Property.VALUE: text(SecretRef(component=place.component, name="value"))}


KIND = VaultSecret
