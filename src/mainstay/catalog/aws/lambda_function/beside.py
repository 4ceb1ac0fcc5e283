"""What stands beside a function: the version that is live, its URL, who may call it, and what is kept warm."""

from collections.abc import Iterator
from typing import Literal

from mainstay.catalog.aws.api_gateway import api_of
from mainstay.catalog.aws.base import AwsKind
from mainstay.catalog.aws.cloudwatch import Signal
from mainstay.catalog.aws.iam import RolePolicyAttachment
from mainstay.catalog.aws.programs import watch
from mainstay.model.cloud import Part, ReleaseStep, Site, role_of
from mainstay.model.intent import Job, Service, Trigger
from mainstay.model.told import Ref, Statement, Told

_VPC_POLICY = "arn:aws:iam::aws:policy/service-role/AWSLambdaENIManagementAccess"


class Alias(AwsKind, tag="aws.lambda_alias", frozen=True, kw_only=True):
    """The version that is live."""

    id = "aws.lambda_alias"
    terraform = "aws_lambda_alias"
    about = "A name for the version of a function that is live; a release and a rollback move it."

    name: str = "live"
    function_name: Ref
    function_version: Ref


class StagedAlias(Alias, tag="aws.lambda_staged_alias", frozen=True, kw_only=True):
    """The version that a release made live, after its jobs ended well; applying does not."""

    id = "aws.lambda_staged_alias"
    about = "A name for the version of a function that is live; the release moves it after its jobs ended well."
    ignored = ("function_version",)


class ProvisionedConcurrency(AwsKind, tag="aws.lambda_provisioned_concurrency", frozen=True, kw_only=True):
    """Environments that wait for requests."""

    id = "aws.lambda_provisioned_concurrency"
    terraform = "aws_lambda_provisioned_concurrency_config"
    about = "Keeps environments of a function warm, so that no request waits for a start."

    function_name: Ref
    qualifier: Ref
    provisioned_concurrent_executions: int


class Permission(AwsKind, tag="aws.lambda_permission", frozen=True, kw_only=True):
    """Who may call a function."""

    id = "aws.lambda_permission"
    terraform = "aws_lambda_permission"
    about = "Lets one service of AWS call a function."

    statement_id: str
    action: str = "lambda:InvokeFunction"
    function_name: Ref
    qualifier: Ref | None = None
    principal: str  # pyright: ignore[reportIncompatibleMethodOverride] - the argument of AWS has this name
    source_arn: Told | None = None


class FunctionUrl(AwsKind, tag="aws.lambda_function_url", frozen=True, kw_only=True):
    """An HTTPS address of a function. Callers prove who they are."""

    id = "aws.lambda_function_url"
    terraform = "aws_lambda_function_url"
    about = "An HTTPS address of a function for callers that sign their requests."

    function_name: Ref
    qualifier: Ref | None = None
    authorization_type: Literal["AWS_IAM", "NONE"] = "AWS_IAM"


class EventInvokeConfig(AwsKind, tag="aws.lambda_event_invoke_config", frozen=True, kw_only=True):
    """How often an asynchronous call is tried again."""

    id = "aws.lambda_event_invoke_config"
    terraform = "aws_lambda_function_event_invoke_config"
    about = "How often an asynchronous call of a function is tried again."

    function_name: Ref
    maximum_retry_attempts: int = 2
    maximum_event_age_in_seconds: int = 3600


def alias_of(name: str) -> str:
    """The resource name of the live version of the function `name`."""
    return f"{name}.live"


def live(site: Site, provisioned: int) -> Iterator[Part]:
    """The live version, and what of it is kept warm."""
    name = Ref(resource=site.name, attribute="function_name")
    staged = site.staged and isinstance(site.component, Service)
    alias = (StagedAlias if staged else Alias)(
        function_name=name, function_version=Ref(resource=site.name, attribute="version")
    )
    yield Part(name=alias_of(site.name), kind=alias, says=f"releases of {site.name} switch at once, and back")
    if provisioned:
        kept = ProvisionedConcurrency(
            function_name=name,
            qualifier=Ref(resource=alias_of(site.name), attribute="name"),
            provisioned_concurrent_executions=provisioned,
        )
        says = f"{provisioned} environments are kept warm: 99 of 100 requests of {site.name} wait for no start"
        yield Part(name=f"{site.name}.warm", kind=kept, says=says)


