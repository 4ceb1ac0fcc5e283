"""Shell commands, as far as they must be understood: segments, words, and what each segment is for."""

import re
import shlex
from enum import StrEnum


class Purpose(StrEnum):
    """What a segment of a start or build command is for."""

    INSTALL = "install"
    MIGRATE = "migrate"
    BUILD = "build"
    WAIT = "wait"
    FOLDER = "folder"
    EXPORT = "export"
    NOISE = "noise"
    OTHER = "other"


_RUNNERS = r"uv run|poetry run|pdm run|pipenv run|npx|bunx|yarn|pnpm exec|pnpm|npm exec --?|bin/|\./|python[\d.]* -m"
_RUNNER = rf"(?:(?:{_RUNNERS})\s*)*"
_MANAGE = r"(?:(?:python[\d.]*|uv run|poetry run|pipenv run|pdm run)\s+)*(?:\S*/)?(?:manage\.py|django-admin)\s+"
_SCRIPT = r"(?:npm|pnpm|yarn|bun)\s+(?:run\s+)?"
PURPOSES: tuple[tuple[Purpose, str], ...] = (
    (Purpose.INSTALL, r"(?:python[\d.]*\s+-m\s+)?pip[\d.]*\s+(?:--\S+\s+)*(?:install|uninstall)\b"),
    (Purpose.INSTALL, r"(?:npm|pnpm)\s+(?:ci|i|install)(?:\s+(?:-|--)\S+)*\s*$"),
    (Purpose.INSTALL, r"yarn(?:\s+install)?(?:\s+--\S+)*(?:\s+install)?\s*$"),
    (
        Purpose.INSTALL,
        r"(?:(?:poetry|pdm|pipenv)\s+(?:install|sync|config|self|lock)|uv\s+(?:sync|lock|venv|pip|python))\b",
    ),
    (
        Purpose.INSTALL,
        r"(?:uv|poetry|pdm|pipenv|pip|npm|pnpm|yarn)\s+(?:cache|export)\b",
    ),
    (
        Purpose.INSTALL,
        r"(?:sudo\s+)?(?:apt|apt-get|apk|yum|dnf|brew)\s|corepack\s|(?:python[\d.]*\s+-m\s+)?(?:venv|virtualenv)\s",
    ),
    (
        Purpose.INSTALL,
        r"(?:npm|yarn|pnpm)\s+(?:install|add|global add|i)\s+(?:-g|--global)\b|(?:source|\.)\s+\S*activate\b",
    ),
    (
        Purpose.MIGRATE,
        _MANAGE
        + r"(?:migrate|migrate_schemas|syncdb|createcachetable|loaddata|initadmin|createsuperuser|makemigrations)\b",
    ),
    (Purpose.MIGRATE, _RUNNER + r"alembic\s+(?:-\S+\s+\S+\s+)*upgrade\b"),
    (Purpose.MIGRATE, _RUNNER + r"flask\s+(?:--app\s+\S+\s+)?(?:db\s+upgrade|init-db|initdb|create-db|migrate|seed)\b"),
    (Purpose.MIGRATE, _RUNNER + r"aerich\s+upgrade|" + _RUNNER + r"piccolo\s+migrations\s+forwards"),
    (
        Purpose.MIGRATE,
        _RUNNER
        + r"(?:prisma\s+(?:migrate\s+deploy|db\s+push)|knex\s+migrate:(?:latest|up)|"
        + r"sequelize(?:-cli)?\s+db:(?:migrate|seed)\S*)",
    ),
    (
        Purpose.MIGRATE,
        _RUNNER
        + r"(?:typeorm\S*|drizzle-kit|node-pg-migrate|db-migrate|mikro-orm|postgrator|umzug)\s+.*(?:migrat|up|push)\S*",
    ),
    (Purpose.MIGRATE, _SCRIPT + r"\S*(?:migrat|db:seed|db:push|db:setup)\S*"),
    (Purpose.BUILD, _MANAGE + r"(?:collectstatic|compilemessages|compress|tailwind|compilescss|assets)\b"),
    (
        Purpose.BUILD,
        _SCRIPT
        + r"\S*build\S*|"
        + _RUNNER
        + r"(?:tsc|vite|webpack|next|nuxt|astro|parcel|esbuild|rollup|tailwindcss)(?:\s+build\b|\s+-|\s*$)",
    ),
    (Purpose.BUILD, r"(?:python[\d.]*\s+)?setup\.py\b|make\s+\S*(?:build|assets|static)\S*"),
    (
        Purpose.WAIT,
        r"sleep\s|(?:\S*/)?wait[-_]?for\S*\s|(?:\S*/)?wait\S*\.(?:sh|py)\b|dockerize\s|nc\s|pg_isready|until\s",
    ),
    # What empties the database at every start suits nobody whose data is to survive a release.
    (Purpose.NOISE, _MANAGE + r"(?:flush|reset_db|sqlflush)\b"),
    (Purpose.FOLDER, r"cd\s+\S+\s*$"),
    (Purpose.EXPORT, r"export\s+|[A-Za-z_][A-Za-z0-9_]*=\S*\s*$"),
    (
        Purpose.NOISE,
        r"set\s+[-+]|echo\b|printf\b|#|shopt\s|true\s*$|:\s*$|ls\b|pwd\s*$|mkdir\b|chmod\b|chown\b|touch\b|exit\b|env\s*$|cat\s",
    ),
)
_PURPOSES = tuple((purpose, re.compile(pattern)) for purpose, pattern in PURPOSES)

