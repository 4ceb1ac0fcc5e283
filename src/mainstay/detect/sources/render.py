"""render.yaml: services of all sorts, databases, and the values that they take from each other."""

from dataclasses import dataclass

import yaml

from mainstay.detect.facts import evidence, in_file
from mainstay.detect.foreign import as_int, as_list, as_map, as_text, as_texts, dig, key_line, load_yaml
from mainstay.detect.names import sanitised
from mainstay.detect.packaging import Remark
from mainstay.detect.sources import dockerfile
from mainstay.detect.sources.declared import Declared, Demand, Part, Process, Rank, Ref, Variable
from mainstay.detect.sources.dockerfile import NOT_SETTINGS
from mainstay.detect.sources.dotenv import given
from mainstay.detect.sources.images import SUPPORTED, tech_of_image
from mainstay.detect.tree import Tree, inside
from mainstay.model.intent import AnyComponent, Cache, Database, Generated, Property
from mainstay.model.origin import Origin

PARTS = {"web": Part.WEB, "pserv": Part.WEB, "worker": Part.WORKER, "cron": Part.CRON, "static": Part.SITE}
CACHES = frozenset({"redis", "keyvalue"})
PROPERTIES = {
    "connectionString": Property.URL,
    "host": Property.HOST,
    "port": Property.PORT,
    "user": Property.USER,
    "password": Property.PASSWORD,
    "database": Property.DATABASE,
    "hostport": Property.ENDPOINT,
}
MOUNT = "/opt/render/project/src/"


@dataclass(frozen=True)
class _Service:
    body: dict[str, object]
    index: int
    path: str
    line: int

    @property
    def name(self) -> str:
        return sanitised(self.text("name") or self.text("type"))

    def text(self, *keys: str) -> str:
        return as_text(dig(self.body, *keys))

    def at(self, key: str) -> Origin:
        return in_file(self.path, key_line(self.body, key, self.line))


def read(tree: Tree) -> Declared:
    """What render.yaml declares."""
    path = tree.first(".", "render.yaml", "render.yml")
    if not path:
        return Declared()
    try:
        data = load_yaml(tree.text(path))
    except yaml.YAMLError:
        return Declared(
            remarks=[
                Remark(
                    "render",
                    in_file(path),
                    f"{path} is not valid YAML and was left out",
                    "mend it, or say what runs in mainstay.yaml",
                )
            ]
        )
    groups = {
        as_text(as_map(g).get("name")): as_list(as_map(g).get("envVars")) for g in as_list(dig(data, "envVarGroups"))
    }
    services = [
        _Service(as_map(s), i, path, key_line(s, "type"))
        for i, s in enumerate(as_list(dig(data, "services")))
        if as_map(s)
    ]
    declared = Declared(data=[_database(as_map(d), path, d) for d in as_list(dig(data, "databases")) if as_map(d)])
    for service in services:
        _add(tree, declared, service, groups)
    return declared


def _database(body: dict[str, object], path: str, marked: object) -> AnyComponent:
    name = as_text(body.get("name")) or "database"
    origin = in_file(path, key_line(marked, "name"))
    return Database(
        name=sanitised(name),
        user=as_text(body.get("user")),
        database=as_text(body.get("databaseName")),
        evidence=(evidence(f"{path} declares the database `{name}`", origin),),
    )


def _add(tree: Tree, declared: Declared, service: _Service, groups: dict[str, list[object]]) -> None:
    kind = service.text("type")
    runtime = service.text("runtime") or service.text("env")
    if kind in CACHES:
        why = (evidence(f"{service.path} declares the {kind} `{service.name}`", service.at("type")),)
        declared.data.append(Cache(name=service.name, evidence=why))
    elif runtime == "image" or service.body.get("image"):
        _image(declared, service)
    elif kind in PARTS:
        part = Part.SITE if runtime == "static" else PARTS[kind]
        declared.processes.append(_process(tree, service, part, groups))
        declared.names[service.text("name")] = service.name
    else:
        declared.remarks.append(
            Remark(
                "render",
                service.at("type"),
                f"a service of the unknown type `{kind}` was left out",
                "say what runs in mainstay.yaml",
            )
        )


