"""The Intent: everything that was found, put together."""

import posixpath
from collections.abc import Iterable
from dataclasses import dataclass, field

from mainstay.detect.annotations import Named
from mainstay.detect.facts import Kept, Tech, evidence, in_file
from mainstay.detect.infer.backing import Found, find_backing
from mainstay.detect.infer.bind import Told, bind
from mainstay.detect.infer.builds import build_of
from mainstay.detect.infer.django_settings import active_settings
from mainstay.detect.infer.migrations import migration
from mainstay.detect.infer.processes import Choice, Chosen, serves
from mainstay.detect.infer.settings import settings_of
from mainstay.detect.infer.traits import hosts, kept, mentioned_hosts, port
from mainstay.detect.infer.units import Unit
from mainstay.detect.names import unique
from mainstay.detect.packaging import Remark
from mainstay.detect.sources import Declared
from mainstay.detect.sources.declared import Part, Rank, Ref, Variable
from mainstay.detect.tree import Tree
from mainstay.model.intent import (
    AnyComponent,
    Binding,
    Build,
    Data,
    Job,
    Literal,
    Property,
    Schedule,
    Secret,
    Service,
    Setting,
    Site,
    Trigger,
    Use,
)
from mainstay.model.origin import Evidence, Origin, Source

SURE = 0.9
"""The confidence of what the syntax tree says."""


@dataclass
class Draft:
    """Everything that is known before an Intent is made of it."""

    tree: Tree
    application: str
    units: list[Unit]
    declared: Declared
    choice: Choice
    kept: list[Kept] = field(default_factory=list[Kept])
    queues: list[Named] = field(default_factory=list[Named])
    found: Found = field(default_factory=Found)
    mentioned: dict[str, int] = field(default_factory=dict[str, int])
    remarks: list[Remark] = field(default_factory=list[Remark])

    @property
    def words(self) -> dict[str, str]:
        """Words that literals may refer to."""
        return {"application": self.application, "fly": self.declared.names.get("fly:app", self.application)}


@dataclass(frozen=True)
class Programmed:
    """What a process is told: links, settings, kept paths, and the evidence for all of it."""

    uses: tuple[Use, ...]
    settings: tuple[Setting, ...]
    persist: tuple[str, ...]
    why: tuple[Evidence, ...]


def assemble(draft: Draft) -> tuple[tuple[Build, ...], tuple[AnyComponent, ...]]:
    """Builds and components, sorted by name. Remarks are added to the draft."""
    draft.found = find_backing(draft.tree, draft.units, draft.declared, draft.choice.chosen)
    for named in draft.queues:
        for unit in draft.units:
            if _holds(unit, named.origin.path):
                queues = draft.found.used[unit.name].setdefault(Tech.SQS, [])
                queues += [named.name] if named.name not in queues else []
    secrets = _shared_secrets(draft)
    texts = [v.value.text for c in draft.choice.chosen for v in c.process.variables if isinstance(v.value, Literal)]
    draft.mentioned = mentioned_hosts(draft.units, draft.choice.chosen, texts)
    programs = [c for c in draft.choice.chosen if c.process.part is not Part.SITE]
    told = {c.process.name: _told(draft, c, secrets) for c in programs}
    components: list[AnyComponent] = [_component(draft, c, told[c.process.name]) for c in programs]
    components += [_site(c) for c in draft.choice.chosen if c.site and c.process.part is Part.SITE]
    components += _releases(draft, told, {c.name for c in components} | set(draft.found.components))
    components += [*_wanted(draft, components), *secrets.values()]
    builds = [build_of(draft.tree, u, draft.choice.builds[u.name], _of(draft, u)) for u in draft.units if _of(draft, u)]
    return tuple(sorted(builds, key=lambda b: b.name)), tuple(sorted(components, key=lambda c: c.name))


