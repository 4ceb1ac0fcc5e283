"""Reading documents, which are plain data, without believing anything about them."""

from collections.abc import Iterator
from typing import NoReturn, cast

from mainstay.catalog import Document
from mainstay.model.errors import MainstayError

OURS = "report this: the document was made by mainstay"
Labels = dict[str, object]


def where(document: Document) -> str:
    """`Deployment web`."""
    return f"{document.get('kind')} {mapping(document, 'metadata').get('name')}"


def refuse(document: Document, must: str, found: str, *, hint: str = OURS) -> NoReturn:
    """Raises `MainstayError` at the document."""
    raise MainstayError(f"`{where(document)}`", must, found, hint=hint)


def at(value: object, *path: str | int) -> object:
    """What stands at `path`; None where nothing does."""
    for step in path:
        if isinstance(step, int):
            items = cast("list[object]", value) if isinstance(value, list) else []
            value = items[step] if step < len(items) else None
        else:
            value = cast("Document", value).get(step) if isinstance(value, dict) else None
    return value


def mapping(value: object, *path: str | int) -> Document:
    """The mapping at `path`; an empty one where there is none."""
    found = at(value, *path)
    return cast("Document", found) if isinstance(found, dict) else {}


def items(value: object, *path: str | int) -> list[Document]:
    """The list of mappings at `path`; an empty one where there is none."""
    found = at(value, *path)
    return [cast("Document", one) for one in cast("list[object]", found)] if isinstance(found, list) else []


def pod_template(document: Document) -> Document:
    """The template of the pods of a workload; empty for other documents."""
    if document.get("kind") == "CronJob":
        return mapping(document, "spec", "jobTemplate", "spec", "template")
    if document.get("kind") in {"Deployment", "StatefulSet", "Job"}:
        return mapping(document, "spec", "template")
    return {}


def containers(template: Document) -> Iterator[Document]:
    """The containers of a template."""
    yield from items(template, "spec", "initContainers")
    yield from items(template, "spec", "containers")


def selects(selector: Document, labels: Labels) -> bool:
    """Whether a selector with `matchLabels` finds these labels; an empty one finds everything."""
    wanted = mapping(selector, "matchLabels")
    return all(labels.get(name) == text for name, text in wanted.items())
