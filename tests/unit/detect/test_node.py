"""Node applications: scripts, builds, what the code reads and connects to."""

# ruff: noqa: E501 - one case a line

import json

import pytest

from mainstay.model.intent import PackageManager


def package(**more: object) -> str:
    return json.dumps({"name": "x", **more})


EXPRESS = {"dependencies": {"express": "4"}, "scripts": {"start": "node server.js"}}


@pytest.mark.parametrize(
    ("files", "command", "commands"),
    [
        ({"package.json": package(**EXPRESS)}, "npm start", ()),
        ({"package.json": package(**EXPRESS), "yarn.lock": ""}, "yarn start", ()),
        ({"package.json": package(scripts={"start": "node dist/x.js", "build": "tsc"}), "pnpm-lock.yaml": ""}, "pnpm start", ("pnpm run build",)),
        ({"package.json": package(scripts={"start": "node x", "build": "tsc", "heroku-postbuild": "tsc -p ."})}, "npm start", ("npm run heroku-postbuild",)),
        ({"package.json": package(main="lib/index.js"), "lib/index.js": ""}, "node lib/index.js", ()),
        ({"package.json": package(), "server.js": ""}, "node server.js", ()),
        ({"package.json": package(dependencies={"next": "15"}, scripts={"build": "next build", "dev": "next dev"})}, "next start -p $PORT", ("npm run build",)),
        ({"server.js": "require('http').createServer(f).listen(process.env.PORT)"}, "node server.js", ()),
    ],
)  # fmt: skip
def test_start_and_build_commands(found, files, command, commands):
    intent = found(files)
    assert intent.component("web").command == command
    assert intent.build("app").commands == commands


@pytest.mark.parametrize(
    ("files", "manager", "lock", "requires", "strict"),
    [
        ({"package.json": package(**EXPRESS, packageManager="pnpm@9.1.0"), "pnpm-lock.yaml": "", "package-lock.json": ""}, PackageManager.PNPM, "pnpm-lock.yaml", "", False),
        ({"package.json": package(**EXPRESS, engines={"node": ">=18"}), "package-lock.json": "{}"}, PackageManager.NPM, "package-lock.json", ">=18", False),
        ({"package.json": package(**EXPRESS), ".nvmrc": "v20.11.0\n"}, PackageManager.NPM, "", "20.x", False),
        ({"package.json": package(**EXPRESS), ".node-version": "lts/iron\n"}, PackageManager.NPM, "", "20.x", False),
        ({"package.json": package(**EXPRESS, volta={"node": "22.1.0"})}, PackageManager.NPM, "", "22.x", False),
        ({"package.json": package(**EXPRESS), "Dockerfile": "FROM node:18-alpine\nCMD npm start\n"}, PackageManager.NPM, "", "18.x", False),
        ({"package.json": package(**EXPRESS), "npm-shrinkwrap.json": "{}"}, PackageManager.NPM, "npm-shrinkwrap.json", "", False),
    ],
)  # fmt: skip
def test_managers_and_interpreters(found, *, files, manager, lock, requires, strict):
    build = found(files).build("app")
    assert (build.manager, build.lock, build.requires, build.strict) == (manager, lock, requires, strict)


def test_several_locks_are_told(found):
    intent = found({"package.json": package(**EXPRESS), "yarn.lock": "", "package-lock.json": "{}"})
    assert "several lock files (package-lock.json, yarn.lock): yarn.lock was chosen" in intent.notes[0].text


CODE = """
const { createClient } = require('redis');
const { Pool } = require('pg');
const { SESSION_SECRET, PAGE_SIZE = '20' } = process.env;
const port = process.env.PORT || 3000;
const pool = new Pool({ connectionString: process.env['DATABASE_URL'] });
const client = createClient({ url: process.env.REDIS_URL ?? 'redis://localhost:6379' });
if (process.env.NODE_ENV === 'production') {}
app.listen(port);
"""


