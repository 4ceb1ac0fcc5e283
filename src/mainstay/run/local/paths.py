"""Where things lie below a project's `.mainstay/`."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class ProjectPaths:
    """The folders of one project. `id` is 10 hexadecimal digits of the SHA-256 of the project's real path."""

    project: Path
    id: str
    runtime: Path

    @property
    def home(self) -> Path:
        """`.mainstay/` itself, mode 0700."""
        return self.project / ".mainstay"

    @property
    def ledger(self) -> Path:
        """The journal (SQLite)."""
        return self.home / "ledger.db"

    @property
    def vault(self) -> Path:
        """Secret values, mode 0600."""
        return self.home / "vault.json"

    @property
    def lock(self) -> Path:
        """Held by the one command that changes the project."""
        return self.home / "lock"

    @property
    def supervisor_lock(self) -> Path:
        """Held by the supervisor as long as it lives."""
        return self.home / "supervisor.lock"

    @property
    def routes(self) -> Path:
        """The router's table: the truth that it reads at its start and at every reload."""
        return self.home / "routes.json"

    @property
    def data(self) -> Path:
        """Data of backing services, one folder per resource."""
        return self.home / "data"

    @property
    def persist(self) -> Path:
        """Paths of the application that outlive releases."""
        return self.home / "persist"

    @property
    def releases(self) -> Path:
        """One folder per release: `app/` (the tree) and `built.json` (written last)."""
        return self.home / "releases"

    @property
    def cache(self) -> Path:
        """Built environments by content of their lock files."""
        return self.home / "cache"

    @property
    def supervisor_socket(self) -> Path:
        """Control socket of the supervisor; in the runtime folder because socket paths are short."""
        return self.runtime / "supervisor.sock"

    @property
    def router_socket(self) -> Path:
        """Control socket of the router."""
        return self.runtime / "router.sock"
