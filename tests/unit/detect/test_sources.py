"""Files of other platforms: Procfile, render.yaml, fly.toml, railway.json, app.json, heroku.yml, Dockerfile."""

# ruff: noqa: E501 - one case a line

import pytest

from mainstay.model.intent import Trigger

FLASK = {
    "app.py": "from flask import Flask\napp = Flask(__name__)\n",
    "requirements.txt": "flask\ngunicorn\nredis\npsycopg2-binary\ncelery\n",
}


def test_all_process_types_of_a_procfile(found):
    intent = found(
        FLASK
        | {
            "Procfile": "web: gunicorn app:app\nworker: celery -A app worker\nrelease: flask db upgrade\n# x\nclock_2: python clock.py\n"
        }
    )
    kinds = {c.name: (c.role.value, c.command) for c in intent.components}
    assert kinds == {
        "web": ("service", "gunicorn app:app"),
        "worker": ("service", "celery -A app worker"),
        "release": ("job", "flask db upgrade"),
        "clock-2": ("service", "python clock.py"),
    }
    assert intent.component("web").public
    assert not intent.component("worker").listens
    assert intent.component("release").trigger is Trigger.RELEASE


def test_two_processes_named_alike(refused):
    error = refused(FLASK | {"Procfile": "web: a\nworker: b\nweb: c\n"})
    assert str(error) == (
        "Procfile:3: every process type must have a name of its own, but `web` is already defined in line 1.\n\n"
        "hint: rename or remove one of the two `web:` lines"
    )


@pytest.mark.parametrize(
    ("command", "chosen"),
    [
        ("make run", "gunicorn app:app --bind 0.0.0.0:$PORT"),
        ("flask run --debug", "gunicorn app:app --bind 0.0.0.0:$PORT"),
        ("uvicorn app:app --port $PORT --reload", "uvicorn app:app --port $PORT"),
    ],
)
def test_development_commands_are_not_trusted(found, command, chosen):
    intent = found(FLASK | {"Procfile": f"web: {command}\n"})
    assert intent.component("web").command == chosen
    note = intent.notes[0]
    assert note.text == f"`{command}` is meant for development: `{chosen}` was chosen instead"
    assert note.hint == "set `command` of the service `web` in mainstay.yaml to choose otherwise"


def test_compound_start_commands_are_taken_apart(found):
    intent = found(
        FLASK
        | {
            "railway.json": '{"deploy": {"startCommand": "python manage.py migrate && python manage.py collectstatic --noinput'
            ' && gunicorn app:app", "healthcheckPath": "/up", "numReplicas": 2}}'
        }
    )
    web = intent.component("web")
    assert (web.command, web.health_path, web.replicas) == ("gunicorn app:app", "/up", 2)
    assert intent.component("release").command == "python manage.py migrate"
    assert intent.build("app").commands == ("python manage.py collectstatic --noinput",)


def test_start_scripts_are_read(found):
    intent = found(
        FLASK
        | {
            "Dockerfile": 'FROM python:3.11\nWORKDIR /code\nENTRYPOINT ["/code/entrypoint.sh"]\nCMD ["gunicorn", "app:app", "--bind", "0.0.0.0:$PORT"]\n',
            "entrypoint.sh": '#!/bin/sh\nset -e\nwhile ! nc -z db 5432; do\n  sleep 0.1\ndone\nalembic upgrade head\nexec "$@"\n',
        }
    )
    assert intent.component("web").command == "gunicorn app:app --bind 0.0.0.0:$PORT"
    assert intent.component("release").command == "alembic upgrade head"


ENTRYPOINT = (
    "#!/bin/sh\nset -e\nwait_for() {\n  nc -z db 5432\n}\nwait_for\nexport LANG=C\n"
    'python tool.py make_tables\npython manage.py flush --no-input\nflask db upgrade\nexec "$@"\n'
)


@pytest.mark.parametrize(
    "compose", ["", "services:\n  web:\n    build: .\n    ports: ['5000:5000']\n    command: make run\n"]
)
def test_a_script_that_runs_its_arguments_only_prepares_where_it_gets_none(found, compose):
    files = {"Dockerfile": 'FROM python:3.11\nWORKDIR /a\nENTRYPOINT ["/a/entry.sh"]\n', "entry.sh": ENTRYPOINT}
    intent = found(FLASK | files | ({"compose.yaml": compose} if compose else {}))
    assert intent.component("web").command == "gunicorn app:app --bind 0.0.0.0:$PORT"
    assert intent.component("release").command == "python tool.py make_tables && flask db upgrade"


