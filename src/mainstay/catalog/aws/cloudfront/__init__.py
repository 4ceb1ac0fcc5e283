"""Static sites: files in a closed bucket, handed out at the edge."""

from collections.abc import Iterator
from typing import Literal

import msgspec

from mainstay.catalog.aws.acm import GLOBAL_REGION, certificate
from mainstay.catalog.aws.base import AwsKind
from mainstay.catalog.aws.capacity import SECONDS_MONTH
from mainstay.catalog.aws.cloudfront.beside import (
    EdgeFunction,
    HeadersPolicy,
    OriginAccessControl,
    files,
    files_of,
    folder_pages,
    headers,
)
from mainstay.catalog.aws.cloudfront.blocks import (
    CacheBehavior,
    ErrorResponse,
    FunctionAssociation,
    LoggingConfig,
    Origin,
    Restrictions,
    ViewerCertificate,
)
from mainstay.catalog.aws.delivery import delivery_bucket, ready
from mainstay.catalog.aws.route53 import Alias, host, leads_to
from mainstay.catalog.aws.waf import web_acl
from mainstay.model.cloud import CloudKind, Demand, Market, Offer, Part, Site, Vital
from mainstay.model.intent import AnyComponent, Property, Role
from mainstay.model.intent import Site as Pages
from mainstay.model.price import Charge, charge
from mainstay.model.requirement import Access
from mainstay.model.told import Joined, Ref, SecretText, Told

AVAILABILITY = 99.9
"""In percent (Amazon CloudFront Service Level Agreement, 2022)."""
DURABILITY = 99.999999999
LATENCY_MS = 50.0
"""One answer from the edge at the 99th percentile (assumption)."""
_KIB_PER_ANSWER = 20.0
_KIB_PER_GB = 1e9 / 1024.0
_ORIGIN = "files"


