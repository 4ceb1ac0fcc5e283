"""Secrets: values that nobody should see. They are made up while applying and written only; no state has them."""

from mainstay.catalog.aws.secret.kinds import RandomPassword, Secret, SecretReading, SecretRotation, SecretVersion
from mainstay.catalog.aws.secret.login import connection_of as connection_of
from mainstay.catalog.aws.secret.login import login as login
from mainstay.catalog.aws.secret.login import password as password
from mainstay.catalog.aws.secret.login import secret_properties as secret_properties
from mainstay.catalog.aws.secret.login import url as url

KINDS = (Secret, SecretVersion, SecretReading, SecretRotation, RandomPassword)
