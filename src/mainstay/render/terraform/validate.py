"""Whether what is to be written is what the provider takes: names, types, choices, references; and what is open.

It knows the provider's schema only, not the kinds, so that it finds the mistakes of kinds as well.
"""

from collections.abc import Iterator
from difflib import get_close_matches
from graphlib import CycleError, TopologicalSorter

from mainstay.model.errors import MainstayError
from mainstay.model.graph import Graph
from mainstay.model.references import references, secrets
from mainstay.model.told import PolicyDocument, Ref, SecretText
from mainstay.render.terraform.fit import misfit
from mainstay.render.terraform.item import Item, Tree, items
from mainstay.render.terraform.openings import open_to_the_world
from mainstay.render.terraform.schema import META, Nested, Shape, fact, shape, types
from mainstay.render.terraform.statements import statement_errors

Known = dict[str, Item]


def validate(graph: Graph) -> tuple[MainstayError, ...]:
    """Everything in `graph` that the provider would refuse, by resource; raises where two names are one there."""
    return tuple(_errors(items(graph)))


def check(found: tuple[Item, ...]) -> None:
    """Raises the first error of `found`, where there is one."""
    first = next(_errors(found), None)
    if first is not None:
        raise first


def _errors(found: tuple[Item, ...]) -> Iterator[MainstayError]:
    known = {item.name: item for item in found}
    for item in found:
        yield from _item_errors(item, known)
    yield from _cycles(found)


def where(item: Item, path: str = "") -> str:
    """How errors name a place: `db.engine (aws.rds)`."""
    return f"`{item.name}{'.' + path if path else ''}` ({item.kind})"


def _item_errors(item: Item, known: Known) -> Iterator[MainstayError]:
    takes = shape(item.block, item.type)
    if takes is None:
        yield MainstayError(
            where(item),
            "its type must be one that the provider has",
            f"there is no {item.block} `{item.type}`",
            hint=_nearest(item.type, types(item.block)),
        )
        return
    choices = fact(item.type).enums if item.block == "resource" else {}
    yield from _level(item, takes, item.arguments, "")
    yield from _choice_errors(item, item.arguments, choices, "")
    for argument, value in item.arguments.items():
        yield from _reference_errors(item, argument, value, known)
    yield from _write_only_errors(item, takes)
    for path in item.ignored:
        if not _tells(takes, path):
            yield _unknown(item, path, takes)
    yield from statement_errors(item, where(item))
    yield from open_to_the_world(item, where(item))


def _level(item: Item, takes: Shape, given: dict[str, Tree], path: str) -> Iterator[MainstayError]:
    for name, value in given.items():
        inner = f"{path}.{name}" if path else name
        kind = takes.get(name)
        if kind is None:
            if path or name not in META:
                yield _unknown(item, inner, takes)
        elif isinstance(kind, str) and kind.endswith(" computed"):
            yield MainstayError(
                where(item, inner),
                "only what the provider takes may be set",
                "the provider tells this one itself",
                hint=f"take `{name}` out of the kind's fields",
            )
        else:
            yield from _value(item, kind, value, inner)
    for name, kind in takes.items():
        required = kind.required if isinstance(kind, Nested) else kind.endswith(" required")
        if required and name not in given:
            inner = f"{path}.{name}" if path else name
            yield MainstayError(where(item, inner), "it must be set", f"{item.type} misses it", hint=f"set `{name}`")


def _unknown(item: Item, path: str, takes: Shape) -> MainstayError:
    settable = [name for name, kind in takes.items() if isinstance(kind, Nested) or not kind.endswith(" computed")]
    return MainstayError(
        where(item, path),
        f"it must be an argument of {item.type}",
        "there is none of that name",
        hint=_nearest(path.rpartition(".")[2], settable),
    )


def _value(item: Item, kind: str | Nested, value: Tree, path: str) -> Iterator[MainstayError]:
    if isinstance(kind, Nested):
        for content in value if isinstance(value, tuple) else (value,):
            if isinstance(content, dict):
                yield from _level(item, kind.shape, content, path)
            elif not isinstance(content, Ref):
                yield _misfit(item, path, "a value with names of its own", content)
        if kind.is_single and isinstance(value, tuple):
            yield _misfit(item, path, "one value", value)
        return
    wanted = misfit(value, kind.split()[0])
    if wanted:
        yield _misfit(item, path, wanted, value)


