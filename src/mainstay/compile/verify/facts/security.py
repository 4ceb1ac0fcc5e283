"""Secrets, parameters, keys and sign-in. Actions: AWS Service Authorization Reference (2025)."""

from mainstay.compile.verify.facts.fact import Facts, Guard, Need, Permit, is_set, is_true, one_of
from mainstay.model.requirement import Access

_READ_SECRET = Permit(
    needs=(Need(actions=("secretsmanager:GetSecretValue",)),),
    may=("secretsmanager:DescribeSecret",),
    key=("kms:Decrypt",),
)

FACTS = (
    Facts(
        type="aws_secretsmanager_secret",
        api=("secretsmanager",),
        key="kms_key_id",
        policy="policy",
        permits={Access.READ: _READ_SECRET},
        guards=(
            Guard(
                paths=("kms_key_id",),
                test=is_set,
                must="must be encrypted with the application's key",
                otherwise="it is not",
            ),
        ),
    ),
    Facts(
        type="aws_ssm_parameter",
        api=("ssm",),
        key="key_id",
        permits={
            Access.READ: Permit(
                needs=(Need(actions=("ssm:GetParameter",)),),
                may=("ssm:GetParameters", "ssm:GetParametersByPath"),
                key=("kms:Decrypt",),
            ),
        },
        guards=(
            Guard(paths=("type",), test=one_of("SecureString"), must="must be encrypted", otherwise="it is plain text"),
        ),
    ),
    Facts(
        type="aws_kms_key",
        policy="policy",
        guards=(
            Guard(paths=("enable_key_rotation",), test=is_true, must="must change every year", otherwise="it does not"),
        ),
    ),
    Facts(
        type="aws_cognito_user_pool",
        api=("cognito-idp",),
        permits={
            Access.READ: Permit(
                may=("cognito-idp:AdminGetUser", "cognito-idp:DescribeUserPool", "cognito-idp:ListUsers")
            ),
            Access.WRITE: Permit(
                may=(
                    "cognito-idp:AdminCreateUser",
                    "cognito-idp:AdminDeleteUser",
                    "cognito-idp:AdminDisableUser",
                    "cognito-idp:AdminEnableUser",
                    "cognito-idp:AdminSetUserPassword",
                    "cognito-idp:AdminUpdateUserAttributes",
                ),
            ),
            Access.CALL: Permit(
                may=("cognito-idp:AdminInitiateAuth", "cognito-idp:AdminRespondToAuthChallenge"),
            ),
        },
    ),
)
