"""Amazon SES: mail that goes out."""

from typing import ClassVar, Literal

import msgspec

from mainstay.catalog.aws.backing import Backing, ensure, monthly, per_month
from mainstay.catalog.aws.base import AwsKind, overridden
from mainstay.catalog.aws.names import shortened
from mainstay.model.cloud import Demand, Market, Offer, Part, Site, Vital
from mainstay.model.intent import AnyComponent, Extra, Mail, Property, Role
from mainstay.model.price import Charge
from mainstay.model.requirement import Access
from mainstay.model.told import Ref, SecretText, Statement, Told, Variable
from mainstay.model.value import Value

AVAILABILITY = 99.9
"""Amazon SES service level agreement."""
SEND_MS = 150.0
"""Handing one mail over at the 99th percentile; our assumption."""
SANDBOX_RATE = 14.0
"""Mails a second that an account starts with outside the sandbox (SES guide, "Service quotas"); AWS raises it."""
_SUBMISSION_PORT = 587
_OF_SMTP = frozenset({Property.HOST, Property.PORT, Property.URL})


class Identity(Backing, tag="aws.ses", frozen=True, kw_only=True):
    """A domain (or address) that mail is sent from, signed with DKIM."""

    id = "aws.ses"
    terraform = "aws_sesv2_email_identity"
    aliases = frozenset({"aws.ses_email_identity", "aws.sesv2_email_identity"})
    realises = frozenset({Role.MAIL})
    platform = "serverless"
    about = "Amazon SES: sends mail from a domain of yours, signed; the account has to be let out of the sandbox once."
    source = "Amazon SES developer guide, 2025"
    possible: ClassVar[frozenset[Access]] = frozenset({Access.PUBLISH, Access.CALL})

    email_identity: str | Variable | None = None
    configuration_set_name: Ref | str | None = None

    @classmethod
    def offers(cls, component: AnyComponent, demand: Demand, market: Market) -> tuple[Offer, ...]:
        """One, by the mail."""
        if not isinstance(component, Mail | Extra):
            return ()
        kind = overridden(cls(), component)
        return (
            Offer(
                kind=kind,
                label="mail",
                charges=kind.standing(market, demand),
                latency_ms=SEND_MS,
                availability=AVAILABILITY,
                capacity=SANDBOX_RATE,
                says=(f"accounts start with {SANDBOX_RATE:g} mails a second; AWS raises it on request",),
            ),
        )

    def standing(self, market: Market, demand: Demand) -> tuple[Charge, ...]:
        """By the mail."""
        says = f"{demand.rate:g} mails a second"
        return (monthly(market, "aws.ses/message", per_month(demand.rate), says, by_usage=True),)

    def vitals(self, name: str) -> tuple[Vital, ...]:
        """What the account sends, and what comes back: SES does not count by identity."""
        del name
        counted = (("Send", "Sum"), ("Bounce", "Sum"), ("Complaint", "Sum"))
        return (Vital(title="mails", namespace="AWS/SES", dimensions={}, metrics=counted),)

    def placed(self, site: Site) -> "Identity":
        """The domain of the application, with its rules."""
        return msgspec.structs.replace(
            self,
            email_identity=self.email_identity or site.domain,
            configuration_set_name=self.configuration_set_name or _rules(site.name, "configuration_set_name"),
        )

    def parts(self, site: Site) -> tuple[Part, ...]:
        """The rules of sending: TLS only, and no mail to addresses that bounced or complained."""
        rules = ConfigurationSet(configuration_set_name=shortened(site.label, 64))
        return (Part(name=f"{site.name}.rules", kind=rules, says="mail goes over TLS, and to nobody where it bounced"),)

    def grants(self, site: Site, access: Access) -> tuple[Statement, ...]:
        """Sending from this identity only."""
        del access
        own = (Ref(resource=site.name, attribute="arn"), _rules(site.name, "arn"))
        return (Statement(sid="SendMail", actions=("ses:SendEmail", "ses:SendRawEmail"), resources=own),)

    def outside_ports(self, told: frozenset[Property]) -> tuple[int, ...]:
        """Who is told where it listens speaks SMTP; who is told nothing, or its name, calls its API."""
        return (_SUBMISSION_PORT,) if told & _OF_SMTP else ()

    def connection(self, site: Site) -> dict[Property, Told | SecretText]:
        """Where it is. For SMTP one needs credentials of SES; over the API the role of the program is enough."""
        host = f"email-smtp.{site.region}.amazonaws.com"
        return {
            Property.HOST: host,
            Property.PORT: str(_SUBMISSION_PORT),
            Property.URL: f"smtp://{host}:{_SUBMISSION_PORT}",
            Property.ENDPOINT: f"https://email.{site.region}.amazonaws.com",
            Property.REGION: site.region,
            Property.NAME: Ref(resource=site.name, attribute="email_identity"),
            Property.ARN: Ref(resource=site.name, attribute="arn"),
        }


class DeliveryOptions(Value, frozen=True, kw_only=True):
    """How mail is handed on."""

    tls_policy: Literal["REQUIRE", "OPTIONAL"] = "REQUIRE"


class ReputationOptions(Value, frozen=True, kw_only=True):
    """Whether bounces and complaints are counted."""

    reputation_metrics_enabled: bool = True


class SuppressionOptions(Value, frozen=True, kw_only=True):
    """Why an address gets no mail any more."""

    suppressed_reasons: tuple[Literal["BOUNCE", "COMPLAINT"], ...] = ("BOUNCE", "COMPLAINT")


class ConfigurationSet(AwsKind, tag="aws.ses_configuration_set", frozen=True, kw_only=True):
    """The rules that mail is sent by."""

    id = "aws.ses_configuration_set"
    terraform = "aws_sesv2_configuration_set"
    about = "The rules that mail is sent by: TLS, no mail to who bounced or complained, both counted."

    configuration_set_name: str
    delivery_options: DeliveryOptions = DeliveryOptions()
    reputation_options: ReputationOptions = ReputationOptions()
    suppression_options: SuppressionOptions = SuppressionOptions()

    def __post_init__(self) -> None:
        ensure(
            self.id,
            len(self.configuration_set_name) <= 64,  # noqa: PLR2004 - SES API reference, CreateConfigurationSet
            "`configuration_set_name` must have at most 64 characters",
            len(self.configuration_set_name),
            hint="shorten it",
        )


def _rules(name: str, attribute: str) -> Ref:
    return Ref(resource=f"{name}.rules", attribute=attribute)


KINDS = (Identity, ConfigurationSet)
