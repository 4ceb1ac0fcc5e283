"""How one document becomes another: the operations of a JSON Patch (RFC 6902), as few as there are differences."""

from collections.abc import Iterator
from typing import cast

Operation = dict[str, object]


def difference(old: object, new: object, path: str = "") -> Iterator[Operation]:
    """What turns `old` into `new`, in the order of the keys."""
    if isinstance(old, dict) and isinstance(new, dict):
        yield from _of_mappings(cast("dict[str, object]", old), cast("dict[str, object]", new), path)
    elif (
        isinstance(old, list)
        and isinstance(new, list)
        and len(cast("list[object]", old)) == len(cast("list[object]", new))
    ):
        pairs = zip(cast("list[object]", old), cast("list[object]", new), strict=True)
        for index, (before, after) in enumerate(pairs):
            yield from difference(before, after, f"{path}/{index}")
    elif old != new:
        yield {"op": "replace", "path": path, "value": new}


def _of_mappings(old: dict[str, object], new: dict[str, object], path: str) -> Iterator[Operation]:
    for key in sorted({*old, *new}):
        inner = f"{path}/{_escaped(key)}"
        if key not in new:
            yield {"op": "remove", "path": inner}
        elif key not in old:
            yield {"op": "add", "path": inner, "value": new[key]}
        else:
            yield from difference(old[key], new[key], inner)


def _escaped(key: str) -> str:
    """A key as part of a JSON Pointer (RFC 6901)."""
    return key.replace("~", "~0").replace("/", "~1")
