# accounts uses accounts-db on port 5432
resource "aws_vpc_security_group_ingress_rule" "accounts-db_from_accounts_5432" {
  security_group_id            = aws_security_group.accounts-db_security_group.id
  description                  = "from accounts"
  ip_protocol                  = "tcp"
  from_port                    = 5432
  to_port                      = 5432
  referenced_security_group_id = aws_security_group.accounts_security_group.id
}

# accounts-db stands behind a fence of its own
resource "aws_security_group" "accounts-db_security_group" {
  name        = "market-accounts-db"
  description = "around accounts-db"
  vpc_id      = aws_vpc.network.id
}

# front uses accounts on port 8080
resource "aws_vpc_security_group_ingress_rule" "accounts_from_front_8080" {
  security_group_id            = aws_security_group.accounts_security_group.id
  description                  = "from front"
  ip_protocol                  = "tcp"
  from_port                    = 8080
  to_port                      = 8080
  referenced_security_group_id = aws_security_group.front_security_group.id
}

# other programs find accounts by a private name
resource "aws_service_discovery_service" "accounts_name" {
  name = "accounts"

  dns_config {
    namespace_id   = aws_service_discovery_private_dns_namespace.shared_cluster_names.id
    routing_policy = "MULTIVALUE"

    dns_records {
      type = "A"
      ttl  = 10
    }
  }
}

# accounts stands behind a fence of its own
resource "aws_security_group" "accounts_security_group" {
  name        = "market-accounts"
  description = "around accounts"
  vpc_id      = aws_vpc.network.id
}

# accounts uses accounts-db on port 5432
resource "aws_vpc_security_group_egress_rule" "accounts_to_accounts_db_5432" {
  security_group_id            = aws_security_group.accounts_security_group.id
  description                  = "to accounts-db"
  ip_protocol                  = "tcp"
  from_port                    = 5432
  to_port                      = 5432
  referenced_security_group_id = aws_security_group.accounts-db_security_group.id
}

# accounts uses addresses on port 8080
resource "aws_vpc_security_group_egress_rule" "accounts_to_addresses_8080" {
  security_group_id            = aws_security_group.accounts_security_group.id
  description                  = "to addresses"
  ip_protocol                  = "tcp"
  from_port                    = 8080
  to_port                      = 8080
  referenced_security_group_id = aws_security_group.addresses_security_group.id
}

# accounts calls ecr, logs, s3, secretsmanager, sqs
resource "aws_vpc_security_group_egress_rule" "accounts_to_internet" {
  security_group_id = aws_security_group.accounts_security_group.id
  description       = "to APIs over TLS"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_ipv4         = "0.0.0.0/0"
}

# accounts uses s3
resource "aws_vpc_security_group_egress_rule" "accounts_to_s3" {
  security_group_id = aws_security_group.accounts_security_group.id
  description       = "to s3"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  prefix_list_id    = aws_vpc_endpoint.network_endpoints_s3.prefix_list_id
}

# accounts uses addresses on port 8080
resource "aws_vpc_security_group_ingress_rule" "addresses_from_accounts_8080" {
  security_group_id            = aws_security_group.addresses_security_group.id
  description                  = "from accounts"
  ip_protocol                  = "tcp"
  from_port                    = 8080
  to_port                      = 8080
  referenced_security_group_id = aws_security_group.accounts_security_group.id
}

# other programs find addresses by a private name
resource "aws_service_discovery_service" "addresses_name" {
  name = "addresses"

  dns_config {
    namespace_id   = aws_service_discovery_private_dns_namespace.shared_cluster_names.id
    routing_policy = "MULTIVALUE"

    dns_records {
      type = "A"
      ttl  = 10
    }
  }
}

# addresses stands behind a fence of its own
resource "aws_security_group" "addresses_security_group" {
  name        = "market-addresses"
  description = "around addresses"
  vpc_id      = aws_vpc.network.id
}

