"""Smaller files of other platforms: railway.json, railpack.json, fly.toml, nixpacks.toml, app.json, heroku.yml."""

import yaml

from mainstay.detect.facts import Tech, evidence, in_file
from mainstay.detect.foreign import (
    as_int,
    as_list,
    as_map,
    as_text,
    as_texts,
    dig,
    line_of,
    load_json,
    load_toml,
    load_yaml,
)
from mainstay.detect.servers import looks_serving, looks_working
from mainstay.detect.sources.declared import Declared, Demand, Part, Process, Rank, Variable
from mainstay.detect.sources.dockerfile import NOT_SETTINGS
from mainstay.detect.sources.dotenv import given
from mainstay.detect.tree import Tree
from mainstay.model.intent import AnyComponent, Bucket, Cache, Database, Generated, Mail

_ADDONS: tuple[tuple[tuple[str, ...], Tech], ...] = (
    (("heroku-postgresql", "postgres", "crunchy", "timescale", "elephantsql"), Tech.POSTGRES),
    (
        (
            "heroku-redis",
            "heroku-kvs",
            "rediscloud",
            "redistogo",
            "redisgreen",
            "openredis",
            "upstash-redis",
            "stackhero-redis",
        ),
        Tech.REDIS,
    ),
    (("bucketeer", "cloudcube", "tigris"), Tech.S3),
    (("sendgrid", "mailgun", "postmark", "mailtrap", "sparkpost", "mailersend"), Tech.SMTP),
    (("mongolab", "mongodb", "ormongo", "objectrocket"), Tech.MONGO),
    (("cleardb", "jawsdb", "mysql"), Tech.MYSQL),
    (("cloudamqp", "rabbitmq", "cloudkarafka"), Tech.AMQP),
    (("heroku-kafka", "kafka"), Tech.KAFKA),
    (("bonsai", "searchbox", "foundelasticsearch"), Tech.ELASTIC),
)


def railway(tree: Tree) -> Declared:
    """railway.json or railway.toml, and railpack.json."""
    path = tree.first(".", "railway.json", "railway.toml", "railpack.json")
    if not path:
        return Declared()
    text = tree.text(path)
    data = load_toml(text) if path.endswith(".toml") else load_json(text)
    command = as_text(dig(data, "deploy", "startCommand"))
    cron = as_text(dig(data, "deploy", "cronSchedule"))
    build = as_texts(dig(data, "build", "buildCommand"))
    before = as_texts(dig(data, "deploy", "preDeployCommand"))
    if not (command or build or before or cron):
        return Declared()
    part = Part.CRON if cron else Part.WORKER if looks_working(command) else Part.WEB
    return Declared(
        processes=[
            Process(
                "web" if part is Part.WEB else part.value,
                part,
                in_file(path, line_of(text, "startCommand")),
                Rank.PLATFORM,
                command=command,
                public=part is Part.WEB,
                listens=part is Part.WEB,
                cron=cron,
                replicas=as_int(dig(data, "deploy", "numReplicas")) or 0,
                health_path=as_text(dig(data, "deploy", "healthcheckPath")),
                build=tuple(build),
                before=tuple(before),
            )
        ]
    )


def nixpacks(tree: Tree) -> Declared:
    """nixpacks.toml."""
    path = tree.first(".", "nixpacks.toml")
    text = tree.text(path) if path else ""
    data = load_toml(text)
    command = as_text(dig(data, "start", "cmd"))
    build = as_texts(dig(data, "phases", "build", "cmds"))
    variables = _table(as_map(data.get("variables")), path, text)
    if not (command or build):
        return Declared(variables=variables)
    origin = in_file(path, line_of(text, "cmd"))
    process = Process(
        "web", Part.WEB, origin, Rank.PLATFORM, command=command, public=True, listens=True, build=tuple(build)
    )
    return Declared(processes=[process], variables=variables)


def _table(table: dict[str, object], path: str, text: str, pointer: tuple[str, ...] = ("variables",)) -> list[Variable]:
    return [
        Variable(name, given(name, as_text(value), path, (*pointer, name)), in_file(path, line_of(text, name)))
        for name, value in table.items()
        if not NOT_SETTINGS.match(name)
    ]