_DEV = (
    r"make\s|just\s|docker\b|honcho\b|foreman\b|overmind\b",
    r"manage\.py\s+(?:runserver|runserver_plus|livereload)\b",
    r"(?:^|\s|/)(?:nodemon|ts-node-dev|tsx\s+watch|node-dev|supervisor|live-server|browser-sync|lite-server)\b",
    r"node\s+.*--watch\b|--inspect(?:-brk)?\b|bun\s+--(?:hot|watch)",
    r"(?:^|\s)(?:react-scripts|vue-cli-service|ng|gatsby|docusaurus)\s+(?:start|serve|develop)\b|parcel(?:\s+serve)?\s+\S*\.html",
    r"(?:^|\s)(?:vite|next|nuxt|nuxi|astro|remix|react-router|svelte-kit|vinxi|turbo|webpack|wrangler)\s+(?:dev|serve|preview)\b",
    r"(?:^|\s)vite\s*(?:$|--|&)|webpack(?:-dev-server|\s+serve)\b|snowpack\b",
    r"(?:npm|pnpm|yarn|bun)\s+(?:run\s+)?(?:dev|watch|serve:dev|start:dev|start-watch|develop|start:watch)\b",
    r"flask\s+.*run\b.*--(?:debug|reload)\b|flask\s+--debug\b|FLASK_(?:ENV=development|DEBUG=1).*flask",
    r"(?:uvicorn|gunicorn|hypercorn|granian)\s+.*--reload\b|fastapi\s+dev\b|watchmedo\b|watchfiles\b|ptw\b",
)
_SAFE_WORD = re.compile(r"(?:[\w@%+=:,./-]|\$\w|\$\{\w+(?::?-[\w./:]*)?\})+")
_DEVELOPMENT = re.compile("|".join(f"(?:{d})" for d in _DEV))


def segments(command: str) -> list[str]:
    """The parts of a command between `&&`, `;` and newlines, outside of quotes, brackets and substitutions."""
    parts: list[str] = []
    current, quote, depth, position = "", "", 0, 0
    text = command.replace("\\\n", " ")
    while position < len(text):
        char = text[position]
        if not quote and not depth and (text.startswith("&&", position) or char in ";\n"):
            parts.append(current)
            current, position = "", position + (2 if char == "&" else 1)
            continue
        quote = _quote_after(quote, char, text[position - 1 : position])
        depth += 0 if quote else (char in "({") - (char in ")}")
        current, position = current + char, position + 1
    return [stripped for part in [*parts, current] if (stripped := part.strip())]


def _quote_after(quote: str, char: str, before: str) -> str:
    if before == "\\" or char not in "'\"`":
        return quote
    if not quote:
        return char
    return "" if char == quote else quote


def purpose(segment: str) -> Purpose:
    """What one segment is for."""
    text = segment.strip()
    return next((p for p, pattern in _PURPOSES if pattern.match(text)), Purpose.OTHER)


def is_development(command: str) -> bool:
    """Whether a command is meant for a developer's own machine: reloads, watches, debugs, or starts containers."""
    return _DEVELOPMENT.search(command) is not None


_FLAGS = re.compile(
    r"\s+--(?:reload(?:-dir|-include|-exclude|-delay)?(?:[= ](?!-)(?=\S*[./])\S+)?|debug|debugger|dev)(?=\s|$)"
)


def without_development_flags(command: str) -> str:
    """The command without `--reload` and its like, where nothing else makes it one for development; else ""."""
    if re.search(r"\bflask\b.*\brun\b", command):  # its server is for development, whatever the switches
        return ""
    plainer = _FLAGS.sub("", command)
    plainer = re.sub(r"\bfastapi\s+dev\b", "fastapi run", plainer)
    return plainer if plainer != command and not is_development(plainer) else ""


def words(command: str) -> list[str]:
    """The words of a command; split at spaces where its quotes do not match."""
    try:
        return shlex.split(command, comments=False)
    except ValueError:
        return command.split()


_SHELLS = frozenset({"sh", "bash", "ash", "dash"})
_INLINE = frozenset({"-c", "-lc", "-ec", "-euc", "-xc"})


def shell_text(argv: list[str]) -> str:
    """What `sh -c text` runs; "" for any other argument list."""
    shell = len(argv) > len(("sh", "-c")) and argv[0].rpartition("/")[2] in _SHELLS and argv[1] in _INLINE
    return argv[2] if shell else ""


def joined(argv: list[str]) -> str:
    """An exec-form command as one shell command; `$NAME` stays a reference."""
    return " ".join(a if _SAFE_WORD.fullmatch(a) else shlex.quote(a) for a in argv)