# addresses uses adverts on port 8080
resource "aws_vpc_security_group_egress_rule" "addresses_to_adverts_8080" {
  security_group_id            = aws_security_group.addresses_security_group.id
  description                  = "to adverts"
  ip_protocol                  = "tcp"
  from_port                    = 8080
  to_port                      = 8080
  referenced_security_group_id = aws_security_group.adverts_security_group.id
}

# addresses calls ecr, logs, s3, sqs
resource "aws_vpc_security_group_egress_rule" "addresses_to_internet" {
  security_group_id = aws_security_group.addresses_security_group.id
  description       = "to APIs over TLS"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_ipv4         = "0.0.0.0/0"
}

# addresses uses s3
resource "aws_vpc_security_group_egress_rule" "addresses_to_s3" {
  security_group_id = aws_security_group.addresses_security_group.id
  description       = "to s3"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  prefix_list_id    = aws_vpc_endpoint.network_endpoints_s3.prefix_list_id
}

# addresses uses adverts on port 8080
resource "aws_vpc_security_group_ingress_rule" "adverts_from_addresses_8080" {
  security_group_id            = aws_security_group.adverts_security_group.id
  description                  = "from addresses"
  ip_protocol                  = "tcp"
  from_port                    = 8080
  to_port                      = 8080
  referenced_security_group_id = aws_security_group.addresses_security_group.id
}

# other programs find adverts by a private name
resource "aws_service_discovery_service" "adverts_name" {
  name = "adverts"

  dns_config {
    namespace_id   = aws_service_discovery_private_dns_namespace.shared_cluster_names.id
    routing_policy = "MULTIVALUE"

    dns_records {
      type = "A"
      ttl  = 10
    }
  }
}

# adverts stands behind a fence of its own
resource "aws_security_group" "adverts_security_group" {
  name        = "market-adverts"
  description = "around adverts"
  vpc_id      = aws_vpc.network.id
}

# adverts uses audit on port 8080
resource "aws_vpc_security_group_egress_rule" "adverts_to_audit_8080" {
  security_group_id            = aws_security_group.adverts_security_group.id
  description                  = "to audit"
  ip_protocol                  = "tcp"
  from_port                    = 8080
  to_port                      = 8080
  referenced_security_group_id = aws_security_group.audit_security_group.id
}

# adverts uses dynamodb
resource "aws_vpc_security_group_egress_rule" "adverts_to_dynamodb" {
  security_group_id = aws_security_group.adverts_security_group.id
  description       = "to dynamodb"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  prefix_list_id    = aws_vpc_endpoint.network_endpoints_dynamodb.prefix_list_id
}

# adverts calls dynamodb, ecr, logs, s3
resource "aws_vpc_security_group_egress_rule" "adverts_to_internet" {
  security_group_id = aws_security_group.adverts_security_group.id
  description       = "to APIs over TLS"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_ipv4         = "0.0.0.0/0"
}

# adverts uses s3
resource "aws_vpc_security_group_egress_rule" "adverts_to_s3" {
  security_group_id = aws_security_group.adverts_security_group.id
  description       = "to s3"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  prefix_list_id    = aws_vpc_endpoint.network_endpoints_s3.prefix_list_id
}

# adverts uses audit on port 8080
resource "aws_vpc_security_group_ingress_rule" "audit_from_adverts_8080" {
  security_group_id            = aws_security_group.audit_security_group.id
  description                  = "from adverts"
  ip_protocol                  = "tcp"
  from_port                    = 8080
  to_port                      = 8080
  referenced_security_group_id = aws_security_group.adverts_security_group.id
}

# other programs find audit by a private name
resource "aws_service_discovery_service" "audit_name" {
  name = "audit"

  dns_config {
    namespace_id   = aws_service_discovery_private_dns_namespace.shared_cluster_names.id
    routing_policy = "MULTIVALUE"

    dns_records {
      type = "A"
      ttl  = 10
    }
  }
}

# audit stands behind a fence of its own
resource "aws_security_group" "audit_security_group" {
  name        = "market-audit"
  description = "around audit"
  vpc_id      = aws_vpc.network.id
}

