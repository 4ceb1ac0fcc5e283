"""Each document keeps the schema of its kind: those of Kubernetes itself, and our own for resources of others.

The schemas of Kubernetes are those that kubernetes-validate carries, of the newest minor release, in the strict form
that knows no unknown fields.
"""

import json
import re
from collections.abc import Iterable, Sequence
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import TYPE_CHECKING, Protocol, cast

import msgspec

from mainstay.catalog import Document
from mainstay.model.errors import MainstayError
from mainstay.render.kubernetes.check.reading import OURS, where
from mainstay.render.kubernetes.check.shapes import SHAPES

if TYPE_CHECKING:
    from referencing.jsonschema import SchemaRegistry, SchemaResource

_FOLDER = re.compile(r"v([0-9]+)\.([0-9]+)[0-9.]*-local-strict")


class _Problem(Protocol):
    message: str

    @property
    def absolute_path(self) -> Sequence[str | int]: ...


class _Validator(Protocol):
    def iter_errors(self, instance: object) -> Iterable[_Problem]: ...


def check_schema(document: Document) -> None:
    """Raises `MainstayError` with the path of the first field that its kind does not have in this form."""
    version, kind = str(document.get("apiVersion")), str(document.get("kind"))
    shape = SHAPES.get((version, kind))
    if shape is not None:
        _check_shape(document, shape)
        return
    validator = _validator(version, kind)
    if validator is None:
        raise MainstayError(
            f"`{where(document)}`",
            "the kind of a document must be known",
            f"there is no {kind} in {version}",
            hint="add its shape to render/kubernetes/check/shapes.py",
        )
    for problem in validator.iter_errors(document):
        path = ".".join(str(step) for step in problem.absolute_path)
        raise _broken(document, path or "the document", problem.message)


def _check_shape(document: Document, shape: type[object]) -> None:
    try:
        msgspec.convert(document, shape)
    except msgspec.ValidationError as error:
        message, _, path = str(error).partition(" - at ")
        raise _broken(document, path.strip("`$.") or "the document", message) from error


def _broken(document: Document, path: str, found: str) -> MainstayError:
    kept = f"{path} must keep the schema of {document.get('apiVersion')}"
    return MainstayError(f"`{where(document)}`", kept, found[:200].rstrip("."), hint=OURS)


@cache
def _validator(version: str, kind: str) -> _Validator | None:
    """The validator of a kind; None where Kubernetes has no such kind."""
    # Heavy, and only needed by who renders manifests: `mainstay up` must not wait for it.
    from jsonschema import Draft202012Validator  # noqa: PLC0415 - see above

    group, _, number = version.rpartition("/")
    name = "-".join(part for part in (kind.lower(), group.partition(".")[0], number) if part)
    schema = _read(f"{name}.json")
    if schema is None:
        return None
    return cast("_Validator", Draft202012Validator(schema, registry=_definitions()))


@cache
def _definitions() -> "SchemaRegistry":
    from referencing import Registry, Resource  # noqa: PLC0415 - heavy, see above

    definitions: SchemaResource = Resource.from_contents(_read("_definitions.json") or {})
    empty: SchemaRegistry = Registry()
    return definitions @ empty


def _read(name: str) -> Document | None:
    path = _newest().joinpath(name)
    return cast("Document", json.loads(path.read_text(encoding="utf-8"))) if path.is_file() else None


@cache
def _newest() -> Traversable:
    """The folder with the strict schemas of the newest minor release."""
    folders = resources.files("kubernetes_validate").joinpath("kubernetes-json-schema").iterdir()
    found = ((match, folder) for folder in folders if (match := _FOLDER.fullmatch(folder.name)))
    return max(found, key=lambda pair: (int(pair[0][1]), int(pair[0][2])))[1]