def release_step(site: Site) -> ReleaseStep | None:
    """A job is called in the version of the release; a service is switched to it."""
    version = Ref(resource=site.name, attribute="qualified_arn")
    component = site.component
    if isinstance(component, Job) and component.trigger is Trigger.RELEASE:
        may = Statement(sid="Call", actions=("lambda:InvokeFunction",), resources=(version,))
        return _step(f"Run {site.name}", "lambda:invoke", {"FunctionName": version, "Payload": {}}, may)
    if not isinstance(component, Service):
        return None
    moved: dict[str, object] = {
        "FunctionName": Ref(resource=site.name, attribute="function_name"),
        "FunctionVersion": Ref(resource=site.name, attribute="version"),
        "Name": Ref(resource=alias_of(site.name), attribute="name"),
    }
    own = Ref(resource=site.name, attribute="arn")
    may = Statement(sid="Move", actions=("lambda:UpdateAlias",), resources=(own,))
    return _step(f"Switch {site.name}", "aws-sdk:lambda:updateAlias", moved, may)


def _step(name: str, action: str, parameters: dict[str, object], may: Statement) -> ReleaseStep:
    state: dict[str, object] = {
        "Type": "Task",
        "Resource": f"arn:aws:states:::{action}",
        "Parameters": parameters,
    }
    return ReleaseStep(name=name, state=state, statements=(may,))


def called_by_api(site: Site) -> Part:
    """Lets its own HTTP API call it."""
    kind = Permission(
        statement_id="CalledByApi",
        function_name=Ref(resource=site.name, attribute="function_name"),
        qualifier=Ref(resource=alias_of(site.name), attribute="name"),
        principal="apigateway.amazonaws.com",
        source_arn=Ref(resource=api_of(site.name), attribute="execution_arn", suffix="/*/*"),
    )
    return Part(name=f"{site.name}.called-by-api", kind=kind, says=f"the API calls {site.name}, and nobody else may")


def url(site: Site) -> Part:
    """The address that other programs call."""
    kind = FunctionUrl(
        function_name=Ref(resource=site.name, attribute="function_name"),
        qualifier=Ref(resource=alias_of(site.name), attribute="name"),
    )
    return Part(name=f"{site.name}.url", kind=kind, says=f"other programs call {site.name}; each signs its requests")


def network_access(site: Site) -> Part:
    """Lets Lambda connect the function to the subnets."""
    from_aws = RolePolicyAttachment(role=Ref(resource=role_of(site.name), attribute="name"), policy_arn=_VPC_POLICY)
    return Part(name=f"{site.name}.network-access", kind=from_aws, says=f"{site.name} stands in private subnets")


def alarms(site: Site, *, timeout_s: int) -> Iterator[Part]:
    """What somebody must know: errors, refused calls, calls near their limit."""
    space = "AWS/Lambda"
    dimensions: dict[str, Told] = {"FunctionName": Ref(resource=site.name, attribute="function_name")}
    errors = Signal(namespace=space, metric="Errors", dimensions=dimensions, above=5)
    yield watch(site, "errors", f"{site.name} fails", errors)
    throttles = Signal(namespace=space, metric="Throttles", dimensions=dimensions, above=0)
    yield watch(site, "throttles", f"{site.name} is called more often than it may run at once", throttles)
    slow = Signal(namespace=space, metric="Duration", dimensions=dimensions, above=timeout_s * 800.0, percentile="p99")
    yield watch(site, "latency", f"1 of 100 calls of {site.name} takes 80 % of the time that it may", slow)