# audit uses baskets on port 8080
resource "aws_vpc_security_group_egress_rule" "audit_to_baskets_8080" {
  security_group_id            = aws_security_group.audit_security_group.id
  description                  = "to baskets"
  ip_protocol                  = "tcp"
  from_port                    = 8080
  to_port                      = 8080
  referenced_security_group_id = aws_security_group.baskets_security_group.id
}

# audit calls ecr, logs, s3, sqs
resource "aws_vpc_security_group_egress_rule" "audit_to_internet" {
  security_group_id = aws_security_group.audit_security_group.id
  description       = "to APIs over TLS"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_ipv4         = "0.0.0.0/0"
}

# audit uses s3
resource "aws_vpc_security_group_egress_rule" "audit_to_s3" {
  security_group_id = aws_security_group.audit_security_group.id
  description       = "to s3"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  prefix_list_id    = aws_vpc_endpoint.network_endpoints_s3.prefix_list_id
}

# baskets uses baskets-db on port 5432
resource "aws_vpc_security_group_ingress_rule" "baskets-db_from_baskets_5432" {
  security_group_id            = aws_security_group.baskets-db_security_group.id
  description                  = "from baskets"
  ip_protocol                  = "tcp"
  from_port                    = 5432
  to_port                      = 5432
  referenced_security_group_id = aws_security_group.baskets_security_group.id
}

# baskets-db stands behind a fence of its own
resource "aws_security_group" "baskets-db_security_group" {
  name        = "market-baskets-db"
  description = "around baskets-db"
  vpc_id      = aws_vpc.network.id
}

# audit uses baskets on port 8080
resource "aws_vpc_security_group_ingress_rule" "baskets_from_audit_8080" {
  security_group_id            = aws_security_group.baskets_security_group.id
  description                  = "from audit"
  ip_protocol                  = "tcp"
  from_port                    = 8080
  to_port                      = 8080
  referenced_security_group_id = aws_security_group.audit_security_group.id
}

# other programs find baskets by a private name
resource "aws_service_discovery_service" "baskets_name" {
  name = "baskets"

  dns_config {
    namespace_id   = aws_service_discovery_private_dns_namespace.shared_cluster_names.id
    routing_policy = "MULTIVALUE"

    dns_records {
      type = "A"
      ttl  = 10
    }
  }
}

# baskets stands behind a fence of its own
resource "aws_security_group" "baskets_security_group" {
  name        = "market-baskets"
  description = "around baskets"
  vpc_id      = aws_vpc.network.id
}

# baskets uses baskets-db on port 5432
resource "aws_vpc_security_group_egress_rule" "baskets_to_baskets_db_5432" {
  security_group_id            = aws_security_group.baskets_security_group.id
  description                  = "to baskets-db"
  ip_protocol                  = "tcp"
  from_port                    = 5432
  to_port                      = 5432
  referenced_security_group_id = aws_security_group.baskets-db_security_group.id
}

# baskets calls ecr, logs, s3, secretsmanager, sqs
resource "aws_vpc_security_group_egress_rule" "baskets_to_internet" {
  security_group_id = aws_security_group.baskets_security_group.id
  description       = "to APIs over TLS"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_ipv4         = "0.0.0.0/0"
}

# baskets uses s3
resource "aws_vpc_security_group_egress_rule" "baskets_to_s3" {
  security_group_id = aws_security_group.baskets_security_group.id
  description       = "to s3"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  prefix_list_id    = aws_vpc_endpoint.network_endpoints_s3.prefix_list_id
}

# front uses billing on port 8080
resource "aws_vpc_security_group_ingress_rule" "billing_from_front_8080" {
  security_group_id            = aws_security_group.billing_security_group.id
  description                  = "from front"
  ip_protocol                  = "tcp"
  from_port                    = 8080
  to_port                      = 8080
  referenced_security_group_id = aws_security_group.front_security_group.id
}

# other programs find billing by a private name
resource "aws_service_discovery_service" "billing_name" {
  name = "billing"

  dns_config {
    namespace_id   = aws_service_discovery_private_dns_namespace.shared_cluster_names.id
    routing_policy = "MULTIVALUE"

    dns_records {
      type = "A"
      ttl  = 10
    }
  }
}