def _image(declared: Declared, service: _Service) -> None:
    url = service.text("image", "url")
    tech = tech_of_image(url)
    if tech is not None and tech not in SUPPORTED:
        declared.demands.append(
            Demand(tech.value, service.at("image"), f"the service `{service.name}` is {tech.value}", service.name)
        )
    else:
        declared.remarks.append(
            Remark(
                f"services.{service.name}",
                service.at("image"),
                f"`{service.name}` runs a ready-made image, which has no counterpart here, and was left out",
                "say what runs in mainstay.yaml",
            )
        )


def _process(tree: Tree, service: _Service, part: Part, groups: dict[str, list[object]]) -> Process:
    directory = inside(".", service.text("rootDir") or ".") or "."
    image = None
    if (service.text("runtime") or service.text("env")) == "docker":
        context = inside(".", service.text("dockerContext") or directory) or directory
        path = inside(".", service.text("dockerfilePath") or f"{context}/Dockerfile")
        image, directory = dockerfile.image(tree, path), context
    command = service.text("dockerCommand") or service.text("startCommand") or (image.command if image else "")
    key = "dockerCommand" if service.text("dockerCommand") else "startCommand"
    listens = part is Part.WEB
    return Process(
        service.name,
        part,
        service.at(key) if command else service.at("type"),
        Rank.RENDER,
        command=command,
        directory=directory,
        public=part is Part.WEB and service.text("type") == "web",
        listens=listens,
        cron=service.text("schedule"),
        variables=(*_variables(service, groups), *(image.variables if image else ())),
        replicas=as_int(service.body.get("numInstances")) or as_int(dig(service.body, "scaling", "minInstances")) or 0,
        health_path=service.text("healthCheckPath"),
        hostnames=(service.text("name"),),
        publish=service.text("staticPublishPath").removeprefix("./"),
        fallback=_fallback(service),
        build=tuple(as_texts(service.body.get("buildCommand"))),
        before=tuple(as_texts(service.body.get("preDeployCommand")))
        + tuple(as_texts(service.body.get("initialDeployHook"))),
        keeps=_disk(service),
        workdir=image.workdir if image else "",
    )


def _disk(service: _Service) -> tuple[str, ...]:
    path = service.text("disk", "mountPath")
    return (path.removeprefix(MOUNT).strip("/"),) if path.startswith(MOUNT) and path != MOUNT else ()


def _fallback(service: _Service) -> str:
    """A rewrite of everything to one file, as single-page applications have it."""
    for route in as_list(service.body.get("routes")):
        rule = as_map(route)
        if as_text(rule.get("type")) == "rewrite" and as_text(rule.get("source")).endswith("/*"):
            return as_text(rule.get("destination")).lstrip("/")
    return ""


def _variables(service: _Service, groups: dict[str, list[object]]) -> tuple[Variable, ...]:
    found: dict[str, Variable] = {}
    for index, entry in enumerate(as_list(service.body.get("envVars"))):
        group = as_text(as_map(entry).get("fromGroup"))
        if group:
            position = list(groups).index(group) if group in groups else 0
            for inner, shared in enumerate(groups.get(group, [])):
                _variable(found, shared, service, ("envVarGroups", str(position), "envVars", str(inner)))
        else:
            _variable(found, entry, service, ("services", str(service.index), "envVars", str(index)))
    return tuple(found.values())


def _variable(found: dict[str, Variable], entry: object, service: _Service, pointer: tuple[str, ...]) -> None:
    body = as_map(entry)
    name = as_text(body.get("key"))
    origin = in_file(service.path, key_line(entry, "key"))
    if not name or NOT_SETTINGS.match(name):
        return
    if as_text(body.get("generateValue")) == "true":
        found[name] = Variable(name, Generated(), origin)
    elif "value" in body:
        found[name] = Variable(name, given(name, as_text(body["value"]), service.path, (*pointer, "value")), origin)
    else:
        found[name] = Variable(name, _ref(body), origin)


def _ref(body: dict[str, object]) -> Ref | None:
    for key in ("fromDatabase", "fromService"):
        link = as_map(body.get(key))
        if target := as_text(link.get("name")):
            return Ref(
                sanitised(target),
                PROPERTIES.get(as_text(link.get("property")), Property.URL),
                key=as_text(link.get("envVarKey")),
            )
    return None
