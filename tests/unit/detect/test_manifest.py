"""mainstay.yaml: overrides, additions, removals, mistakes, and writing it."""

# ruff: noqa: E501 - one case a line

from pathlib import Path

import pytest
import yaml

from mainstay.detect import MANIFEST_KEYS, detect, manifest_text
from mainstay.detect.manifest import read_manifest
from mainstay.detect.tree import scan
from mainstay.model.errors import MainstayError
from mainstay.model.intent import Runtime, Trigger

BASE = {
    "app.py": "import os\nfrom flask import Flask\napp = Flask(__name__)\nurl = os.environ['DATABASE_URL']\nkey = os.environ['SECRET_KEY']\n",
    "requirements.txt": "flask\ngunicorn\npsycopg2-binary\n",
    "Procfile": "web: gunicorn app:app\nworker: python work.py\nrelease: flask db upgrade\n",
}


def test_fields_are_overridden_one_by_one(found, settings, bindings):
    intent = found(
        BASE
        | {
            "mainstay.yaml": """
application: harbour
builds:
  app: {requires: "3.12", commands: [make assets]}
services:
  web:
    command: gunicorn -w 4 app:app
    replicas: 3
    persist: [data/]
    memory_mib: 256
    stop_signal: sigint
    env: {COLOR: red, FLAG: true, SECRET_KEY: null, TOKEN_NAME: {value: x}}
    uses: {database: {DATABASE_URL: null, DB: {property: url, scheme: postgresql+psycopg, suffix: "?x=1"}}}
"""
        }
    )
    web = intent.component("web")
    assert intent.application == "harbour"
    assert (web.command, web.replicas, web.persist, web.memory_mib, web.stop_signal) == (
        "gunicorn -w 4 app:app",
        3,
        ("data",),
        256,
        "INT",
    )
    assert settings(intent, "web") == {"COLOR": "red", "FLAG": "true", "TOKEN_NAME": "x"}
    assert bindings(intent, "web") == {"DB": "database.url postgresql+psycopg?x=1"}
    assert bindings(intent, "worker") == {"DATABASE_URL": "database.url"}
    assert (intent.build("app").requires, intent.build("app").commands) == ("3.12", ("make assets",))
    assert {e.field: str(e.origin) for e in web.evidence}["command"] == "mainstay.yaml:7"


def test_components_are_removed_and_added(found, bindings):
    intent = found(
        BASE
        | {
            "mainstay.yaml": """
services:
  worker: {remove: true}
  api: {command: gunicorn app:api, public: true, uses: [database, cache, orders]}
jobs:
  seed: {command: flask seed}
schedules:
  tidy: {command: flask tidy, cron: "*/5 * * * *"}
caches: {cache: {}}
queues: {orders: {fifo: true}}
databases: {database: {user: shop}}
"""
        }
    )
    assert intent.names == {"web", "release", "api", "seed", "tidy", "cache", "orders", "database"}
    assert intent.component("api").listens
    assert intent.component("seed").trigger is Trigger.MANUAL
    assert bindings(intent, "api") == {
        "AWS_ACCESS_KEY_ID": "orders.access_key",
        "AWS_DEFAULT_REGION": "orders.region",
        "AWS_ENDPOINT_URL": "orders.endpoint",
        "AWS_SECRET_ACCESS_KEY": "orders.secret_key",
        "DATABASE_URL": "database.url",
        "QUEUE_URL": "orders.url",
        "REDIS_URL": "cache.url",
    }


def test_what_is_used_may_be_removed(found):
    intent = found(BASE | {"mainstay.yaml": "databases: {database: {remove: true}}\n"})
    assert "database" not in intent.names
    assert intent.component("web").uses == ()


def test_everything_can_be_stated_without_any_detection(found):
    intent = found(
        {"mainstay.yaml": "builds: {app: {runtime: static}}\nsites: {docs: {directory: html, fallback: index.html}}\n"}
    )
    assert (intent.build("app").runtime, intent.component("docs").directory) == (Runtime.STATIC, "html")


def test_what_is_ignored_raises_no_error(found):
    files = BASE | {"app.py": BASE["app.py"] + "import pymongo\n"}
    assert "web" in found(files | {"mainstay.yaml": "ignore: [MongoDB]\n"}).names


