"""Amazon Aurora Serverless v2: PostgreSQL and MySQL whose size follows the load."""

from mainstay.catalog.aws.aurora.cluster import AuroraMysql, AuroraPostgres
from mainstay.catalog.aws.aurora.member import ClusterParameterGroup, Member

KINDS = (AuroraPostgres, AuroraMysql, Member, ClusterParameterGroup)
