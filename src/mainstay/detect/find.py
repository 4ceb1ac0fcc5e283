"""The pipeline of detect: scan → declarations → units → processes → backing services → Intent."""

from pathlib import Path

from mainstay.detect.infer.assemble import Draft, assemble
from mainstay.detect.infer.processes import Question, choose
from mainstay.detect.infer.settings import set_side_settings_aside
from mainstay.detect.infer.units import find_units
from mainstay.detect.infer.unsupported import check, nothing_found
from mainstay.detect.names import sanitised
from mainstay.detect.packaging import Remark
from mainstay.detect.sources import declarations
from mainstay.detect.tree import Tree, scan
from mainstay.model.intent import Intent
from mainstay.model.origin import Note


def detect(directory: Path, *, application: str = "") -> Intent:
    """Find out what the application in a folder needs. mainstay.yaml, where there is one, overrides what is found."""
    tree = scan(directory)
    name = application or sanitised(tree.root.name)
    declared = declarations(tree)
    units, remarks = find_units(tree, declared)
    if not units:
        raise nothing_found(tree)
    for unit in units:
        set_side_settings_aside(unit)
    check(units, declared, frozenset())
    choice = choose(Question(tree, units, declared))
    draft = Draft(tree, name, units, declared, choice)
    builds, components = assemble(draft)
    notes = [
        *remarks,
        *declared.remarks,
        *choice.remarks,
        *draft.remarks,
        *(r for u in units for r in u.manifests.remarks),
    ]
    return Intent(application=name, builds=builds, components=components, notes=tuple(_notes(notes)))


def _notes(remarks: list[Remark]) -> list[Note]:
    found = {(str(r.origin), r.text): Note(origin=r.origin, text=r.text, hint=r.hint) for r in remarks}
    return [found[k] for k in sorted(found)]
