"""Python dependencies: which file states them, which manager reads it, and what they are."""

import re

from mainstay.detect.facts import evidence, in_file
from mainstay.detect.foreign import as_list, as_map, as_text, as_texts, dig, line_of, load_json, load_toml
from mainstay.detect.packaging import Dependency, Manifests, Remark
from mainstay.detect.tree import Tree, inside
from mainstay.model.intent import PackageManager

LOCKS = (
    ("uv.lock", PackageManager.UV),
    ("poetry.lock", PackageManager.POETRY),
    ("pdm.lock", PackageManager.PDM),
    ("Pipfile.lock", PackageManager.PIPENV),
)
"""Newest convention first: the one that is chosen when there are several."""
REQUIREMENTS = (
    "requirements.txt",
    "requirements/production.txt",
    "requirements/prod.txt",
    "requirements-prod.txt",
    "requirements.prod.txt",
    "requirements/requirements.txt",
    "requirements/base.txt",
    "requirements/common.txt",
)
_REQUIREMENT = re.compile(r"([A-Za-z0-9][A-Za-z0-9._-]*)\s*(?:\[([^\]]*)\])?\s*(.*)")
_INCLUDE = re.compile(r"(?:-r|--requirement)[ =]*(\S+)")
_REMOTE = re.compile(r"(?:git|hg|svn|bzr)\+\S+|@\s*(?:git|hg|svn)\+\S+")
_EGG = re.compile(r"#egg=([A-Za-z0-9._-]+)")
_REPOSITORY = re.compile(r"/([A-Za-z0-9._-]+?)(?:\.git)?(?:[@#]\S*)?$")
MAX_INCLUDES = 20


def normal(name: str) -> str:
    """A package name in its normal form (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def manifests(tree: Tree, directory: str, stated: str = "") -> Manifests:
    """How the dependencies of the folder are pinned; `stated` is a requirements file that a build command names."""
    found = Manifests()
    requirements = stated or tree.first(directory, *REQUIREMENTS)
    pyproject = tree.first(directory, "pyproject.toml")
    pipfile = tree.first(directory, "Pipfile")
    locks = [(p, m) for name, m in LOCKS if (p := tree.first(directory, name))]
    if pyproject and not locks and (lock := _workspace_lock(tree, directory)):
        locks = [(lock, PackageManager.UV)]
    if stated:
        _requirements(tree, found, requirements)
    elif locks:
        _locked(tree, found, directory, locks[0])
    elif requirements:
        _requirements(tree, found, requirements)
    elif pipfile:
        found.manager, found.files = PackageManager.PIPENV, (pipfile,)
    elif _installable(tree, pyproject):
        found.manager, found.files = PackageManager.PYPROJECT, (pyproject,)
    elif setup := tree.first(directory, "setup.py", "setup.cfg"):
        found.manager, found.files = PackageManager.PYPROJECT, (setup,)
    else:
        return found
    _read_dependencies(tree, found)
    _explain(found, directory, [p for p, _ in locks], requirements)
    return found


def _workspace_lock(tree: Tree, directory: str) -> str:
    """uv.lock of the workspace that the folder is a member of."""
    folder = directory
    while folder != ".":
        folder = folder.rpartition("/")[0] or "."
        root = tree.first(folder, "pyproject.toml")
        members = as_texts(dig(load_toml(tree.text(root)), "tool", "uv", "workspace", "members")) if root else []
        named = [inside(folder, m.removesuffix("/*")) for m in members]
        if any(directory == n or directory.startswith(f"{n}/") for n in named) and (
            lock := tree.first(folder, "uv.lock")
        ):
            return lock
    return ""


def _locked(tree: Tree, found: Manifests, directory: str, lock: tuple[str, PackageManager]) -> None:
    found.lock, found.manager = lock
    name = "Pipfile" if found.manager is PackageManager.PIPENV else "pyproject.toml"
    manifest = tree.first(directory, name)
    found.files = (manifest,) if manifest else ()


def _installable(tree: Tree, pyproject: str) -> bool:
    data = load_toml(tree.text(pyproject)) if pyproject else {}
    return bool(dig(data, "project") or dig(data, "tool", "poetry"))


def _requirements(tree: Tree, found: Manifests, path: str) -> None:
    found.manager, found.files = PackageManager.REQUIREMENTS, tuple(_included(tree, path))


def _included(tree: Tree, path: str) -> list[str]:
    """A requirements file and those that it includes, the main one first."""
    waiting, found = [path], list[str]()
    while waiting and len(found) < MAX_INCLUDES:
        current = waiting.pop(0)
        if current in found or not tree.has(current):
            continue
        found.append(current)
        folder = current.rpartition("/")[0] or "."
        waiting.extend(p for name in _INCLUDE.findall(tree.text(current)) if (p := inside(folder, name)))
    return found


def _explain(found: Manifests, directory: str, locks: list[str], requirements: str) -> None:
    chosen = found.lock or (found.files[0] if found.files else "")
    found.evidence = (evidence(f"dependencies are stated in {chosen}", in_file(chosen), "manager"),)
    others = [p for p in [*locks, requirements] if p and p not in {chosen, *found.files}]
    if others:
        names = " and ".join(sorted({chosen, *others}))
        found.remarks.append(
            Remark(
                "manager",
                in_file(chosen),
                f"{names} state the dependencies of {_folder(directory)}: {chosen} was chosen",
                "delete what is not used, or set `manager` and `manifests` of the build in mainstay.yaml",
            )
        )


def _folder(directory: str) -> str:
    return "this folder" if directory == "." else f"{directory}/"


def _read_dependencies(tree: Tree, found: Manifests) -> None:
    for path in found.files:
        text = tree.text(path)
        if path.endswith("pyproject.toml"):
            _pyproject(found, path, text)
        elif path.endswith("Pipfile"):
            _pipfile(found, path, text)
        elif path.endswith((".txt", ".in")):
            _requirement_lines(found, path, text)
        else:
            _setup(found, path, text)
    if found.lock.endswith("Pipfile.lock") and not found.files:
        _pipfile_lock(found, tree.text(found.lock))


def _requirement_lines(found: Manifests, path: str, text: str) -> None:
    for number, line in enumerate(text.replace("\\\n", " \n").splitlines(), 1):
        _add(found, path, number, line.split(" #")[0].strip())


def _add(found: Manifests, path: str, line: int, requirement: str, *, development: bool = False) -> None:
    """Add one PEP 508 requirement or a pip line."""
    if not requirement or requirement.startswith("#"):
        return
    if remote := _REMOTE.search(requirement):
        url = _without_user(remote.group())
        name = normal(_remote_name(requirement, url))
        found.dependencies.setdefault(name, Dependency(name, in_file(path, line), remote=url, development=development))
        return
    if requirement.startswith("-") or not (match := _REQUIREMENT.match(requirement)):
        return
    name, extras, spec = match.group(1), match.group(2) or "", match.group(3).partition(";")[0]
    found.dependencies.setdefault(
        normal(name),
        Dependency(
            normal(name),
            in_file(path, line),
            spec=spec.split("--hash")[0].strip(),
            extras=tuple(e.strip() for e in extras.split(",") if e.strip()),
            development=development,
        ),
    )


def _remote_name(requirement: str, url: str) -> str:
    """The name of a dependency on a repository: stated before `@`, as `#egg=`, or the repository's own."""
    before, at, _ = requirement.partition("@")
    if at and "+" not in before and (named := _REQUIREMENT.match(before)):
        return named.group(1)
    found = _EGG.search(url) or _REPOSITORY.search(url)
    return found.group(1) if found else "?"


