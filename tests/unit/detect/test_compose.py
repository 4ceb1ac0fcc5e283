"""Compose files: services of the application, backing services, and what they tell each other."""

# ruff: noqa: E501 - one case a line

from mainstay.model.intent import Trigger
from mainstay.model.value import encode

FLASK = {
    "app.py": "from flask import Flask\napp = Flask(__name__)\n",
    "requirements.txt": "flask\ngunicorn\nredis\npsycopg2-binary\ncelery\n",
}

COMPOSE = """
services:
  web:
    build: .
    command: gunicorn -b 0.0.0.0:8000 app:app
    ports: ["80:8000"]
    stop_signal: SIGINT
    environment:
      DATABASE_URL: postgresql+psycopg2://shop:${DB_PASSWORD:-secret}@db:5432/orders
      CACHE_URL: redis://redis:6379/2
      REDIS_HOST: redis
      GREETING: hello
      API_TOKEN: t0ken
      PORT: 8000
      FLASK_ENV: development
    depends_on: [db, redis]
    volumes: ["uploads:/code/uploads", ".:/code"]
  worker:
    build: .
    command: ["celery", "-A", "app", "worker"]
    deploy: {replicas: 3}
  db:
    image: postgres:16
    environment:
      - POSTGRES_USER=shop
      - POSTGRES_PASSWORD=${DB_PASSWORD:-secret}
      - POSTGRES_DB=orders
  redis:
    image: "redis:7-alpine"
  proxy:
    image: nginx
  tests:
    build: .
    profiles: [test]
volumes: {uploads: {}}
"""


def test_compose_services_become_services_and_backing_services(found, bindings, settings):
    intent = found(FLASK | {"compose.yaml": COMPOSE})
    web, worker = intent.component("web"), intent.component("worker")
    assert (web.command, web.public, web.port, web.stop_signal) == (
        "gunicorn -b 0.0.0.0:8000 app:app",
        True,
        8000,
        "INT",
    )
    assert web.persist == ("uploads",)
    assert (worker.command, worker.replicas, worker.listens) == ("celery -A app worker", 3, False)
    assert bindings(intent, "web") == {
        "DATABASE_URL": "db.url postgresql+psycopg2",
        "CACHE_URL": "redis.url /2",
        "REDIS_HOST": "redis.host",
    }
    assert settings(intent, "web") == {
        "GREETING": "hello",
        "API_TOKEN": "compose.yaml:services.web.environment.API_TOKEN",
    }
    database = intent.component("db")
    assert (database.user, database.database) == ("shop", "orders")
    assert database.password.pointer == ("services", "db", "environment", "POSTGRES_PASSWORD")
    assert not intent.component("redis").authenticated
    assert "secret" not in repr(intent).replace("secret_key", "")
    assert [n.text for n in intent.notes] == [
        "`proxy` (nginx) has no counterpart here and was left out",
        "`tests` has a profile and was left out",
    ]


def test_a_compose_name_that_the_code_uses_stays_a_hostname(found):
    files = {
        "app.py": "from flask import Flask\nfrom redis import Redis\napp = Flask(__name__)\nr = Redis(host='store')\n",
        "requirements.txt": "flask\nredis\ngunicorn\n",
        "compose.yaml": "services:\n  store:\n    image: redis\n  web:\n    build: .\n    ports: ['8000:8000']\n",
    }
    assert found(files).component("store").hostnames == ("store",)


def test_services_that_call_each_other_by_name(found, settings):
    app = "from flask import Flask\napp = Flask(__name__)\n"
    intent = found(
        {
            "compose.yaml": "services:\n  front:\n    build: front\n    ports: ['80:80']\n    environment: {API: 'http://back:5000'}\n"
            "  back:\n    build: back\n    expose: ['5000']\n",
            "front/app.py": app,
            "front/requirements.txt": "flask\ngunicorn",
            "back/app.py": app + "app.run(port=5000)\n",
            "back/requirements.txt": "flask",
        }
    )
    back, front = intent.component("back"), intent.component("front")
    assert (back.hostnames, back.port, back.public, back.listens) == (("back",), 5000, False, True)
    assert (front.hostnames, front.public) == ((), True)
    assert settings(intent, "front") == {"API": "http://back:5000"}
    assert {b.name: b.directory for b in intent.builds} == {"back": "back", "front": "front"}