def fly(tree: Tree) -> Declared:
    """fly.toml: processes, the release command, environment, internal port."""
    path = tree.first(".", "fly.toml")
    if not path:
        return Declared()
    text = tree.text(path)
    data = load_toml(text)
    served = set(as_texts(dig(data, "http_service", "processes")))
    services = [as_map(s) for s in as_list(data.get("services"))]
    served.update(p for s in services for p in as_texts(s.get("processes")))
    port = as_int(dig(data, "http_service", "internal_port")) or next(
        (p for s in services if (p := as_int(s.get("internal_port")))), None
    )
    declared = Declared(variables=_table(as_map(data.get("env")), path, text, ("env",)))
    for name, command in as_map(data.get("processes")).items():
        web = name in served or (not served and (looks_serving(as_text(command)) or name in {"app", "web"}))
        declared.processes.append(
            Process(
                "web" if name == "app" else name,
                Part.WEB if web else Part.WORKER,
                in_file(path, line_of(text, "[processes]", name)),
                Rank.PLATFORM,
                command=as_text(command),
                public=web,
                listens=web,
                port=port if web else None,
            )
        )
    if release := as_text(dig(data, "deploy", "release_command")):
        declared.processes.append(
            Process(
                "release", Part.RELEASE, in_file(path, line_of(text, "release_command")), Rank.PLATFORM, command=release
            )
        )
    if app := as_text(data.get("app")):
        declared.names["fly:app"] = app
    return declared


def app_json(tree: Tree) -> Declared:
    """app.json: add-ons, environment, the post-deployment script, formation."""
    path = tree.first(".", "app.json")
    if not path:
        return Declared()
    text = tree.text(path)
    data = load_json(text)
    declared = Declared()
    for addon in as_list(dig(data, "addons")):
        _addon(declared, as_text(addon) or as_text(as_map(addon).get("plan")), path, text)
    for name, value in as_map(dig(data, "env")).items():
        if found := _app_variable(name, value, path, text):
            declared.variables.append(found)
    if command := as_text(dig(data, "scripts", "postdeploy")):
        declared.processes.append(
            Process("postdeploy", Part.TASK, in_file(path, line_of(text, "postdeploy")), Rank.PLATFORM, command=command)
        )
    for name, value in as_map(dig(data, "formation")).items():
        if quantity := as_int(as_map(value).get("quantity")):
            declared.replicas[name] = quantity
    return declared


def _addon(declared: Declared, plan: str, path: str, text: str) -> None:
    name = plan.partition(":")[0].lower()
    tech = next((t for names, t in _ADDONS if any(n in name for n in names)), None)
    if tech is None or not name:
        return
    origin = in_file(path, line_of(text, plan))
    why = (evidence(f"{path} asks for the add-on {name}", origin),)
    made: dict[Tech, AnyComponent] = {
        Tech.POSTGRES: Database(name="database", evidence=why),
        Tech.REDIS: Cache(name="cache", evidence=why),
        Tech.S3: Bucket(name="bucket", evidence=why),
        Tech.SMTP: Mail(name="mail", evidence=why),
    }
    if tech in made:
        declared.data += [made[tech]] if made[tech].name not in {d.name for d in declared.data} else []
    else:
        declared.demands.append(Demand(tech.value, origin, f"the add-on {name} is {tech.value}"))


def _app_variable(name: str, value: object, path: str, text: str) -> Variable | None:
    origin = in_file(path, line_of(text, '"env"', f'"{name}"'))
    detail = as_map(value)
    if NOT_SETTINGS.match(name):
        return None
    if as_text(detail.get("generator")) == "secret":
        return Variable(name, Generated(), origin)
    plain = as_text(value) or as_text(detail.get("value"))
    if plain:
        pointer = ("env", name, "value") if detail else ("env", name)
        return Variable(name, given(name, plain, path, pointer), origin)
    return Variable(name, None, origin) if as_text(detail.get("required")) != "false" else None


def heroku(tree: Tree) -> Declared:
    """heroku.yml: `run`, `release` and add-ons."""
    path = tree.first(".", "heroku.yml", "heroku.yaml")
    text = tree.text(path) if path else ""
    try:
        data = load_yaml(text)
    except yaml.YAMLError:
        return Declared()
    declared = Declared()
    for addon in as_list(dig(data, "setup", "addons")):
        _addon(declared, as_text(as_map(addon).get("plan")), path, text)
    for name, value in as_map(dig(data, "run")).items():
        command = as_text(value) or " ".join(as_texts(dig(value, "command")))
        web = name == "web"
        declared.processes.append(
            Process(
                name,
                Part.WEB if web else Part.WORKER,
                in_file(path, line_of(text, "run:", name)),
                Rank.PLATFORM,
                command=command,
                public=web,
                listens=web,
            )
        )
    release = dig(data, "release", "command")
    if command := as_text(release) or " && ".join(as_texts(release)):
        declared.processes.append(
            Process("release", Part.RELEASE, in_file(path, line_of(text, "release:")), Rank.PLATFORM, command=command)
        )
    return declared