# billing stands behind a fence of its own
resource "aws_security_group" "billing_security_group" {
  name        = "market-billing"
  description = "around billing"
  vpc_id      = aws_vpc.network.id
}

# billing uses campaigns on port 8080
resource "aws_vpc_security_group_egress_rule" "billing_to_campaigns_8080" {
  security_group_id            = aws_security_group.billing_security_group.id
  description                  = "to campaigns"
  ip_protocol                  = "tcp"
  from_port                    = 8080
  to_port                      = 8080
  referenced_security_group_id = aws_security_group.campaigns_security_group.id
}

# billing calls ecr, logs, s3
resource "aws_vpc_security_group_egress_rule" "billing_to_internet" {
  security_group_id = aws_security_group.billing_security_group.id
  description       = "to APIs over TLS"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_ipv4         = "0.0.0.0/0"
}

# billing uses s3
resource "aws_vpc_security_group_egress_rule" "billing_to_s3" {
  security_group_id = aws_security_group.billing_security_group.id
  description       = "to s3"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  prefix_list_id    = aws_vpc_endpoint.network_endpoints_s3.prefix_list_id
}

# billing uses campaigns on port 8080
resource "aws_vpc_security_group_ingress_rule" "campaigns_from_billing_8080" {
  security_group_id            = aws_security_group.campaigns_security_group.id
  description                  = "from billing"
  ip_protocol                  = "tcp"
  from_port                    = 8080
  to_port                      = 8080
  referenced_security_group_id = aws_security_group.billing_security_group.id
}

# other programs find campaigns by a private name
resource "aws_service_discovery_service" "campaigns_name" {
  name = "campaigns"

  dns_config {
    namespace_id   = aws_service_discovery_private_dns_namespace.shared_cluster_names.id
    routing_policy = "MULTIVALUE"

    dns_records {
      type = "A"
      ttl  = 10
    }
  }
}

# campaigns stands behind a fence of its own
resource "aws_security_group" "campaigns_security_group" {
  name        = "market-campaigns"
  description = "around campaigns"
  vpc_id      = aws_vpc.network.id
}

# campaigns uses carriers on port 8080
resource "aws_vpc_security_group_egress_rule" "campaigns_to_carriers_8080" {
  security_group_id            = aws_security_group.campaigns_security_group.id
  description                  = "to carriers"
  ip_protocol                  = "tcp"
  from_port                    = 8080
  to_port                      = 8080
  referenced_security_group_id = aws_security_group.carriers_security_group.id
}

# campaigns uses dynamodb
resource "aws_vpc_security_group_egress_rule" "campaigns_to_dynamodb" {
  security_group_id = aws_security_group.campaigns_security_group.id
  description       = "to dynamodb"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  prefix_list_id    = aws_vpc_endpoint.network_endpoints_dynamodb.prefix_list_id
}

# campaigns calls dynamodb, ecr, logs, s3, sqs
resource "aws_vpc_security_group_egress_rule" "campaigns_to_internet" {
  security_group_id = aws_security_group.campaigns_security_group.id
  description       = "to APIs over TLS"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_ipv4         = "0.0.0.0/0"
}

# campaigns uses s3
resource "aws_vpc_security_group_egress_rule" "campaigns_to_s3" {
  security_group_id = aws_security_group.campaigns_security_group.id
  description       = "to s3"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  prefix_list_id    = aws_vpc_endpoint.network_endpoints_s3.prefix_list_id
}

# campaigns uses carriers on port 8080
resource "aws_vpc_security_group_ingress_rule" "carriers_from_campaigns_8080" {
  security_group_id            = aws_security_group.carriers_security_group.id
  description                  = "from campaigns"
  ip_protocol                  = "tcp"
  from_port                    = 8080
  to_port                      = 8080
  referenced_security_group_id = aws_security_group.campaigns_security_group.id
}

# other programs find carriers by a private name
resource "aws_service_discovery_service" "carriers_name" {
  name = "carriers"

  dns_config {
    namespace_id   = aws_service_discovery_private_dns_namespace.shared_cluster_names.id
    routing_policy = "MULTIVALUE"

    dns_records {
      type = "A"
      ttl  = 10
    }
  }
}

