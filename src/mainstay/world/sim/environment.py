"""An environment that is given."""

from collections.abc import Mapping


class SimulatedEnvironment:
    """`Environment` with these variables and no others."""

    def __init__(self, variables: Mapping[str, str]) -> None:
        self._variables = dict(variables)

    def get(self, name: str) -> str | None:
        """See `Environment`."""
        return self._variables.get(name)

    def all(self) -> dict[str, str]:
        """See `Environment`."""
        return dict(self._variables)