def test_what_only_serves_the_package_manager_is_no_build_command(found):
    render = (
        "services:\n- type: web\n  name: web\n  runtime: python\n"
        "  buildCommand: uv sync --frozen && uv cache prune --ci\n  startCommand: uv run gunicorn app:app\n"
    )
    intent = found(FLASK | {"render.yaml": render})
    assert intent.build("app").commands == ()
    assert intent.component("web").command == "gunicorn app:app"


def test_a_script_that_decides_by_itself_runs_as_it_is(found):
    intent = found(
        FLASK
        | {
            "Procfile": "web: ./start.sh\n",
            "start.sh": '#!/bin/bash\nif [ -n "$X" ]; then\n  APP=a\nelse\n  APP=b\nfi\ngunicorn $APP:app\n',
        }
    )
    assert intent.component("web").command == "./start.sh"


def test_a_server_that_is_not_among_the_dependencies_is_replaced(found):
    intent = found(
        FLASK
        | {
            "requirements.txt": "flask",
            "Dockerfile": "FROM python:3.11\nRUN pip install gunicorn\nCMD gunicorn app:app\n",
        }
    )
    assert intent.component("web").command == "flask --app app:app run --host 0.0.0.0 --port $PORT"
    assert intent.notes[0].text.startswith("`gunicorn app:app` needs gunicorn, which is not among the dependencies: ")


RENDER = """
databases:
  - name: shopDB
    databaseName: orders
    user: shop
envVarGroups:
  - name: shared
    envVars:
      - key: SHARED_SECRET
        generateValue: true
      - key: COLOR
        value: red
services:
  - type: web
    name: front
    runtime: python
    buildCommand: ./build.sh
    startCommand: gunicorn app:app
    preDeployCommand: flask db upgrade
    healthCheckPath: /up
    numInstances: 2
    envVars:
      - key: DATABASE_URL
        fromDatabase: {name: shopDB, property: connectionString}
      - key: API_ADDRESS
        fromService: {type: pserv, name: api, property: hostport}
      - key: API_HOST
        fromService: {type: pserv, name: api, property: host}
      - key: TOKEN
        sync: false
      - fromGroup: shared
  - type: pserv
    name: api
    runtime: python
    startCommand: gunicorn app:api
    envVars:
      - key: REDIS_URL
        fromService: {type: keyvalue, name: store, property: connectionString}
  - type: worker
    name: jobs
    runtime: python
    startCommand: celery -A app worker
  - type: cron
    name: tidy
    runtime: python
    schedule: "0 3 * * *"
    startCommand: python tidy.py
  - type: keyvalue
    name: store
    ipAllowList: []
"""


def test_a_sample_stands_in_for_a_dotenv_file_that_is_not_in_the_repository(found, bindings, settings):
    compose = "services:\n  web:\n    build: .\n    ports: ['5000:5000']\n    env_file: [.env.dev]\n  db:\n    image: postgres:16\n"
    sample = "FLASK_APP=app/__init__.py\nDATABASE_URL=postgresql://a:b@db:5432/c\nAPI_TOKEN=abcdef0123456789\n"
    intent = found(FLASK | {"compose.yaml": compose, ".env.dev-sample": sample})
    assert settings(intent, "web") == {"FLASK_APP": "app/__init__.py", "API_TOKEN": ".env.dev-sample:API_TOKEN"}
    assert bindings(intent, "web") == {"DATABASE_URL": "db.url"}


def test_render(found, bindings, settings):
    script = "#!/usr/bin/env bash\nset -o errexit\npip install -r requirements.txt\npython manage.py collectstatic --no-input\npython manage.py migrate\n"
    intent = found(FLASK | {"render.yaml": RENDER, "build.sh": script})
    front = intent.component("front")
    assert (front.command, front.public, front.replicas, front.health_path) == ("gunicorn app:app", True, 2, "/up")
    assert (intent.component("api").public, intent.component("api").listens) == (False, True)
    assert intent.component("tidy").cron == "0 3 * * *"
    assert bindings(intent, "front") == {"DATABASE_URL": "shop-db.url", "API_HOST": "api.host"}
    assert bindings(intent, "api") == {"REDIS_URL": "store.url"}
    assert settings(intent, "front") == {"API_ADDRESS": "api:8000", "SHARED_SECRET": "generated", "COLOR": "red"}
    assert intent.component("release").command == "flask db upgrade && python manage.py migrate"
    assert intent.build("app").commands == ("python manage.py collectstatic --no-input",)
    assert (intent.component("shop-db").user, intent.component("shop-db").database) == ("shop", "orders")
    assert [n.text for n in intent.notes] == ["render.yaml leaves the value of TOKEN to you"]


