"""Python applications: start commands, settings, migrations, workers."""

# ruff: noqa: E501 - one case a line

import pytest

from mainstay.model.intent import Engine, PackageManager, Trigger

DJANGO = {
    "manage.py": (
        "import os\nfrom django.core.management import execute_from_command_line\n"
        'os.environ.setdefault("DJANGO_SETTINGS_MODULE", "site.settings")\n'
    ),
    "site/__init__.py": "",
    "site/wsgi.py": (
        "from django.core.wsgi import get_wsgi_application\nimport os\n"
        'os.environ.setdefault("DJANGO_SETTINGS_MODULE", "site.settings")\napplication = get_wsgi_application()\n'
    ),
    "requirements.txt": "Django==5.0\ngunicorn\npsycopg2-binary\n",
}
SETTINGS = """
import os
from pathlib import Path
BASE_DIR = Path(__file__).resolve().parent.parent
INSTALLED_APPS = []
WSGI_APPLICATION = "site.wsgi.application"
"""


def django(settings: str, **more: str) -> dict[str, str]:
    return {**DJANGO, "site/settings.py": SETTINGS + settings, **more}


def test_django_is_served_migrated_and_collected(found, bindings, settings):
    intent = found(
        django(
            """
import dj_database_url
SECRET_KEY = os.environ["SECRET_KEY"]
DEBUG = False
ALLOWED_HOSTS = os.environ.get("DJANGO_ALLOWED_HOSTS", "").split(" ")
STATIC_ROOT = BASE_DIR / "static"
DATABASES = {"default": dj_database_url.config(default="sqlite:///db.sqlite3")}
"""
        )
    )
    web, release = intent.component("web"), intent.component("release")
    assert web.command == "gunicorn site.wsgi --bind 0.0.0.0:$PORT"
    assert (web.public, web.port, web.persist) == (True, None, ())
    assert web.hosts == ("localhost", "127.0.0.1")
    assert release.command == "python manage.py migrate --noinput"
    assert release.trigger is Trigger.RELEASE
    assert intent.build("app").commands == ("python manage.py collectstatic --noinput",)
    assert bindings(intent, "web") == bindings(intent, "release") == {"DATABASE_URL": "database.url"}
    assert settings(intent, "web") == {"SECRET_KEY": "generated", "DJANGO_ALLOWED_HOSTS": "localhost 127.0.0.1"}
    assert intent.component("database").engine is Engine.POSTGRES


def test_a_program_is_not_told_that_it_runs_on_a_platform_that_ends_tls_for_it(found, settings):
    intent = found(django('ON = "DYNO" in os.environ\nSECURE_SSL_REDIRECT = ON\nDATABASES = {}\n'))
    assert "DYNO" not in settings(intent, "web")


def test_sqlite_of_django_is_kept_and_needs_no_database(found):
    intent = found(
        django(
            'DEBUG = True\nALLOWED_HOSTS = []\nMEDIA_ROOT = os.path.join(BASE_DIR, "media")\n'
            'DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": BASE_DIR / "db.sqlite3"}}\n'
        )
    )
    assert intent.component("web").persist == ("db.sqlite3", "media")
    assert intent.component("web").hosts == ("localhost",)
    assert intent.names == {"web", "release"}


def test_every_part_of_a_django_database_is_bound(found, bindings):
    intent = found(
        django(
            'DATABASES = {"default": {"ENGINE": "django.db.backends.postgresql", "NAME": os.environ["PGDATABASE"],\n'
            '  "USER": os.environ["PGUSER"], "PASSWORD": os.environ["PGPASSWORD"], "HOST": os.environ["PGHOST"],\n'
            '  "PORT": os.environ["PGPORT"]}}\n'
        )
    )
    assert bindings(intent, "web") == {
        "PGDATABASE": "database.database",
        "PGHOST": "database.host",
        "PGPASSWORD": "database.password",
        "PGPORT": "database.port",
        "PGUSER": "database.user",
    }


def test_hard_wired_credentials_of_django_are_carried_by_their_place(found):
    intent = found(
        django(
            'DATABASES = {"default": {"ENGINE": "django.db.backends.postgresql", "NAME": "orders", "USER": "shop",\n'
            '  "PASSWORD": "s3cr3t", "HOST": "db"}}\n'
        )
    )
    database = intent.component("database")
    assert (database.user, database.database, database.hostnames) == ("shop", "orders", ("db",))
    line = (SETTINGS.count("\n")) + 2
    assert database.password.path == "site/settings.py"
    assert database.password.pointer == (str(line), "15:21")
    assert "s3cr3t" not in repr(intent)


