"""The environment variables of this process."""

import os


class RealEnvironment:
    """Implements `world.ports.Environment`."""

    def get(self, name: str) -> str | None:
        """The value of one variable."""
        return os.environ.get(name)

    def all(self) -> dict[str, str]:
        """A copy of all variables."""
        return dict(os.environ)