def _without_user(url: str) -> str:
    """A URL without the user or token that it may carry."""
    return re.sub(r"://[^/@]*@", "://", url).removeprefix("@").strip()


def _pyproject(found: Manifests, path: str, text: str) -> None:
    data = load_toml(text)
    for requirement in as_texts(dig(data, "project", "dependencies")):
        _add(found, path, line_of(text, "dependencies", requirement[:20]) or line_of(text, "dependencies"), requirement)
    for name, value in as_map(dig(data, "tool", "uv", "sources")).items():
        for source in as_list(value) or [value]:
            if remote := as_text(as_map(source).get("git")):
                _remote(found, path, line_of(text, "sources", name), (name, remote))
    poetry = as_map(dig(data, "tool", "poetry", "dependencies"))
    _table(found, path, text, {k: v for k, v in poetry.items() if k.lower() != "python"})


def _pipfile(found: Manifests, path: str, text: str) -> None:
    _table(found, path, text, as_map(load_toml(text).get("packages")))


def _table(found: Manifests, path: str, text: str, table: dict[str, object]) -> None:
    """Dependencies as a TOML table: name → version, or name → {version, extras, git}."""
    for name, value in table.items():
        detail = as_map(value)
        line = line_of(text, "ependencies]" if "ependencies]" in text else "packages]", name)
        if remote := as_text(detail.get("git")):
            _remote(found, path, line, (name, remote))
            continue
        extras = tuple(as_texts(detail.get("extras")))
        spec = as_text(value) or as_text(detail.get("version"))
        found.dependencies.setdefault(
            normal(name), Dependency(normal(name), in_file(path, line), spec=spec, extras=extras)
        )


def _remote(found: Manifests, path: str, line: int, remote: tuple[str, str]) -> None:
    name, url = normal(remote[0]), _without_user(remote[1])
    found.dependencies[name] = Dependency(name, in_file(path, line), remote=url)


def _pipfile_lock(found: Manifests, text: str) -> None:
    for name in as_map(dig(load_json(text), "default")):
        found.dependencies.setdefault(
            normal(name), Dependency(normal(name), in_file(found.lock, line_of(text, f'"{name}"')))
        )


_SETUP_REQUIRES = re.compile(r"install_requires\s*=\s*\[?(.*?)(?:\]|\n\S|\Z)", re.DOTALL)


def _setup(found: Manifests, path: str, text: str) -> None:
    match = _SETUP_REQUIRES.search(text)
    for part in re.split(r"[\n,]", match.group(1)) if match else []:
        _add(found, path, line_of(text, part.strip()) if part.strip() else 0, part.strip().strip("\"'"))
