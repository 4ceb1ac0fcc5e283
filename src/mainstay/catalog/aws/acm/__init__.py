"""Certificates: free, renewed by AWS as long as the record that proves the ownership of the name stays."""

from typing import Literal

from mainstay.catalog.aws.base import AwsKind
from mainstay.catalog.aws.route53 import ZONE, Record
from mainstay.model.cloud import Part, Site
from mainstay.model.told import Joined, Ref, Told

CERTIFICATE = "shared.certificate"
"""The resource name of the certificate of the domain and everything below it, in the application's own region."""
VALID = f"{CERTIFICATE}.validation"
"""The resource name of what knows that the certificate is valid; its `certificate_arn` can be used at once."""
GLOBAL_REGION = "us-east-1"
"""Where CloudFront looks for certificates and ACLs (CloudFront Developer Guide, "Requirements for certificates")."""


class Certificate(AwsKind, tag="aws.acm_certificate", frozen=True, kw_only=True):
    """A certificate for names that a record proves to be ours."""

    id = "aws.acm_certificate"
    terraform = "aws_acm_certificate"
    about = "A TLS certificate that AWS renews."

    domain_name: Told
    subject_alternative_names: tuple[Told, ...] | None = None
    validation_method: Literal["DNS", "EMAIL"] = "DNS"
    region: str | None = None

    @classmethod
    def shared_part(cls, site: Site) -> tuple[Part, ...]:
        """The certificate of the application: `CERTIFICATE`, its record, and `VALID`."""
        below = f"*.{site.domain}" if isinstance(site.domain, str) else Joined(parts=("*.", site.domain))
        return certificate(CERTIFICATE, (site.domain, below))


class CertificateValidation(AwsKind, tag="aws.acm_certificate_validation", frozen=True, kw_only=True):
    """Waits until the certificate is valid."""

    id = "aws.acm_certificate_validation"
    terraform = "aws_acm_certificate_validation"
    about = "Waits until a certificate is valid."

    certificate_arn: Ref
    validation_record_fqdns: tuple[Ref, ...]
    region: str | None = None


def certificate(name: str, names: tuple[Told, ...], region: str | None = None) -> tuple[Part, ...]:
    """The certificate `name` for `names`, its record, and `<name>.validation`.

    A name and the wildcard below it have the same record (ACM User Guide, "DNS validation"), so there is one.
    """
    proof = "domain_validation_options.*."
    kind = Certificate(domain_name=names[0], subject_alternative_names=names[1:] or None, region=region)
    record = Record(
        zone_id=ZONE,
        name=Ref(resource=name, attribute=f"{proof}resource_record_name[0]"),
        type=Ref(resource=name, attribute=f"{proof}resource_record_type[0]"),
        records=(Ref(resource=name, attribute=f"{proof}resource_record_value[0]"),),
        ttl=300,
        allow_overwrite=True,
    )
    valid = CertificateValidation(
        certificate_arn=Ref(resource=name, attribute="arn"),
        validation_record_fqdns=(Ref(resource=f"{name}.record", attribute="fqdn"),),
        region=region,
    )
    return (
        Part(name=name, kind=kind, says="callers must know whom they talk to, and nobody may listen"),
        Part(name=f"{name}.record", kind=record, says="proves that the name is ours, also at each renewal"),
        Part(name=f"{name}.validation", kind=valid, says="nothing may use a certificate before it is valid"),
    )


KINDS = (Certificate, CertificateValidation)
