"""requirements.txt and the files it includes, read as far as the builder must understand them."""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from mainstay.run.local.builder.places import joined

_ARCHIVE = re.compile(r"\.(whl|tar\.gz|tgz|zip|tar\.bz2)$")
_INCLUDE = re.compile(r"(?:-r|--requirement|-c|--constraint)(?:\s+|=)(?P<file>\S+)|-[rc](?P<glued>\S+)")
_EDITABLE = re.compile(r"(?:-e|--editable)(?:\s+|=)(?P<place>.+)")


@dataclass(frozen=True)
class RequirementFiles:
    """All that a set of requirements files says. Paths are relative to the repository, in the order they appear.

    `files` are the files themselves and all they include; `lines` the requirements of packages; `folders` local
    folders that are packages; `archives` package files that lie in the repository.
    """

    files: tuple[str, ...]
    lines: tuple[str, ...]
    folders: tuple[str, ...]
    archives: tuple[str, ...]


def read_requirement_files(tree: Path, names: tuple[str, ...], directory: str) -> RequirementFiles:
    """Read requirements files; local paths in them are relative to `directory`, includes to the file.

    Raises `OSError` where a file is missing.
    """
    files: list[str] = []
    lines: list[str] = []
    waiting = list(names)
    while waiting:
        name = waiting.pop(0)
        if name in files:
            continue
        files.append(name)
        for line in _logical_lines(_text((tree / name).read_bytes())):
            include = _INCLUDE.match(line)
            if include is None:
                lines.append(line)
            elif "://" not in (place := include.group("file") or include.group("glued")):
                waiting.append(joined(str(Path(name).parent), place))
    local = [place for line in lines if (place := _local(line, tree, directory))]
    return RequirementFiles(
        files=tuple(files),
        lines=tuple(_requirement(line) for line in lines if not line.startswith("-")),
        folders=tuple(dict.fromkeys(place for place in local if (tree / place).is_dir())),
        archives=tuple(dict.fromkeys(place for place in local if (tree / place).is_file())),
    )


def _text(data: bytes) -> str:
    # `pip freeze > requirements.txt` writes UTF-16 in PowerShell; the installer reads that, too.
    utf16 = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    return data.decode("utf-16" if utf16 else "utf-8-sig", errors="replace")


def _logical_lines(text: str) -> Iterator[str]:
    """Lines without comments, those that end in a backslash joined with the next."""
    for line in re.sub(r"\\\r?\n", " ", text).splitlines():
        plain = re.sub(r"(^|\s)#.*", "", line).strip()
        if plain:
            yield plain


def _requirement(line: str) -> str:
    """The requirement itself, without the options behind it (`--hash=…`)."""
    return re.split(r"\s--?\w", line, maxsplit=1)[0].strip()


def _local(line: str, tree: Path, directory: str) -> str:
    """The path in the repository that a line leads to, "" where it names a package or a URL."""
    editable = _EDITABLE.match(line)
    if line.startswith("-") and editable is None:
        return ""
    text = editable.group("place") if editable else _requirement(line)
    text = re.sub(r"^[\w.-]+\s*(\[[^]]*\])?\s*@\s*", "", text.strip("\"'"))
    place = re.split(r"[;\[\s#]", re.sub(r"^file:(//)?", "", text), maxsplit=1)[0]
    if "://" in place or "@" in place:
        return ""
    looks_local = place.startswith((".", "/")) or "/" in place or _ARCHIVE.search(place) or editable is not None
    if not place or not looks_local:
        return ""
    inside = joined(directory, place.removeprefix(str(tree) + "/"))
    return inside if (tree / inside).exists() else ""
