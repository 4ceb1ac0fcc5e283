"""Links of mainstay.yaml: `uses: [database]`, `uses: {database: {DATABASE_URL: url}, orders: {access: [publish]}}`."""

from collections.abc import Mapping
from dataclasses import dataclass

from mainstay.detect.foreign import Marked, as_list, key_line
from mainstay.detect.manifest.key import Limits, ManifestKey, choices
from mainstay.detect.names import nearest
from mainstay.model.errors import MainstayError
from mainstay.model.intent import Binding, Property
from mainstay.model.requirement import Access

CALLS = Limits(0, 1e6, above=True)
PROPERTIES = choices(Property)
_ACCESS = choices(Access)


@dataclass(frozen=True)
class Linked:
    """What is stated about one link. Without `bindings` (None) what is used is told by its usual names.

    A binding that is None takes the name away. `access` and `calls` are None where nothing is said about them.
    """

    line: int = 0
    bindings: Mapping[str, Binding | None] | None = None
    access: tuple[Access, ...] | None = None
    calls: float | None = None

    def over(self, other: "Linked | None") -> "Linked":
        """What holds when it is laid over what was stated before."""
        if other is None:
            return self
        both = {**(other.bindings or {}), **(self.bindings or {})}
        return Linked(
            self.line,
            None if other.bindings is None and self.bindings is None else both,
            other.access if self.access is None else self.access,
            other.calls if self.calls is None else self.calls,
        )


def links(key: ManifestKey, value: object, where: str) -> object:
    """Target → `Linked`. None in the place of a target takes the link away."""
    if items := as_list(value):
        if not all(isinstance(i, str) for i in items):
            raise key.refusal(value, where)
        return {str(i): Linked(int(where.rpartition(":")[2])) for i in items}
    if not isinstance(value, Marked):
        raise key.refusal(value, where)
    file = where.partition(":")[0]
    found: dict[str, Linked | None] = {}
    for target, stated in value.items():
        line = key_line(value, target)
        if stated is not None and not isinstance(stated, Marked):
            raise MainstayError(
                f"{file}:{line}",
                f"`{target}` must have environment names with properties",
                "it has not",
                hint=f"for example `{key.example}`",
            )
        found[target] = None if stated is None else _linked(stated, file, line)
    return found


def _linked(stated: Marked, file: str, line: int) -> Linked:
    access, calls = stated.get("access"), stated.get("calls")
    bindings = {
        name: _binding(name, value, f"{file}:{key_line(stated, name)}")
        for name, value in stated.items()
        if name not in {"access", "calls"}
    }
    ours = access is not None or calls is not None
    return Linked(
        line,
        None if ours and not bindings else bindings,
        None if access is None else _accesses(access, f"{file}:{key_line(stated, 'access')}"),
        None if calls is None else _calls(calls, f"{file}:{key_line(stated, 'calls')}"),
    )


def _accesses(value: object, where: str) -> tuple[Access, ...]:
    words = as_list(value)
    wrong = next((w for w in words if w not in _ACCESS), None)
    if not words or wrong is not None:
        close = nearest(str(wrong), _ACCESS)
        raise MainstayError(
            where,
            f"`access` must be a list of {', '.join(_ACCESS)}",
            "it is no list, or an empty one" if wrong is None else f"it has {str(wrong)[:40]!r}",
            hint=f"did you mean `{close}`?" if wrong is not None and close else "for example `access: [read, write]`",
        )
    return tuple(a for a in Access if a.value in words)


def _calls(value: object, where: str) -> float:
    if isinstance(value, int | float) and not isinstance(value, bool) and CALLS.allow(value):
        return float(value)
    raise MainstayError(
        where,
        f"`calls` must be a number {CALLS}: how often it is used within one request",
        f"it is {value!r}" if isinstance(value, int | float) else "it is none",
        hint="for example `calls: 2`",
    )


def _binding(name: str, value: object, where: str) -> Binding | None:
    if value is None:
        return None
    parts: Mapping[str, object] = value if isinstance(value, Marked) else {"property": value}
    wanted = parts.get("property")
    if not isinstance(wanted, str) or wanted not in PROPERTIES:
        close = nearest(str(wanted), PROPERTIES)
        raise MainstayError(
            where,
            f"{name} must be one of {', '.join(PROPERTIES)}",
            f"it is {str(wanted)[:40]!r}",
            hint=f"did you mean `{close}`?" if close else f"for example `{name}: url`",
        )
    scheme, suffix = parts.get("scheme", ""), parts.get("suffix", "")
    unknown = sorted(set(parts) - {"property", "scheme", "suffix"})
    if unknown or not isinstance(scheme, str) or not isinstance(suffix, str):
        raise MainstayError(
            where,
            f"{name} must have property, scheme and suffix at most",
            f"it has {', '.join(unknown) or 'values of another sort'}",
            hint=f"for example `{name}: {{property: url, suffix: /1}}`",
        )
    return Binding(name=name, property=Property(wanted), scheme=scheme, suffix=suffix)
