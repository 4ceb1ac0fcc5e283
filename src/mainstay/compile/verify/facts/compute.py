"""Programs and what runs them: who assumes their role, where it is stated, what they can be asked for."""

from mainstay.compile.verify.facts.fact import (
    Facts,
    Guard,
    Listens,
    Need,
    Permit,
    Runs,
    When,
    is_true,
    none_of,
    not_true,
)
from mainstay.model.requirement import Access


def _acts(trust: str, *roles: str) -> Runs:
    """A service that acts with a role, and runs no code of the application."""
    return Runs(trust=trust, roles=roles, code=False)


_INVOKE = Permit(needs=(Need(actions=("lambda:InvokeFunction",)),), may=("lambda:InvokeFunctionUrl",))

FACTS = (
    Facts(
        type="aws_lambda_function",
        api=("lambda",),
        key="kms_key_arn",
        permits={Access.CALL: _INVOKE},
        runs=Runs(trust="lambda.amazonaws.com", roles=("role",), environment=("environment.variables",)),
    ),
    Facts(
        type="aws_ecs_task_definition",
        runs=Runs(
            trust="ecs-tasks.amazonaws.com",
            roles=("task_role_arn",),
            starts=("execution_role_arn",),
            environment=("container_definitions",),
        ),
        guards=(
            Guard(
                paths=("volume.efs_volume_configuration.transit_encryption",),
                test=lambda values: all(value == "ENABLED" for value in values),
                must="must mount its files over TLS",
                otherwise="it mounts them in the clear",
            ),
            Guard(
                paths=("container_definitions.privileged",),
                test=not_true,
                must="must not have the rights of its host",
                otherwise="it is privileged",
            ),
        ),
    ),
    Facts(
        type="aws_ecs_service",
        guards=(
            Guard(
                paths=("network_configuration.assign_public_ip",),
                test=not_true,
                must="must not have a public address",
                otherwise="it gets one",
            ),
        ),
    ),
    Facts(
        type="aws_apprunner_service",
        runs=Runs(
            trust="tasks.apprunner.amazonaws.com",
            roles=("instance_configuration.instance_role_arn",),
            starts=("source_configuration.authentication_configuration.access_role_arn",),
            started_by="build.apprunner.amazonaws.com",
            # The access role only pulls images ("Referencing environment variables", App Runner Developer Guide).
            tells_as_own=True,
            environment=(
                "source_configuration.image_repository.image_configuration.runtime_environment_variables",
                "source_configuration.image_repository.image_configuration.runtime_environment_secrets",
            ),
        ),
    ),
    Facts(type="aws_iam_instance_profile", runs=Runs(trust="ec2.amazonaws.com", roles=("role",))),
    Facts(
        type="aws_eks_pod_identity_association",
        runs=Runs(trust="pods.eks.amazonaws.com", roles=("role_arn",)),
    ),
    Facts(type="aws_eks_addon", runs=_acts("pods.eks.amazonaws.com", "pod_identity_association.role_arn")),
    Facts(type="aws_eks_fargate_profile", runs=_acts("eks-fargate-pods.amazonaws.com", "pod_execution_role_arn")),
    Facts(type="aws_eks_node_group", runs=_acts("ec2.amazonaws.com", "node_role_arn")),
    Facts(
        type="aws_eks_cluster",
        listens=Listens(port=443),
        runs=_acts("eks.amazonaws.com", "role_arn"),
        guards=(
            Guard(
                paths=("deletion_protection",),
                test=is_true,
                must="must be protected from deletion",
                otherwise="it is not",
                when=When.SAFE,
            ),
            Guard(
                paths=("encryption_config.provider.key_arn",),
                test=bool,
                must="must encrypt the secrets it keeps",
                otherwise="it does not",
            ),
            Guard(
                paths=("vpc_config.endpoint_private_access",),
                test=is_true,
                must="must be reachable inside the network",
                otherwise="it is not",
            ),
        ),
    ),
    Facts(
        type="aws_autoscaling_group",
        guards=(
            Guard(
                paths=("min_size",),
                test=none_of(0),
                must="must keep an instance running",
                otherwise="it may have none",
                when=When.STEADY,
            ),
        ),
    ),
)