def _wanted(draft: Draft, programs: list[AnyComponent]) -> list[AnyComponent]:
    """Backing services, without those of a compose file that belong to programs which are left out."""
    used = {u.target for p in programs for u in p.uses}
    wanted: list[AnyComponent] = []
    for component in draft.found.components.values():
        place = component.evidence[0].origin if component.evidence else in_file("")
        if component.name in used or "compose" not in place.path:
            wanted.append(component)
        else:
            text = f"`{component.name}` was left out: no program that runs here uses it"
            hint = (
                f"add `uses: [{component.name}]` to a service, and `{component.name}`, to mainstay.yaml if it is needed"
            )
            draft.remarks.append(Remark(f"{component.role.value}s.{component.name}", place, text, hint))
    return wanted


def _of(draft: Draft, unit: Unit) -> list[Chosen]:
    return [c for c in draft.choice.chosen if c.unit is unit]


def _shared_secrets(draft: Draft) -> dict[str, Secret]:
    """A value that one service takes from another's differently named one is a secret of its own."""
    found: dict[str, Secret] = {}
    for chosen in draft.choice.chosen:
        for variable in chosen.process.variables:
            if isinstance(variable.value, Ref) and variable.value.key and variable.value.key != variable.name:
                name = variable.value.key.lower().replace("_", "-")
                why = evidence(f"{variable.origin.path} shares it", variable.origin)
                found.setdefault(variable.value.key, Secret(name=name, evidence=(why,)))
    return found


def _variables(draft: Draft, chosen: Chosen) -> tuple[Variable, ...]:
    """What files give to a process: its own first, then what is for all."""
    own = {v.name: v for v in draft.declared.variables}
    own |= {
        v.name: v
        for c in _of(draft, chosen.unit)
        if c.process.part is not Part.SITE
        for v in c.process.variables
        if chosen.process.part is Part.RELEASE
    }
    own |= {v.name: v for v in chosen.process.variables}
    return tuple(own[n] for n in sorted(own))


def _told(draft: Draft, chosen: Chosen, secrets: dict[str, Secret]) -> Programmed:
    variables = _variables(draft, chosen)
    told = bind(chosen, variables, draft.found)
    _services_told(draft, chosen, variables, told)
    _queues_told(draft, chosen.unit, told)
    for variable in variables:
        _secret(told, variable, secrets)
    extra = _given_elsewhere(draft, chosen, variables)
    settings, remarks = settings_of(draft.tree, chosen.unit, (*variables, *extra), told=told, names=draft.words)
    settings = _with_settings_module(draft.tree, chosen.unit, settings)
    draft.remarks += [r for r in remarks if r not in draft.remarks]
    annotated = [k for k in draft.kept if _holds(chosen.unit, k.origin.path)]
    insists = bool(draft.found.used.get(chosen.unit.name, {}).get(Tech.POSTGRES)) and not _only_imported(
        draft, chosen.unit
    )
    persist, why = kept(chosen, told, annotated, postgres=insists)
    return Programmed(told.uses(), settings, persist, tuple(why))


def _only_imported(draft: Draft, unit: Unit) -> bool:
    """Whether PostgreSQL is no more than an import, while Django is configured for something else."""
    names = draft.found.used.get(unit.name, {}).get(Tech.POSTGRES, [])
    said = [e for n in names for e in draft.found.components[n].evidence if e.origin.source is Source.CODE]
    return bool(said) and all(e.confidence < SURE for e in said)


def _holds(unit: Unit, path: str) -> bool:
    return any(f.path == path for f in unit.facts)


def _queues_told(draft: Draft, unit: Unit, told: Told) -> None:
    """A queue that an annotation names is told as `<NAME>_QUEUE_URL`."""
    for named in draft.queues:
        if _holds(unit, named.origin.path):
            variable = f"{named.name.upper().replace('-', '_')}_QUEUE_URL"
            why = evidence("an annotation names the queue", named.origin, variable)
            told.add(named.name, Binding(name=variable, property=Property.URL), why)


