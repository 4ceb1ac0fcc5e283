"""The nested blocks of a function."""

from typing import Literal

from mainstay.model.told import Ref, Told
from mainstay.model.value import Value


class Environment(Value, frozen=True, kw_only=True):
    """Environment names."""

    variables: dict[str, Told]


class VpcConfig(Value, frozen=True, kw_only=True):
    """Where it stands in the network."""

    subnet_ids: tuple[Ref, ...]
    security_group_ids: tuple[Ref, ...]


class TracingConfig(Value, frozen=True, kw_only=True):
    """Whether its calls are traced."""

    mode: Literal["Active", "PassThrough"] = "Active"


class LoggingConfig(Value, frozen=True, kw_only=True):
    """Where its lines go, and how."""

    log_format: Literal["JSON", "Text"] = "JSON"
    log_group: Ref


class ImageConfig(Value, frozen=True, kw_only=True):
    """What is started in its image."""

    entry_point: tuple[str, ...]
    command: tuple[str, ...]


class FileSystemConfig(Value, frozen=True, kw_only=True):
    """Files that outlive a call, through an access point."""

    arn: Ref
    local_mount_path: str


class DeadLetterConfig(Value, frozen=True, kw_only=True):
    """Where asynchronous calls go that failed every time."""

    target_arn: Ref


RESERVED = frozenset(
    {
        *("_HANDLER", "_X_AMZN_TRACE_ID", "AWS_DEFAULT_REGION", "AWS_REGION", "AWS_EXECUTION_ENV"),
        *("AWS_ACCESS_KEY", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"),
        *("AWS_LAMBDA_FUNCTION_NAME", "AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "AWS_LAMBDA_FUNCTION_VERSION"),
        *("AWS_LAMBDA_INITIALIZATION_TYPE", "AWS_LAMBDA_LOG_GROUP_NAME", "AWS_LAMBDA_LOG_STREAM_NAME"),
        *("AWS_LAMBDA_RUNTIME_API", "LAMBDA_TASK_ROOT", "LAMBDA_RUNTIME_DIR"),
    }
)
"""Names that Lambda sets itself and refuses from others (AWS Lambda Developer Guide, "Defined runtime variables")."""
RUN = """set -u
api="http://$AWS_LAMBDA_RUNTIME_API/2018-06-01/runtime/invocation"
while :; do
  headers="$(mktemp)"
  curl -sS -o /tmp/event -D "$headers" "$api/next"
  id="$(tr -d '\\r' < "$headers" | sed -n 's/^[Ll]ambda-[Rr]untime-[Aa]ws-[Rr]equest-[Ii]d: //p')"
  if sh -c "$1"; then curl -sS -d done "$api/$id/response"
  else curl -sS -d '{"errorType":"Exit","errorMessage":"the command failed"}' "$api/$id/error"; fi
done
"""
"""Runs a command for each call (AWS Lambda Developer Guide, "Using the Lambda runtime API"). Needs sh and curl."""


def image_config(command: str, *, serves: bool) -> ImageConfig:
    """What starts a program: one that serves is called by the adapter in its image, another runs once for each call."""
    if serves:
        return ImageConfig(entry_point=("/bin/sh", "-c"), command=(command,))
    return ImageConfig(entry_point=("/bin/sh", "-c", RUN, "run"), command=(command,))