# carriers stands behind a fence of its own
resource "aws_security_group" "carriers_security_group" {
  name        = "market-carriers"
  description = "around carriers"
  vpc_id      = aws_vpc.network.id
}

# carriers uses catalogue on port 8080
resource "aws_vpc_security_group_egress_rule" "carriers_to_catalogue_8080" {
  security_group_id            = aws_security_group.carriers_security_group.id
  description                  = "to catalogue"
  ip_protocol                  = "tcp"
  from_port                    = 8080
  to_port                      = 8080
  referenced_security_group_id = aws_security_group.catalogue_security_group.id
}

# carriers calls ecr, logs, s3, sqs
resource "aws_vpc_security_group_egress_rule" "carriers_to_internet" {
  security_group_id = aws_security_group.carriers_security_group.id
  description       = "to APIs over TLS"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_ipv4         = "0.0.0.0/0"
}

# carriers uses s3
resource "aws_vpc_security_group_egress_rule" "carriers_to_s3" {
  security_group_id = aws_security_group.carriers_security_group.id
  description       = "to s3"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  prefix_list_id    = aws_vpc_endpoint.network_endpoints_s3.prefix_list_id
}

# catalogue uses catalogue-db on port 5432
resource "aws_vpc_security_group_ingress_rule" "catalogue-db_from_catalogue_5432" {
  security_group_id            = aws_security_group.catalogue-db_security_group.id
  description                  = "from catalogue"
  ip_protocol                  = "tcp"
  from_port                    = 5432
  to_port                      = 5432
  referenced_security_group_id = aws_security_group.catalogue_security_group.id
}

# catalogue-db stands behind a fence of its own
resource "aws_security_group" "catalogue-db_security_group" {
  name        = "market-catalogue-db"
  description = "around catalogue-db"
  vpc_id      = aws_vpc.network.id
}

# carriers uses catalogue on port 8080
resource "aws_vpc_security_group_ingress_rule" "catalogue_from_carriers_8080" {
  security_group_id            = aws_security_group.catalogue_security_group.id
  description                  = "from carriers"
  ip_protocol                  = "tcp"
  from_port                    = 8080
  to_port                      = 8080
  referenced_security_group_id = aws_security_group.carriers_security_group.id
}

# other programs find catalogue by a private name
resource "aws_service_discovery_service" "catalogue_name" {
  name = "catalogue"

  dns_config {
    namespace_id   = aws_service_discovery_private_dns_namespace.shared_cluster_names.id
    routing_policy = "MULTIVALUE"

    dns_records {
      type = "A"
      ttl  = 10
    }
  }
}

# catalogue stands behind a fence of its own
resource "aws_security_group" "catalogue_security_group" {
  name        = "market-catalogue"
  description = "around catalogue"
  vpc_id      = aws_vpc.network.id
}

# catalogue uses catalogue-db on port 5432
resource "aws_vpc_security_group_egress_rule" "catalogue_to_catalogue_db_5432" {
  security_group_id            = aws_security_group.catalogue_security_group.id
  description                  = "to catalogue-db"
  ip_protocol                  = "tcp"
  from_port                    = 5432
  to_port                      = 5432
  referenced_security_group_id = aws_security_group.catalogue-db_security_group.id
}

# catalogue uses checkout on port 8080
resource "aws_vpc_security_group_egress_rule" "catalogue_to_checkout_8080" {
  security_group_id            = aws_security_group.catalogue_security_group.id
  description                  = "to checkout"
  ip_protocol                  = "tcp"
  from_port                    = 8080
  to_port                      = 8080
  referenced_security_group_id = aws_security_group.checkout_security_group.id
}

# catalogue calls ecr, logs, s3, secretsmanager
resource "aws_vpc_security_group_egress_rule" "catalogue_to_internet" {
  security_group_id = aws_security_group.catalogue_security_group.id
  description       = "to APIs over TLS"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_ipv4         = "0.0.0.0/0"
}