def test_a_stated_field_silences_the_note_about_it(found):
    files = BASE | {"Procfile": "web: make run\n"}
    assert found(files).notes
    assert found(files | {"mainstay.yaml": "services: {web: {command: gunicorn app:app}}\n"}).notes == ()


MISTAKES = [
    ("services:\n  web: {comand: x}\n", "mainstay.yaml:2: must be a key of services, but `comand` is none.\n\nhint: did you mean `command`?"),
    ("servces: {}\n", "mainstay.yaml:1: must be a key of mainstay.yaml, but `servces` is none.\n\nhint: did you mean `services`?"),
    ("services:\n  web:\n    port: high\n", "mainstay.yaml:3: `port` must be a port from 1 to 65535, but it is 'high'.\n\nhint: for example `port: 8000`"),
    ("services:\n  web:\n    port: 70000\n", "mainstay.yaml:3: `port` must be a port from 1 to 65535, but it is 70000.\n\nhint: for example `port: 8000`"),
    ("services:\n  web:\n    public: maybe\n", "mainstay.yaml:3: `public` must be true or false, but it is 'maybe'.\n\nhint: for example `public: true`"),
    ("services:\n  web:\n    persist: data\n", "mainstay.yaml:3: `persist` must be a list of paths inside the repository, but it is 'data'.\n\nhint: for example `persist: [data]`"),
    ("services:\n  web:\n    persist: [../x]\n", "mainstay.yaml:3: `persist` must be a list of paths inside the repository, but it is '../x'.\n\nhint: for example `persist: [data]`"),
    ("services: [web]\n", "mainstay.yaml:1: `services` must hold names with their keys, but it does not.\n\nhint: for example `services: {web: {command: gunicorn shop.wsgi, public: true}}`"),
    ("services:\n  web: gunicorn\n", "mainstay.yaml:2: `web` must hold keys and values, but it does not.\n\nhint: keys of services: command, build, directory, env, uses, persist, memory_mib, stop_signal, public, listens, port, replicas, health_path, hosts, hostnames, requests_per_second, users, think_time_s, work_ms, latency_p99_ms, availability, startup_s, concurrency, aim, image, kind, set, tags, remove"),
    ("services:\n  Web: {command: x}\n", "mainstay.yaml:2: a name must be at most 40 lower case letters, digits and hyphens, with no hyphen at either end, but it is 'Web'.\n\nhint: for example `web` or `order-mail`"),
    ("services:\n  a: {command: x}\n  a: {command: y}\n", "mainstay.yaml:3: every key must be there once, but `a` stands there twice.\n\nhint: merge the two, or rename one"),
    ("services:\n  a: {command: x}\njobs:\n  a: {command: y}\n", "mainstay.yaml:4: every component must have a name of its own, but `a` is taken in line 2.\n\nhint: rename one of the two"),
    ("services:\n  api: {public: true}\n", "mainstay.yaml:2: a new entry of services must have a `command` (`api`), but there is none.\n\nhint: add `command`, or mend the name if you mean one that was found"),
    ("services:\n  web: {uses: {databse: {X: url}}}\n", "mainstay.yaml:2: what `web` uses must exist, but there is no `databse`.\n\nhint: did you mean `database`?"),
    ("services:\n  web: {uses: {database: {X: ulr}}}\n", "mainstay.yaml:2: X must be one of url, host, port, user, password, database, endpoint, region, access_key, secret_key, name, arn, value, but it is 'ulr'.\n\nhint: did you mean `url`?"),
    ("services:\n  web: {build: ap}\n", "mainstay.yaml:2: the build of `web` must exist, but there is no build `ap`.\n\nhint: did you mean `app`?"),
    ("services:\n  web: {env: {API_TOKEN: hunter2}}\n", "mainstay.yaml:2: secrets must not stand in mainstay.yaml, but API_TOKEN looks like one.\n\nhint: run `mainstay config set API_TOKEN=…`, write `{generate: true}`, or `{value: …}` if it is none"),
    ("services:\n  web: {env: {X: {file: ../x, at: [a]}}}\n", "mainstay.yaml:2: X must be {generate: true}, {value: …} or {file: …, at: […]}, but it has the keys at, file.\n\nhint: for example `{file: .env.example, at: [API_HOST]}`"),
    ("builds:\n  app: {manager: poetri}\n", "mainstay.yaml:2: `manager` must be one of requirements, uv, poetry, pdm, pipenv, pyproject, npm, pnpm, yarn, none, but it is 'poetri'.\n\nhint: did you mean `poetry`?"),
    ("schedules:\n  a: {command: x, cron: often}\n", "mainstay.yaml:2: `cron` must be five fields of cron, in UTC, but it is 'often'.\n\nhint: for example `cron: \"*/5 * * * *\"`"),
    ("databases:\n  database: {password: hunter2}\n", "mainstay.yaml:2: `password` must say where the value comes from, but it stands there itself, or is no value.\n\nhint: for example `password: {file: compose.yaml, at: [services, db, environment, POSTGRES_PASSWORD]}`"),
    ("application: My Shop\n", "mainstay.yaml:1: `application` must be at most 40 lower case letters, digits and hyphens, with no hyphen at either end, but it is 'My Shop'.\n\nhint: for example `application: shop`"),
    ("- a\n", "mainstay.yaml:1: must hold keys and values, but it does not.\n\nhint: see `mainstay detect` for what can be stated"),
    ("ignore: mongodb\n", "mainstay.yaml:1: `ignore` must be a list of texts, but it is 'mongodb'.\n\nhint: for example `ignore: [mongodb]`"),
]  # fmt: skip


