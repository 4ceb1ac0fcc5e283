"""The vault: the only place that has secret values in clear. One JSON file, readable by its owner alone."""

import fcntl
import json
import os
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from mainstay.model.errors import MainstayError
from mainstay.model.program import SecretRef


class FileVault:
    """Implements `run.ports.Vault` on a file of mode 0600 that is replaced as a whole."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def get(self, ref: SecretRef) -> str | None:
        """One value, or None."""
        return self._read().get(_key(ref))

    def put(self, ref: SecretRef, value: str) -> None:
        """Keep one value; durable when this returns."""
        with self._locked():
            self._write({**self._read(), _key(ref): value})

    def values(self) -> dict[SecretRef, str]:
        """All values."""
        return {_ref(key): value for key, value in self._read().items()}

    def _read(self) -> dict[str, str]:
        try:
            return json.loads(self._path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return {}
        except (OSError, ValueError) as error:
            raise MainstayError(
                str(self._path),
                "the vault must be a JSON file that you can read",
                type(error).__name__,
                hint="restore it from a backup: the data of backing services cannot be reached without its passwords",
            ) from error

    def _write(self, values: dict[str, str]) -> None:
        fresh = self._path.with_suffix(".new")
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
            json.dump(values, file, sort_keys=True, indent=1)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(self._path)
        folder = os.open(self._path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)  # or a loss of power undoes the replacement
        finally:
            os.close(folder)

    @contextmanager
    def _locked(self) -> Generator[None]:
        """Two commands that add a value at once must not lose either."""
        with os.fdopen(os.open(self._path.with_suffix(".lock"), os.O_WRONLY | os.O_CREAT, 0o600), "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def _key(ref: SecretRef) -> str:
    return f"{ref.component}/{ref.name}"


def _ref(key: str) -> SecretRef:
    component, _, name = key.partition("/")
    return SecretRef(component=component, name=name)
