"""Configuration values of a program: what files give, platform names, generated secrets, what somebody must give."""

import re

from mainstay.detect.facts import EnvRead, Tech, evidence
from mainstay.detect.infer.aliases import ENGINES, SENDERS, SWITCHES, alias_of, meaning
from mainstay.detect.infer.bind import Told
from mainstay.detect.infer.units import Unit
from mainstay.detect.packaging import Remark
from mainstay.detect.sources import dotenv
from mainstay.detect.sources.declared import Ref, Variable
from mainstay.detect.tree import Tree
from mainstay.detect.urls import looks_secret
from mainstay.model.intent import FromFile, Generated, Given, Literal, Runtime, Setting
from mainstay.model.origin import Evidence

LOCAL = "localhost,127.0.0.1"
PLATFORM: dict[str, str] = {
    "RENDER": "true",
    "IS_PULL_REQUEST": "false",
    "RENDER_EXTERNAL_HOSTNAME": "localhost",
    "RENDER_EXTERNAL_URL": "http://localhost",
    "RENDER_SERVICE_NAME": "{application}",
    "RENDER_INSTANCE_ID": "local",
    "RAILWAY_STATIC_URL": "localhost",
    "RAILWAY_PUBLIC_DOMAIN": "localhost",
    "RAILWAY_PRIVATE_DOMAIN": "localhost",
    "RAILWAY_ENVIRONMENT": "production",
    "RAILWAY_ENVIRONMENT_NAME": "production",
    "RAILWAY_PROJECT_NAME": "{application}",
    "RAILWAY_SERVICE_NAME": "{application}",
    "HEROKU_APP_NAME": "{application}",
    "HEROKU_APP_DEFAULT_DOMAIN_NAME": "localhost",
    "FLY_APP_NAME": "{fly}",
    "FLY_REGION": "local",
    "FLY_ALLOC_ID": "local",
    "FLY_MACHINE_ID": "local",
    "NODE_ENV": "production",
}
"""Names that hosting platforms set, and what they are here; only where the code reads them."""
REQUIRED: tuple[tuple[str, str], ...] = (
    (r"HOST|LISTEN_HOST|BIND_HOST|SERVER_HOST|BIND_ADDRESS", "0.0.0.0"),  # noqa: S104 - the bind shim narrows it
    (r"(?:\w+_)?DEBUG|FLASK_DEBUG|TESTING", "False"),
    (
        r"ENV|ENVIRONMENT|APP_ENV|FLASK_ENV|STAGE|DJANGO_ENV|APP_ENVIRONMENT|PYTHON_ENV|DEPLOYMENT_ENVIRONMENT",
        "production",
    ),
    (r"(?:\w+_)?LOG_?LEVEL", "INFO"),
    (
        r"(?:\w+_)?(?:CSRF_TRUSTED_ORIGINS|CORS(?:_\w+)?_ORIGINS?|CORS_ORIGIN_WHITELIST|CORS_ALLOWED_ORIGINS|ALLOWED_ORIGINS)",
        "http://localhost,http://127.0.0.1",
    ),
    (
        r"(?:\w+_)?(?:BASE_URL|SITE_URL|APP_URL|PUBLIC_URL|SERVER_URL|FRONTEND_HOST|FRONTEND_URL|DOMAIN_URL|NEXTAUTH_URL|AUTH_URL)",
        "http://localhost",
    ),
    (r"(?:DOMAIN|SITE_DOMAIN|DOMAIN_NAME|SERVER_NAME|HOSTNAME|APP_DOMAIN)", "localhost"),
    (r"(?:\w+_)?REDIS_(?:DB|DATABASE)|REDIS_DB_\w+|REDISDB", "0"),
    (r"(?:\w+_)?(?:DB|DATABASE|POSTGRES|PG)_?SSL_?MODE", "disable"),
    (r"(?:\w+_)?(?:DB|DATABASE|POSTGRES|PG|REDIS)_(?:USE_)?(?:SSL|TLS)", "false"),
    (r"WEB_CONCURRENCY|WORKERS|GUNICORN_WORKERS", "2"),
    (r"PROJECT_NAME|APP_NAME|SITE_NAME|SERVICE_NAME", "{application}"),
    # Where it is set, code expects all that Heroku gives: TLS before it, a database add-on.
    (r"DYNO", "web.1"),
    (r"TZ|TIME_ZONE|TIMEZONE", "UTC"),
)
"""Harmless values for names without which the program would stop."""
_REQUIRED = tuple((re.compile(pattern), value) for pattern, value in REQUIRED)
_HOSTS = re.compile(r"(?:\w+_)?ALLOWED_HOSTS?|(?:DJANGO_)?HOSTS|TRUSTED_HOSTS")
_SECRET = re.compile(
    r"(?:\w+_)?(?:SECRET_KEY(?:_BASE)?|SESSION_SECRET|SESSION_KEY|COOKIE_SECRET|COOKIE_KEY|JWT_SECRET(?:_KEY)?|JWT_KEY|AUTH_SECRET|"
    r"NEXTAUTH_SECRET|APP_SECRET|APP_KEY|TOKEN_SECRET|ACCESS_TOKEN_SECRET|REFRESH_TOKEN_SECRET|CSRF_SECRET|SIGNING_KEY|"
    r"SIGNING_SECRET|SECURITY_PASSWORD_SALT|PASSWORD_SALT|SALT|HASH_SALT|SECRET|SECRET_TOKEN|JWT_REFRESH_SECRET|JWT_ACCESS_SECRET)"
)
_OTHERS = re.compile(
    r"STRIPE|PAYPAL|GOOGLE|GITHUB|GITLAB|FACEBOOK|TWITTER|LINKEDIN|DISCORD|SLACK|TWILIO|SENDGRID|MAILGUN|CLOUDINARY|RECAPTCHA|"
    r"HCAPTCHA|OAUTH|AUTH0|OKTA|CLERK|SUPABASE|FIREBASE|OPENAI|ANTHROPIC|ALGOLIA|SENTRY|DATADOG|PUSHER|PLAID|SPOTIFY|TELEGRAM|"
    r"CLIENT_SECRET|CONSUMER|WEBHOOK|AZURE|AWS|GCP|S3_|MINIO|SOCIAL|RAZORPAY|MAPBOX|SHOPIFY|ZOOM|COGNITO|MICROSOFT|APPLE|API_SECRET"
)
"""Secrets that somebody else has given out cannot be made up."""
_BUILD_TIME = re.compile(r"REACT_APP_|VITE_|NEXT_PUBLIC_|NUXT_PUBLIC_|GATSBY_|npm_|VUE_APP_|EXPO_PUBLIC_|STORYBOOK_")
_SYSTEM = re.compile(
    r"PORT|HOME|PATH|USER|USERNAME|PWD|TMPDIR|TEMP|TMP|SHELL|LANG|TERM|HOSTNAME|CI|APPDATA|LOGNAME|EDITOR|VIRTUAL_ENV|"
    r"PYTHON\w*|NODE_OPTIONS|NODE_PATH|DISPLAY|XDG_\w+|LC_\w+|NO_COLOR|FORCE_COLOR|DJANGO_SETTINGS_MODULE|SERVER_SOFTWARE|"
    r"HTTPS?_PROXY|NO_PROXY|https?_proxy|PYTEST_\w+|WERKZEUG_\w+"
)


