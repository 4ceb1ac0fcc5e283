"""What is there once for the whole application: what offers share, and what exists once anything refers to it."""

from collections.abc import Callable, Iterable, Iterator, Mapping

from mainstay.compile.expand.mentions import Mentions
from mainstay.model.cloud import ALERTS, BACKUPS, KEY, CloudKind, Part, Site
from mainstay.model.errors import MainstayError

_WELL_KNOWN = {KEY: "aws.kms_key", ALERTS: "aws.sns", BACKUPS: "aws.backup_vault"}
"""Resource name → id of the kind that makes it."""

Kinds = Mapping[str, type[CloudKind]]
SiteOf = Callable[[str], Site]


def shared_parts(wanted: Iterable[str], kinds: Kinds, site_of: SiteOf) -> Iterator[Part]:
    """The parts of each shared kind that an offer stands on; `wanted` are kind ids."""
    for kind_id in sorted(set(wanted)):
        if kind_id not in kinds:
            raise MainstayError(
                f"`{kind_id}`",
                "a kind that offers share must be in the catalog",
                "it is not",
                hint="report this: it is our mistake",
            )
        yield from kinds[kind_id].shared_part(site_of(kind_id))


def well_known(parts: list[Part], kinds: Kinds, site_of: SiteOf, mentions: Mentions) -> list[Part]:
    """The key, the alerts and the backup vault, where anything refers to them; they may refer to each other."""
    there = {part.name for part in parts}
    added: list[Part] = []
    fresh: Iterable[Part] = parts
    while missing := sorted({n for part in fresh for n in mentions.of(part.kind)} & set(_WELL_KNOWN) - there):
        made = [part for name in missing for part in kinds[_WELL_KNOWN[name]].shared_part(site_of(name))]
        there |= {part.name for part in made}
        added += made
        fresh = made
    return added
