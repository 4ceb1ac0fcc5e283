"""package.json: scripts, dependencies, the package manager and its lock, and which Node it asks for."""

import re
from dataclasses import dataclass, field

from mainstay.detect.facts import evidence, in_file
from mainstay.detect.foreign import as_map, as_text, as_texts, dig, line_of, load_json
from mainstay.detect.packaging import Dependency, Interpreter, Manifests, Remark
from mainstay.detect.tree import Tree
from mainstay.model.intent import PackageManager
from mainstay.model.origin import Origin

LOCKS = (
    ("pnpm-lock.yaml", PackageManager.PNPM),
    ("yarn.lock", PackageManager.YARN),
    ("package-lock.json", PackageManager.NPM),
    ("npm-shrinkwrap.json", PackageManager.NPM),
)
_REMOTE = re.compile(
    r"(?:git(?:\+\w+)?://|git\+|git@|github:|gitlab:|bitbucket:|https?://\S+\.git)|[\w.-]+/[\w.-]+(?:#\S+)?$"
)
_RUN = re.compile(r"(?:npm|pnpm|yarn|bun)(?:\s+--?\S+)*\s+(?:run(?:-script)?\s+)?([\w:.-]+)(?:\s|$)")
DEEPEST = 5
"""How deep scripts that call scripts are followed."""
LTS = {
    "argon": 4,
    "boron": 6,
    "carbon": 8,
    "dubnium": 10,
    "erbium": 12,
    "fermium": 14,
    "gallium": 16,
    "hydrogen": 18,
    "iron": 20,
    "jod": 22,
    "krypton": 24,
}
"""Names of the long-term versions of Node (nodejs.org, release schedule)."""


@dataclass(frozen=True)
class Package:
    """One package.json."""

    path: str
    text: str = field(repr=False)
    scripts: dict[str, str] = field(default_factory=dict[str, str])
    dependencies: dict[str, str] = field(default_factory=dict[str, str])
    development: dict[str, str] = field(default_factory=dict[str, str])
    main: str = ""
    field_manager: str = ""
    workspaces: tuple[str, ...] = ()

    @property
    def all(self) -> dict[str, str]:
        """Dependencies of both sorts."""
        return {**self.development, **self.dependencies}

    def at(self, *needles: str) -> Origin:
        """The place of a key."""
        return in_file(self.path, line_of(self.text, *needles))

    def script_of(self, command: str) -> str:
        """The script that a command such as `npm run start` runs; "" where it runs none of this package."""
        match = _RUN.match(command.strip())
        return match.group(1) if match and match.group(1) in self.scripts else ""

    def body(self, command: str, depth: int = 0) -> str:
        """What a command really runs, with scripts replaced by their bodies."""
        name = self.script_of(command)
        return self.body(self.scripts[name], depth + 1) if name and depth < DEEPEST else command


def package(tree: Tree, directory: str) -> Package | None:
    """The package.json of a folder; None where there is none that parses."""
    path = tree.first(directory, "package.json")
    data = as_map(load_json(tree.text(path))) if path else {}
    if not data:
        return None
    workspaces = data.get("workspaces")
    return Package(
        path,
        tree.text(path),
        scripts={k: as_text(v) for k, v in as_map(data.get("scripts")).items() if as_text(v)},
        dependencies={
            k: as_text(v)
            for k, v in (as_map(data.get("optionalDependencies")) | as_map(data.get("dependencies"))).items()
        },
        development={k: as_text(v) for k, v in as_map(data.get("devDependencies")).items()},
        main=as_text(data.get("main")),
        field_manager=as_text(data.get("packageManager")),
        workspaces=tuple(as_texts(workspaces) or as_texts(dig(workspaces, "packages"))),
    )


def manifests(tree: Tree, directory: str, found: Package) -> Manifests:
    """How the dependencies of the folder are pinned. A lock may also stand in the root of the workspace."""
    locks = _locks(tree, directory)
    stated = next(
        (
            m
            for m in (PackageManager.NPM, PackageManager.PNPM, PackageManager.YARN)
            if found.field_manager.startswith(m.value)
        ),
        None,
    )
    result = Manifests(files=(found.path,), dependencies=_dependencies(found))
    matching = [lock for lock in locks if stated in {None, lock[1]}]
    if matching:
        result.lock, result.manager = matching[0]
    else:
        result.manager = stated or PackageManager.NPM
    says = (
        f"packageManager says {found.field_manager}"
        if stated
        else f"{result.lock} is there"
        if result.lock
        else "no lock file: npm"
    )
    origin = found.at("packageManager") if stated else in_file(result.lock or found.path)
    result.evidence = (evidence(says, origin, "manager", 1.0 if stated or result.lock else 0.6),)
    _remark(result, locks, stated, found)
    return result


