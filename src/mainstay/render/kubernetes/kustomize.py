"""Manifests of several environments as one base and an overlay for each environment."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import cast

import msgspec

from mainstay.catalog import Document
from mainstay.model.value import encode
from mainstay.render.kubernetes.collect import Environment, Manifest
from mainstay.render.kubernetes.difference import difference
from mainstay.render.kubernetes.holes import Path, described
from mainstay.render.kubernetes.readme import readme
from mainstay.render.kubernetes.text import comment, documents, dumped

UNRELEASED = "unreleased"
"""The tag of images that nobody has released yet."""
VALUES = "infrastructure"
_API = {"apiVersion": "kustomize.config.k8s.io/v1beta1", "kind": "Kustomization"}
_Key = tuple[str, str, str]


def kustomize(environments: tuple[Environment, ...]) -> dict[str, str]:
    """Path → text. The base has what all environments have, as most of them have it; overlays hold the differences."""
    base = _base(environments)
    files = {"README.md": readme(environments), **_written("base/", base.values())}
    files["base/kustomization.yaml"] = comment(
        ("What all environments have in common. Not for use by itself: overlays/ make it whole.",)
    ) + dumped({**_API, "resources": sorted({f"{one.file}.yaml" for one in base.values()})})
    for environment in environments:
        files |= _overlay(environment, base)
    return {path: files[path] for path in sorted(files)}


def _base(environments: tuple[Environment, ...]) -> dict[_Key, Manifest]:
    """What every environment has; of different versions the most common one, and of equally common ones the first."""
    by_key: dict[_Key, list[Manifest]] = defaultdict(list)
    for environment in environments:
        for manifest in environment.manifests:
            by_key[manifest.key].append(_common(manifest, environment))
    shared = (versions for versions in by_key.values() if len(versions) == len(environments))
    chosen = sorted((_most_common(versions) for versions in shared), key=lambda one: one.place)
    return {one.key: one for one in chosen}


def _most_common(versions: list[Manifest]) -> Manifest:
    counts = Counter(encode(one.document) for one in versions)
    most = max(counts.values())
    return next(one for one in versions if counts[encode(one.document)] == most)


def _common(manifest: Manifest, environment: Environment) -> Manifest:
    """Without the namespace, which the overlay sets."""
    metadata = dict(cast("Document", manifest.document["metadata"]))
    metadata.pop("namespace", None)
    if manifest.kind == "Namespace":
        metadata["name"] = environment.application
    return msgspec.structs.replace(manifest, document={**manifest.document, "metadata": metadata})


def _written(folder: str, manifests: Iterable[Manifest]) -> dict[str, str]:
    by_file: dict[str, list[Manifest]] = defaultdict(list)
    for one in manifests:
        by_file[one.file].append(one)
    return {
        f"{folder}{file}.yaml": documents((one.says, one.document) for one in members)
        for file, members in by_file.items()
    }


def _overlay(environment: Environment, base: dict[_Key, Manifest]) -> dict[str, str]:
    folder = f"overlays/{environment.name}/"
    own = [_common(one, environment) for one in environment.manifests]
    files = _written(folder, (one for one in own if one.key not in base))
    resources = ["../../base", *sorted(path.removeprefix(folder) for path in files)]
    patches: list[Document] = []
    for one in own:
        operations = list(difference(base[one.key].document, one.document)) if one.key in base else []
        if operations:
            path = f"{one.file}.{one.name}.{one.kind.lower()}.patch.yaml"
            files[f"{folder}{path}"] = dumped(operations)
            patches.append({"path": path, "target": {"kind": one.kind, "name": base[one.key].name}})
    fields: Document = {**_API, "namespace": environment.namespace, "resources": resources}
    fields |= {"patches": patches} if patches else {}
    files[f"{folder}kustomization.yaml"] = comment(_about(environment)) + dumped({**fields, **_unknown(environment)})
    if environment.values:
        files[f"{folder}{VALUES}.env"] = _values(environment)
    return files


def _about(environment: Environment) -> Iterator[str]:
    yield f"{environment.application} in {environment.name}: kubectl apply -k overlays/{environment.name}"
    if any(hole.image for one in environment.manifests for hole in one.holes):
        yield "`kustomize edit set image <name>=*:<tag>` here says which release runs."


def _unknown(environment: Environment) -> Document:
    """Tags of images, and the values that come from outside."""
    if not environment.values:
        return {}
    images = sorted({_owner(one) for one in environment.manifests if any(hole.image for hole in one.holes)})
    options = {"disableNameSuffixHash": True, "annotations": {"config.kubernetes.io/local-config": "true"}}
    generator = {"name": VALUES, "envs": [f"{VALUES}.env"], "options": options}
    tags: Document = {"images": [{"name": name, "newTag": UNRELEASED} for name in images]} if images else {}
    return {**tags, "configMapGenerator": [generator], "replacements": list(_replacements(environment))}


def _owner(manifest: Manifest) -> str:
    hole = next(hole for hole in manifest.holes if hole.image)
    return str(_at(manifest.document, hole.path))


def _at(value: object, path: Path) -> object:
    for step in path:
        value = cast("dict[str | int, object]", value)[step]
    return value


def _replacements(environment: Environment) -> Iterator[Document]:
    places: dict[str, list[Document]] = defaultdict(list)
    for one in environment.manifests:
        select = {"kind": one.kind, "name": one.name}
        by_key: dict[tuple[str, bool], list[str]] = defaultdict(list)
        for hole in one.holes:
            by_key[hole.key, hole.image].append(_field(hole.path))
        for (key, image), paths in by_key.items():
            options: Document = {"options": {"delimiter": ":", "index": 0}} if image else {}
            places[key].append({"select": select, "fieldPaths": paths, **options})
    for key in sorted(places):
        source = {"kind": "ConfigMap", "name": VALUES, "fieldPath": f"data.{key}"}
        yield {"source": source, "targets": places[key]}


def _field(path: Path) -> str:
    return ".".join(f"[{step}]" if isinstance(step, str) and "." in step else str(step) for step in path)


def _values(environment: Environment) -> str:
    lines = [f"{key}=<{described(value)}>" for key, value in environment.values.items()]
    head = comment(("What only exists outside of the cluster. README.md says where the values come from.",))
    return head + "".join(f"{line}\n" for line in lines)
