"""AWS Step Functions: work in several steps that survives failures."""

from typing import ClassVar, Literal

import msgspec

from mainstay.catalog.aws.backing import Backing, alone, monthly, per_month, within
from mainstay.catalog.aws.cloudwatch import log_group
from mainstay.catalog.aws.iam import Role, RolePolicy
from mainstay.catalog.aws.names import shortened
from mainstay.model.cloud import Demand, Market, Offer, Part, Site, Vital, role_of
from mainstay.model.intent import AnyComponent, Property
from mainstay.model.price import Charge
from mainstay.model.requirement import Access
from mainstay.model.told import Json, PolicyDocument, Ref, SecretText, Statement, Told
from mainstay.model.value import Value

STEPS = 5
"""Transitions of one run, where nobody can know. Our assumption."""
_NOTHING = Json(content={"StartAt": "Done", "States": {"Done": {"Type": "Succeed"}}})
_DELIVERS_LOGS = (
    "logs:CreateLogDelivery",
    "logs:DeleteLogDelivery",
    "logs:DescribeLogGroups",
    "logs:DescribeResourcePolicies",
    "logs:GetLogDelivery",
    "logs:ListLogDeliveries",
    "logs:PutResourcePolicy",
    "logs:UpdateLogDelivery",
)
"""These have no resource (Step Functions guide, "Logging to CloudWatch Logs")."""


class LoggingConfiguration(Value, frozen=True, kw_only=True):
    """What of a run is logged, and where."""

    log_destination: Ref
    level: Literal["ALL", "ERROR", "FATAL", "OFF"] = "ERROR"
    include_execution_data: bool = False


class TracingConfiguration(Value, frozen=True, kw_only=True):
    """Whether runs are traced."""

    enabled: bool = True


class StateMachine(Backing, tag="aws.step_functions", tag_field="kind", frozen=True, kw_only=True):
    """A state machine; `definition` is in the Amazon States Language."""

    id = "aws.step_functions"
    terraform = "aws_sfn_state_machine"
    aliases = frozenset({"aws.sfn_state_machine"})
    platform = "serverless"
    about = "AWS Step Functions: runs work in steps, waits, tries again, and keeps what each step did."
    source = "AWS Step Functions developer guide, 2025"
    possible: ClassVar[frozenset[Access]] = frozenset({Access.CALL})

    name: str | None = None
    type: Literal["STANDARD", "EXPRESS"] = "STANDARD"
    definition: Json | str = _NOTHING
    role_arn: Ref | None = None
    logging_configuration: LoggingConfiguration | None = None
    tracing_configuration: TracingConfiguration = TracingConfiguration()

    def __post_init__(self) -> None:
        if self.name is not None:
            within(self.id, "length of `name`", len(self.name), (1, 80))

    @classmethod
    def offers(cls, component: AnyComponent, demand: Demand, market: Market) -> tuple[Offer, ...]:
        """Where it is asked for directly."""
        return alone(cls(), component, demand, market)

    def standing(self, market: Market, demand: Demand) -> tuple[Charge, ...]:
        """By the transition, or for short runs by the run."""
        runs = per_month(demand.rate)
        if self.type == "EXPRESS":
            return (monthly(market, "aws.step_functions/express-request", runs, "runs", by_usage=True),)
        says = f"{STEPS} transitions for each run (assumed)"
        return (monthly(market, "aws.step_functions/state-transition", STEPS * runs, says, by_usage=True),)

    def vitals(self, name: str) -> tuple[Vital, ...]:
        """Runs and what became of them."""
        own: dict[str, Told] = {"StateMachineArn": Ref(resource=name, attribute="arn")}
        counted = (("ExecutionsStarted", "Sum"), ("ExecutionsFailed", "Sum"), ("ExecutionsTimedOut", "Sum"))
        return (Vital(title="runs", namespace="AWS/States", dimensions=own, metrics=counted),)

    def placed(self, site: Site) -> "StateMachine":
        """Named, with an identity and a log; AWS encrypts it with a key of its own."""
        log = Ref(resource=f"{site.name}.logs", attribute="arn", suffix=":*")
        return msgspec.structs.replace(
            self,
            name=self.name or shortened(site.label, 80),
            role_arn=self.role_arn or Ref(resource=role_of(site.name), attribute="arn"),
            logging_configuration=self.logging_configuration or LoggingConfiguration(log_destination=log),
        )

    def parts(self, site: Site) -> tuple[Part, ...]:
        """Its identity, which may log, and its log."""
        return surroundings(site)

    def grants(self, site: Site, access: Access) -> tuple[Statement, ...]:
        """Starting a run of this machine."""
        del access
        own = (Ref(resource=site.name, attribute="arn"),)
        return (Statement(sid="StartRun", actions=("states:StartExecution",), resources=own),)

    def connection(self, site: Site) -> dict[Property, Told | SecretText]:
        """Its name and ARN."""
        return {
            Property.NAME: Ref(resource=site.name, attribute="name"),
            Property.ARN: Ref(resource=site.name, attribute="arn"),
            Property.REGION: site.region,
        }


def surroundings(site: Site, may: tuple[Statement, ...] = ()) -> tuple[Part, ...]:
    """The identity of a machine, which may log and do what its steps take, and its log."""
    trust = Statement(
        sid="Assume",
        actions=("sts:AssumeRole",),
        resources=(),
        principals=(("Service", ("states.amazonaws.com",)),),
    )
    label = shortened(site.label, 64)
    role = Role(
        name=label,
        description=f"What the steps of {site.name} run as.",
        assume_role_policy=PolicyDocument(statements=(trust,)),
    )
    logs = Statement(sid="DeliverLogs", actions=_DELIVERS_LOGS, resources=("*",))
    policy = RolePolicy(
        name=label, role=Ref(resource=role_of(site.name)), policy=PolicyDocument(statements=(logs, *may))
    )
    says = f"the steps of {site.name} run as an identity of their own"
    path = f"/aws/vendedlogs/states/{site.label}"
    return (
        Part(name=role_of(site.name), kind=role, says=says),
        Part(name=f"{site.name}.policy", kind=policy, says=says),
        log_group(f"{site.name}.logs", path, f"keeps what went wrong in {site.name}"),
    )


KINDS = (StateMachine,)
