"""Functions: a program that exists only while a request is in progress.

The image of a service holds the Lambda Web Adapter (github.com/awslabs/aws-lambda-web-adapter), which turns
invocations into HTTP requests on the program's own port; so the same image runs here and everywhere else.
"""

from mainstay.catalog.aws.lambda_function.beside import (
    Alias,
    EventInvokeConfig,
    FunctionUrl,
    Permission,
    ProvisionedConcurrency,
)
from mainstay.catalog.aws.lambda_function.function import Function as Function

KINDS = (Function, Alias, EventInvokeConfig, FunctionUrl, Permission, ProvisionedConcurrency)
