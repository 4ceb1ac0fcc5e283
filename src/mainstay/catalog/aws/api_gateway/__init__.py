"""The HTTP API in front of a Lambda function: TLS, the name, throttling and a log, paid by request."""

from typing import Literal

from mainstay.catalog.aws.acm import VALID
from mainstay.catalog.aws.base import AwsKind
from mainstay.catalog.aws.cloudwatch import Signal, log_group
from mainstay.catalog.aws.programs import watch
from mainstay.catalog.aws.route53 import Alias, host, leads_to
from mainstay.model.cloud import Demand, Market, Part, Site, Vital
from mainstay.model.price import Charge, charge
from mainstay.model.told import Json, Ref, Told
from mainstay.model.value import Value

LATENCY_MS = 10.0
"""What it adds to a call at the 99th percentile (assumption; AWS promises single-digit milliseconds for HTTP APIs)."""
AVAILABILITY = 99.95
"""In percent (Amazon API Gateway Service Level Agreement, 2022)."""
LONGEST_MS = 30_000.0
"""How long an integration may take (API Gateway Developer Guide, "Quotas for HTTP APIs")."""
_ACCOUNT_RATE = 10_000
"""Requests a second for an account and region, before asking for more (same page)."""
_BURST = 2.0
_LOGGED = {
    "requestId": "$context.requestId",
    "time": "$context.requestTime",
    "ip": "$context.identity.sourceIp",
    "method": "$context.httpMethod",
    "path": "$context.path",
    "status": "$context.status",
    "latency": "$context.responseLatency",
    "error": "$context.integrationErrorMessage",
}


class Api(AwsKind, tag="aws.api_gateway", frozen=True, kw_only=True):
    """An HTTP API. It is reached by its own name only."""

    id = "aws.api_gateway"
    terraform = "aws_apigatewayv2_api"
    aliases = frozenset({"aws.apigatewayv2_api", "aws.rest_api"})
    about = "Takes requests from the world over TLS, and calls a function for each."

    name: str
    protocol_type: Literal["HTTP", "WEBSOCKET"] = "HTTP"
    disable_execute_api_endpoint: bool = True

    def vitals(self, name: str) -> tuple[Vital, ...]:
        """Requests with their errors, and latency."""
        own: dict[str, Told] = {"ApiId": Ref(resource=name)}
        counted = (("Count", "Sum"), ("4xx", "Sum"), ("5xx", "Sum"))
        latency = (("Latency", "p50"), ("Latency", "p99"))
        return (
            Vital(title="requests", namespace="AWS/ApiGateway", dimensions=own, metrics=counted),
            Vital(title="milliseconds", namespace="AWS/ApiGateway", dimensions=own, metrics=latency),
        )


class AccessLogSettings(Value, frozen=True, kw_only=True):
    """Where who asked for what is kept."""

    destination_arn: Ref
    format: Json


class RouteSettings(Value, frozen=True, kw_only=True):
    """How much is let through, in requests a second."""

    throttling_burst_limit: int
    throttling_rate_limit: float
    detailed_metrics_enabled: bool = True


class Stage(AwsKind, tag="aws.api_gateway_stage", frozen=True, kw_only=True):
    """What is deployed of an API."""

    id = "aws.api_gateway_stage"
    terraform = "aws_apigatewayv2_stage"
    about = "What is deployed of an API, with its limits and its log."

    api_id: Ref
    name: str = "$default"
    auto_deploy: bool = True
    access_log_settings: AccessLogSettings
    default_route_settings: RouteSettings


class Integration(AwsKind, tag="aws.api_gateway_integration", frozen=True, kw_only=True):
    """What a route calls."""

    id = "aws.api_gateway_integration"
    terraform = "aws_apigatewayv2_integration"
    about = "What a route of an API calls."

    api_id: Ref
    integration_type: Literal["AWS_PROXY", "HTTP_PROXY"] = "AWS_PROXY"
    integration_method: str = "POST"
    integration_uri: Ref
    payload_format_version: str = "2.0"
    timeout_milliseconds: int = int(LONGEST_MS)


class Route(AwsKind, tag="aws.api_gateway_route", frozen=True, kw_only=True):
    """Which requests go where."""

    id = "aws.api_gateway_route"
    terraform = "aws_apigatewayv2_route"
    about = "Which requests of an API go to which integration."

    api_id: Ref
    route_key: str = "$default"
    target: Ref
    authorization_type: Literal["NONE", "AWS_IAM", "JWT", "CUSTOM"] = "NONE"