def test_a_compose_service_that_others_wait_for_is_a_release_job(found):
    intent = found(
        FLASK
        | {
            "compose.yaml": "services:\n  setup:\n    build: .\n    command: python setup_db.py\n  web:\n    build: .\n"
            "    command: gunicorn app:app\n    depends_on:\n      setup: {condition: service_completed_successfully}\n"
        }
    )
    assert intent.component("setup").trigger is Trigger.RELEASE
    assert intent.component("web").public


def test_an_environment_file_is_read(found, settings):
    intent = found(
        FLASK
        | {
            "compose.yaml": "services:\n  web:\n    build: .\n    env_file: shop.env\n    ports: ['8000:8000']\n",
            "shop.env": "COLOR=red\nSECRET_KEY=changeme\nPAY_TOKEN=abc\nEMPTY_TOKEN=\n",
        }
    )
    assert settings(intent, "web") == {
        "COLOR": "red",
        "SECRET_KEY": "generated",
        "PAY_TOKEN": "shop.env:PAY_TOKEN",
        "EMPTY_TOKEN": "",
    }


def test_passwords_of_a_redis_image(found):
    command = "    command: redis-server --requirepass hunter2\n"
    intent = found(
        FLASK
        | {
            "app.py": FLASK["app.py"] + "import os\nu = os.environ['REDIS_URL']\n",
            "compose.yaml": f"services:\n  redis:\n    image: redis\n{command}",
        }
    )
    cache = intent.component("redis")
    assert cache.authenticated
    assert cache.password.pointer == ("4", "40:47")
    assert "hunter2" not in repr(intent)


def test_references_to_a_dotenv_file_point_there(found):
    intent = found(
        FLASK
        | {
            ".env": "DB_PASSWORD=hunter2\n",
            "compose.yaml": "services:\n  db:\n    image: postgres\n    environment: {POSTGRES_PASSWORD: '${DB_PASSWORD?missing}'}\n"
            "  web: {build: ., ports: ['1:80'], depends_on: [db]}\n",
        }
    )
    password = intent.component("db").password
    assert (password.path, password.pointer) == (".env", ("DB_PASSWORD",))


def test_a_dockerfile_beside_its_program_builds_that_one(found):
    intent = found(
        {
            "compose.yaml": "services:\n  api:\n    build: {context: ., dockerfile: back/Dockerfile}\n    ports: ['80:80']\n",
            "back/Dockerfile": "FROM python:3.11\nWORKDIR /app/\nCOPY . /app\nWORKDIR /app/back/\nCMD gunicorn app:app\n",
            "back/app.py": FLASK["app.py"],
            "back/requirements.txt": FLASK["requirements.txt"],
            "package.json": "{}",
        }
    )
    assert intent.build("back").directory == "back"
    assert (intent.component("api").command, intent.component("api").directory) == ("gunicorn app:app", ".")


def test_an_image_of_another_language_is_left_out(found):
    intent = found(
        FLASK
        | {
            "compose.yaml": "services:\n  css:\n    build: {context: ., target: assets}\n    command: ./watch\n  web:\n    build: {context: ., target: app}\n    ports: ['80:80']\n",
            "Dockerfile": "FROM node:20 AS assets\nFROM python:3.11 AS app\nCMD gunicorn app:app\n",
        }
    )
    assert intent.names == {"web"}
    assert intent.notes[0].text == "`css` was left out: the root holds no Node program"


def test_escapes_that_no_encoding_can_write_become_question_marks(found):
    compose = r'services: {web: {build: "\uD800", command: "run \uDFFF"}}'
    assert encode(found({**FLASK, "docker-compose.yml": compose}))
