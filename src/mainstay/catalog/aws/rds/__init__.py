"""Amazon RDS: PostgreSQL and MySQL on instances, with a proxy where many connect."""

from mainstay.catalog.aws.rds.beside import ParameterGroup, SubnetGroup
from mainstay.catalog.aws.rds.engines import RdsMysql, RdsPostgres
from mainstay.catalog.aws.rds.proxy import Proxy, ProxyTarget, ProxyTargetGroup

KINDS = (RdsPostgres, RdsMysql, SubnetGroup, ParameterGroup, Proxy, ProxyTargetGroup, ProxyTarget)
