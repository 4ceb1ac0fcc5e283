"""Migrations that no file runs."""

# ruff: noqa: E501 - one case a line

import json

import pytest

from mainstay.model.intent import Trigger

REVISION = {
    "migrations/env.py": "from flask import current_app\n",
    "migrations/versions/1_first.py": "revision = '1'\n",
}
FLASK = {
    "requirements.txt": "flask\nflask-migrate\nflask-sqlalchemy\npsycopg2-binary\ngunicorn\n",
    "app.py": "import os\nfrom flask import Flask\napp = Flask(__name__)\napp.config['SQLALCHEMY_DATABASE_URI'] = os.environ['DATABASE_URL']\n",
}
FASTAPI = {
    "requirements.txt": "fastapi\nalembic\nsqlalchemy\npsycopg2-binary\n",
    "main.py": "import os\nfrom fastapi import FastAPI\nfrom sqlalchemy import create_engine\napp = FastAPI()\nengine = create_engine(os.environ['DATABASE_URL'])\n",
    "alembic/versions/1_first.py": "revision = '1'\n",
}
INI = "[alembic]\nscript_location = %(here)s/alembic\nsqlalchemy.url = {url}\n"
OWN = "from alembic import context\nimport os\ncontext.config.set_main_option('sqlalchemy.url', os.environ['DATABASE_URL'])\n"
TEMPLATE = "from alembic import context\nurl = context.config.get_main_option('sqlalchemy.url')\n"


def node(**scripts: str) -> dict[str, str]:
    content = {"dependencies": {"pg": "8", "express": "4"}, "scripts": {"start": "node server.js", **scripts}}
    return {"package.json": json.dumps(content), "server.js": "require('express')().listen(process.env.PORT)\n"}


@pytest.mark.parametrize(
    ("files", "command"),
    [
        (FLASK | REVISION, "FLASK_APP=app:app flask db upgrade"),
        (FLASK | REVISION | {".flaskenv": "FLASK_APP=app.py\n"}, "flask db upgrade"),
        (FASTAPI | {"alembic.ini": INI.format(url="driver://user:pass@localhost/name"), "alembic/env.py": OWN}, "alembic upgrade head"),
        (node(migrate="knex migrate:latest"), "npm run migrate"),
        (node(**{"migrate": "node-pg-migrate", "migrate:up": "node-pg-migrate up"}), "npm run migrate:up"),
        (node(**{"db:migrate": "sequelize-cli db:migrate", "db:migrate:undo": "sequelize-cli db:migrate:undo"}), "npm run db:migrate"),
    ],
)  # fmt: skip
def test_migrations_that_the_code_has_run_before_a_release(found, bindings, files, command):
    intent = found(files)
    assert intent.component("release").command == command
    assert intent.component("release").trigger is Trigger.RELEASE
    assert bindings(intent, "release") == bindings(intent, "web")


def test_alembic_may_name_the_database_of_a_compose_file(found):
    compose = "services:\n  web:\n    build: .\n    ports: ['8000:8000']\n    command: uvicorn main:app\n  db:\n    image: postgres:16\n"
    image = {"compose.yaml": compose, "Dockerfile": "FROM python:3.11\nWORKDIR /code\n"}
    ini = {"alembic.ini": INI.format(url="postgresql://postgres:postgres@db/shop"), "alembic/env.py": TEMPLATE}
    intent = found(FASTAPI | image | ini)
    assert intent.component("release").command == "alembic upgrade head"
    assert intent.component("db").hostnames == ("db",)
    assert (intent.component("db").user, intent.component("db").database) == ("postgres", "shop")


@pytest.mark.parametrize(
    "files",
    [
        FLASK | {"migrations/env.py": ""},
        FLASK | REVISION | {"requirements.txt": "flask\nflask-sqlalchemy\npsycopg2-binary\ngunicorn\n"},
        FASTAPI | {"alembic.ini": INI.format(url="postgresql://a:b@elsewhere.example.com/shop"), "alembic/env.py": TEMPLATE},
        FASTAPI | {"alembic.ini": INI.format(url="driver://user:pass@localhost/name"), "alembic/env.py": TEMPLATE},
        FLASK | REVISION | {"migrations/versions/2_other.py": "revision = '2'\ndown_revision = None\n"},
        node(migrate="knex migrate:rollback"),
        node(**{"migrate:up": "echo nothing"}),
        node(start="knex migrate:latest && node server.js", migrate="knex migrate:latest") | {"Procfile": "web: npm start\nrelease: npm run migrate\n"},
    ],
)  # fmt: skip
def test_what_would_fail_or_is_stated_is_not_added(found, files):
    release = [c for c in found(files).components if c.name == "release"]
    assert all("Procfile" in c.evidence[0].origin.path for c in release)


def test_revisions_that_follow_each_other_have_one_head(found):
    later = {
        "migrations/versions/2_more.py": "revision: str = '2'\ndown_revision: str | None = '1'\n",
        "migrations/versions/3_side.py": "revision = '3'\ndown_revision = '1'\n",
        "migrations/versions/4_merge.py": "revision = '4'\ndown_revision = (\n    '2',\n    '3',\n)\n",
    }
    assert found(FLASK | REVISION | later).component("release").command.endswith("flask db upgrade")


def test_stated_migrations_are_not_doubled(found):
    intent = found(FLASK | REVISION | {"Procfile": "web: flask db upgrade && gunicorn app:app\n"})
    assert intent.component("release").command == "flask db upgrade"