def test_hosts_from_platform_names_resolve(found, settings):
    intent = found(
        django(
            'NAME = os.environ.get("FLY_APP_NAME")\nALLOWED_HOSTS = [f"{NAME}.fly.dev", ".example.com"]\n'
            'DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": "x.db"}}\n'
        )
        | {"fly.toml": 'app = "harbour"\n'}
    )
    assert intent.component("web").hosts == ("harbour.fly.dev", "example.com")
    assert settings(intent, "web") == {"FLY_APP_NAME": "harbour"}


def test_settings_for_development_are_set_aside(found, settings):
    files = {k: v for k, v in django("").items() if k != "site/settings.py"}
    files["manage.py"] = files["manage.py"].replace("site.settings", "site.settings.local")
    files["site/wsgi.py"] = files["site/wsgi.py"].replace("site.settings", "site.settings.production")
    files |= {
        "site/settings/__init__.py": "",
        "site/settings/base.py": SETTINGS.replace(".parent.parent", ".parent.parent.parent"),
        "site/settings/local.py": "from .base import *\nimport os\nX = os.environ['ONLY_LOCAL']\nALLOWED_HOSTS = ['dev']\n",
        "site/settings/production.py": "from .base import *\nimport os\nALLOWED_HOSTS = ['shop.example.org']\n"
        "DATABASES = {'default': {'ENGINE': 'django.db.backends.sqlite3', 'NAME': 'x.db'}}\n",
    }
    intent = found(files)
    assert settings(intent, "web") == {"DJANGO_SETTINGS_MODULE": "site.settings.production"}
    assert intent.component("web").hosts == ("shop.example.org",)


@pytest.mark.parametrize(
    ("files", "command", "directory"),
    [
        ({"main.py": "from fastapi import FastAPI\napp = FastAPI()\n", "requirements.txt": "fastapi[standard]"}, "uvicorn main:app --host 0.0.0.0 --port $PORT", "."),
        ({"shop/__init__.py": "", "shop/main.py": "from fastapi import FastAPI\napi = FastAPI()\n", "requirements.txt": "fastapi\nhypercorn"}, "hypercorn shop.main:api --bind 0.0.0.0:$PORT", "."),
        ({"app.py": "from flask import Flask\napp = Flask(__name__)\n", "requirements.txt": "flask\ngunicorn"}, "gunicorn app:app --bind 0.0.0.0:$PORT", "."),
        ({"app.py": "from flask import Flask\napp = Flask(__name__)\n", "requirements.txt": "flask==2.1.3"}, "FLASK_APP=app:app flask run --host 0.0.0.0 --port $PORT", "."),
        ({"app.py": "from flask import Flask\napp = Flask(__name__)\n", "requirements.txt": "flask"}, "flask --app app:app run --host 0.0.0.0 --port $PORT", "."),
        ({"web/__init__.py": "from flask import Flask\ndef create_app(config=None):\n    app = Flask(__name__)\n    return app\n", "requirements.txt": "flask\ngunicorn"}, "gunicorn 'web:create_app()' --bind 0.0.0.0:$PORT", "."),
        ({"web/__init__.py": "from flask import Flask\ndef create_app():\n    return Flask(__name__)\n", "wsgi.py": "from web import create_app\napp = create_app()\n", "requirements.txt": "flask\ngunicorn"}, "gunicorn wsgi:app --bind 0.0.0.0:$PORT", "."),
        ({"src/main.py": "from fastapi import FastAPI\nfrom routes import r\napp = FastAPI()\n", "src/routes.py": "r = 1\n", "requirements.txt": "fastapi\nuvicorn"}, "uvicorn main:app --host 0.0.0.0 --port $PORT", "src"),
        ({"main.py": "from fasthtml.common import *\napp, rt = fast_app()\nserve()\n", "requirements.txt": "python-fasthtml"}, "uvicorn main:app --host 0.0.0.0 --port $PORT", "."),
        ({"app.py": "import streamlit as st\nst.write('x')\n", "requirements.txt": "streamlit"}, "streamlit run app.py --server.address 0.0.0.0 --server.port $PORT --server.headless true", "."),
    ],
)  # fmt: skip
def test_start_commands_of_frameworks(found, files, command, directory):
    service = found(files).component("web")
    assert (service.command, service.directory, service.public) == (command, directory, True)