def _locks(tree: Tree, directory: str) -> list[tuple[str, PackageManager]]:
    """The lock files of a folder, or of the workspace that it is a member of."""
    own = [(p, m) for name, m in LOCKS if (p := tree.first(directory, name))]
    folder = directory
    while not own and folder != ".":
        folder = folder.rpartition("/")[0] or "."
        root = package(tree, folder)
        if root and directory in workspace_folders(tree, folder, root):
            own = [(p, m) for name, m in LOCKS if (p := tree.first(folder, name))]
    return own


def _remark(
    result: Manifests, locks: list[tuple[str, PackageManager]], stated: PackageManager | None, found: Package
) -> None:
    others = [p for p, _ in locks if p != result.lock]
    if others:
        names = ", ".join(sorted(p for p, _ in locks))
        why = "by packageManager in package.json" if stated else "by the newest convention"
        result.remarks.append(
            Remark(
                "manager",
                in_file(result.lock or found.path),
                f"several lock files ({names}): {result.lock or result.manager.value} was chosen {why}",
                "delete the others, set `packageManager`, or set `manager` and `lock` of the build in mainstay.yaml",
            )
        )


def _dependencies(found: Package) -> dict[str, Dependency]:
    result: dict[str, Dependency] = {}
    for development, table in ((False, found.dependencies), (True, found.development)):
        for name, spec in table.items():
            remote = (
                spec
                if _REMOTE.match(spec) and not spec.startswith(("npm:", "file:", "link:", "workspace:", "./", "../"))
                else ""
            )
            remote = re.sub(r"://[^/@]*@", "://", remote)
            result.setdefault(
                name,
                Dependency(
                    name, found.at("ependencies", f'"{name}"'), spec=spec, remote=remote, development=development
                ),
            )
    return result


def interpreter(tree: Tree, directory: str, found: Package | None) -> Interpreter | None:
    """Which Node the project asks for. npm treats `engines` as advice, and pins are habits, so none is strict."""
    for name in (".nvmrc", ".node-version"):
        path = tree.first(directory, name)
        wanted = pinned(tree.text(path)) if path else ""
        if wanted:
            return Interpreter(wanted, False, in_file(path, 1))
    data = load_json(found.text) if found else None
    if found and (wanted := pinned(as_text(dig(data, "volta", "node")))):
        return Interpreter(wanted, False, found.at("volta", "node"))
    if found and (wanted := as_text(dig(data, "engines", "node")).strip()):
        return Interpreter(wanted, False, found.at("engines", "node"))
    return None


def pinned(text: str) -> str:
    """`v18.17.0` or `lts/iron` as a range of that major version; "" for `lts/*` and what is no version."""
    version = text.strip().splitlines()[0].strip().lower() if text.strip() else ""
    if version.startswith("lts/"):
        number = LTS.get(version[4:])
        return f"{number}.x" if number else ""
    match = re.fullmatch(r"v?(\d+)(?:\.[\dx*]+){0,2}", version)
    return f"{match.group(1)}.x" if match else ""


def workspace_folders(tree: Tree, directory: str, found: Package) -> list[str]:
    """The folders with a package.json that the workspaces of a package name (one `*` deep)."""
    patterns = list(found.workspaces)
    listing = tree.first(directory, "pnpm-workspace.yaml")
    patterns += re.findall(r"^\s*-\s*['\"]?([\w./*@-]+)", tree.text(listing), re.MULTILINE) if listing else []
    folders: list[str] = []
    for pattern in patterns:
        base = pattern.removesuffix("/**").removesuffix("/*").strip("./") or "."
        base = base if directory == "." else f"{directory}/{base}"
        candidates = tree.folders_in(base) if pattern.endswith("*") else [base]
        folders.extend(c for c in candidates if tree.has(f"{c}/package.json"))
    return sorted(set(folders))
