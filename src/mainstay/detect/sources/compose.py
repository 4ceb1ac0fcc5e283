"""Compose files: services that are built become processes, images that are known become backing services."""

import re
from dataclasses import dataclass, replace

import yaml

from mainstay.detect.facts import Tech, in_file
from mainstay.detect.foreign import Marked, as_int, as_list, as_map, as_text, as_texts, dig, key_line, load_yaml
from mainstay.detect.names import sanitised
from mainstay.detect.packaging import Remark
from mainstay.detect.servers import looks_serving, looks_working
from mainstay.detect.shell import Purpose, joined, purpose, shell_text
from mainstay.detect.sources import dockerfile
from mainstay.detect.sources.compose_data import backing
from mainstay.detect.sources.compose_values import Names, variables
from mainstay.detect.sources.declared import Declared, Demand, Part, Process, Rank
from mainstay.detect.sources.dotenv import interpolated, known_values
from mainstay.detect.sources.images import LANGUAGES, SUPPORTED, base_name, tech_of_image
from mainstay.detect.tree import Tree, inside

FILES = ("compose.yaml", "compose.yml", "docker-compose.yaml", "docker-compose.yml")
_PORT = re.compile(r"(?:^|:)(\d{2,5})(?:-\d+)?(?:/tcp)?$")


@dataclass(frozen=True)
class Entry:
    """One service of the file; `folder` is where the file stands."""

    name: str
    body: dict[str, object]
    path: str
    line: int
    folder: str
    known: dict[str, str]

    def text(self, *keys: str) -> str:
        """A scalar of the service, interpolated."""
        return interpolated(as_text(dig(self.body, *keys)), self.known) or ""


def read(tree: Tree) -> Declared:
    """What the compose file in the root declares."""
    path = tree.first(".", *FILES)
    if not path:
        return Declared()
    try:
        data = load_yaml(tree.text(path))
    except yaml.YAMLError:
        return Declared(
            remarks=[
                Remark(
                    "compose",
                    in_file(path),
                    f"{path} is not valid YAML and was left out",
                    "mend it, or say what runs in mainstay.yaml",
                )
            ]
        )
    services = dig(data, "services")
    if not services and isinstance(data, Marked) and "version" not in data:
        services = data if any(as_map(v).keys() & {"image", "build"} for v in data.values()) else None
    known = known_values(tree, ".")
    entries = [
        Entry(name, as_map(body), path, key_line(services, name), ".", known)
        for name, body in as_map(services).items()
        if as_map(body)
    ]
    declared = _declare(tree, _active(entries), entries)
    _one_shots(declared, entries)
    if not any(p.public for p in declared.processes):
        declared.processes = [replace(p, public=p.part is Part.WEB) for p in declared.processes]
    return declared


def _one_shots(declared: Declared, entries: list[Entry]) -> None:
    """A service that others wait to be completed is a job of the release."""
    waited = {
        sanitised(name)
        for entry in entries
        for name, how in as_map(entry.body.get("depends_on")).items()
        if as_text(dig(how, "condition")) == "service_completed_successfully"
    }
    declared.processes = [
        replace(p, part=Part.RELEASE, listens=False, public=False) if p.name in waited else p
        for p in declared.processes
    ]


def _active(entries: list[Entry]) -> list[Entry]:
    """Services that start by default: without profiles, or all where every one has some."""
    plain = [e for e in entries if not e.body.get("profiles")]
    return plain or entries


def _declare(tree: Tree, active: list[Entry], entries: list[Entry]) -> Declared:
    declared = Declared()
    for left_out in [e for e in entries if e not in active]:
        _remark(declared, left_out, f"`{left_out.name}` has a profile and was left out")
    techs = {e.name: tech_of_image(e.text("image")) for e in active if not e.body.get("build")}
    names = Names({n: t for n, t in techs.items() if t and t in SUPPORTED}, {n: sanitised(n) for n in techs})
    for entry in active:
        tech = techs.get(entry.name)
        if tech is not None:
            _backing(tree, declared, entry, tech)
        elif process := _process(tree, entry, names):
            declared.processes.append(process)
            declared.names[entry.name] = process.name
        elif not entry.body.get("build"):
            _remark(
                declared,
                entry,
                f"`{entry.name}` ({base_name(entry.text('image')) or '?'}) has no counterpart here and was left out",
            )
    return declared


def _remark(declared: Declared, entry: Entry, text: str) -> None:
    declared.remarks.append(
        Remark(
            f"services.{sanitised(entry.name)}",
            in_file(entry.path, entry.line),
            text,
            f"add a service to mainstay.yaml if it needs `{entry.name}`",
        )
    )


def _backing(tree: Tree, declared: Declared, entry: Entry, tech: Tech) -> None:
    if tech in SUPPORTED:
        declared.data.extend(
            backing(tree, entry.name, entry.body, (entry.path, entry.line), tech=tech, known=entry.known)
        )
        declared.techs.add(tech)
    else:
        declared.demands.append(
            Demand(
                tech.value,
                in_file(entry.path, key_line(entry.body, "image", entry.line)),
                f"the compose service `{entry.name}` is {tech.value}",
                entry.name,
            )
        )


def _process(tree: Tree, entry: Entry, names: Names) -> Process | None:
    """The process of a service that is built from the repository, or mounts it into an image of a language."""
    build = entry.body.get("build")
    if build is not None:
        context = as_text(build) or entry.text("build", "context") or "."
        directory = inside(entry.folder, context)
        if not directory:
            return None
        file = inside(directory, as_text(dig(build, "dockerfile")) or "Dockerfile")
        image = dockerfile.image(tree, file, as_text(dig(build, "target")))
        base = _located(tree, dockerfile.process_of(image, entry.name, directory), file) if image else None
    elif base_name(entry.text("image")) in LANGUAGES and (mounted := _mounted(entry)):
        directory, base = mounted[0], None
    else:
        return None
    start = base or Process(
        entry.name, Part.WEB, in_file(entry.path, entry.line), Rank.COMPOSE, directory=directory, public=True
    )
    return _refined(tree, entry, start, names)


