"""What a project installs of itself: its own packages, per release, beside the shared environment.

A cached environment serves many releases, so it must never hold the code of one. What is imported comes from the
release's tree, as with an editable installation; a folder of the release adds what only an installation makes:
console scripts, metadata (`importlib.metadata.version`), compiled modules.
"""

import shutil
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mainstay.run.local.builder.workshop import Call, Workshop

# The release's tree has no history, from which these backends would read a version.
_WITHOUT_HISTORY = {
    "SETUPTOOLS_SCM_PRETEND_VERSION": "0.0.0",
    "PBR_VERSION": "0.0.0",
    "POETRY_DYNAMIC_VERSIONING_BYPASS": "0.0.0",
    "PDM_BUILD_SCM_VERSION": "0.0.0",
    "UV_DYNAMIC_VERSIONING_BYPASS": "0.0.0",
    "VERSIONEER_OVERRIDE": "0.0.0",
}


@dataclass(frozen=True)
class LocalPackages:
    """Folders for PATH and PYTHONPATH, and notes for the user."""

    path: tuple[str, ...] = ()
    import_path: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


async def install_packages(
    folders: Sequence[str], shop: Workshop, *, python: str, packages: Path, uv: str
) -> LocalPackages:
    """Make these packages of the repository importable, and install their scripts and metadata into `packages`.

    Where that fails, a note says so and the tree alone is used: most projects that declare themselves a package by
    habit are only ever run from their folder.
    """
    if not folders:
        return LocalPackages()
    roots = tuple(dict.fromkeys(str(root) for folder in folders for root in import_roots(shop.tree / folder)))
    places = [str(shop.tree / folder) for folder in folders]
    arguments = ["pip", "install", "--quiet", "--no-deps", "--python", python, "--target", str(packages)]
    quiet = {"UV_NO_PROGRESS": "1", "NO_COLOR": "1", "UV_PYTHON_DOWNLOADS": "never"}
    shop.report(f"Installing {', '.join(folders)} as a package of this release")
    outcome = await shop.attempt(
        Call(
            argv=[uv, *arguments, *places],
            cwd=shop.tree,
            environment=shop.environment({**quiet, **_WITHOUT_HISTORY}),
            label="uv",
            where=folders[0],
            must="must install",
            hint="correct the build settings of the package",
        )
    )
    if outcome.exit_code != 0:
        shutil.rmtree(packages, ignore_errors=True)
        return LocalPackages(import_path=roots, notes=(_not_installed(folders, outcome.lines),))
    # A package with compiled modules must be imported as it was installed: its tree has no compiled modules.
    order = (str(packages), *roots) if _has_compiled(packages) else (*roots, str(packages))
    return LocalPackages(path=(str(packages / "bin"),), import_path=order)


def _has_compiled(packages: Path) -> bool:
    return any(packages.rglob("*.so"))


def import_roots(folder: Path) -> tuple[Path, ...]:
    """The folders of a package's project that its modules are imported from: declared ones, `src`, the project."""
    candidates = [*(folder / name for name in _declared(_project(folder))), folder / "src", folder]
    return tuple(dict.fromkeys(c for c in candidates if c.is_dir()))


def _project(folder: Path) -> Mapping[str, Any]:
    try:
        return tomllib.loads((folder / "pyproject.toml").read_text("utf-8"))
    except (OSError, ValueError):
        return {}


def _declared(project: Mapping[str, Any]) -> Iterator[str]:
    tools: Mapping[str, Any] = project.get("tool", {})
    setuptools: Mapping[str, Any] = tools.get("setuptools", {})
    packages: Any = setuptools.get("packages", {})
    if isinstance(packages, dict):
        yield from packages.get("find", {}).get("where", [])  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType] - TOML
    yield from filter(None, [setuptools.get("package-dir", {}).get("", "")])
    yield from (package["from"] for package in tools.get("poetry", {}).get("packages", []) if "from" in package)
    hatch: Mapping[str, Any] = tools.get("hatch", {}).get("build", {}).get("targets", {}).get("wheel", {})
    yield from (str(Path(package).parent) for package in hatch.get("packages", []))
    yield from filter(None, [tools.get("uv", {}).get("build-backend", {}).get("module-root", "")])


def _not_installed(folders: Sequence[str], lines: Sequence[str]) -> str:
    reason = next((line.strip() for line in reversed(lines) if line.strip()), "no reason was given")
    return (
        f"{', '.join(folders)} declares a package that could not be installed ({reason}); its code is used from the "
        "tree, without console scripts and metadata."
    )
