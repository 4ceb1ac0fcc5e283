"""Plain values of files as the types that fields and properties have."""

import msgspec

from mainstay.model.errors import MainstayError


def converted(value: object, shape: object, place: str, shown: str) -> object:
    """A plain value as the type that a property has; raises `MainstayError` where it is none of it."""
    try:
        return msgspec.convert(value, shape)
    except msgspec.ValidationError as error:
        raise MainstayError(
            place, f"`{shown}` must have a value that it takes", str(error).lower(), hint="look at the catalog for it"
        ) from None
    except TypeError:  # a union that cannot be told apart: its own values come from expansion only
        raise MainstayError(
            place, f"`{shown}` must be a property that can be stated", "only mainstay sets it", hint="leave it out"
        ) from None