def test_a_file_that_does_more_than_serve_is_started_itself(found):
    intent = found(
        {
            "requirements.txt": "flask",
            "app.py": "from flask import Flask\napp = Flask(__name__)\n"
            "if __name__ == '__main__':\n    prepare()\n    app.run(port=5005)\n",
        }
    )
    assert (intent.component("web").command, intent.component("web").port) == ("python app.py", 5005)


def test_a_program_that_does_not_listen_is_a_worker(found):
    intent = found({"requirements.txt": "requests", "bot.py": "while True:\n    pass\n"})
    assert (intent.component("worker").command, intent.component("worker").public) == ("python bot.py", False)


def test_celery_gets_a_worker_and_a_beat(found, bindings):
    intent = found(
        {
            "requirements.txt": "celery[redis]\nflask\ngunicorn",
            "app.py": "from flask import Flask\napp = Flask(__name__)\n",
            "jobs/__init__.py": "",
            "jobs/tasks.py": "import os\nfrom celery import Celery\nqueue = Celery('x', broker=os.getenv('BROKER_URL'))\n"
            "queue.conf.beat_schedule = {}\n",
        }
    )
    assert intent.component("worker").command == "celery -A jobs.tasks:queue worker --loglevel info"
    assert intent.component("beat").command == "celery -A jobs.tasks:queue beat --loglevel info"
    assert bindings(intent, "worker") == {"BROKER_URL": "cache.url"}


def test_pydantic_settings_are_environment_names(found, bindings, settings):
    intent = found(
        {
            "requirements.txt": "fastapi\nuvicorn\nasyncpg\nsqlalchemy\npydantic-settings",
            "main.py": "from fastapi import FastAPI\nfrom pydantic_settings import BaseSettings, SettingsConfigDict\n"
            "from sqlalchemy.ext.asyncio import create_async_engine\n"
            "class Settings(BaseSettings):\n    model_config = SettingsConfigDict(env_prefix='shop_')\n"
            "    database_url: str\n    secret_key: str\n    debug: bool = False\n    api_token: str | None = None\n"
            "engine = create_async_engine(Settings().database_url)\napp = FastAPI()\n",
        }
    )
    assert bindings(intent, "web") == {"SHOP_DATABASE_URL": "database.url postgresql+asyncpg"}
    assert settings(intent, "web") == {"SHOP_SECRET_KEY": "generated"}


def test_the_scheme_that_a_default_has_is_kept(found, bindings):
    intent = found(
        {
            "requirements.txt": "flask\ngunicorn\npsycopg\nsqlalchemy\nredis",
            "app.py": "import os\nfrom flask import Flask\napp = Flask(__name__)\n"
            "a = os.environ.get('DATABASE_URL', 'postgresql+psycopg://u:p@localhost/x')\n"
            "b = os.environ.get('CACHE_URL') or 'redis://localhost:6379/3'\n",
        }
    )
    assert bindings(intent, "web") == {
        "DATABASE_URL": "database.url postgresql+psycopg",
        "CACHE_URL": "cache.url /3",
    }
    assert intent.component("cache").authenticated


def test_code_that_rewrites_the_scheme_gets_the_plain_url(found, bindings):
    intent = found(
        {
            "requirements.txt": "fastapi\nuvicorn\nasyncpg\nsqlalchemy",
            "main.py": "import os\nfrom fastapi import FastAPI\nfrom sqlalchemy.ext.asyncio import create_async_engine\n"
            "url = os.environ['DATABASE_URL'].replace('postgresql://', 'postgresql+asyncpg://')\n"
            "engine = create_async_engine(url)\napp = FastAPI()\n",
        }
    )
    assert bindings(intent, "web") == {"DATABASE_URL": "database.url"}


def test_a_database_url_without_a_driver_stays_at_its_default(found):
    intent = found(
        {
            "requirements.txt": "flask\ngunicorn\nflask-sqlalchemy",
            "app.py": "import os\nfrom flask import Flask\napp = Flask(__name__)\n"
            "url = os.environ.get('DATABASE_URL', 'sqlite:///shop.db')\n",
        }
    )
    assert intent.names == {"web"}
    assert intent.component("web").persist == ("instance",)


