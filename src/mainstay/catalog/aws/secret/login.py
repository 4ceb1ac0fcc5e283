"""How a password gets into a database, a cache and the programs, without getting into any state.

A password is made up while applying and kept as a secret. The store gets what was kept, read back, and not what was
made up this time: where an application stops half-way, the next one goes on with the same password. A second secret
holds what programs are told: JSON with user, password, host and the whole URL.
"""

from mainstay.catalog.aws.backing import key_arn
from mainstay.catalog.aws.names import shortened
from mainstay.catalog.aws.secret.kinds import Secret, SecretReading, generated, version
from mainstay.model.cloud import Part, Site
from mainstay.model.intent import Property
from mainstay.model.told import Joined, Json, Ref, SecretText, Told


def login(site: Site, told: dict[str, Told]) -> tuple[Part, ...]:
    """The parts around a store with one user; `told` are the keys of the secret for programs besides `password`."""
    kept, shown = f"{site.name}.login", connection_of(site.name)
    reading = SecretReading(secret_id=Ref(resource=f"{kept}.version", attribute="secret_id"))
    return (
        _secret(site, kept, "the password", f"the password of {site.name} is kept where few may read it"),
        *generated(kept),
        Part(name=f"{kept}.reading", kind=reading, says=f"{site.name} gets the password that was kept"),
        _secret(site, shown, "what programs are told", f"programs learn how to log in to {site.name} by reference"),
        version(shown, Json(content={**told, "password": password(site.name)})),
    )


def password(name: str) -> Ref:
    """The password of the store `name`, to be written into a write-only argument."""
    return Ref(resource=f"{name}.login.reading", attribute="secret_string")


def connection_of(name: str) -> str:
    """The resource name of the secret that tells programs how to log in to `name`."""
    return f"{name}.connection"


def url(name: str, before: str, *after: str | Ref) -> Joined:
    """A URL with the password of `name` in it: `before`, the password, and what comes `after`."""
    return Joined(parts=(before, password(name), *after))


def secret_properties(name: str, user: str) -> dict[Property, Told | SecretText]:
    """What is told by reference: the keys `url` and `password`; and the user."""
    secret = connection_of(name)
    return {
        Property.URL: SecretText(resource=secret, key="url"),
        Property.USER: user,
        Property.PASSWORD: SecretText(resource=secret, key="password"),
    }


def _secret(site: Site, name: str, what: str, says: str) -> Part:
    kind = Secret(
        name=shortened(f"{site.label}-{name.rpartition('.')[2]}", 512),
        description=f"{site.name} of {site.application}: {what}",
        kms_key_id=key_arn(),
    )
    return Part(name=name, kind=kind, says=says)
