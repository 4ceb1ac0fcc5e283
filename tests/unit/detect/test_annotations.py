"""Annotations above statements, in Python, JavaScript and TypeScript."""

# ruff: noqa: E501 - one case a line

import json

import pytest

FLASK = "from flask import Flask\n"
REQUIREMENTS = {"requirements.txt": "flask\ngunicorn\n"}
NODE = {"package.json": json.dumps({"scripts": {"start": "node server.js"}})}


def test_python(found, bindings):
    intent = found(
        {
            "book.py": """
from http.server import HTTPServer
from pathlib import Path

# mainstay: persist
FOLDER = Path("data") / "book"

# mainstay: queue
ORDERS = "orders"

# mainstay: expose
def serve():
    HTTPServer(("", 8000), None).serve_forever()

# mainstay: schedule cron="0 3 * * *"
@decorated
async def tidy(days=3):
    pass

if __name__ == "__main__":
    serve()
"""
        }
    )
    web, tidy = intent.component("web"), intent.component("tidy")
    assert (web.command, web.public, web.port, web.persist) == ("python book.py", True, 8000, ("data/book",))
    assert (tidy.cron, tidy.command) == (
        "0 3 * * *",
        'python -c "import asyncio; from book import tidy; asyncio.run(tidy())"',
    )
    assert tidy.persist == ("data/book",)
    assert [c.name for c in intent.components if c.role.value == "queue"] == ["orders"]
    assert next(str(e.origin) for e in web.evidence if e.field == "public") == "book.py:12"
    assert bindings(intent, "web")["ORDERS_QUEUE_URL"] == "orders.url"
    assert bindings(intent, "tidy")["AWS_ENDPOINT_URL"] == "orders.endpoint"


def test_javascript(found):
    intent = found(
        NODE
        | {
            "server.js": """
const path = require('path');
// mainstay: persist
const uploads = path.join(__dirname, 'uploads');
/* mainstay: queue */
const queue = new Queue({ queueName: 'mails.fifo' });
// mainstay: schedule cron="*/5 * * * *"
function sweep() {}
// mainstay: schedule cron="1 2 3 4 5"
exports.night = async () => {};
module.exports.sweep = sweep;
// mainstay: expose
server.listen(3000);
"""
        }
    )
    assert intent.component("web").persist == ("uploads",)
    assert intent.component("sweep").command == (
        """node -e "import('./server.js').then((m) => (m.sweep ?? m.default.sweep ?? m.default)())\""""
    )
    assert intent.component("night").cron == "1 2 3 4 5"
    assert intent.component("mails").fifo


def test_typescript_functions_are_called_where_the_build_puts_them(found):
    intent = found(
        {
            "package.json": json.dumps({"scripts": {"start": "node dist/index.js", "build": "tsc"}}),
            "tsconfig.json": '{"compilerOptions": {"outDir": "./dist", "rootDir": "src"}} // x',
            "src/index.ts": '// mainstay: schedule cron="0 0 * * *"\nexport async function tidy(): Promise<void> {}\n',
        }
    )
    assert "import('./dist/index.js')" in intent.component("tidy").command


def test_an_exposed_application_is_the_one_that_is_served(found):
    intent = found(
        REQUIREMENTS
        | {
            "main.py": FLASK + "app = Flask(__name__)\n",
            "other.py": FLASK + "# mainstay: expose\nadmin = Flask(__name__)\n",
        }
    )
    assert intent.component("web").command == "gunicorn other:admin --bind 0.0.0.0:$PORT"


def test_an_exposed_program_that_nothing_starts_is_started(found):
    intent = found(
        REQUIREMENTS
        | {
            "Procfile": "worker: python work.py\n",
            "work.py": "",
            "web.py": FLASK + "# mainstay: expose\napp = Flask(__name__)\n",
        }
    )
    assert intent.component("web").command == "gunicorn web:app --bind 0.0.0.0:$PORT"
    assert intent.component("worker").command == "python work.py"