# catalogue uses s3
resource "aws_vpc_security_group_egress_rule" "catalogue_to_s3" {
  security_group_id = aws_security_group.catalogue_security_group.id
  description       = "to s3"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  prefix_list_id    = aws_vpc_endpoint.network_endpoints_s3.prefix_list_id
}

# catalogue uses checkout on port 8080
resource "aws_vpc_security_group_ingress_rule" "checkout_from_catalogue_8080" {
  security_group_id            = aws_security_group.checkout_security_group.id
  description                  = "from catalogue"
  ip_protocol                  = "tcp"
  from_port                    = 8080
  to_port                      = 8080
  referenced_security_group_id = aws_security_group.catalogue_security_group.id
}

# other programs find checkout by a private name
resource "aws_service_discovery_service" "checkout_name" {
  name = "checkout"

  dns_config {
    namespace_id   = aws_service_discovery_private_dns_namespace.shared_cluster_names.id
    routing_policy = "MULTIVALUE"

    dns_records {
      type = "A"
      ttl  = 10
    }
  }
}

# checkout stands behind a fence of its own
resource "aws_security_group" "checkout_security_group" {
  name        = "market-checkout"
  description = "around checkout"
  vpc_id      = aws_vpc.network.id
}

# checkout calls ecr, logs, s3, sqs
resource "aws_vpc_security_group_egress_rule" "checkout_to_internet" {
  security_group_id = aws_security_group.checkout_security_group.id
  description       = "to APIs over TLS"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_ipv4         = "0.0.0.0/0"
}

# checkout uses s3
resource "aws_vpc_security_group_egress_rule" "checkout_to_s3" {
  security_group_id = aws_security_group.checkout_security_group.id
  description       = "to s3"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  prefix_list_id    = aws_vpc_endpoint.network_endpoints_s3.prefix_list_id
}

# the load balancer reaches front on port 8080, and nothing else does
resource "aws_vpc_security_group_ingress_rule" "front_from_load_balancer" {
  security_group_id            = aws_security_group.front_security_group.id
  description                  = "from the load balancer"
  ip_protocol                  = "tcp"
  from_port                    = 8080
  to_port                      = 8080
  referenced_security_group_id = aws_security_group.shared_load_balancer_security_group.id
}

# the load balancer reaches front on port 8080, and nothing else does
resource "aws_vpc_security_group_egress_rule" "front_from_load_balancer_way_out" {
  security_group_id            = aws_security_group.shared_load_balancer_security_group.id
  description                  = "to front"
  ip_protocol                  = "tcp"
  from_port                    = 8080
  to_port                      = 8080
  referenced_security_group_id = aws_security_group.front_security_group.id
}

# front stands behind a fence of its own
resource "aws_security_group" "front_security_group" {
  name        = "market-front"
  description = "around front"
  vpc_id      = aws_vpc.network.id
}

# front uses accounts on port 8080
resource "aws_vpc_security_group_egress_rule" "front_to_accounts_8080" {
  security_group_id            = aws_security_group.front_security_group.id
  description                  = "to accounts"
  ip_protocol                  = "tcp"
  from_port                    = 8080
  to_port                      = 8080
  referenced_security_group_id = aws_security_group.accounts_security_group.id
}

# front uses billing on port 8080
resource "aws_vpc_security_group_egress_rule" "front_to_billing_8080" {
  security_group_id            = aws_security_group.front_security_group.id
  description                  = "to billing"
  ip_protocol                  = "tcp"
  from_port                    = 8080
  to_port                      = 8080
  referenced_security_group_id = aws_security_group.billing_security_group.id
}

# front calls ecr, logs, s3, secretsmanager
resource "aws_vpc_security_group_egress_rule" "front_to_internet" {
  security_group_id = aws_security_group.front_security_group.id
  description       = "to APIs over TLS"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_ipv4         = "0.0.0.0/0"
}

# front uses s3
resource "aws_vpc_security_group_egress_rule" "front_to_s3" {
  security_group_id = aws_security_group.front_security_group.id
  description       = "to s3"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  prefix_list_id    = aws_vpc_endpoint.network_endpoints_s3.prefix_list_id
}

