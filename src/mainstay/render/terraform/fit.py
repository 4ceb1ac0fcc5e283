"""Whether a value fits the type that the provider names."""

from mainstay.model.told import Base64, Joined, Json, PolicyDocument, Ref, SecretText, Variable
from mainstay.render.terraform.item import Tree

_TEXTS = (str, int, float, Joined, Json, Base64, PolicyDocument)
"""What can become text; structures do so as `Json` only, for a list where one text belongs is a mistake."""


def misfit(value: Tree, kind: str) -> str:
    """What a value of type `kind` must be, where `value` is not; "" where it fits. References fit everywhere.

    Whether a secret may stand there is not a question of its type.
    """
    if isinstance(value, Ref | Variable | SecretText) or kind == "any":
        return ""
    outer, _, inner = kind.partition("(")
    if outer in ("list", "set"):
        return _many(value, inner[:-1])
    if outer == "map":
        fits = isinstance(value, dict) and not any(misfit(one, inner[:-1]) for one in value.values())
        return "" if fits else f"names with values ({inner[:-1]})"
    return _single(value, kind)


def _many(value: Tree, inner: str) -> str:
    if not isinstance(value, tuple):
        return f"a list ({inner})"
    return next((f"a list of which each is {wanted}" for wanted in (misfit(one, inner) for one in value) if wanted), "")


def _single(value: Tree, kind: str) -> str:
    if kind == "number":
        return "" if isinstance(value, int | float) and not isinstance(value, bool) else "a number"
    if kind == "bool":
        return "" if isinstance(value, bool) else "true or false"
    return "" if isinstance(value, _TEXTS) else "text"
