"""What stands beside a distribution: its files, who may read them, headers, and pages of folders."""

from collections.abc import Iterator
from typing import Literal

from mainstay.catalog.aws.account import account
from mainstay.catalog.aws.base import AwsKind
from mainstay.catalog.aws.cloudfront.blocks import SecurityHeaders
from mainstay.catalog.aws.names import shortened
from mainstay.catalog.aws.s3 import Bucket
from mainstay.catalog.aws.s3.beside import OLD_VERSIONS_DAYS, closed, encrypted, objects, tidied, versioned
from mainstay.catalog.aws.s3.bucket import PREFIX_LENGTH
from mainstay.model.cloud import Part, Site
from mainstay.model.told import Ref, Statement

_NAME_LENGTH = 64
_FOLDER_PAGES = """function handler(event) {
  var request = event.request;
  if (request.uri.endsWith('/')) {
    request.uri += 'index.html';
  } else if (!request.uri.split('/').pop().includes('.')) {
    request.uri += '/index.html';
  }
  return request;
}
"""


class OriginAccessControl(AwsKind, tag="aws.cloudfront_access", frozen=True, kw_only=True):
    """Signs the requests of a distribution to its bucket."""

    id = "aws.cloudfront_access"
    terraform = "aws_cloudfront_origin_access_control"
    about = "Signs what a distribution asks of its bucket, so that the bucket lets nobody else in."

    name: str
    origin_access_control_origin_type: Literal["s3"] = "s3"
    signing_behavior: Literal["always"] = "always"
    signing_protocol: Literal["sigv4"] = "sigv4"


class HeadersPolicy(AwsKind, tag="aws.cloudfront_headers", frozen=True, kw_only=True):
    """Headers on all answers."""

    id = "aws.cloudfront_headers"
    terraform = "aws_cloudfront_response_headers_policy"
    about = "Headers on all answers: browsers insist on TLS, guess no content types and frame no pages of others."

    name: str
    security_headers_config: SecurityHeaders = SecurityHeaders()


class EdgeFunction(AwsKind, tag="aws.cloudfront_function", frozen=True, kw_only=True):
    """A small function that sees requests first."""

    id = "aws.cloudfront_function"
    terraform = "aws_cloudfront_function"
    about = "A small function at the edge."

    name: str
    runtime: Literal["cloudfront-js-2.0"] = "cloudfront-js-2.0"
    publish: bool = True
    code: str


def files_of(name: str) -> str:
    """The resource name of the bucket with the files of the site `name`."""
    return f"{name}.files"


def files(site: Site) -> Iterator[Part]:
    """The bucket, which only its distribution reads.

    S3's own key encrypts what is public anyway: CloudFront would have to be trusted with the application's.
    """
    name = files_of(site.name)
    reads = Statement(
        sid="DistributionReads",
        actions=("s3:GetObject",),
        resources=(objects(name),),
        principals=(("Service", ("cloudfront.amazonaws.com",)),),
        conditions=(("StringEquals", "aws:SourceArn", (Ref(resource=site.name, attribute="arn"),)),),
    )
    bucket = Bucket(bucket_prefix=f"{shortened(site.label, PREFIX_LENGTH - 1)}-")
    yield Part(name=name, kind=bucket, says=f"keeps the files of {site.name}")
    yield from closed(name, (reads,))
    yield encrypted(name, by_key=False)
    yield versioned(name)
    yield tidied(name, old_versions_days=OLD_VERSIONS_DAYS)
    yield account()
    access = OriginAccessControl(name=shortened(site.label, _NAME_LENGTH))
    yield Part(name=f"{site.name}.access", kind=access, says=f"only the distribution reads the files of {site.name}")


def headers(site: Site) -> Part:
    """The headers that protect visitors."""
    kind = HeadersPolicy(name=shortened(site.label, _NAME_LENGTH))
    return Part(name=f"{site.name}.headers", kind=kind, says="browsers are told to protect visitors")


def folder_pages(site: Site) -> Part:
    """Answers `/docs/` with `/docs/index.html`, which S3 by itself does not."""
    kind = EdgeFunction(name=shortened(site.label, _NAME_LENGTH), code=_FOLDER_PAGES)
    return Part(name=f"{site.name}.folders", kind=kind, says="a folder is answered with its index.html")