class DomainConfiguration(Value, frozen=True, kw_only=True):
    """The certificate and the oldest TLS that is spoken."""

    certificate_arn: Ref
    endpoint_type: Literal["REGIONAL"] = "REGIONAL"
    security_policy: Literal["TLS_1_2"] = "TLS_1_2"


class DomainName(AwsKind, tag="aws.api_gateway_domain", frozen=True, kw_only=True):
    """The name that an API is called by."""

    id = "aws.api_gateway_domain"
    terraform = "aws_apigatewayv2_domain_name"
    about = "The name that an API is called by."

    domain_name: Told
    domain_name_configuration: DomainConfiguration


class ApiMapping(AwsKind, tag="aws.api_gateway_mapping", frozen=True, kw_only=True):
    """Puts an API behind a name."""

    id = "aws.api_gateway_mapping"
    terraform = "aws_apigatewayv2_api_mapping"
    about = "Puts an API behind a name."

    api_id: Ref
    domain_name: Ref
    stage: Ref


def api_of(name: str) -> str:
    """The resource name of the API in front of `name`."""
    return f"{name}.api"


def charges(market: Market, demand: Demand, requests: float) -> tuple[Charge, ...]:
    """What `requests` a month cost."""
    item = "aws.apigateway/http-request"
    says = f"{requests:,.0f} requests at {demand.rate:g} a second"
    return (charge(market.book.find(item, market.region), requests, says, item=item, by_usage=True),)


def in_front(site: Site, invoke_arn: Ref) -> tuple[Part, ...]:
    """The API that calls the function at `site`."""
    api = api_of(site.name)
    identity = Ref(resource=api)
    integration, logs = f"{api}.integration", f"{api}.logs"
    allowed = min(_ACCOUNT_RATE, max(10.0, site.demand.rate * _BURST))
    stage = Stage(
        api_id=identity,
        access_log_settings=AccessLogSettings(
            destination_arn=Ref(resource=logs, attribute="arn"), format=Json(content={**_LOGGED})
        ),
        default_route_settings=RouteSettings(throttling_rate_limit=allowed, throttling_burst_limit=int(allowed)),
    )
    route = Route(api_id=identity, target=Ref(resource=integration, prefix="integrations/"))
    return (
        Part(name=api, kind=Api(name=site.label), says=f"the world reaches {site.name} over HTTPS"),
        log_group(logs, f"/aws/apigateway/{site.label}", f"keeps who asked {site.name} for what"),
        Part(name=f"{api}.stage", kind=stage, says="more than twice the stated load is refused, not paid for"),
        Part(
            name=integration,
            kind=Integration(api_id=identity, integration_uri=invoke_arn),
            says=f"a request is a call of {site.name}",
        ),
        Part(name=f"{api}.route", kind=route, says=f"{site.name} answers all paths; it knows who may do what"),
        *_name(site, api),
        _alarm(site, api),
    )


def _name(site: Site, api: str) -> tuple[Part, ...]:
    name, configuration = f"{api}.domain", "domain_name_configuration[0]."
    domain = DomainName(
        domain_name=host(site, site.name),
        domain_name_configuration=DomainConfiguration(certificate_arn=Ref(resource=VALID, attribute="certificate_arn")),
    )
    mapping = ApiMapping(api_id=Ref(resource=api), domain_name=Ref(resource=name), stage=Ref(resource=f"{api}.stage"))
    target = Alias(
        name=Ref(resource=name, attribute=f"{configuration}target_domain_name"),
        zone_id=Ref(resource=name, attribute=f"{configuration}hosted_zone_id"),
        evaluate_target_health=False,
    )
    return (
        Part(name=name, kind=domain, says=f"{site.name} is called by a name of ours"),
        Part(name=f"{name}.mapping", kind=mapping, says=f"the name leads to {site.name}"),
        leads_to(f"{name}.record", host(site, site.name), target, f"the world finds {site.name} by name"),
    )


def _alarm(site: Site, api: str) -> Part:
    failed = Signal(namespace="AWS/ApiGateway", metric="5xx", dimensions={"ApiId": Ref(resource=api)}, above=10)
    return watch(site, "server-errors", f"{site.name} answers with server errors", failed)


KINDS = (Api, Stage, Integration, Route, DomainName, ApiMapping)