@pytest.mark.parametrize(
    ("code", "hostnames"),
    [
        ("redis.Redis(host='redis', port=6379)", ("redis",)),
        ("redis.Redis()", ("localhost",)),
        ("redis.from_url('redis://localhost:6379/0')", ("localhost",)),
        ("redis.Redis(host='127.0.0.1')", ("127.0.0.1",)),
    ],
)
def test_hard_wired_hosts_are_served_without_a_password(found, code, hostnames):
    intent = found({"requirements.txt": "redis", "main.py": f"import redis\nr = {code}\n"})
    cache = intent.component("cache")
    assert (cache.hostnames, cache.authenticated) == (hostnames, False)


def test_a_host_without_a_password_name_means_an_open_cache(found, bindings):
    intent = found(
        {
            "requirements.txt": "redis",
            "main.py": "import os, redis\nr = redis.Redis(host=os.environ['REDIS_HOST'], port=os.environ['REDIS_PORT'])\n",
        }
    )
    assert not intent.component("cache").authenticated
    assert bindings(intent, "worker") == {"REDIS_HOST": "cache.host", "REDIS_PORT": "cache.port"}


def test_a_remote_host_is_left_alone(found):
    intent = found(
        {"requirements.txt": "redis", "main.py": "import redis\nr = redis.Redis(host='cache.example.com')\n"}
    )
    assert intent.names == {"worker"}


def test_cloud_clients_get_endpoints_and_credentials(found, bindings):
    intent = found(
        {
            "requirements.txt": "boto3",
            "main.py": "import boto3, os\ns3 = boto3.client('s3')\nsqs = boto3.resource('sqs')\n"
            "a = os.environ['UPLOADS_BUCKET']\nb = os.environ['ORDERS_QUEUE_URL']\n",
        }
    )
    assert bindings(intent, "worker") == {
        "AWS_ACCESS_KEY_ID": "bucket.access_key",
        "AWS_SECRET_ACCESS_KEY": "bucket.secret_key",
        "AWS_DEFAULT_REGION": "bucket.region",
        "AWS_REGION": "bucket.region",
        "AWS_ENDPOINT_URL": "bucket.endpoint",
        "AWS_ENDPOINT_URL_S3": "bucket.endpoint",
        "AWS_ENDPOINT_URL_SQS": "queue.endpoint",
        "UPLOADS_BUCKET": "bucket.name",
        "ORDERS_QUEUE_URL": "queue.url",
    }


def test_mail_is_bound_and_speaks_plainly(found, bindings, settings):
    intent = found(
        django(
            "from decouple import config\nEMAIL_HOST = config('EMAIL_HOST')\nEMAIL_PORT = config('EMAIL_PORT', cast=int)\n"
            "EMAIL_USE_TLS = config('EMAIL_USE_TLS', default=True, cast=bool)\nDEFAULT_FROM_EMAIL = config('FROM_EMAIL')\n"
            "DATABASES = {'default': {'ENGINE': 'django.db.backends.sqlite3', 'NAME': 'x.db'}}\n"
        )
    )
    assert bindings(intent, "web") == {"EMAIL_HOST": "mail.host", "EMAIL_PORT": "mail.port"}
    assert settings(intent, "web") == {"EMAIL_USE_TLS": "False", "FROM_EMAIL": "no-reply@example.com"}


def test_names_that_nobody_can_guess_are_told(found):
    intent = found(
        {
            "requirements.txt": "flask\ngunicorn",
            "app.py": "import os\nfrom flask import Flask\napp = Flask(__name__)\nkey = os.environ['STRIPE_SECRET_KEY']\n",
        }
    )
    assert [(str(n.origin), n.hint) for n in intent.notes] == [
        ("app.py:4", "run `mainstay config set STRIPE_SECRET_KEY=…` before `mainstay up`")
    ]


def test_examples_of_dotenv_files_help_only_where_nothing_else_does(found, settings):
    intent = found(
        {
            "requirements.txt": "flask\ngunicorn",
            ".env.example": "GREETING=hello\nAPI_TOKEN=abc123\nOTHER=x\nPLACE=your-place\n",
            "app.py": "import os\nfrom flask import Flask\napp = Flask(__name__)\n"
            "a = os.environ['GREETING'], os.environ['API_TOKEN'], os.environ['PLACE']\n",
        }
    )
    assert settings(intent, "web") == {"GREETING": "hello", "API_TOKEN": ".env.example:API_TOKEN"}