def test_names_that_the_code_reads_are_bound(found, bindings, settings):
    intent = found(
        {
            "package.json": package(**EXPRESS | {"dependencies": {"express": "4", "pg": "8", "redis": "4"}}),
            "server.js": CODE,
        }
    )
    assert bindings(intent, "web") == {"DATABASE_URL": "database.url", "REDIS_URL": "cache.url"}
    assert settings(intent, "web") == {"NODE_ENV": "production", "SESSION_SECRET": "generated"}
    assert intent.component("web").port is None
    assert intent.component("cache").authenticated
    assert intent.component("cache").hostnames == ()


def test_validators_say_what_is_required(found, bindings, settings):
    intent = found(
        {
            "package.json": package(**EXPRESS | {"dependencies": {"fastify": "4", "bullmq": "1", "envsafe": "2"}}),
            "env.ts": "import { envsafe, str, port } from 'envsafe';\n"
            "export const env = envsafe({ REDISHOST: str(), REDISPORT: port(), REDISUSER: str(), REDISPASSWORD: str(),\n"
            "  PORT: port({ devDefault: 3000 }), RAILWAY_STATIC_URL: str({ devDefault: 'x' }), PAYMENT_KEY: str(),\n"
            "  LIMIT: str({ default: '5' }) });\n",
            "queue.ts": "import { Queue } from 'bullmq';\nimport { env } from './env';\n"
            "const connection = { host: env.REDISHOST };\nexport const q = new Queue('mail', { connection });\n",
        }
    )
    assert bindings(intent, "web") == {
        "REDISHOST": "cache.host",
        "REDISPASSWORD": "cache.password",
        "REDISPORT": "cache.port",
        "REDISUSER": "cache.user",
    }
    assert settings(intent, "web") == {"RAILWAY_STATIC_URL": "localhost"}
    assert [n.text for n in intent.notes] == ["the code reads PAYMENT_KEY and has no default for it"]


@pytest.mark.parametrize(
    ("code", "hostnames"),
    [
        ("const c = require('redis').createClient({ host: 'redis', port: 6379 });", ("redis",)),
        ("const Redis = require('ioredis'); const c = new Redis();", ("localhost",)),
        ("const Redis = require('ioredis'); const c = new Redis(6379, 'store');", ("store",)),
        ("const c = require('redis').createClient({ url: 'redis://cache:6379' });", ("cache",)),
        ("const { Queue } = require('bullmq'); const q = new Queue('mail');", ("localhost",)),
        (
            "const { Queue } = require('bullmq'); const q = new Queue('m', { connection: { host: 'q', port: 6379 } });",
            ("q",),
        ),
    ],
)
def test_hard_wired_hosts(found, code, hostnames):
    dependencies = {"redis": "4", "ioredis": "5", "bullmq": "5"}
    intent = found({"package.json": package(dependencies=dependencies, scripts={"start": "node s.js"}), "s.js": code})
    cache = intent.component("cache")
    assert (cache.hostnames, cache.authenticated) == (hostnames, False)


def test_hard_wired_credentials_of_a_database(found):
    intent = found(
        {
            "package.json": package(dependencies={"pg": "8"}, scripts={"start": "node s.js"}),
            "s.js": "const { Pool } = require('pg');\n"
            "const pool = new Pool({ connectionString: 'postgres://shop:hunter2@db/orders' });\n",
        }
    )
    database = intent.component("database")
    assert (database.hostnames, database.user, database.database) == (("db",), "shop", "orders")
    assert database.password.pointer == ("2", "59:66")
    assert "hunter2" not in repr(intent)


def test_a_pool_without_arguments_reads_what_the_client_reads(found, bindings):
    intent = found(
        {
            "package.json": package(dependencies={"pg": "8"}, scripts={"start": "node s.js"}),
            "s.js": "const { Pool } = require('pg');\nconst pool = new Pool();\n",
        }
    )
    assert sorted(bindings(intent, "web")) == ["PGDATABASE", "PGHOST", "PGPASSWORD", "PGPORT", "PGUSER"]


