"""The registry: one repository for the images of each program."""

from typing import Literal

from mainstay.catalog.aws.base import AwsKind
from mainstay.model.cloud import KEY, Part
from mainstay.model.told import Json, Ref
from mainstay.model.value import Value

KEPT_IMAGES = 30
"""How many releases can be rolled back to."""


class Encryption(Value, frozen=True, kw_only=True):
    """With which key images are encrypted."""

    encryption_type: Literal["AES256", "KMS"] = "KMS"
    kms_key: Ref


class Scanning(Value, frozen=True, kw_only=True):
    """Whether images are searched for known vulnerabilities as they arrive."""

    scan_on_push: bool = True


class Repository(AwsKind, tag="aws.ecr_repository", frozen=True, kw_only=True):
    """Keeps images. A tag means the same image forever."""

    id = "aws.ecr_repository"
    terraform = "aws_ecr_repository"
    aliases = frozenset({"aws.ecr_repo"})
    about = "Keeps the images of one program: scanned, encrypted, and each tag is set once."

    name: str
    image_tag_mutability: Literal["MUTABLE", "IMMUTABLE"] = "IMMUTABLE"
    encryption_configuration: Encryption | None = None
    image_scanning_configuration: Scanning = Scanning()


class LifecyclePolicy(AwsKind, tag="aws.ecr_lifecycle_policy", frozen=True, kw_only=True):
    """Which images go again."""

    id = "aws.ecr_lifecycle_policy"
    terraform = "aws_ecr_lifecycle_policy"
    about = "Removes images that no release needs any more."

    repository: Ref
    policy: Json


def repository(name: str, label: str, program: str) -> tuple[Part, Part]:
    """The repository `name` for the images of `program`, and what keeps it small."""
    kind = Repository(name=label, encryption_configuration=Encryption(kms_key=Ref(resource=KEY, attribute="arn")))
    rule = {
        "rulePriority": 1,
        "description": f"keep the last {KEPT_IMAGES} images",
        "selection": {"tagStatus": "any", "countType": "imageCountMoreThan", "countNumber": KEPT_IMAGES},
        "action": {"type": "expire"},
    }
    policy = LifecyclePolicy(repository=Ref(resource=name, attribute="name"), policy=Json(content={"rules": (rule,)}))
    return (
        Part(name=name, kind=kind, says=f"keeps the images of {program}"),
        Part(name=f"{name}.lifecycle", kind=policy, says="old images cost money and are never used again"),
    )


KINDS = (Repository, LifecyclePolicy)