class Distribution(AwsKind, tag="aws.cloudfront", frozen=True, kw_only=True):
    """A content delivery network in front of a closed bucket."""

    id = "aws.cloudfront"
    terraform = "aws_cloudfront_distribution"
    aliases = frozenset({"aws.cloudfront_distribution"})
    realises = frozenset({Role.SITE})
    platform = "serverless"
    about = "Hands out files from places near the visitor; the bucket behind it is closed to everybody else."
    source = "Amazon CloudFront Developer Guide"

    enabled: bool = True
    comment: str | None = None
    aliases_: tuple[Told, ...] = msgspec.field(default=(), name="aliases")
    default_root_object: str = "index.html"
    http_version: Literal["http2", "http2and3"] = "http2and3"
    is_ipv6_enabled: bool = True
    price_class: Literal["PriceClass_100", "PriceClass_200", "PriceClass_All"] = "PriceClass_100"
    web_acl_id: Ref | None = None
    origin: Origin | None = None
    default_cache_behavior: CacheBehavior | None = None
    custom_error_response: tuple[ErrorResponse, ...] = ()
    restrictions: Restrictions = Restrictions()
    viewer_certificate: ViewerCertificate | None = None
    logging_config: LoggingConfig | None = None

    @classmethod
    def refusal(cls, component: AnyComponent, demand: Demand) -> str:
        """It hands out files and runs nothing."""
        del demand
        return "" if isinstance(component, Pages) else "it hands out files and runs no program"

    @classmethod
    def offers(cls, component: AnyComponent, demand: Demand, market: Market) -> tuple[Offer, ...]:
        """There is one way: by use."""
        if cls.refusal(component, demand):
            return ()
        return (
            Offer(
                kind=cls(),
                label="at the edge",
                charges=_charges(market, demand),
                latency_ms=LATENCY_MS,
                availability=AVAILABILITY,
                durability=DURABILITY,
                says=("the bucket is closed; only the distribution reads it",),
            ),
        )

    def vitals(self, name: str) -> tuple[Vital, ...]:
        """Requests, and how many of them fail; its figures are kept in one region."""
        own: dict[str, Told] = {"DistributionId": Ref(resource=name), "Region": "Global"}
        failed = (("4xxErrorRate", "Average"), ("5xxErrorRate", "Average"))
        space, there = "AWS/CloudFront", "us-east-1"
        return (
            Vital(title="requests", namespace=space, dimensions=own, metrics=(("Requests", "Sum"),), region=there),
            Vital(title="percent failed", namespace=space, dimensions=own, metrics=failed, region=there),
        )

    def placed(self, site: Site) -> "Distribution":
        """With its files, certificate, name, firewall and log."""
        name = site.name
        valid, folders = f"{name}.certificate.validation", f"{name}.folders"
        fallback = site.component.fallback if isinstance(site.component, Pages) else ""
        pages = None if fallback else FunctionAssociation(function_arn=Ref(resource=folders, attribute="arn"))
        return msgspec.structs.replace(
            self,
            comment=site.label,
            aliases_=(host(site, name),),
            web_acl_id=Ref(resource=f"{name}.waf", attribute="arn"),
            origin=Origin(
                origin_id=_ORIGIN,
                domain_name=Ref(resource=files_of(name), attribute="bucket_regional_domain_name"),
                origin_access_control_id=Ref(resource=f"{name}.access"),
            ),
            default_cache_behavior=CacheBehavior(
                target_origin_id=_ORIGIN,
                response_headers_policy_id=Ref(resource=f"{name}.headers"),
                function_association=pages,
            ),
            custom_error_response=_instead_of_errors(fallback),
            viewer_certificate=ViewerCertificate(
                acm_certificate_arn=Ref(resource=valid, attribute="certificate_arn"),
            ),
            logging_config=LoggingConfig(bucket=Joined(parts=(ready(f"{name}.log"), ".s3.amazonaws.com"))),
        )

    def parts(self, site: Site) -> tuple[Part, ...]:
        """Its bucket, certificate, name, firewall and log."""
        return tuple(self._parts(site))

    def _parts(self, site: Site) -> Iterator[Part]:
        name = site.name
        yield from files(site)
        yield headers(site)
        if not (isinstance(site.component, Pages) and site.component.fallback):
            yield folder_pages(site)
        yield from certificate(f"{name}.certificate", (host(site, name),), GLOBAL_REGION)
        yield from web_acl(f"{name}.waf", site.label, "CLOUDFRONT")
        yield from delivery_bucket(f"{name}.log", f"{site.label}-log", "cloudfront")
        target = Alias(
            name=Ref(resource=name, attribute="domain_name"),
            zone_id=Ref(resource=name, attribute="hosted_zone_id"),
            evaluate_target_health=False,
        )
        yield leads_to(f"{name}.record", host(site, name), target, f"the world finds {name} by name")

    def accepts(self, user: CloudKind, access: Access) -> str:
        """Programs may know where the pages are."""
        if access not in {Access.READ, Access.CALL}:
            return f"a site is read; nobody can {access.value} it"
        return "" if user.principal or Role.SITE in user.realises else f"{user.id} reads no pages"

    def connection(self, site: Site) -> dict[Property, Told | SecretText]:
        """Its public address."""
        name = host(site, site.name)
        url = f"https://{name}" if isinstance(name, str) else Joined(parts=("https://", *_parts_of(name)))
        return {Property.URL: url, Property.HOST: name, Property.PORT: "443"}


def _parts_of(name: Told) -> tuple[str | Ref, ...]:
    return name.parts if isinstance(name, Joined) else (name,)  # pyright: ignore[reportReturnType] - a Told is a part


def _instead_of_errors(fallback: str) -> tuple[ErrorResponse, ...]:
    """A single-page application answers all paths. S3 says 403 for what is not there to those who may not list."""
    if not fallback:
        return ()
    page = f"/{fallback.lstrip('/')}"
    return tuple(ErrorResponse(error_code=code, response_code=200, response_page_path=page) for code in (403, 404))


def _charges(market: Market, demand: Demand) -> tuple[Charge, ...]:
    """Requests, bytes with 20 KiB for each where nobody knows, and reads of files, as if none stayed at the edge."""
    requests = demand.rate * SECONDS_MONTH
    size = requests * _KIB_PER_ANSWER / _KIB_PER_GB
    lines = (
        ("aws.cloudfront/https-request", requests, f"{requests:,.0f} requests"),
        ("aws.cloudfront/gb", size, f"{size:,.1f} GB handed out"),
        ("aws.s3/get-request", requests, "reads of its files, at most: what the edge keeps is not read again"),
    )
    return tuple(
        charge(market.book.find(item, market.region), quantity, says, item=item, by_usage=True)
        for item, quantity, says in lines
    )


KINDS = (Distribution, OriginAccessControl, HeadersPolicy, EdgeFunction)