def test_a_static_service_of_render(found):
    intent = found(
        {
            "render.yaml": "services:\n- type: web\n  name: page\n  runtime: static\n  staticPublishPath: ./public\n"
            "  routes: [{type: rewrite, source: /*, destination: /index.html}]\n",
            "public/index.html": "<html>",
        }
    )
    assert (intent.component("page").directory, intent.component("page").fallback) == ("public", "index.html")


def test_fly(found, settings):
    intent = found(
        FLASK
        | {
            "fly.toml": 'app = "x"\n[env]\nPORT = "8080"\nCOLOR = "red"\n[processes]\napp = "gunicorn app:app -b :8080"\n'
            'worker = "celery -A app worker"\n[deploy]\nrelease_command = "flask db upgrade"\n'
            '[http_service]\ninternal_port = 8080\nprocesses = ["app"]\n'
        }
    )
    assert (intent.component("web").port, intent.component("web").public) == (8080, True)
    assert intent.component("worker").command == "celery -A app worker"
    assert intent.component("release").command == "flask db upgrade"
    assert settings(intent, "web") == {"COLOR": "red"}


def test_app_json(found, settings, bindings):
    files = FLASK | {
        "app.py": FLASK["app.py"] + "import os\nx = os.environ['DATABASE_URL']\n",
        "app.json": '{"addons": ["heroku-postgresql:mini", {"plan": "heroku-redis"}], "env": {"SECRET_KEY": {"generator": "secret"},'
        ' "COLOR": "red", "API_KEY": {"required": true}}, "formation": {"web": {"quantity": 2}}, "scripts": {"postdeploy": "flask seed"}}',
    }
    intent = found(files)
    assert settings(intent, "web") == {"COLOR": "red", "SECRET_KEY": "generated"}
    assert bindings(intent, "web") == {"DATABASE_URL": "database.url"}
    assert intent.component("cache").role.value == "cache"
    assert intent.component("web").replicas == 2
    assert intent.component("postdeploy").trigger is Trigger.MANUAL
    assert [n.text for n in intent.notes] == ["app.json leaves the value of API_KEY to you"]


def test_heroku_yml(found):
    intent = found(
        FLASK
        | {
            "heroku.yml": "setup:\n  addons:\n  - plan: heroku-redis\nrun:\n  web: gunicorn app:app\n  jobs: celery -A app worker\nrelease:\n  command:\n  - flask db upgrade\n"
        }
    )
    assert intent.component("release").command == "flask db upgrade"
    assert intent.component("jobs").command == "celery -A app worker"


@pytest.mark.parametrize(
    ("dockerfile", "command", "port"),
    [
        ('FROM python:3.11\nEXPOSE 8000\nENTRYPOINT ["python3"]\nCMD ["app.py"]\n', "python3 app.py", 8000),
        (
            "FROM python:3.11 AS base\nCMD gunicorn app:app --bind 0.0.0.0:9000\nFROM base\n",
            "gunicorn app:app --bind 0.0.0.0:9000",
            9000,
        ),
        (
            'FROM python:3.11\nCMD ["sh", "-c", "gunicorn app:app --bind 0.0.0.0:${PORT:-8000}"]\n',
            "gunicorn app:app --bind 0.0.0.0:${PORT:-8000}",
            None,
        ),
        (
            'FROM python:3.11\nRUN <<EOF\nCMD not this\nEOF\nCMD ["/usr/local/bin/gunicorn", \\\n  "app:app"]\n',
            "gunicorn app:app",
            None,
        ),
        ('FROM python:3.11\nCMD ["/usr/bin/tini", "--", "gunicorn", "app:app"]\n', "gunicorn app:app", None),
    ],
)
def test_dockerfiles(found, dockerfile, command, port):
    web = found(FLASK | {"Dockerfile": dockerfile}).component("web")
    assert (web.command, web.port) == (command, port)


def test_secrets_of_a_dockerfile_are_carried_by_their_place(found, settings):
    intent = found(
        FLASK
        | {"Dockerfile": "FROM python:3.11\nENV SECRET_KEY=abc123 COLOR=red PYTHONUNBUFFERED=1\nCMD gunicorn app:app\n"}
    )
    assert settings(intent, "web") == {"COLOR": "red", "SECRET_KEY": "Dockerfile:2.15:21"}


def test_broken_files_of_others_are_told_and_left_out(found):
    intent = found(
        FLASK | {"compose.yaml": "services:\n  web: [\n", "render.yaml": "a: b: c", "app.json": "{", "fly.toml": "[["}
    )
    assert intent.component("web").command.startswith("gunicorn")
    assert [n.text for n in intent.notes] == [
        "compose.yaml is not valid YAML and was left out",
        "render.yaml is not valid YAML and was left out",
    ]
