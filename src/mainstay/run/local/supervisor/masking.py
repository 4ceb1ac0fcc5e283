"""Secret values in captured output are replaced by their names."""

import json
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, quote_plus

from mainstay.model.program import SecretRef

SHORTEST_MASKED = 6
"""Shorter values would be found in ordinary words; nobody should rely on them either."""

SHORTEST_LINE = 16
"""Of values with several lines (keys, certificates), lines from this length on are masked each by itself."""


class Masker:
    """Replaces each secret, also percent-encoded or quoted, by ``[secret component.name]``."""

    def __init__(self, secrets: Mapping[SecretRef, str]) -> None:
        names: dict[str, str] = {}
        for ref, value in sorted(secrets.items(), key=lambda item: (item[0].component, item[0].name)):
            for form in _forms(value):
                names.setdefault(form, str(ref))
        self._names = names
        # The longest first: a secret that contains another must not leave its rest behind.
        forms = sorted(names, key=lambda form: (-len(form), form))
        self._pattern = re.compile("|".join(map(re.escape, forms))) if forms else None

    def __call__(self, text: str) -> str:
        """`text` without secrets."""
        return self._pattern.sub(self._name, text) if self._pattern else text

    def deep(self, value: Any) -> Any:  # noqa: ANN401 - JSON that some program wrote
        """A JSON value without secrets in any string, keys included."""
        match value:
            case str():
                return self(value)
            case list():
                return [self.deep(item) for item in value]  # pyright: ignore[reportUnknownVariableType]
            case dict():
                return {self(str(key)): self.deep(item) for key, item in value.items()}  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
            case _:
                return value

    def _name(self, found: re.Match[str]) -> str:
        return self._names[found.group()]


def _forms(value: str) -> list[str]:
    lines = [line for line in value.splitlines() if len(line) >= SHORTEST_LINE]
    plain = [value, value.strip(), *(lines if len(value.splitlines()) > 1 else [])]
    forms: list[str] = []
    for text in plain:
        encoded = quote(text, safe="")
        lower = re.sub("%[0-9A-F]{2}", lambda found: found.group().lower(), encoded)
        forms += [text, encoded, lower, quote(text), quote_plus(text), json.dumps(text)[1:-1]]
    return [form for form in dict.fromkeys(forms) if len(form) >= SHORTEST_MASKED]
