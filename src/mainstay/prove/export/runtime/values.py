"""Values as the checkers of histories need them: frozen dataclasses."""

import dataclasses
from typing import dataclass_transform


@dataclass_transform(frozen_default=True, kw_only_default=True)
class Value:
    """A frozen value; equal content is equal value."""

    def __init_subclass__(cls, **_options: object) -> None:
        dataclasses.dataclass(frozen=True, kw_only=True)(cls)


class structs:  # noqa: N801 - it is a module of msgspec
    """What is done with values."""

    replace = staticmethod(dataclasses.replace)