def settings_of(
    tree: Tree, unit: Unit, variables: tuple[Variable, ...], *, told: Told, names: dict[str, str]
) -> tuple[tuple[Setting, ...], list[Remark]]:
    """The settings of every program of a unit, sorted, and remarks about names that somebody must set.

    `names` holds words that literals may refer to (`{application}`).
    """
    found: dict[str, Setting] = {}
    for variable in variables:
        _declared(found, variable, told, mailing=_is_told(unit, told, Tech.SMTP))
    reads = [r for f in unit.live for r in f.env]
    optional = {r.name for r in reads if not r.required} & {r.name for r in reads if r.has_default}
    examples = _examples(tree, unit)
    committed = {n for d in (unit.directory, ".") for n in dotenv.known_values(tree, d)}
    missing: dict[str, EnvRead] = {}
    for read in reads:
        if (
            read.name in found
            or read.name in told.names
            or _SYSTEM.fullmatch(read.name)
            or _BUILD_TIME.match(read.name)
        ):
            continue
        value = _value(unit, read, names, told) or _example(read, examples)
        if value is not None:
            found[read.name] = Setting(name=read.name, value=value, evidence=(_why(read, value),))
        elif read.required and read.name not in optional | committed:
            missing.setdefault(read.name, read)
    remarks = [_missing(read) for name, read in sorted(missing.items()) if name not in found]
    remarks += [_unset(v) for v in variables if v.value is None and v.name not in found and v.name not in told.names]
    return tuple(found[n] for n in sorted(found)), remarks