# front uses sessions on port 6379
resource "aws_vpc_security_group_egress_rule" "front_to_sessions_6379" {
  security_group_id            = aws_security_group.front_security_group.id
  description                  = "to sessions"
  ip_protocol                  = "tcp"
  from_port                    = 6379
  to_port                      = 6379
  referenced_security_group_id = aws_security_group.sessions_security_group.id
}

# something of the application must not be reachable from outside
resource "aws_vpc" "network" {
  cidr_block           = "10.0.0.0/16"
  enable_dns_hostnames = true
  enable_dns_support   = true

  tags = {
    Name = "market-network"
  }
}

# the group that a network comes with must open nothing
resource "aws_default_security_group" "network_default" {
  vpc_id = aws_vpc.network.id

  tags = {
    Name = "market-network-default"
  }
}

# traffic to dynamodb stays inside AWS, at no cost
resource "aws_vpc_endpoint" "network_endpoints_dynamodb" {
  vpc_id            = aws_vpc.network.id
  service_name      = "com.amazonaws.eu-west-1.dynamodb"
  vpc_endpoint_type = "Gateway"
  route_table_ids   = [aws_route_table.network_private_a_routes.id, aws_route_table.network_private_b_routes.id]

  tags = {
    Name = "market-network-endpoints-dynamodb"
  }
}

# traffic to s3 stays inside AWS, at no cost
resource "aws_vpc_endpoint" "network_endpoints_s3" {
  vpc_id            = aws_vpc.network.id
  service_name      = "com.amazonaws.eu-west-1.s3"
  vpc_endpoint_type = "Gateway"
  route_table_ids   = [aws_route_table.network_private_a_routes.id, aws_route_table.network_private_b_routes.id]

  tags = {
    Name = "market-network-endpoints-s3"
  }
}

# after an incident it must be known who talked to whom
resource "aws_flow_log" "network_flow_log" {
  vpc_id          = aws_vpc.network.id
  traffic_type    = "ALL"
  log_destination = aws_cloudwatch_log_group.network_flow_log_logs.arn
  iam_role_arn    = aws_iam_role.network_flow_log_role.arn

  tags = {
    Name = "market-network-flow-log"
  }
}

# public subnets reach the internet
resource "aws_internet_gateway" "network_internet_gateway" {
  vpc_id = aws_vpc.network.id

  tags = {
    Name = "market-network-internet-gateway"
  }
}

# cheaper than 5 private endpoints
resource "aws_nat_gateway" "network_nat_a" {
  allocation_id = aws_eip.network_nat_a_address.id
  subnet_id     = aws_subnet.network_public_a.id

  tags = {
    Name = "market-network-nat-a"
  }
}

# the address that zone a is seen with
resource "aws_eip" "network_nat_a_address" {
  domain = "vpc"

  tags = {
    Name = "market-network-nat-a-address"
  }
}

# private addresses in zone a: one zone may fail
resource "aws_subnet" "network_private_a" {
  vpc_id                  = aws_vpc.network.id
  cidr_block              = "10.0.0.0/19"
  availability_zone       = "eu-west-1a"
  map_public_ip_on_launch = false

  tags = {
    Name = "market-network-private-a"
  }
}

# cheaper than 5 private endpoints
resource "aws_route" "network_private_a_route_out" {
  route_table_id         = aws_route_table.network_private_a_routes.id
  destination_cidr_block = "0.0.0.0/0"
  nat_gateway_id         = aws_nat_gateway.network_nat_a.id
}

# where the traffic of network.private-a goes
resource "aws_route_table" "network_private_a_routes" {
  vpc_id = aws_vpc.network.id

  tags = {
    Name = "market-network-private-a-routes"
  }
}

# where the traffic of network.private-a goes
resource "aws_route_table_association" "network_private_a_routes_joined" {
  subnet_id      = aws_subnet.network_private_a.id
  route_table_id = aws_route_table.network_private_a_routes.id
}

