"""Containers without machines: tasks on Fargate, the services that keep them running, and their cluster."""

from mainstay.catalog.aws.ecs.cluster import CLUSTER as CLUSTER
from mainstay.catalog.aws.ecs.cluster import CapacityProviders, Cluster, Discovery, Namespace
from mainstay.catalog.aws.ecs.fargate import Fargate as Fargate
from mainstay.catalog.aws.ecs.service import EcsService as EcsService

KINDS = (Fargate, EcsService, Cluster, CapacityProviders, Namespace, Discovery)
