"""What a cluster of EKS needs open between its control plane and its nodes.

Amazon EKS User Guide, "View Amazon EKS security group requirements": 443 and 10250 at least, DNS between nodes;
webhooks of controllers listen on 443 and 9443 (AWS Load Balancer Controller, "Security groups"). Pods share the fence
of their nodes, so between nodes every port of TCP is open, and network policies decide (see `cluster_policies`).
"""

CONTROL_TO_NODES = (("tcp", 443, 443), ("tcp", 9443, 9443), ("tcp", 10250, 10250))
NODES_TO_CONTROL = (("tcp", 443, 443),)
NODES_TO_NODES = (("tcp", 1, 65535), ("udp", 53, 53), ("tcp", 53, 53))