def _secret(told: Told, variable: Variable, secrets: dict[str, Secret]) -> None:
    value = variable.value
    key = value.key if isinstance(value, Ref) else variable.name
    if key in secrets:
        why = evidence(f"{variable.origin.path} sets {variable.name}", variable.origin, variable.name)
        told.add(secrets[key].name, Binding(name=variable.name, property=Property.VALUE), why)


def _services_told(draft: Draft, chosen: Chosen, variables: tuple[Variable, ...], told: Told) -> None:
    """References to other services of the application."""
    services = {c.process.name for c in draft.choice.chosen if serves(c)}
    for variable in variables:
        value = variable.value
        if (
            isinstance(value, Ref)
            and value.target in services - {chosen.process.name}
            and not value.key
            and value.property is not Property.ENDPOINT
        ):
            why = evidence(f"{variable.origin.path} sets {variable.name}", variable.origin, variable.name)
            told.add(value.target, Binding(name=variable.name, property=value.property), why)


def _given_elsewhere(draft: Draft, chosen: Chosen, variables: tuple[Variable, ...]) -> list[Variable]:
    """`host:port` of another service, and values that are taken from another's equally named one."""
    found: list[Variable] = []
    by_name = {c.process.name: c for c in draft.choice.chosen}
    for variable in variables:
        value = variable.value
        if not isinstance(value, Ref) or value.target not in by_name or value.target == chosen.process.name:
            continue
        other = by_name[value.target]
        if value.key == variable.name:
            found += [v for v in other.process.variables if v.name == value.key]
        elif value.property is Property.ENDPOINT:
            host = next((h for h in other.process.hostnames if h), value.target)
            number = port(other, draft.mentioned)
            draft.mentioned.setdefault(host, 0)
            found.append(
                Variable(variable.name, Literal(text=f"{host}:{number[0] if number else 8000}"), variable.origin)
            )
    return found


def _with_settings_module(tree: Tree, unit: Unit, settings: tuple[Setting, ...]) -> tuple[Setting, ...]:
    differs = active_settings(tree, unit)
    if differs is None or any(s.name == "DJANGO_SETTINGS_MODULE" for s in settings):
        return settings
    added = Setting(name="DJANGO_SETTINGS_MODULE", value=Literal(text=differs[0]), evidence=(differs[1],))
    return tuple(sorted((*settings, added), key=lambda s: s.name))


def _component(draft: Draft, chosen: Chosen, told: Programmed) -> Service | Job | Schedule:
    process = chosen.process
    by_rule = process.rank is Rank.FRAMEWORK
    says = "the program is found in the code" if by_rule else f"{process.origin.path} has the process `{process.name}`"
    exists = evidence(says, process.origin, confidence=0.9 if by_rule else 1.0)
    shared: dict[str, object] = {
        "name": process.name,
        "uses": told.uses,
        "build": chosen.unit.name,
        "command": chosen.plan.command,
        "directory": chosen.directory,
        "settings": told.settings,
        "persist": told.persist,
        "stop_signal": process.stop_signal or "TERM",
    }
    why = (exists, *chosen.why, *told.why)
    if process.part is Part.CRON:
        return Schedule(**shared, cron=process.cron or "0 0 * * *", evidence=why)  # pyright: ignore[reportArgumentType]
    if process.part in {Part.RELEASE, Part.TASK}:
        trigger = Trigger.RELEASE if process.part is Part.RELEASE else Trigger.MANUAL
        return Job(**shared, trigger=trigger, evidence=why)  # pyright: ignore[reportArgumentType]
    return _service(draft, chosen, told, shared=shared, why=why)


