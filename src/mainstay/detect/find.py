"""The pipeline of detect: scan → declarations → units → processes → backing services → Intent."""

from pathlib import Path
from typing import cast

import msgspec

from mainstay.detect.annotations import read_annotations
from mainstay.detect.infer.annotated import expose, queues, schedule
from mainstay.detect.infer.assemble import Draft, assemble
from mainstay.detect.infer.django_settings import set_side_settings_aside
from mainstay.detect.infer.processes import Question, choose
from mainstay.detect.infer.units import Unit, find_units
from mainstay.detect.infer.unsupported import (
    check,
    check_commands,
    check_language,
    check_services,
    nothing_found,
    spared,
)
from mainstay.detect.manifest import FILE, Manifest, environments_text, in_environment, overlay, read_manifest, whole_of
from mainstay.detect.names import sanitised
from mainstay.detect.packaging import Remark
from mainstay.detect.sources import declarations
from mainstay.detect.tree import MAX_FILES, Tree, scan
from mainstay.model.errors import MainstayError
from mainstay.model.intent import Intent, Runtime, Whole
from mainstay.model.origin import Note, Origin, Source
from mainstay.model.target import Target


def detect(directory: Path, *, application: str = "", environment: str = "", target: Target | None = None) -> Intent:
    """Find out what the application in a folder needs. mainstay.yaml, where there is one, overrides what is found.

    `application` names it; otherwise mainstay.yaml does, or the folder. `environment` is one of those that
    mainstay.yaml states ("": what holds for all); a `target` wins over the stated one. Nothing is run or written.
    Raises `MainstayError` for a folder that is missing, empty, forbidden or holds nothing to run; for a mainstay.yaml,
    Procfile or annotation that is wrong; and for what is asked for and cannot be provided.
    """
    tree = scan(directory)
    manifest = in_environment(read_manifest(tree), environment)
    whole = whole_of(manifest, environment, target)
    name = application or manifest.application or sanitised(tree.root.name)
    found, remarks = _found(tree, manifest, name, whole)
    notes = _notes([r for r in remarks if not manifest.states(r.topic)])
    intent = overlay(msgspec.structs.replace(found, notes=tuple(notes)), manifest, whole)
    return intent if not application else msgspec.structs.replace(intent, application=application)


def environments(directory: Path) -> tuple[str, ...]:
    """The names of the environments that mainstay.yaml of a folder states, in its order; raises like `detect`."""
    return tuple(read_manifest(scan(directory)).environments)


def stated_policy(directory: Path) -> tuple[str, ...]:
    """Where mainstay.yaml says that rules stand, for all environments and for each; raises like `detect`."""
    manifest = read_manifest(scan(directory))
    stated = [m.whole.get("policy") or () for m in (manifest, *manifest.environments.values())]
    return tuple(dict.fromkeys(place for places in stated for place in cast("tuple[str, ...]", places)))


def stated_environments(directory: Path) -> str:
    """The text of the section `environments` in mainstay.yaml, for `manifest_text`; raises like `detect`."""
    return environments_text(scan(directory))


def _found(tree: Tree, manifest: Manifest, name: str, whole: Whole) -> tuple[Intent, list[Remark]]:
    """What the repository says by itself, and what the user should know about it."""
    declared = declarations(tree)
    wanted = frozenset(
        str(e.fields["directory"]) for e in manifest.entries if e.section == "builds" and "directory" in e.fields
    )
    units, remarks = find_units(tree, declared, wanted=wanted)
    _name_builds(units, manifest)
    if not units:
        stated = {e.section for e in manifest.entries if not e.remove}
        if stated if whole.target is not Target.LOCAL else stated & {"services", "jobs", "schedules", "sites"}:
            return Intent(application=name), []
        raise nothing_found(tree, FILE if tree.has(FILE) else "")
    for unit in units:
        set_side_settings_aside(tree, unit)
    check(units, declared, manifest.ignore)
    annotations = read_annotations(tree, sorted({f.path for u in units for f in u.live}))
    question = Question(tree, units, declared, frozenset((o.path, o.line) for o in annotations.exposed))
    choice = choose(question)
    check_services(tree, choice.dropped, manifest.ignore | {e.name for e in manifest.entries})
    kept_out = {e.name for e in manifest.entries if e.remove or "command" in e.fields}
    check_commands([c for c in choice.chosen if c.process.name not in kept_out])
    check_language(tree, choice.chosen)
    expose(question, choice, annotations)
    schedule(question, choice, annotations)
    draft = Draft(tree, name, units, declared, choice, kept=annotations.kept, queues=annotations.queues)
    declared.data += queues(
        annotations, frozenset({*(c.process.name for c in choice.chosen), *(d.name for d in declared.data)})
    )
    builds, components = assemble(draft)
    if not components:
        raise _nothing_runs(tree, units)
    remarks += [
        *spared(units, declared),
        *declared.remarks,
        *choice.remarks,
        *draft.remarks,
        *(r for u in units for r in u.manifests.remarks),
        *_cut(tree),
    ]
    return Intent(application=name, builds=builds, components=components), remarks


def _name_builds(units: list[Unit], manifest: Manifest) -> None:
    """A build that mainstay.yaml names by its folder keeps that name."""
    for entry in manifest.entries:
        if entry.section != "builds" or "directory" not in entry.fields or entry.name in {u.name for u in units}:
            continue
        here = [u for u in units if u.directory == entry.fields["directory"]]
        match = next((u for u in here if u.runtime is entry.fields.get("runtime", u.runtime)), None)
        if match is not None:
            match.name = entry.name


def _nothing_runs(tree: Tree, units: list[Unit]) -> MainstayError:
    language = "a static site" if units[0].runtime is Runtime.STATIC else f"a {units[0].runtime.value.title()} project"
    return MainstayError(
        str(tree.root / units[0].directory),
        "the application must have something to run",
        f"it is {language} without a start command, a web application or a known entry file",
        hint="add a Procfile with `web: <command>`, or a service with a `command` to mainstay.yaml",
    )


def _cut(tree: Tree) -> list[Remark]:
    if not tree.cut:
        return []
    origin = Origin(source=Source.FILE, path=".")
    return [
        Remark(
            "scan",
            origin,
            f"only the first {MAX_FILES} files were looked at",
            "run the command on a smaller folder, or say in mainstay.yaml what runs",
        )
    ]


def _notes(remarks: list[Remark]) -> list[Note]:
    found = {(str(r.origin), r.text): Note(origin=r.origin, text=r.text, hint=r.hint) for r in remarks}
    return [found[k] for k in sorted(found)]