# private addresses in zone b: one zone may fail
resource "aws_subnet" "network_private_b" {
  vpc_id                  = aws_vpc.network.id
  cidr_block              = "10.0.32.0/19"
  availability_zone       = "eu-west-1b"
  map_public_ip_on_launch = false

  tags = {
    Name = "market-network-private-b"
  }
}

# cheaper than 5 private endpoints
resource "aws_route" "network_private_b_route_out" {
  route_table_id         = aws_route_table.network_private_b_routes.id
  destination_cidr_block = "0.0.0.0/0"
  nat_gateway_id         = aws_nat_gateway.network_nat_a.id
}

# where the traffic of network.private-b goes
resource "aws_route_table" "network_private_b_routes" {
  vpc_id = aws_vpc.network.id

  tags = {
    Name = "market-network-private-b-routes"
  }
}

# where the traffic of network.private-b goes
resource "aws_route_table_association" "network_private_b_routes_joined" {
  subnet_id      = aws_subnet.network_private_b.id
  route_table_id = aws_route_table.network_private_b_routes.id
}

# public addresses in zone a: one zone may fail
resource "aws_subnet" "network_public_a" {
  vpc_id                  = aws_vpc.network.id
  cidr_block              = "10.0.128.0/20"
  availability_zone       = "eu-west-1a"
  map_public_ip_on_launch = false

  tags = {
    Name = "market-network-public-a"
  }
}

# network.public-a is public
resource "aws_route_table_association" "network_public_a_routes_joined" {
  subnet_id      = aws_subnet.network_public_a.id
  route_table_id = aws_route_table.network_public_routes.id
}

# public addresses in zone b: one zone may fail
resource "aws_subnet" "network_public_b" {
  vpc_id                  = aws_vpc.network.id
  cidr_block              = "10.0.144.0/20"
  availability_zone       = "eu-west-1b"
  map_public_ip_on_launch = false

  tags = {
    Name = "market-network-public-b"
  }
}

# network.public-b is public
resource "aws_route_table_association" "network_public_b_routes_joined" {
  subnet_id      = aws_subnet.network_public_b.id
  route_table_id = aws_route_table.network_public_routes.id
}

# public subnets reach the internet
resource "aws_route" "network_public_route_out" {
  route_table_id         = aws_route_table.network_public_routes.id
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = aws_internet_gateway.network_internet_gateway.id
}

# public subnets share their routes
resource "aws_route_table" "network_public_routes" {
  vpc_id = aws_vpc.network.id

  tags = {
    Name = "market-network-public-routes"
  }
}

# front uses sessions on port 6379
resource "aws_vpc_security_group_ingress_rule" "sessions_from_front_6379" {
  security_group_id            = aws_security_group.sessions_security_group.id
  description                  = "from front"
  ip_protocol                  = "tcp"
  from_port                    = 6379
  to_port                      = 6379
  referenced_security_group_id = aws_security_group.front_security_group.id
}

# sessions stands behind a fence of its own
resource "aws_security_group" "sessions_security_group" {
  name        = "market-sessions"
  description = "around sessions"
  vpc_id      = aws_vpc.network.id
}

# programs find each other by private names
resource "aws_service_discovery_private_dns_namespace" "shared_cluster_names" {
  name = "market.internal"
  vpc  = aws_vpc.network.id
}

# the world calls over TLS
resource "aws_vpc_security_group_ingress_rule" "shared_load_balancer_from_world_443" {
  security_group_id = aws_security_group.shared_load_balancer_security_group.id
  description       = "from the world on 443"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_ipv4         = "0.0.0.0/0"
}

# callers without TLS are sent to TLS
resource "aws_vpc_security_group_ingress_rule" "shared_load_balancer_from_world_80" {
  security_group_id = aws_security_group.shared_load_balancer_security_group.id
  description       = "from the world on 80"
  ip_protocol       = "tcp"
  from_port         = 80
  to_port           = 80
  cidr_ipv4         = "0.0.0.0/0"
}

# only the ports of the web are open to the world
resource "aws_security_group" "shared_load_balancer_security_group" {
  name        = "market-load-balancer-public"
  description = "around the load balancer"
  vpc_id      = aws_vpc.network.id
}
