"""Kubernetes of AWS: one cluster for all programs of the application that run in pods."""

from mainstay.catalog.aws.eks.access import AccessEntry, AccessPolicy, OidcProvider
from mainstay.catalog.aws.eks.cluster import CLUSTER as CLUSTER
from mainstay.catalog.aws.eks.cluster import NODES_GROUP as NODES_GROUP
from mainstay.catalog.aws.eks.cluster import Cluster as Cluster
from mainstay.catalog.aws.eks.nodes import Addon, NodeGroup, NodeTemplate

KINDS = (Cluster, NodeGroup, NodeTemplate, Addon, AccessEntry, AccessPolicy, OidcProvider)
