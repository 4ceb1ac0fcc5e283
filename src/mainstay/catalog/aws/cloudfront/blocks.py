"""The nested blocks of a distribution and of its headers."""

from typing import Literal

from mainstay.model.told import Ref, Told
from mainstay.model.value import Value

CACHING_OPTIMIZED = "658327ea-f89d-4fab-a63d-7e88639e58f6"
"""The managed cache policy for files (CloudFront Developer Guide, "Managed cache policies", CachingOptimized)."""
HSTS_S = 31_536_000


class FunctionAssociation(Value, frozen=True, kw_only=True):
    """Which function sees a request first."""

    event_type: Literal["viewer-request", "viewer-response"] = "viewer-request"
    function_arn: Ref


class CacheBehavior(Value, frozen=True, kw_only=True):
    """How requests are answered."""

    target_origin_id: str
    allowed_methods: tuple[str, ...] = ("GET", "HEAD", "OPTIONS")
    cached_methods: tuple[str, ...] = ("GET", "HEAD")
    viewer_protocol_policy: Literal["redirect-to-https", "https-only"] = "redirect-to-https"
    cache_policy_id: str = CACHING_OPTIMIZED
    response_headers_policy_id: Ref
    compress: bool = True
    function_association: FunctionAssociation | None = None


class Origin(Value, frozen=True, kw_only=True):
    """Where files come from."""

    origin_id: str
    domain_name: Ref
    origin_access_control_id: Ref


class ErrorResponse(Value, frozen=True, kw_only=True):
    """What is answered instead of an error."""

    error_code: int
    response_code: int
    response_page_path: str
    error_caching_min_ttl: int = 10


class GeoRestriction(Value, frozen=True, kw_only=True):
    """From which countries it can be reached."""

    restriction_type: Literal["none", "whitelist", "blacklist"] = "none"
    locations: tuple[str, ...] = ()


class Restrictions(Value, frozen=True, kw_only=True):
    """Who is let in."""

    geo_restriction: GeoRestriction = GeoRestriction()


class ViewerCertificate(Value, frozen=True, kw_only=True):
    """The certificate, and the oldest TLS that is spoken."""

    acm_certificate_arn: Ref
    minimum_protocol_version: str = "TLSv1.2_2021"
    ssl_support_method: Literal["sni-only"] = "sni-only"


class LoggingConfig(Value, frozen=True, kw_only=True):
    """Where who asked for what is kept."""

    bucket: Told
    include_cookies: bool = False
    prefix: str = "cloudfront/"


class Override(Value, frozen=True, kw_only=True):
    """A header that is set whatever the origin says."""

    override: bool = True


class FrameOptions(Value, frozen=True, kw_only=True):
    """Who may show the pages in a frame."""

    frame_option: Literal["DENY", "SAMEORIGIN"] = "SAMEORIGIN"
    override: bool = True


class ReferrerPolicy(Value, frozen=True, kw_only=True):
    """What other sites learn about where a visitor comes from."""

    referrer_policy: str = "strict-origin-when-cross-origin"
    override: bool = True


class StrictTransport(Value, frozen=True, kw_only=True):
    """For how long browsers insist on TLS."""

    access_control_max_age_sec: int = HSTS_S
    include_subdomains: bool = True
    preload: bool = True
    override: bool = True


class SecurityHeaders(Value, frozen=True, kw_only=True):
    """The headers that protect visitors."""

    content_type_options: Override = Override()
    frame_options: FrameOptions = FrameOptions()
    referrer_policy: ReferrerPolicy = ReferrerPolicy()
    strict_transport_security: StrictTransport = StrictTransport()
