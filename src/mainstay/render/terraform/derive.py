"""Derives `provider.json.gz`: what the AWS provider's resource types take and tell, and what cannot be changed later.

Run by hand when the provider has a new version worth following (both inputs come from public registries):

    npm pack @cdktn/provider-aws@24.1.0 && tar xzf cdktn-provider-aws-24.1.0.tgz
    python -m mainstay.render.terraform.derive package "$(python -c 'import cfnlint; print(*cfnlint.__path__)')" \
        src/mainstay/render/terraform/provider.json.gz

The same inputs give the same bytes. Nothing of it runs with mainstay.
"""

import gzip
import json
import sys
from pathlib import Path

from mainstay.render.terraform.derive_facts import facts
from mainstay.render.terraform.derive_provider import provider_version, resource_types

SOURCES = (
    "aws_acm_certificate",
    "aws_ami",
    "aws_availability_zones",
    "aws_caller_identity",
    "aws_cloudfront_cache_policy",
    "aws_cloudfront_origin_request_policy",
    "aws_cloudfront_response_headers_policy",
    "aws_ec2_managed_prefix_list",
    "aws_ecr_image",
    "aws_eks_cluster_auth",
    "aws_elb_service_account",
    "aws_iam_policy_document",
    "aws_kms_key",
    "aws_partition",
    "aws_prefix_list",
    "aws_region",
    "aws_route53_zone",
    "aws_secretsmanager_secret",
    "aws_ssm_parameter",
    "aws_subnets",
    "aws_vpc",
)
"""The data sources that rendered files may read; the other 640 would only make the file larger."""


def derive(bindings: Path, linter: Path) -> bytes:
    """The compressed JSON of the unpacked package `bindings` and of the installed package `linter`."""
    resources, sources = resource_types(bindings)
    content = {
        "version": provider_version(bindings),
        "resources": resources,
        "data": {name: sources[name] for name in SOURCES},
        "facts": facts(linter / "data" / "schemas" / "resources", resources),
    }
    text = json.dumps(content, sort_keys=True, separators=(",", ":"))
    return gzip.compress(text.encode(), compresslevel=9, mtime=0)


if __name__ == "__main__":
    package, cfnlint, output = map(Path, sys.argv[1:4])
    output.write_bytes(derive(package, cfnlint))