def _located(tree: Tree, process: Process, file: str) -> Process:
    """A Dockerfile that lies beside a program of its own builds that one, whatever its context is."""
    folder = file.rpartition("/")[0]
    if folder in {"", process.directory} or not tree.first(
        folder, "package.json", "pyproject.toml", "requirements.txt", "Pipfile"
    ):
        return process
    below = folder if process.directory == "." else folder.removeprefix(f"{process.directory}/")
    inner = (
        process.folder.removeprefix(below).strip("/")
        if f"{process.folder}/".startswith(f"{below}/")
        else process.folder
    )
    home = f"{process.workdir}/{below}" if inner != process.folder or process.folder == below else process.workdir
    return replace(process, directory=folder, folder=inner, workdir=home)


def _mounted(entry: Entry) -> list[str]:
    """Folders of the repository that the service mounts."""
    pairs = [_volume(v) for v in as_list(entry.body.get("volumes"))]
    return [d for source, _ in pairs if source.startswith(".") and (d := inside(entry.folder, source))]


def _volume(value: object) -> tuple[str, str]:
    if text := as_text(value):
        source, _, rest = text.partition(":")
        return source, rest.partition(":")[0]
    detail = as_map(value)
    return as_text(detail.get("source")), as_text(detail.get("target"))


def _refined(tree: Tree, entry: Entry, base: Process, names: Names) -> Process:
    command, line = _command(entry, base)
    ports = _ports(entry, "ports")
    exposed = _ports(entry, "expose") or ([base.port] if base.port else [])
    part, listens = _part(command, bool(ports), bool(exposed))
    mounted = next((t for s, t in map(_volume, as_list(entry.body.get("volumes"))) if s in {".", "./"}), "")
    workdir = entry.text("working_dir") or base.workdir or mounted
    given = variables(tree, entry.name, entry.body, (entry.path, entry.line), known=entry.known, names=names)
    stated = {v.name for v in given}
    return replace(
        base,
        name=sanitised(entry.name),
        part=part,
        rank=Rank.COMPOSE,
        origin=in_file(entry.path, line) if line else base.origin,
        command=command,
        public=bool(ports) and part is Part.WEB,
        listens=listens,
        port=next(iter([*ports, *exposed]), None),
        variables=(*given, *(v for v in base.variables if v.name not in stated)),
        stop_signal=entry.text("stop_signal").upper().removeprefix("SIG") or base.stop_signal,
        replicas=as_int(dig(entry.body, "deploy", "replicas")) or 0,
        keeps=_kept(entry, workdir),
        needs=tuple(sorted(as_map(entry.body.get("depends_on")) or as_texts(entry.body.get("depends_on")))),
        hostnames=tuple(dict.fromkeys([entry.name, entry.text("hostname"), entry.text("container_name")])),
        workdir=workdir,
        otherwise=base.command if command != base.command else "",
    )


def _command(entry: Entry, base: Process) -> tuple[str, int]:
    """The command of the service with its line (0 where the image's own is kept)."""
    own = _shell(entry, "command")
    entrypoint = _shell(entry, "entrypoint")
    if entrypoint:
        return f"{entrypoint} {own}".strip(), key_line(entry.body, "entrypoint", entry.line)
    if own:
        kept = base.command.split()[0] if base.command.split() and base.command.split()[0].endswith(".sh") else ""
        return f"{kept} {own}".strip(), key_line(entry.body, "command", entry.line)
    return base.command, 0 if base.rank is Rank.IMAGE else entry.line


def _shell(entry: Entry, key: str) -> str:
    value = entry.body.get(key)
    argv = [interpolated(t, {**entry.known, "PORT": "$PORT"}) or t.replace("$$", "$") for t in as_texts(value)]
    if isinstance(value, list):
        if text := shell_text(argv):
            return text
        return joined(argv)
    text = argv[0].strip() if argv else ""
    match = re.fullmatch(r"(?:/bin/)?(?:ba)?sh\s+-l?e?c\s+(['\"])(.*)\1", text, re.DOTALL)
    return match.group(2) if match else text


def _ports(entry: Entry, key: str) -> list[int]:
    """Container-side ports."""
    found: list[int] = []
    for value in as_list(entry.body.get(key)):
        text = interpolated(as_text(value) or as_text(dig(value, "target")), entry.known) or as_text(value)
        if match := _PORT.search(text):
            found.append(int(match.group(1)))
    return found


def _part(command: str, published: bool, exposed: bool) -> tuple[Part, bool | None]:
    if command and purpose(command) is Purpose.MIGRATE and "&&" not in command:
        return Part.RELEASE, False
    if looks_working(command):
        return Part.WORKER, False
    if looks_serving(command):
        return Part.WEB, True
    return (Part.WEB, True) if published else (Part.WEB, None) if exposed else (Part.WORKER, None)


def _kept(entry: Entry, workdir: str) -> tuple[str, ...]:
    """Named volumes below the folder that the program runs in."""
    found: list[str] = []
    for source, target in map(_volume, as_list(entry.body.get("volumes"))):
        named = bool(re.fullmatch(r"[\w-]+", source)) and bool(target)
        if named and workdir and target.startswith(f"{workdir.rstrip('/')}/") and "node_modules" not in target:
            found.append(target.removeprefix(workdir.rstrip("/")).strip("/"))
    return tuple(sorted(set(found)))
