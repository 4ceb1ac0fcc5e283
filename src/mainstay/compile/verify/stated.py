"""Whose doing it is: what somebody has set by hand or by a rule, against what must hold, is told at its place."""

from collections.abc import Iterable

import msgspec

from mainstay.compile.verify.finding import OURS, Finding
from mainstay.compile.verify.view import View
from mainstay.model.graph import Reason


def with_places(view: View, found: Iterable[Finding]) -> list[Finding]:
    """The findings; those that a property explains which somebody set come with its place, and how to take it back."""
    return [one if one.origin else _placed(view, one) for one in found]


def _placed(view: View, finding: Finding) -> Finding:
    stated = _stated(view, finding)
    right = stated.get(finding.property.partition(".")[0])
    if right is not None and right.origin is not None:
        hint = f"take `{right.property}` out of `set` there: mainstay sets it as it must be"
        return msgspec.structs.replace(finding, origin=right.origin, hint=hint)
    if finding.hint != OURS or not stated:
        return finding
    names = " and ".join(f"`{name}`" for name in sorted(stated))
    first = stated[min(stated)]
    return msgspec.structs.replace(
        finding, origin=first.origin, hint=f"take {names} out of `set`; where that does not help, {OURS}"
    )


def _stated(view: View, finding: Finding) -> dict[str, Reason]:
    """The properties of what it is about, or of what that belongs to, that somebody set: why each has its value."""
    about = view.by_name.get(finding.resource)
    names = (about.component, about.name) if about else ()
    resources = (view.by_name[name] for name in names if name in view.by_name)
    return {why.property: why for one in resources for why in one.why if why.property and why.origin is not None}
