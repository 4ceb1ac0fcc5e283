"""Repositories made of a few files, and what is found in them."""

from collections.abc import Callable
from pathlib import Path

import pytest

from mainstay.detect import detect
from mainstay.model.errors import MainstayError
from mainstay.model.intent import Intent

Files = dict[str, str]


@pytest.fixture
def repository(tmp_path: Path) -> Callable[[Files], Path]:
    """Write files into a folder called `shop`."""

    def write(files: Files) -> Path:
        root = tmp_path / "shop"
        for name, text in files.items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        return root

    return write


@pytest.fixture
def found(repository: Callable[[Files], Path]) -> Callable[[Files], Intent]:
    """The Intent of a repository of these files."""
    return lambda files: detect(repository(files))


@pytest.fixture
def refused(repository: Callable[[Files], Path]) -> Callable[[Files], MainstayError]:
    """The error that a repository of these files is answered with."""

    def answer(files: Files) -> MainstayError:
        with pytest.raises(MainstayError) as caught:
            detect(repository(files))
        return caught.value

    return answer


def bindings(intent: Intent, component: str) -> dict[str, str]:
    """Environment name → `target.property` (with scheme and suffix) of a component."""
    return {
        b.name: f"{u.target}.{b.property.value}" + (f" {b.scheme}{b.suffix}" if b.scheme or b.suffix else "")
        for u in intent.component(component).uses
        for b in u.bindings
    }


def settings(intent: Intent, component: str) -> dict[str, str]:
    """Environment name → literal text, `generated`, or `path:pointer` of a component."""
    return {s.name: _shown(s.value) for s in intent.component(component).settings}


def _shown(value: object) -> str:
    if hasattr(value, "text"):
        return value.text
    return f"{value.path}:{'.'.join(value.pointer)}" if hasattr(value, "path") else "generated"


@pytest.fixture(name="bindings")
def bindings_of():
    return bindings


@pytest.fixture(name="settings")
def settings_of():
    return settings
