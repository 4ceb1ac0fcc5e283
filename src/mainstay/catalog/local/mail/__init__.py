"""A mail catcher: takes every message, sends none on, and tells about each as an event."""

from mainstay.catalog.local.standalone import standalone
from mainstay.model.intent import AnyComponent, Mail, Property, Role
from mainstay.model.kind import Backing, Place
from mainstay.model.program import Encoding, Output, Program, SecretRef, TcpProbe, Text, text


class MailCatcher(Backing, tag="local.mail", frozen=True, kw_only=True):
    """An SMTP server that keeps what it is given. Any login is accepted, none is needed."""

    id = "local.mail"
    realises = frozenset({Role.MAIL})
    about = "A mail catcher: takes every message and keeps it in the ledger; nothing leaves this machine."
    port = 1025

    @classmethod
    def realising(cls, component: AnyComponent) -> "MailCatcher | None":
        """For mail."""
        return cls() if isinstance(component, Mail) else None

    def secrets(self) -> tuple[str, ...]:
        """A password for programs that insist on having one."""
        return ("password",)

    def program(self, place: Place) -> Program:
        """The server; each message is one line of JSON on its standard output."""
        return Program(
            argv=standalone("mail/server.py", "--address", place.address, "--port", str(self.port)),
            address=place.address,
            port=self.port,
            hosts=place.hosts,
            data=place.data,
            probe=TcpProbe(port=self.port),
            output=Output.EVENTS,
        )

    def connection(self, place: Place) -> dict[Property, Text]:
        """Where it is; user and password for programs that insist."""
        password = SecretRef(component=place.component, name="password")
        in_url = SecretRef(component=place.component, name="password", encoding=Encoding.URL)
        return {
            Property.URL: text("smtp://app:", in_url, f"@{place.address}:{self.port}"),
            Property.HOST: text(place.address),
            Property.PORT: text(str(self.port)),
            Property.USER: text("app"),
            Property.PASSWORD: text(password),
        }


KIND = MailCatcher
