"""What mainstay knows, as tables: for documentation, and for doors that want to offer it."""

from mainstay.actions.results import Column, Table


def kinds() -> Table:
    """The kinds of the catalog for every target, sorted by id."""
    from mainstay.catalog import kinds as kinds_for
    from mainstay.model.kind import Target

    found = [kind for target in Target for kind in kinds_for(target)]
    columns = (Column("kind", whole=True), Column("realises"), Column("target"), Column("about"))
    rows = ((k.id, tuple(sorted(role.value for role in k.realises)), k.target.value, k.about) for k in found)
    return Table(columns=columns, rows=tuple(rows))


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