def _misfit(item: Item, path: str, wanted: str, value: Tree) -> MainstayError:
    return MainstayError(
        where(item, path), f"it must be {wanted}", f"it is `{_shown(value)}`", hint="give it the type that it asks for"
    )


def _shown(value: Tree) -> str:
    return type(value).__name__ if isinstance(value, SecretText | PolicyDocument) else f"{value}"[:80]


def _choice_errors(
    item: Item, given: dict[str, Tree], choices: dict[str, tuple[str, ...]], path: str
) -> Iterator[MainstayError]:
    for name, value in given.items() if choices else ():
        inner = f"{path}.{name}" if path else name
        for content in value if isinstance(value, tuple) else (value,):
            if isinstance(content, dict):
                yield from _choice_errors(item, content, choices, inner)
            elif isinstance(content, str) and inner in choices and content not in choices[inner]:
                yield MainstayError(
                    where(item, inner),
                    f"it must be one of {', '.join(f'`{choice}`' for choice in choices[inner])}",
                    f"it is `{content}`",
                    hint=_nearest(content, choices[inner]),
                )


def _reference_errors(item: Item, argument: str, value: Tree, known: Known) -> Iterator[MainstayError]:
    for secret in secrets(value):
        yield MainstayError(
            where(item, argument),
            "a secret must travel by reference",
            f"the kind holds `{secret.resource}` as a secret that nothing can be read from",
            hint="let the kind refer to the secret's ARN in `told`",
        )
    for reference in references(value):
        target = known.get(reference.resource)
        if target is None:
            yield MainstayError(
                where(item, argument),
                "what it refers to must exist",
                f"there is no resource `{reference.resource}`",
                hint=_nearest(reference.resource, tuple(known)),
            )
        elif argument not in META:
            yield from _attribute_errors(item, argument, reference, target)


def _write_only_errors(item: Item, takes: Shape) -> Iterator[MainstayError]:
    """Terraform cannot see that a write-only value changed; its version says so."""
    for argument in item.arguments:
        version = f"{argument}_version"
        if argument.endswith("_wo") and version in takes and version not in item.arguments:
            yield MainstayError(
                where(item, argument),
                f"a write-only argument must come with `{version}`",
                "there is none, so that no change of it would ever be written",
                hint=f"set `{version}: 1`",
            )


def _attribute_errors(item: Item, argument: str, reference: Ref, target: Item) -> Iterator[MainstayError]:
    told = shape(target.block, target.type) or {}
    if not _tells(told, reference.attribute):
        yield MainstayError(
            where(item, argument),
            f"what it refers to must be an attribute of {target.type}",
            f"`{reference.resource}` has no `{reference.attribute}`",
            hint=_nearest(reference.attribute, tuple(told)),
        )
    if target.block == "ephemeral" and item.block != "ephemeral" and not argument.endswith("_wo"):
        yield MainstayError(
            where(item, argument),
            "only write-only arguments may hold what no state may keep",
            f"it refers to `{reference.resource}`, which is ephemeral",
            hint=f"use `{argument}_wo`, if {item.type} has it",
        )


def _tells(told: Shape, attribute: str) -> bool:
    """Whether an attribute exists; `certificate_authority[0].data` and `options.*.name[0]` are inside of others."""
    level = told
    for number, segment in enumerate(attribute.split(".")):
        name = segment.partition("[")[0]
        if name == "*":
            continue
        kind = level.get(name)
        if kind is None and (number or name != "id"):
            return False
        level = kind.shape if isinstance(kind, Nested) else {}
    return True


def _cycles(found: tuple[Item, ...]) -> Iterator[MainstayError]:
    edges = {item.name: {ref.resource for ref in references(item.arguments)} for item in found}
    try:
        TopologicalSorter(edges).prepare()
    except CycleError as error:
        ring = list(error.args[1])
        yield MainstayError(
            f"`{ring[0]}`",
            "resources must be creatable one after another",
            f"they wait for each other: {' → '.join(reversed(ring))}",
            hint="one of these references has to become a resource of its own (a rule, an attachment)",
        )


def _nearest(name: str, known: tuple[str, ...] | list[str]) -> str:
    close = get_close_matches(name, known, n=1, cutoff=0.6)
    return f"did you mean `{close[0]}`?" if close else f"there are {', '.join(f'`{one}`' for one in sorted(known)[:8])}"
