"""What mainstay knows, as tables: for documentation, and for doors that want to offer it."""

from typing import TYPE_CHECKING

from mainstay.actions.results import Cell, Column, Table

if TYPE_CHECKING:
    from mainstay.model.kind import Kind


def kinds() -> Table:
    """The kinds of the catalog, target by target, sorted by id. `renders` is what it is called in what is rendered."""
    from mainstay.model.cloud import CloudKind

    names = ("kind", "realises", "target", "about", "aliases", "renders", "platform", "keeps_data", "source")
    rows: list[tuple[Cell, ...]] = []
    for kind in _kinds():
        roles = tuple(sorted(role.value for role in kind.realises))
        known: tuple[Cell, ...] = ((), "", "", False, "")
        if issubclass(kind, CloudKind):
            renders = kind.terraform or " ".join(kind.manifest).strip()
            known = (tuple(sorted(kind.aliases)), renders, kind.platform, kind.stateful, kind.source)
        rows.append((kind.id, roles, kind.target.value, kind.about, *known))
    return Table(columns=tuple(Column(name, whole=name == "kind") for name in names), rows=tuple(rows))


def properties() -> Table:
    """The typed properties of every cloud kind. `default` is empty where one is left out, or filled in."""
    from mainstay.actions.properties import properties_of
    from mainstay.model.cloud import CloudKind

    columns = (Column("kind", whole=True), Column("property", whole=True), Column("takes"), Column("default"))
    found = (kind for kind in _kinds() if issubclass(kind, CloudKind))
    rows = ((kind.id, *told) for kind in found for told in properties_of(kind))
    return Table(columns=columns, rows=tuple(rows))


def _kinds() -> "list[type[Kind]]":
    """Each kind once, though those of Kubernetes also serve on AWS."""
    from mainstay.catalog import kinds as kinds_for
    from mainstay.model.kind import Target

    return [kind for target in Target for kind in kinds_for(target) if kind.target is target]


def manifest_keys() -> Table:
    """Every key of mainstay.yaml. `section` is empty for keys at the top."""
    from mainstay.detect import MANIFEST_KEYS

    columns = (Column("section"), Column("key"), Column("meaning"), Column("takes"), Column("example"))
    rows = ((k.where, k.name, k.meaning, ", ".join(k.choices) or k.takes.value, k.example) for k in MANIFEST_KEYS)
    return Table(columns=columns, rows=tuple(rows))


def annotations() -> Table:
    """Every annotation that a comment can make. `example` has two lines: the annotation's text and its statement."""
    from mainstay.detect import ANNOTATIONS

    columns = (Column("annotation", whole=True), Column("about"), Column("above"), Column("example"))
    rows = ((name, word.about, word.above, (word.example, word.statement)) for name, word in ANNOTATIONS.items())
    return Table(columns=columns, rows=tuple(rows))
