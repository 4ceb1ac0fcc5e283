"""What cannot be provided or built, and what can be done without."""

# ruff: noqa: E501 - one case a line

import pytest

MYSQL_OR_SQLITE = {
    "package.json": '{"dependencies": {"express": "4", "mysql2": "3", "sqlite3": "5"}, "scripts": {"start": "node index.js"}}',
    "index.js": "const app = require('express')()\nconst store = process.env.MYSQL_HOST ? require('./big') : require('./small')\napp.listen(process.env.PORT)\n",
    "big.js": "const mysql = require('mysql2')\nmodule.exports = mysql.createPool({host: process.env.MYSQL_HOST})\n",
    "small.js": "const sqlite3 = require('sqlite3')\n",
}


def test_a_driver_that_the_code_can_do_without_is_told(found):
    intent = found(MYSQL_OR_SQLITE)
    assert intent.names == {"web"}
    assert "it uses SQLite as long as it is not told a MySQL server" in intent.notes[0].text


def test_a_driver_that_the_code_is_told_to_use_is_refused(refused):
    compose = "services:\n  web:\n    build: .\n    ports: ['80:80']\n    depends_on: [db]\n  db:\n    image: mysql:8\n"
    assert "MySQL is not supported" in str(
        refused(MYSQL_OR_SQLITE | {"compose.yaml": compose, "Dockerfile": "FROM node:20\nCMD npm start\n"})
    )


COMPOSE_OF_TWO = "services:\n  web:\n    build: web\n    ports: ['80:80']\n  worker:\n    build: worker\n"
TWO = {
    "compose.yaml": COMPOSE_OF_TWO,
    "web/Dockerfile": "FROM python:3.11\nCMD python app.py\n",
    "web/app.py": "from flask import Flask\napp = Flask(__name__)\nif __name__ == '__main__':\n    app.run(port=80)\n",
    "web/requirements.txt": "flask\n",
    "worker/Dockerfile": "FROM some/sdk\nCMD run\n",
}


@pytest.mark.parametrize(("file", "language"), [("Worker.csproj", ".NET"), ("go.mod", "Go"), ("pom.xml", "Java")])
def test_a_service_in_a_language_without_a_builder_is_refused(refused, file, language):
    error = refused(TWO | {f"worker/{file}": ""})
    assert f"`worker` in worker/ is written in {language}" in error.found
    assert error.hint == "to run the rest without it, write `ignore: [worker]` into mainstay.yaml"


def test_such_a_service_can_be_ignored(found):
    assert found(TWO | {"worker/go.mod": "", "mainstay.yaml": "ignore: [worker]\n"}).names == {"web"}


def test_a_service_without_a_program_is_left_out(found):
    intent = found(TWO | {"worker/nginx.conf": ""})
    assert intent.names == {"web"}
    assert "`worker` was left out" in intent.notes[0].text


SQLALCHEMY = {
    "app.py": "import os\nfrom flask import Flask\nfrom flask_sqlalchemy import SQLAlchemy\napp = Flask(__name__)\napp.config['SQLALCHEMY_DATABASE_URI'] = os.environ.get('DATABASE_URI')\n",
}


def test_a_driver_that_only_the_url_names_is_refused(refused):
    error = refused(SQLALCHEMY | {"requirements.txt": "flask\nflask-sqlalchemy\npymysql\n"})
    assert "pymysql is a dependency, and the code reads DATABASE_URI" in error.found


def test_a_second_driver_is_no_obstacle(found):
    found(SQLALCHEMY | {"requirements.txt": "flask\nflask-sqlalchemy\npymysql\npsycopg2\n"})
