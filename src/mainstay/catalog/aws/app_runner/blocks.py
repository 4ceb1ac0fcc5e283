"""The nested blocks of an App Runner service."""

from typing import Literal

from mainstay.model.told import Ref, Told
from mainstay.model.value import Value


class ImageConfiguration(Value, frozen=True, kw_only=True):
    """What is started in the image."""

    port: str
    start_command: str | None = None
    runtime_environment_variables: dict[str, Told] | None = None
    runtime_environment_secrets: dict[str, Told] | None = None


class ImageRepository(Value, frozen=True, kw_only=True):
    """Which image."""

    image_identifier: Told
    image_repository_type: Literal["ECR", "ECR_PUBLIC"] = "ECR"
    image_configuration: ImageConfiguration


class Authentication(Value, frozen=True, kw_only=True):
    """As whom the image is pulled."""

    access_role_arn: Ref


class Source(Value, frozen=True, kw_only=True):
    """Where the program comes from; releases decide when a new image runs."""

    auto_deployments_enabled: bool = False
    authentication_configuration: Authentication | None = None
    image_repository: ImageRepository


class InstanceConfiguration(Value, frozen=True, kw_only=True):
    """How large one instance is, and as what it runs."""

    cpu: str
    memory: str
    instance_role_arn: Ref


class HealthCheck(Value, frozen=True, kw_only=True):
    """What says that an instance is well."""

    protocol: Literal["HTTP", "TCP"] = "HTTP"
    path: str = "/"
    interval: int = 10
    timeout: int = 5
    healthy_threshold: int = 1
    unhealthy_threshold: int = 5


class Egress(Value, frozen=True, kw_only=True):
    """How it reaches others."""

    egress_type: Literal["DEFAULT", "VPC"] = "DEFAULT"
    vpc_connector_arn: Ref | None = None


class Ingress(Value, frozen=True, kw_only=True):
    """Whether the world reaches it."""

    is_publicly_accessible: bool = True


class Network(Value, frozen=True, kw_only=True):
    """Both ways."""

    egress_configuration: Egress = Egress()
    ingress_configuration: Ingress = Ingress()


class Encryption(Value, frozen=True, kw_only=True):
    """The key for its copy of the image."""

    kms_key: Ref


class Observability(Value, frozen=True, kw_only=True):
    """How it is traced."""

    observability_enabled: bool = True
    observability_configuration_arn: Ref


class Trace(Value, frozen=True, kw_only=True):
    """Where traces go."""

    vendor: Literal["AWSXRAY"] = "AWSXRAY"