MISTAKES = [
    ("# mainstay: exopse\napp = Flask(__name__)\n", "app.py:2: an annotation must be one of expose, persist, schedule, queue, but `exopse` is none.\n\nhint: did you mean `mainstay: expose`?"),
    ("# mainstay:\nx = 1\n", 'app.py:2: an annotation must be one of expose, persist, schedule, queue, but it says nothing.\n\nhint: for example `mainstay: schedule cron="0 3 * * *"`'),
    ("x = 1\n# mainstay: expose\n", "app.py:3: `expose` must stand on a line of its own above an application object, or what starts the server, but nothing follows it.\n\nhint: for example `mainstay: expose` above `app = FastAPI()`"),
    ("x = 1  # mainstay: persist\ny = 'data'\n", "app.py:2: `persist` must stand on a line of its own above an assignment of a path, but it stands behind code.\n\nhint: for example `mainstay: persist` above `UPLOADS = \"data/uploads\"`"),
    ("# mainstay: persist\ndef f():\n    pass\n", "app.py:2: `persist` must stand on a line of its own above an assignment of a path, but below it stands `def f():`, whose value is no path that can be read from the code.\n\nhint: for example `mainstay: persist` above `UPLOADS = \"data/uploads\"`"),
    ("# mainstay: persist\nX = compute()\n", "app.py:2: `persist` must stand on a line of its own above an assignment of a path, but below it stands `X = compute()`, whose value is no path that can be read from the code.\n\nhint: for example `mainstay: persist` above `UPLOADS = \"data/uploads\"`"),
    ("# mainstay: schedule corn=\"0 0 * * *\"\ndef f(): pass\n", "app.py:2: must be a key of the annotation `schedule`, but `corn` is none.\n\nhint: did you mean `cron`?"),
    ("# mainstay: schedule cron=\"0 0 * *\"\ndef f(): pass\n", 'app.py:2: `cron` must be five fields of cron, in UTC, but it is `0 0 * *`.\n\nhint: for example `mainstay: schedule cron="0 3 * * *"`'),
    ("# mainstay: schedule\ndef f(): pass\n", 'app.py:2: `cron` must be five fields of cron, in UTC, but there is no `cron`.\n\nhint: for example `mainstay: schedule cron="0 3 * * *"`'),
    ("# mainstay: schedule cron=\"0 0 * * *\"\nx = 1\n", 'app.py:2: `schedule` must stand on a line of its own above a function, but below it stands `x = 1`.\n\nhint: for example `mainstay: schedule cron="0 3 * * *"` above `def tidy():`'),
    ("# mainstay: schedule cron=\"0 0 * * *\"\ndef f(a, b=1): pass\n", "app.py:2: a scheduled function must work without arguments, but `f` needs `a`.\n\nhint: give its parameters defaults"),
    ("class C:\n    # mainstay: schedule cron=\"0 0 * * *\"\n    def f(): pass\n", "app.py:3: a scheduled function must be one that other files can import, but `f` is not.\n\nhint: move it to the top of its file, and export it"),
    ("# mainstay: queue\nQ = 'Order_Mails'\n", "app.py:2: the name of a queue must be at most 40 lower case letters, digits and hyphens, with no hyphen at either end, but it is `Order_Mails`.\n\nhint: rename the queue in the code"),
    ("# mainstay: queue\nimport os\n", "app.py:2: `queue` must stand on a line of its own above an assignment of a queue's name, or a call that names one, but below it stands `import os`, which names no queue.\n\nhint: for example `mainstay: queue` above `ORDERS = \"orders\"`"),
    ("# mainstay: expose now\napp = Flask(__name__)\n", "app.py:2: what follows `expose` must be key=\"value\", but it is `now`.\n\nhint: for example `mainstay: expose`"),
    ("# mainstay: expose\nimport os\n", "app.py:2: `expose` must stand on a line of its own above an application object, or what starts the server, but below it stands `import os`.\n\nhint: for example `mainstay: expose` above `app = FastAPI()`"),
]  # fmt: skip


@pytest.mark.parametrize(("code", "message"), MISTAKES)
def test_mistakes(refused, code, message):
    error = refused(REQUIREMENTS | {"app.py": FLASK + code})
    assert str(error) == message


def test_a_text_that_only_looks_like_an_annotation_is_none(found):
    intent = found(
        REQUIREMENTS | {"app.py": FLASK + 'app = Flask("# mainstay: nonsense")\n# about mainstay: nonsense\n'}
    )
    assert intent.names == {"web"}