def _service(
    draft: Draft, chosen: Chosen, told: Programmed, *, shared: dict[str, object], why: tuple[Evidence, ...]
) -> Service:
    process, listening = chosen.process, serves(chosen)
    number = port(chosen, draft.mentioned) if listening else None
    accepted, said = hosts(chosen.unit, told.settings) if listening else ((), [])
    called = tuple(h for h in dict.fromkeys(process.hostnames) if h and h in draft.mentioned)
    return Service(
        **shared,  # pyright: ignore[reportArgumentType]
        public=process.public and listening,
        listens=listening,
        port=number[0] if number else None,
        replicas=max(1, draft.declared.replicas.get(process.name, 0) or process.replicas),
        health_path=f"/{process.health_path.lstrip('/')}",
        hosts=accepted,
        hostnames=called if listening else (),
        evidence=(*why, *([number[1]] if number else []), *said),
    )


def _site(chosen: Chosen) -> Site:
    output, unit = chosen.site, chosen.unit
    folder = output.directory if output else "."
    directory = posixpath.normpath(posixpath.join(unit.directory, folder))
    why = evidence(
        output.says if output else "", chosen.process.origin, confidence=output.confidence if output else 1.0
    )
    return Site(
        name=chosen.process.name,
        build=unit.name,
        directory=directory,
        fallback=output.fallback if output else "",
        evidence=(why,),
    )


def _releases(draft: Draft, told: dict[str, Programmed], taken: set[str]) -> list[AnyComponent]:
    """One release job per unit: what was split off from start and build commands, or the framework's migration."""
    made: list[AnyComponent] = []
    for unit in draft.units:
        mine = [c for c in _of(draft, unit) if c.process.part is not Part.SITE]
        stated = [c for c in mine if c.process.part is Part.RELEASE]
        if not mine:
            continue
        commands, why, directory = _release_commands(draft, unit, mine)
        commands = [c for c in commands if not any(_same(c, s.plan.command) for s in stated)]
        if not commands:
            continue
        name = unique("release" if len(draft.units) == 1 else f"{unit.name}-release", {*taken, *(m.name for m in made)})
        told_to = told[next((c for c in mine if serves(c)), mine[0]).process.name]
        made.append(
            Job(
                name=name, uses=told_to.uses, build=unit.name, command=" && ".join(commands), directory=directory,
                settings=told_to.settings, persist=told_to.persist, trigger=Trigger.RELEASE, evidence=tuple(why),
            )
        )  # fmt: skip
    return made


def _release_commands(draft: Draft, unit: Unit, mine: list[Chosen]) -> tuple[list[str], list[Evidence], str]:
    commands: list[str] = []
    why: list[Evidence] = []
    directory = next((c.directory for c in mine if c.plan.release and c.directory != "."), ".")
    sources: Iterable[tuple[str, Evidence]] = [
        *(
            (r, evidence(f"`{r}` comes before the start command", c.process.origin, "command"))
            for c in mine
            for r in c.plan.release
        ),
        *(
            (r, evidence(f"`{r}` is in the build commands", _build_place(mine), "command"))
            for r in draft.choice.builds[unit.name].release
        ),
    ]
    for command, said in sources:
        if not any(_same(command, c) for c in commands):
            commands.append(command)
            why.append(said)
    stated = [*commands, *(c.plan.command for c in mine)]
    bodies = [unit.package.body(c) for c in stated] if unit.package else []
    if found := migration(draft.tree, unit, " ".join([*stated, *bodies]), _resolvable(draft)):
        commands.append(found.command)
        why.append(found.why)
        directory = found.directory
    return commands, why, directory


def _resolvable(draft: Draft) -> frozenset[str]:
    """The names that backing services are reached by."""
    components = draft.found.components.values()
    return frozenset(h for c in components if isinstance(c, Data) for h in c.hostnames)


def _build_place(mine: list[Chosen]) -> Origin:
    return next((c.process.origin for c in mine if c.process.build), in_file(""))


def _same(first: str, second: str) -> bool:
    """Whether two commands do the same but for flags."""

    def bare(command: str) -> list[str]:
        return [w for w in command.replace("python3", "python").split() if not w.startswith("-")]

    return bare(first) == bare(second) or (bool(bare(first)) and " ".join(bare(first)) in " ".join(bare(second)))
