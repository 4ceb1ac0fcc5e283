"""Values of mainstay.yaml about the cloud: kinds, their properties, tags, regions, names, places of policy."""

import re
from collections.abc import Iterable
from typing import cast

from mainstay.detect.foreign import Marked, as_list, key_line
from mainstay.detect.manifest.key import ManifestKey, Takes
from mainstay.detect.tree import inside
from mainstay.detect.urls import looks_secret
from mainstay.model.errors import MainstayError

FORMS = {
    Takes.KIND: r"[a-z0-9]+([._-][a-z0-9]+)*",
    Takes.REGION: r"[a-z]{2,3}(-[a-z]+)+-[0-9]",
    # RFC 1035, 2.3.1: labels of at most 63 characters, at least two of them.
    Takes.DOMAIN: r"([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?",
    # Docker's reference grammar (distribution/reference): a host, names, a tag, a digest.
    Takes.IMAGE: (
        r"([A-Za-z0-9.-]+(:[0-9]+)?/)?[a-z0-9]+([._/-]+[a-z0-9]+)*(:[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?"
        r"(@sha256:[0-9a-f]{64})?"
    ),
    Takes.URL_PATH: r"/[^\s#]*",
}
"""What text must look like, as regular expressions for the whole of it."""
OTHER_PARTITIONS = ("cn-", "us-gov-", "us-iso", "eu-iso", "eusc-")
"""How regions begin that are not in the partition `aws` (AWS General Reference, "Partitions")."""
GIT = r"git\+(https|ssh|file)://[^\s#]+@[0-9a-f]{40}(#[^\s#]+)?"
"""A folder of a git repository at one commit, which is whole because what a branch or tag means can change."""
PROPERTY = r"[A-Za-z][A-Za-z0-9_]*"
LONGEST_TAG, LONGEST_TAG_VALUE, MOST_TAGS = 128, 256, 40
"""AWS takes 50 tags with keys of 128 and values of 256 characters (AWS General Reference, "Tag naming limits and
requirements"); mainstay needs some of them for itself."""


def formed(key: ManifestKey, value: object, where: str) -> object:
    """Text that has the form of what the key takes."""
    if key.takes is Takes.REGION and str(value).startswith(OTHER_PARTITIONS):
        raise MainstayError(
            where,
            "`region` must be one of the regions that every account of AWS reaches",
            f"{value} is in a partition of its own, with other accounts, ARNs and services",
            hint=f"for example `region: {key.example}`",
        )
    if isinstance(value, str) and re.fullmatch(FORMS[key.takes], value):
        return value
    raise key.refusal(value, where)


def policies(key: ManifestKey, value: object, where: str) -> object:
    """Folders (also beside the repository: rules are shared), and folders of git repositories at a commit."""
    items = as_list(value)
    if not items or not all(isinstance(i, str) and i.strip() for i in items):
        raise key.refusal(value, where)
    for item in map(str, items):
        if item.startswith("git+") and not re.fullmatch(GIT, item):
            raise MainstayError(
                where,
                "rules from git must be git+https://host/path@<full commit>#folder",
                f"it is {item[:80]!r}",
                hint="`git rev-parse HEAD` there tells all 40 digits of the commit",
            )
        if "://" in item and not item.startswith("git+"):
            raise key.error(where, f"it is {item[:80]!r}", "write git+https://…@<full commit>, or a folder")
    return tuple(str(i) if str(i).startswith("git+") else _folder(key, str(i), where) for i in items)


def _folder(key: ManifestKey, folder: str, where: str) -> str:
    """A folder, relative to the repository; one outside of it may stand there too."""
    if folder.startswith("/"):
        raise key.refusal(folder, where)
    return inside(".", folder) or folder


def tags(key: ManifestKey, value: object, where: str) -> object:
    """Name → text."""
    if not isinstance(value, Marked) or len(value) > MOST_TAGS:
        raise key.refusal(value, where)
    found: dict[str, str] = {}
    for name, item in value.items():
        place = f"{where.partition(':')[0]}:{key_line(value, name)}"
        text = ("true" if item else "false") if isinstance(item, bool) else str(item)
        if not isinstance(item, str | int | float) or len(text) > LONGEST_TAG_VALUE:
            raise MainstayError(
                place, f"the tag `{name}` must be text of at most {LONGEST_TAG_VALUE} characters",
                "it is longer" if isinstance(item, str) else "it is something else", hint=f"for example `{name}: shop`",
            )  # fmt: skip
        if not name or len(name) > LONGEST_TAG or name.lower().startswith("aws:"):
            raise MainstayError(
                place, f"a tag must have a name of at most {LONGEST_TAG} characters that is not AWS's own",
                f"it is {name[:40]!r}", hint="for example `team`",
            )  # fmt: skip
        found[name] = text
    return found


def properties(key: ManifestKey, value: object, where: str) -> object:
    """Property → value, plain. Which properties there are, and what they take, the kind knows."""
    if not isinstance(value, Marked):
        raise key.refusal(value, where)
    file = where.partition(":")[0]
    for name in value.repeated:
        raise MainstayError(
            f"{file}:{value.repeated[name]}", "every property must be there once", f"`{name}` stands there twice",
            hint="remove one",
        )  # fmt: skip
    for name, item in value.items():
        place = f"{file}:{key_line(value, name)}"
        if not re.fullmatch(PROPERTY, name):
            raise MainstayError(
                place, "a property must be letters, digits and underscores", f"it is {name[:40]!r}",
                hint=f"for example `{key.example}`",
            )  # fmt: skip
        secret = next((n for n, text in _texts(name, item) if looks_secret(n, text)), "")
        if secret:
            raise MainstayError(
                place, "secrets must not stand in mainstay.yaml", f"{secret} looks like one",
                hint="add it to `secrets`, and use it",
            )  # fmt: skip
    return cast("dict[str, object]", plain(value))


def _texts(name: str, value: object) -> Iterable[tuple[str, str]]:
    """All texts within a value, each with the name that is nearest to it."""
    if isinstance(value, str):
        yield name, value
    elif isinstance(value, Marked):
        for inner, item in value.items():
            yield from _texts(inner, item)
    else:
        for item in as_list(value):
            yield from _texts(name, item)


def plain(value: object) -> object:
    """A value of YAML as dicts, lists, texts, numbers and flags."""
    if isinstance(value, Marked):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in as_list(cast("object", value))]
    return value if value is None or isinstance(value, str | int | float) else str(value)