def _declared(found: dict[str, Setting], variable: Variable, told: Told, *, mailing: bool) -> None:
    value = variable.value
    if (
        value is None
        or isinstance(value, Ref)
        or variable.name in told.names
        or variable.name in found
        or variable.name == "PORT"
    ):
        return
    if SWITCHES.fullmatch(variable.name) and mailing:
        value = Literal(text="False")
    why = evidence(f"{variable.origin.path} sets it", variable.origin, "value")
    found[variable.name] = Setting(name=variable.name, value=value, evidence=(why,))


def _examples(tree: Tree, unit: Unit) -> dict[str, Given]:
    """What an example of a dotenv file suggests; only for names that the code reads and nobody else gives."""
    for directory in dict.fromkeys([unit.directory, "."]):
        path = tree.first(directory, *dotenv.EXAMPLES)
        if path:
            parsed = dotenv.parse(tree.text(path))
            return {
                n: dotenv.given(n, v, path, (n,))
                for n, (v, _) in parsed.items()
                if v and (looks_secret(n, v) or not dotenv.is_placeholder(v))
            }
    return {}


def _example(read: EnvRead, examples: dict[str, Given]) -> Given | None:
    value = examples.get(read.name) if not read.has_default and meaning(read) is None else None
    if isinstance(value, Generated) or (isinstance(value, FromFile) and not read.required):
        return None
    return value


def _value(unit: Unit, read: EnvRead, names: dict[str, str], told: Told) -> Given | None:
    """The value of a name that is known by what it means."""
    if read.name in PLATFORM:
        applies = read.name != "NODE_ENV" or unit.runtime is Runtime.NODE
        return Literal(text=PLATFORM[read.name].format_map(names)) if applies else None
    if (
        (read.into and read.name.endswith("HOSTS"))
        or _HOSTS.fullmatch(read.name)
        or (read.into and "HOST" in read.name)
    ):
        return Literal(text=(read.separator or ",").join(LOCAL.split(",")) if _splits(read) else "localhost")
    if _SECRET.fullmatch(read.name) and not _OTHERS.search(read.name) and not read.has_default:
        return Generated()
    if SWITCHES.fullmatch(read.name):
        plain = "False" if unit.runtime is Runtime.PYTHON else "false"
        return Literal(text=plain) if _is_told(unit, told, Tech.SMTP) else None
    if ENGINES.fullmatch(read.name):
        return _engine(unit, read, told)
    return _required(read, names)


def _is_told(unit: Unit, told: Told, tech: Tech) -> bool:
    """Whether any environment name about a technology is bound."""
    names = {n for n in told.names if (alias := alias_of(n)) and alias.tech is tech}
    return bool(names) or any(
        a.tech is tech for f in unit.live for r in f.env if r.name in told.names and (a := meaning(r))
    )


def _splits(read: EnvRead) -> bool:
    """Whether the code takes the value apart; a lone host name is used as it is."""
    return bool(read.separator) or read.name.endswith("S")


def _engine(unit: Unit, read: EnvRead, told: Told) -> Given | None:
    """The engine that a program asks for by name, where PostgreSQL is provided."""
    postgres = _is_told(unit, told, Tech.POSTGRES)
    if (
        not postgres
        or "postg" in read.default
        or (read.default and "sqlite" not in read.default and "mysql" not in read.default)
    ):
        return None
    django = unit.has("django") or any(f.settings for f in unit.live)
    return Literal(text="django.db.backends.postgresql" if django and "." in (read.default or "a.b") else "postgres")


def _required(read: EnvRead, names: dict[str, str]) -> Given | None:
    if not read.required:
        return None
    if SENDERS.fullmatch(read.name):
        return Literal(text="no-reply@example.com")
    return next((Literal(text=v.format_map(names)) for pattern, v in _REQUIRED if pattern.fullmatch(read.name)), None)


def _why(read: EnvRead, value: Given) -> Evidence:
    says = f"the code reads {read.name}" + (" and has no default for it" if isinstance(value, Generated) else "")
    return evidence(says, read.origin, "value", 0.9)


def _missing(read: EnvRead) -> Remark:
    return Remark(
        f"env.{read.name}",
        read.origin,
        f"the code reads {read.name} and has no default for it",
        f"run `mainstay config set {read.name}=…` before `mainstay up`",
    )


def _unset(variable: Variable) -> Remark:
    return Remark(
        f"env.{variable.name}",
        variable.origin,
        f"{variable.origin.path} leaves the value of {variable.name} to you",
        f"run `mainstay config set {variable.name}=…` if the program needs it",
    )