def test_a_front_end_becomes_a_site(found):
    intent = found(
        {
            "package.json": package(devDependencies={"vite": "5"}, scripts={"dev": "vite", "build": "vite build"}),
            "vite.config.js": "export default { build: { outDir: 'out' } }",
            "index.html": "<html>",
        }
    )
    site = intent.component("web")
    assert (site.role.value, site.directory, site.fallback) == ("site", "out", "index.html")
    assert (intent.build("app").output, intent.build("app").commands) == ("out", ("npm run build",))


def test_a_server_with_an_index_html_is_no_site(found):
    intent = found({"package.json": package(**EXPRESS), "server.js": "app.listen(3000)", "index.html": "<html>"})
    assert intent.component("web").role.value == "service"


def test_a_script_called_worker_runs_beside(found):
    intent = found({"package.json": package(scripts={"start": "node a.js", "worker": "node b.js"})})
    assert {c.name: c.command for c in intent.components} == {"web": "npm start", "worker": "npm run worker"}


def test_migrations_are_split_off_a_script(found):
    intent = found(
        {
            "package.json": package(
                dependencies={"knex": "3", "pg": "8"}, scripts={"start": "knex migrate:latest && node server.js"}
            ),
            "server.js": "",
        }
    )
    assert intent.component("web").command == "node server.js"
    assert intent.component("release").command == "knex migrate:latest"


def test_the_members_of_a_workspace_are_units(found):
    intent = found(
        {
            "package.json": package(workspaces=["apps/*", "packages/*"], scripts={"build": "turbo build"}),
            "package-lock.json": "{}",
            "apps/api/package.json": package(scripts={"start": "node api.js"}),
            "apps/site/package.json": package(
                scripts={"start": "next start", "build": "next build"}, dependencies={"next": "15"}
            ),
            "packages/lib/package.json": package(main="index.js"),
        }
    )
    assert sorted(intent.names) == ["api", "site"]
    assert {b.directory: b.lock for b in intent.builds} == {
        "apps/api": "package-lock.json",
        "apps/site": "package-lock.json",
    }


def test_uploads_and_sqlite_files_are_kept(found):
    intent = found(
        {
            "package.json": package(
                dependencies={"multer": "1", "better-sqlite3": "9"}, scripts={"start": "node s.js"}
            ),
            "s.js": "const multer = require('multer');\nconst Database = require('better-sqlite3');\nconst path = require('path');\n"
            "const upload = multer({ dest: 'uploads/' });\nconst db = new Database(path.join(__dirname, 'data', 'shop.db'));\n",
        }
    )
    assert intent.component("web").persist == ("data/shop.db", "uploads")


def test_minified_files_are_not_read(found):
    code = "process.env.HIDDEN_SECRET;" + "x=1;" * 2000
    intent = found(
        {"package.json": package(**EXPRESS), "server.js": "1", "lib.js": code, "a.min.js": "process.env.JWT_SECRET"}
    )
    assert intent.component("web").settings == ()


@pytest.mark.parametrize(
    ("packages", "code", "names"),
    [
        ({"node-cron": "3"}, "require('node-cron').schedule('* * * * *', () => console.log('tick'))\n", {"worker"}),
        ({"discord.js": "14"}, "new (require('discord.js').Client)().login(process.env.TOKEN)\n", {"worker"}),
        ({"node-cron": "3"}, "require('http').createServer((q, s) => s.end()).listen(process.env.PORT)\n", {"web"}),
        ({"node-cron": "3", "express": "4"}, "require('node-cron')\n", {"web"}),
        ({"something": "1"}, "require('something')()\n", {"web"}),
    ],
)
def test_a_program_that_only_works_by_itself_is_a_worker(found, packages, code, names):
    files = {"package.json": package(dependencies=packages, scripts={"start": "node index.js"}), "index.js": code}
    assert found(files).names == names
