"""Environment values of compose services: literals, possible secrets by place, and references to backing services."""

from dataclasses import dataclass

from mainstay.detect.facts import Tech, in_file
from mainstay.detect.foreign import as_list, as_map, as_text, as_texts, key_line
from mainstay.detect.sources.compose_data import place_of, settings
from mainstay.detect.sources.declared import Ref, Variable
from mainstay.detect.sources.dockerfile import DEVELOPMENT, NOT_SETTINGS
from mainstay.detect.sources.dotenv import given, interpolated, parse
from mainstay.detect.tree import Tree, inside
from mainstay.detect.urls import split_url, tech_of_url
from mainstay.model.intent import Property


@dataclass(frozen=True)
class Names:
    """Backing services of the file: their technology, and their component names."""

    techs: dict[str, Tech]
    components: dict[str, str]


def variables(
    tree: Tree, service: str, body: dict[str, object], place: tuple[str, int], *, known: dict[str, str], names: Names
) -> tuple[Variable, ...]:
    """What a service gets from `environment` and `env_file`. Development switches are left out."""
    path, line = place
    own = settings(body)
    found: dict[str, Variable] = {}
    for file in _files(body):
        found |= _from_file(tree, inside(".", file), names)
    for name, raw in own.items():
        value = known.get(name) if not raw else interpolated(raw, known)
        origin = in_file(path, key_line(body.get("environment"), name, line) or line)
        if DEVELOPMENT.fullmatch(name) or NOT_SETTINGS.match(name):
            continue
        if value is None:
            found[name] = Variable(name, None, origin)
        else:
            where = place_of(service, path, name, raw=raw, known=known)
            found[name] = Variable(
                name, reference(value, names) or given(name, value, where.path, where.pointer), origin
            )
    return tuple(found[n] for n in sorted(found))


def _files(body: dict[str, object]) -> list[str]:
    value = body.get("env_file")
    return [as_text(v) or as_text(as_map(v).get("path")) for v in (as_list(value) or [value]) if v] or as_texts(value)


SAMPLES = ("-sample", ".sample", "-example", ".example", "-template", ".template", ".dist")
"""What the name of a committed file ends in that somebody copies and fills in."""


def _from_file(tree: Tree, path: str, names: Names) -> dict[str, Variable]:
    """The values of a dotenv file; where it is not in the repository, those of the sample of it that is."""
    path = next((p for p in (path, *(f"{path}{s}" for s in SAMPLES)) if tree.has(p)), path)
    found: dict[str, Variable] = {}
    for name, (value, line) in parse(tree.text(path)).items():
        if not DEVELOPMENT.fullmatch(name) and not NOT_SETTINGS.match(name):
            found[name] = Variable(
                name, reference(value, names) or given(name, value, path, (name,)), in_file(path, line)
            )
    return found


def reference(value: str, names: Names) -> Ref | None:
    """The component that a value points at: a URL with its host, or the bare name of a service."""
    if url := split_url(value):
        component = names.components.get(url.host, "") if names.techs.get(url.host) else ""
        if not component:
            return None
        if tech_of_url(value) is None:
            return Ref(component, Property.ENDPOINT)
        redis = names.techs[url.host] is Tech.REDIS
        return Ref(
            component,
            Property.URL,
            scheme=url.scheme if "+" in url.scheme or url.scheme in {"asyncpg", "postgis"} else "",
            suffix=f"/{url.tail}" if redis and url.tail.isdigit() and url.tail != "0" else "",
        )
    if value in names.techs:
        return Ref(names.components[value], Property.HOST)
    return None