def test_code_of_another_python_is_read_loosely(found, bindings):
    intent = found(
        {
            "requirements.txt": "redis",
            "Procfile": "web: python server.py",
            "server.py": "import os, redis\nprint 'hello'\nurl = os.environ['REDIS_URL']\n",
        }
    )
    assert bindings(intent, "web") == {"REDIS_URL": "cache.url"}


@pytest.mark.parametrize(
    ("files", "manager", "requires", "strict"),
    [
        ({"requirements.txt": "flask", "runtime.txt": "python-3.11.4\n"}, PackageManager.REQUIREMENTS, "==3.11.*", False),
        ({"requirements.txt": "flask", ".python-version": "# pinned\n3.12\n"}, PackageManager.REQUIREMENTS, "==3.12.*", False),
        ({"pyproject.toml": "[project]\nname='x'\nrequires-python='>=3.10'\ndependencies=['flask']\n", "uv.lock": ""}, PackageManager.UV, ">=3.10", True),
        ({"pyproject.toml": "[tool.poetry.dependencies]\npython='^3.9'\nflask='*'\n", "poetry.lock": ""}, PackageManager.POETRY, ">=3.9,<4", True),
        ({"pyproject.toml": "[project]\nname='x'\ndependencies=['flask']\n", "pdm.lock": ""}, PackageManager.PDM, "", False),
        ({"Pipfile": "[packages]\nflask='*'\n[requires]\npython_version='3.11'\n", "Pipfile.lock": "{}"}, PackageManager.PIPENV, "==3.11.*", False),
        ({"pyproject.toml": "[project]\nname='x'\ndependencies=['flask']\n"}, PackageManager.PYPROJECT, "", False),
        ({"requirements.txt": "flask", "Dockerfile": "ARG V=3.10-slim\nFROM python:${V}\nCMD flask run\n"}, PackageManager.REQUIREMENTS, "==3.10.*", False),
        ({"requirements.txt": "flask", ".tool-versions": "python 3.12.1\n"}, PackageManager.REQUIREMENTS, "==3.12.*", False),
    ],
)  # fmt: skip
def test_managers_and_interpreters(found, *, files, manager, requires, strict):
    build = found({"app.py": "from flask import Flask\napp = Flask(__name__)\n", **files}).build("app")
    assert (build.manager, build.requires, build.strict) == (manager, requires, strict)


@pytest.mark.parametrize(
    "files",
    [{".python-version": "3.9\n"}, {"runtime.txt": "python-3.9.2"}, {"Dockerfile": "FROM python:3.9\nCMD flask run\n"}],
)
def test_a_pin_beside_a_range_is_a_preference(found, files):
    build = found(
        {
            "app.py": "from flask import Flask\napp = Flask(__name__)\n",
            "pyproject.toml": "[project]\nname='x'\nrequires-python='>=3.8'\ndependencies=['flask']\n",
            **files,
        }
    ).build("app")
    assert (build.requires, build.strict, build.prefers) == (">=3.8", True, "==3.9.*")


def test_two_locks_are_told(found):
    project = "[project]\nname='x'\ndependencies=['flask']\n"
    app = "from flask import Flask\napp = Flask(__name__)\n"
    intent = found({"app.py": app, "pyproject.toml": project, "uv.lock": "", "poetry.lock": ""})
    assert intent.build("app").lock == "uv.lock"
    assert "poetry.lock and uv.lock state" in intent.notes[0].text


def test_the_requirements_that_a_build_command_names_win(found):
    intent = found(
        {
            "app.py": "from flask import Flask\napp = Flask(__name__)\n",
            "requirements.txt": "flask",
            "requirements/prod.txt": "-r base.txt\ngunicorn",
            "requirements/base.txt": "flask",
            "render.yaml": "services:\n- type: web\n  name: web\n  runtime: python\n  buildCommand: pip install -r requirements/prod.txt\n",
        }
    )
    assert intent.build("app").manifests == ("requirements/prod.txt",)
    assert intent.component("web").command == "gunicorn app:app --bind 0.0.0.0:$PORT"