def test_keys_are_text_as_they_are_written(found):
    """YAML 1.1 takes `no` and `on` for booleans, and `0x1` for a number."""
    intent = found(BASE | {"mainstay.yaml": "services:\n  no: {command: x, env: {ON: a, Y: b}}\n  0x1: {command: x}\n"})
    assert {"no", "0x1"} <= {c.name for c in intent.components}
    assert {"ON", "Y"} <= {s.name for s in intent.component("no").settings}


@pytest.mark.parametrize(("text", "message"), MISTAKES)
def test_mistakes(refused, text, message):
    assert str(refused(BASE | {"mainstay.yaml": text})) == message


def test_broken_yaml_is_told_with_its_line(refused):
    error = refused(BASE | {"mainstay.yaml": "services:\n  web: {command: [\n"})
    assert error.where == "mainstay.yaml:3"
    assert error.must == "must be valid YAML"


def test_another_suffix_is_told(refused):
    assert refused(BASE | {"mainstay.yml": ""}).hint == "rename it to mainstay.yaml"


def test_an_empty_manifest_changes_nothing(found):
    assert found(BASE | {"mainstay.yaml": "# nothing\n"}).names == {"web", "worker", "release", "database"}


def test_the_written_manifest_states_what_was_found_and_where(repository):
    root = repository(BASE)
    intent = detect(root)
    text = manifest_text(intent)
    assert "  web:  # Procfile:1: Procfile has the process `web`\n" in text
    assert "    command: gunicorn app:app  # Procfile:1: the Procfile starts it\n" in text
    assert "        DATABASE_URL: url  # app.py:4: the code reads DATABASE_URL\n" in text
    assert (
        "      SECRET_KEY: {generate: true}  # app.py:5: the code reads SECRET_KEY and has no default for it\n" in text
    )
    (root / "mainstay.yaml").write_text(text)
    again = detect(root)
    assert again.builds == intent.builds
    assert again.components == intent.components
    assert manifest_text(again) == text


@pytest.mark.slow
def test_every_example_of_a_key_is_accepted(tmp_path: Path):
    for key in MANIFEST_KEYS:
        shown = yaml.safe_dump({key.name: yaml.safe_load(key.example)})
        text = shown if not key.where else yaml.safe_dump({key.where: {"it": yaml.safe_load(shown)}})
        (tmp_path / "mainstay.yaml").write_text(text)
        try:
            read_manifest(scan(tmp_path))
        except MainstayError as error:
            pytest.fail(f"{key.where}.{key.name}: {error}")
        assert key.meaning.endswith(".")
