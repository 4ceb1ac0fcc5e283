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
  name        = "bazaar-accounts-db"
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
  name        = "bazaar-accounts"
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
  name        = "bazaar-addresses"
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
  name        = "bazaar-adverts"
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
  name        = "bazaar-audit"
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
  name        = "bazaar-baskets-db"
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
  name        = "bazaar-baskets"
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
  name        = "bazaar-billing"
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
  name        = "bazaar-campaigns"
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
  name        = "bazaar-carriers"
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
  name        = "bazaar-catalogue-db"
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
  name        = "bazaar-catalogue"
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
  name        = "bazaar-checkout"
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

# front uses coupons on port 8080
resource "aws_vpc_security_group_ingress_rule" "coupons_from_front_8080" {
  security_group_id            = aws_security_group.coupons_security_group.id
  description                  = "from front"
  ip_protocol                  = "tcp"
  from_port                    = 8080
  to_port                      = 8080
  referenced_security_group_id = aws_security_group.front_security_group.id
}

# other programs find coupons by a private name
resource "aws_service_discovery_service" "coupons_name" {
  name = "coupons"

  dns_config {
    namespace_id   = aws_service_discovery_private_dns_namespace.shared_cluster_names.id
    routing_policy = "MULTIVALUE"

    dns_records {
      type = "A"
      ttl  = 10
    }
  }
}

# coupons stands behind a fence of its own
resource "aws_security_group" "coupons_security_group" {
  name        = "bazaar-coupons"
  description = "around coupons"
  vpc_id      = aws_vpc.network.id
}

# coupons uses delivery on port 8080
resource "aws_vpc_security_group_egress_rule" "coupons_to_delivery_8080" {
  security_group_id            = aws_security_group.coupons_security_group.id
  description                  = "to delivery"
  ip_protocol                  = "tcp"
  from_port                    = 8080
  to_port                      = 8080
  referenced_security_group_id = aws_security_group.delivery_security_group.id
}

# coupons uses dynamodb
resource "aws_vpc_security_group_egress_rule" "coupons_to_dynamodb" {
  security_group_id = aws_security_group.coupons_security_group.id
  description       = "to dynamodb"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  prefix_list_id    = aws_vpc_endpoint.network_endpoints_dynamodb.prefix_list_id
}

# coupons calls dynamodb, ecr, logs, s3, sqs
resource "aws_vpc_security_group_egress_rule" "coupons_to_internet" {
  security_group_id = aws_security_group.coupons_security_group.id
  description       = "to APIs over TLS"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_ipv4         = "0.0.0.0/0"
}

# coupons uses s3
resource "aws_vpc_security_group_egress_rule" "coupons_to_s3" {
  security_group_id = aws_security_group.coupons_security_group.id
  description       = "to s3"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  prefix_list_id    = aws_vpc_endpoint.network_endpoints_s3.prefix_list_id
}

# coupons uses delivery on port 8080
resource "aws_vpc_security_group_ingress_rule" "delivery_from_coupons_8080" {
  security_group_id            = aws_security_group.delivery_security_group.id
  description                  = "from coupons"
  ip_protocol                  = "tcp"
  from_port                    = 8080
  to_port                      = 8080
  referenced_security_group_id = aws_security_group.coupons_security_group.id
}

# other programs find delivery by a private name
resource "aws_service_discovery_service" "delivery_name" {
  name = "delivery"

  dns_config {
    namespace_id   = aws_service_discovery_private_dns_namespace.shared_cluster_names.id
    routing_policy = "MULTIVALUE"

    dns_records {
      type = "A"
      ttl  = 10
    }
  }
}

# delivery stands behind a fence of its own
resource "aws_security_group" "delivery_security_group" {
  name        = "bazaar-delivery"
  description = "around delivery"
  vpc_id      = aws_vpc.network.id
}

# delivery uses discounts on port 8080
resource "aws_vpc_security_group_egress_rule" "delivery_to_discounts_8080" {
  security_group_id            = aws_security_group.delivery_security_group.id
  description                  = "to discounts"
  ip_protocol                  = "tcp"
  from_port                    = 8080
  to_port                      = 8080
  referenced_security_group_id = aws_security_group.discounts_security_group.id
}

# delivery calls ecr, logs, s3
resource "aws_vpc_security_group_egress_rule" "delivery_to_internet" {
  security_group_id = aws_security_group.delivery_security_group.id
  description       = "to APIs over TLS"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_ipv4         = "0.0.0.0/0"
}

# delivery uses s3
resource "aws_vpc_security_group_egress_rule" "delivery_to_s3" {
  security_group_id = aws_security_group.delivery_security_group.id
  description       = "to s3"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  prefix_list_id    = aws_vpc_endpoint.network_endpoints_s3.prefix_list_id
}

# discounts uses discounts-db on port 5432
resource "aws_vpc_security_group_ingress_rule" "discounts-db_from_discounts_5432" {
  security_group_id            = aws_security_group.discounts-db_security_group.id
  description                  = "from discounts"
  ip_protocol                  = "tcp"
  from_port                    = 5432
  to_port                      = 5432
  referenced_security_group_id = aws_security_group.discounts_security_group.id
}

# discounts-db stands behind a fence of its own
resource "aws_security_group" "discounts-db_security_group" {
  name        = "bazaar-discounts-db"
  description = "around discounts-db"
  vpc_id      = aws_vpc.network.id
}

# delivery uses discounts on port 8080
resource "aws_vpc_security_group_ingress_rule" "discounts_from_delivery_8080" {
  security_group_id            = aws_security_group.discounts_security_group.id
  description                  = "from delivery"
  ip_protocol                  = "tcp"
  from_port                    = 8080
  to_port                      = 8080
  referenced_security_group_id = aws_security_group.delivery_security_group.id
}

# other programs find discounts by a private name
resource "aws_service_discovery_service" "discounts_name" {
  name = "discounts"

  dns_config {
    namespace_id   = aws_service_discovery_private_dns_namespace.shared_cluster_names.id
    routing_policy = "MULTIVALUE"

    dns_records {
      type = "A"
      ttl  = 10
    }
  }
}

# discounts stands behind a fence of its own
resource "aws_security_group" "discounts_security_group" {
  name        = "bazaar-discounts"
  description = "around discounts"
  vpc_id      = aws_vpc.network.id
}

# discounts uses discounts-db on port 5432
resource "aws_vpc_security_group_egress_rule" "discounts_to_discounts_db_5432" {
  security_group_id            = aws_security_group.discounts_security_group.id
  description                  = "to discounts-db"
  ip_protocol                  = "tcp"
  from_port                    = 5432
  to_port                      = 5432
  referenced_security_group_id = aws_security_group.discounts-db_security_group.id
}

# discounts uses exchange on port 8080
resource "aws_vpc_security_group_egress_rule" "discounts_to_exchange_8080" {
  security_group_id            = aws_security_group.discounts_security_group.id
  description                  = "to exchange"
  ip_protocol                  = "tcp"
  from_port                    = 8080
  to_port                      = 8080
  referenced_security_group_id = aws_security_group.exchange_security_group.id
}

# discounts calls ecr, logs, s3, secretsmanager, sqs
resource "aws_vpc_security_group_egress_rule" "discounts_to_internet" {
  security_group_id = aws_security_group.discounts_security_group.id
  description       = "to APIs over TLS"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_ipv4         = "0.0.0.0/0"
}

# discounts uses s3
resource "aws_vpc_security_group_egress_rule" "discounts_to_s3" {
  security_group_id = aws_security_group.discounts_security_group.id
  description       = "to s3"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  prefix_list_id    = aws_vpc_endpoint.network_endpoints_s3.prefix_list_id
}

# discounts uses exchange on port 8080
resource "aws_vpc_security_group_ingress_rule" "exchange_from_discounts_8080" {
  security_group_id            = aws_security_group.exchange_security_group.id
  description                  = "from discounts"
  ip_protocol                  = "tcp"
  from_port                    = 8080
  to_port                      = 8080
  referenced_security_group_id = aws_security_group.discounts_security_group.id
}

# other programs find exchange by a private name
resource "aws_service_discovery_service" "exchange_name" {
  name = "exchange"

  dns_config {
    namespace_id   = aws_service_discovery_private_dns_namespace.shared_cluster_names.id
    routing_policy = "MULTIVALUE"

    dns_records {
      type = "A"
      ttl  = 10
    }
  }
}

# exchange stands behind a fence of its own
resource "aws_security_group" "exchange_security_group" {
  name        = "bazaar-exchange"
  description = "around exchange"
  vpc_id      = aws_vpc.network.id
}

# exchange uses fraud on port 8080
resource "aws_vpc_security_group_egress_rule" "exchange_to_fraud_8080" {
  security_group_id            = aws_security_group.exchange_security_group.id
  description                  = "to fraud"
  ip_protocol                  = "tcp"
  from_port                    = 8080
  to_port                      = 8080
  referenced_security_group_id = aws_security_group.fraud_security_group.id
}

# exchange calls ecr, logs, s3, sqs
resource "aws_vpc_security_group_egress_rule" "exchange_to_internet" {
  security_group_id = aws_security_group.exchange_security_group.id
  description       = "to APIs over TLS"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_ipv4         = "0.0.0.0/0"
}

# exchange uses s3
resource "aws_vpc_security_group_egress_rule" "exchange_to_s3" {
  security_group_id = aws_security_group.exchange_security_group.id
  description       = "to s3"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  prefix_list_id    = aws_vpc_endpoint.network_endpoints_s3.prefix_list_id
}

# exchange uses fraud on port 8080
resource "aws_vpc_security_group_ingress_rule" "fraud_from_exchange_8080" {
  security_group_id            = aws_security_group.fraud_security_group.id
  description                  = "from exchange"
  ip_protocol                  = "tcp"
  from_port                    = 8080
  to_port                      = 8080
  referenced_security_group_id = aws_security_group.exchange_security_group.id
}

# other programs find fraud by a private name
resource "aws_service_discovery_service" "fraud_name" {
  name = "fraud"

  dns_config {
    namespace_id   = aws_service_discovery_private_dns_namespace.shared_cluster_names.id
    routing_policy = "MULTIVALUE"

    dns_records {
      type = "A"
      ttl  = 10
    }
  }
}

# fraud stands behind a fence of its own
resource "aws_security_group" "fraud_security_group" {
  name        = "bazaar-fraud"
  description = "around fraud"
  vpc_id      = aws_vpc.network.id
}

# fraud uses dynamodb
resource "aws_vpc_security_group_egress_rule" "fraud_to_dynamodb" {
  security_group_id = aws_security_group.fraud_security_group.id
  description       = "to dynamodb"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  prefix_list_id    = aws_vpc_endpoint.network_endpoints_dynamodb.prefix_list_id
}

# fraud calls dynamodb, ecr, logs, s3
resource "aws_vpc_security_group_egress_rule" "fraud_to_internet" {
  security_group_id = aws_security_group.fraud_security_group.id
  description       = "to APIs over TLS"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_ipv4         = "0.0.0.0/0"
}

# fraud uses s3
resource "aws_vpc_security_group_egress_rule" "fraud_to_s3" {
  security_group_id = aws_security_group.fraud_security_group.id
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
  name        = "bazaar-front"
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

# front uses coupons on port 8080
resource "aws_vpc_security_group_egress_rule" "front_to_coupons_8080" {
  security_group_id            = aws_security_group.front_security_group.id
  description                  = "to coupons"
  ip_protocol                  = "tcp"
  from_port                    = 8080
  to_port                      = 8080
  referenced_security_group_id = aws_security_group.coupons_security_group.id
}

# front uses gifts on port 8080
resource "aws_vpc_security_group_egress_rule" "front_to_gifts_8080" {
  security_group_id            = aws_security_group.front_security_group.id
  description                  = "to gifts"
  ip_protocol                  = "tcp"
  from_port                    = 8080
  to_port                      = 8080
  referenced_security_group_id = aws_security_group.gifts_security_group.id
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

# front uses media on port 8080
resource "aws_vpc_security_group_egress_rule" "front_to_media_8080" {
  security_group_id            = aws_security_group.front_security_group.id
  description                  = "to media"
  ip_protocol                  = "tcp"
  from_port                    = 8080
  to_port                      = 8080
  referenced_security_group_id = aws_security_group.media_security_group.id
}

# front uses prices on port 8080
resource "aws_vpc_security_group_egress_rule" "front_to_prices_8080" {
  security_group_id            = aws_security_group.front_security_group.id
  description                  = "to prices"
  ip_protocol                  = "tcp"
  from_port                    = 8080
  to_port                      = 8080
  referenced_security_group_id = aws_security_group.prices_security_group.id
}

# front uses recommend on port 8080
resource "aws_vpc_security_group_egress_rule" "front_to_recommend_8080" {
  security_group_id            = aws_security_group.front_security_group.id
  description                  = "to recommend"
  ip_protocol                  = "tcp"
  from_port                    = 8080
  to_port                      = 8080
  referenced_security_group_id = aws_security_group.recommend_security_group.id
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

# front uses shipping on port 8080
resource "aws_vpc_security_group_egress_rule" "front_to_shipping_8080" {
  security_group_id            = aws_security_group.front_security_group.id
  description                  = "to shipping"
  ip_protocol                  = "tcp"
  from_port                    = 8080
  to_port                      = 8080
  referenced_security_group_id = aws_security_group.shipping_security_group.id
}

# front uses gifts on port 8080
resource "aws_vpc_security_group_ingress_rule" "gifts_from_front_8080" {
  security_group_id            = aws_security_group.gifts_security_group.id
  description                  = "from front"
  ip_protocol                  = "tcp"
  from_port                    = 8080
  to_port                      = 8080
  referenced_security_group_id = aws_security_group.front_security_group.id
}

# other programs find gifts by a private name
resource "aws_service_discovery_service" "gifts_name" {
  name = "gifts"

  dns_config {
    namespace_id   = aws_service_discovery_private_dns_namespace.shared_cluster_names.id
    routing_policy = "MULTIVALUE"

    dns_records {
      type = "A"
      ttl  = 10
    }
  }
}

# gifts stands behind a fence of its own
resource "aws_security_group" "gifts_security_group" {
  name        = "bazaar-gifts"
  description = "around gifts"
  vpc_id      = aws_vpc.network.id
}

# gifts uses images on port 8080
resource "aws_vpc_security_group_egress_rule" "gifts_to_images_8080" {
  security_group_id            = aws_security_group.gifts_security_group.id
  description                  = "to images"
  ip_protocol                  = "tcp"
  from_port                    = 8080
  to_port                      = 8080
  referenced_security_group_id = aws_security_group.images_security_group.id
}

# gifts calls ecr, logs, s3, sqs
resource "aws_vpc_security_group_egress_rule" "gifts_to_internet" {
  security_group_id = aws_security_group.gifts_security_group.id
  description       = "to APIs over TLS"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_ipv4         = "0.0.0.0/0"
}

# gifts uses s3
resource "aws_vpc_security_group_egress_rule" "gifts_to_s3" {
  security_group_id = aws_security_group.gifts_security_group.id
  description       = "to s3"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  prefix_list_id    = aws_vpc_endpoint.network_endpoints_s3.prefix_list_id
}

# images uses images-db on port 5432
resource "aws_vpc_security_group_ingress_rule" "images-db_from_images_5432" {
  security_group_id            = aws_security_group.images-db_security_group.id
  description                  = "from images"
  ip_protocol                  = "tcp"
  from_port                    = 5432
  to_port                      = 5432
  referenced_security_group_id = aws_security_group.images_security_group.id
}

# images-db stands behind a fence of its own
resource "aws_security_group" "images-db_security_group" {
  name        = "bazaar-images-db"
  description = "around images-db"
  vpc_id      = aws_vpc.network.id
}

# gifts uses images on port 8080
resource "aws_vpc_security_group_ingress_rule" "images_from_gifts_8080" {
  security_group_id            = aws_security_group.images_security_group.id
  description                  = "from gifts"
  ip_protocol                  = "tcp"
  from_port                    = 8080
  to_port                      = 8080
  referenced_security_group_id = aws_security_group.gifts_security_group.id
}

# other programs find images by a private name
resource "aws_service_discovery_service" "images_name" {
  name = "images"

  dns_config {
    namespace_id   = aws_service_discovery_private_dns_namespace.shared_cluster_names.id
    routing_policy = "MULTIVALUE"

    dns_records {
      type = "A"
      ttl  = 10
    }
  }
}

# images stands behind a fence of its own
resource "aws_security_group" "images_security_group" {
  name        = "bazaar-images"
  description = "around images"
  vpc_id      = aws_vpc.network.id
}

# images uses images-db on port 5432
resource "aws_vpc_security_group_egress_rule" "images_to_images_db_5432" {
  security_group_id            = aws_security_group.images_security_group.id
  description                  = "to images-db"
  ip_protocol                  = "tcp"
  from_port                    = 5432
  to_port                      = 5432
  referenced_security_group_id = aws_security_group.images-db_security_group.id
}

# images calls ecr, logs, s3, secretsmanager, sqs
resource "aws_vpc_security_group_egress_rule" "images_to_internet" {
  security_group_id = aws_security_group.images_security_group.id
  description       = "to APIs over TLS"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_ipv4         = "0.0.0.0/0"
}

# images uses invoices on port 8080
resource "aws_vpc_security_group_egress_rule" "images_to_invoices_8080" {
  security_group_id            = aws_security_group.images_security_group.id
  description                  = "to invoices"
  ip_protocol                  = "tcp"
  from_port                    = 8080
  to_port                      = 8080
  referenced_security_group_id = aws_security_group.invoices_security_group.id
}

# images uses s3
resource "aws_vpc_security_group_egress_rule" "images_to_s3" {
  security_group_id = aws_security_group.images_security_group.id
  description       = "to s3"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  prefix_list_id    = aws_vpc_endpoint.network_endpoints_s3.prefix_list_id
}

# images uses invoices on port 8080
resource "aws_vpc_security_group_ingress_rule" "invoices_from_images_8080" {
  security_group_id            = aws_security_group.invoices_security_group.id
  description                  = "from images"
  ip_protocol                  = "tcp"
  from_port                    = 8080
  to_port                      = 8080
  referenced_security_group_id = aws_security_group.images_security_group.id
}

# other programs find invoices by a private name
resource "aws_service_discovery_service" "invoices_name" {
  name = "invoices"

  dns_config {
    namespace_id   = aws_service_discovery_private_dns_namespace.shared_cluster_names.id
    routing_policy = "MULTIVALUE"

    dns_records {
      type = "A"
      ttl  = 10
    }
  }
}

# invoices stands behind a fence of its own
resource "aws_security_group" "invoices_security_group" {
  name        = "bazaar-invoices"
  description = "around invoices"
  vpc_id      = aws_vpc.network.id
}

# invoices calls ecr, logs, s3
resource "aws_vpc_security_group_egress_rule" "invoices_to_internet" {
  security_group_id = aws_security_group.invoices_security_group.id
  description       = "to APIs over TLS"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_ipv4         = "0.0.0.0/0"
}

# invoices uses loyalty on port 8080
resource "aws_vpc_security_group_egress_rule" "invoices_to_loyalty_8080" {
  security_group_id            = aws_security_group.invoices_security_group.id
  description                  = "to loyalty"
  ip_protocol                  = "tcp"
  from_port                    = 8080
  to_port                      = 8080
  referenced_security_group_id = aws_security_group.loyalty_security_group.id
}

# invoices uses s3
resource "aws_vpc_security_group_egress_rule" "invoices_to_s3" {
  security_group_id = aws_security_group.invoices_security_group.id
  description       = "to s3"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  prefix_list_id    = aws_vpc_endpoint.network_endpoints_s3.prefix_list_id
}

# invoices uses loyalty on port 8080
resource "aws_vpc_security_group_ingress_rule" "loyalty_from_invoices_8080" {
  security_group_id            = aws_security_group.loyalty_security_group.id
  description                  = "from invoices"
  ip_protocol                  = "tcp"
  from_port                    = 8080
  to_port                      = 8080
  referenced_security_group_id = aws_security_group.invoices_security_group.id
}

# other programs find loyalty by a private name
resource "aws_service_discovery_service" "loyalty_name" {
  name = "loyalty"

  dns_config {
    namespace_id   = aws_service_discovery_private_dns_namespace.shared_cluster_names.id
    routing_policy = "MULTIVALUE"

    dns_records {
      type = "A"
      ttl  = 10
    }
  }
}

# loyalty stands behind a fence of its own
resource "aws_security_group" "loyalty_security_group" {
  name        = "bazaar-loyalty"
  description = "around loyalty"
  vpc_id      = aws_vpc.network.id
}

# loyalty uses dynamodb
resource "aws_vpc_security_group_egress_rule" "loyalty_to_dynamodb" {
  security_group_id = aws_security_group.loyalty_security_group.id
  description       = "to dynamodb"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  prefix_list_id    = aws_vpc_endpoint.network_endpoints_dynamodb.prefix_list_id
}

# loyalty calls dynamodb, ecr, logs, s3, sqs
resource "aws_vpc_security_group_egress_rule" "loyalty_to_internet" {
  security_group_id = aws_security_group.loyalty_security_group.id
  description       = "to APIs over TLS"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_ipv4         = "0.0.0.0/0"
}

# loyalty uses mailing on port 8080
resource "aws_vpc_security_group_egress_rule" "loyalty_to_mailing_8080" {
  security_group_id            = aws_security_group.loyalty_security_group.id
  description                  = "to mailing"
  ip_protocol                  = "tcp"
  from_port                    = 8080
  to_port                      = 8080
  referenced_security_group_id = aws_security_group.mailing_security_group.id
}

# loyalty uses s3
resource "aws_vpc_security_group_egress_rule" "loyalty_to_s3" {
  security_group_id = aws_security_group.loyalty_security_group.id
  description       = "to s3"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  prefix_list_id    = aws_vpc_endpoint.network_endpoints_s3.prefix_list_id
}

# loyalty uses mailing on port 8080
resource "aws_vpc_security_group_ingress_rule" "mailing_from_loyalty_8080" {
  security_group_id            = aws_security_group.mailing_security_group.id
  description                  = "from loyalty"
  ip_protocol                  = "tcp"
  from_port                    = 8080
  to_port                      = 8080
  referenced_security_group_id = aws_security_group.loyalty_security_group.id
}

# other programs find mailing by a private name
resource "aws_service_discovery_service" "mailing_name" {
  name = "mailing"

  dns_config {
    namespace_id   = aws_service_discovery_private_dns_namespace.shared_cluster_names.id
    routing_policy = "MULTIVALUE"

    dns_records {
      type = "A"
      ttl  = 10
    }
  }
}

# mailing stands behind a fence of its own
resource "aws_security_group" "mailing_security_group" {
  name        = "bazaar-mailing"
  description = "around mailing"
  vpc_id      = aws_vpc.network.id
}

# mailing calls ecr, logs, s3, sqs
resource "aws_vpc_security_group_egress_rule" "mailing_to_internet" {
  security_group_id = aws_security_group.mailing_security_group.id
  description       = "to APIs over TLS"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_ipv4         = "0.0.0.0/0"
}

# mailing uses s3
resource "aws_vpc_security_group_egress_rule" "mailing_to_s3" {
  security_group_id = aws_security_group.mailing_security_group.id
  description       = "to s3"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  prefix_list_id    = aws_vpc_endpoint.network_endpoints_s3.prefix_list_id
}

# media uses media-db on port 5432
resource "aws_vpc_security_group_ingress_rule" "media-db_from_media_5432" {
  security_group_id            = aws_security_group.media-db_security_group.id
  description                  = "from media"
  ip_protocol                  = "tcp"
  from_port                    = 5432
  to_port                      = 5432
  referenced_security_group_id = aws_security_group.media_security_group.id
}

# media-db stands behind a fence of its own
resource "aws_security_group" "media-db_security_group" {
  name        = "bazaar-media-db"
  description = "around media-db"
  vpc_id      = aws_vpc.network.id
}

# front uses media on port 8080
resource "aws_vpc_security_group_ingress_rule" "media_from_front_8080" {
  security_group_id            = aws_security_group.media_security_group.id
  description                  = "from front"
  ip_protocol                  = "tcp"
  from_port                    = 8080
  to_port                      = 8080
  referenced_security_group_id = aws_security_group.front_security_group.id
}

# other programs find media by a private name
resource "aws_service_discovery_service" "media_name" {
  name = "media"

  dns_config {
    namespace_id   = aws_service_discovery_private_dns_namespace.shared_cluster_names.id
    routing_policy = "MULTIVALUE"

    dns_records {
      type = "A"
      ttl  = 10
    }
  }
}

# media stands behind a fence of its own
resource "aws_security_group" "media_security_group" {
  name        = "bazaar-media"
  description = "around media"
  vpc_id      = aws_vpc.network.id
}

# media calls ecr, logs, s3, secretsmanager
resource "aws_vpc_security_group_egress_rule" "media_to_internet" {
  security_group_id = aws_security_group.media_security_group.id
  description       = "to APIs over TLS"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_ipv4         = "0.0.0.0/0"
}

# media uses media-db on port 5432
resource "aws_vpc_security_group_egress_rule" "media_to_media_db_5432" {
  security_group_id            = aws_security_group.media_security_group.id
  description                  = "to media-db"
  ip_protocol                  = "tcp"
  from_port                    = 5432
  to_port                      = 5432
  referenced_security_group_id = aws_security_group.media-db_security_group.id
}

# media uses messages on port 8080
resource "aws_vpc_security_group_egress_rule" "media_to_messages_8080" {
  security_group_id            = aws_security_group.media_security_group.id
  description                  = "to messages"
  ip_protocol                  = "tcp"
  from_port                    = 8080
  to_port                      = 8080
  referenced_security_group_id = aws_security_group.messages_security_group.id
}

# media uses s3
resource "aws_vpc_security_group_egress_rule" "media_to_s3" {
  security_group_id = aws_security_group.media_security_group.id
  description       = "to s3"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  prefix_list_id    = aws_vpc_endpoint.network_endpoints_s3.prefix_list_id
}

# media uses messages on port 8080
resource "aws_vpc_security_group_ingress_rule" "messages_from_media_8080" {
  security_group_id            = aws_security_group.messages_security_group.id
  description                  = "from media"
  ip_protocol                  = "tcp"
  from_port                    = 8080
  to_port                      = 8080
  referenced_security_group_id = aws_security_group.media_security_group.id
}

# other programs find messages by a private name
resource "aws_service_discovery_service" "messages_name" {
  name = "messages"

  dns_config {
    namespace_id   = aws_service_discovery_private_dns_namespace.shared_cluster_names.id
    routing_policy = "MULTIVALUE"

    dns_records {
      type = "A"
      ttl  = 10
    }
  }
}

# messages stands behind a fence of its own
resource "aws_security_group" "messages_security_group" {
  name        = "bazaar-messages"
  description = "around messages"
  vpc_id      = aws_vpc.network.id
}

# messages calls ecr, logs, s3, sqs
resource "aws_vpc_security_group_egress_rule" "messages_to_internet" {
  security_group_id = aws_security_group.messages_security_group.id
  description       = "to APIs over TLS"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_ipv4         = "0.0.0.0/0"
}

# messages uses orders on port 8080
resource "aws_vpc_security_group_egress_rule" "messages_to_orders_8080" {
  security_group_id            = aws_security_group.messages_security_group.id
  description                  = "to orders"
  ip_protocol                  = "tcp"
  from_port                    = 8080
  to_port                      = 8080
  referenced_security_group_id = aws_security_group.orders_security_group.id
}

# messages uses s3
resource "aws_vpc_security_group_egress_rule" "messages_to_s3" {
  security_group_id = aws_security_group.messages_security_group.id
  description       = "to s3"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  prefix_list_id    = aws_vpc_endpoint.network_endpoints_s3.prefix_list_id
}

# something of the application must not be reachable from outside
resource "aws_vpc" "network" {
  cidr_block           = "10.0.0.0/16"
  enable_dns_hostnames = true
  enable_dns_support   = true

  tags = {
    Name = "bazaar-network"
  }
}

# the group that a network comes with must open nothing
resource "aws_default_security_group" "network_default" {
  vpc_id = aws_vpc.network.id

  tags = {
    Name = "bazaar-network-default"
  }
}

# traffic to dynamodb stays inside AWS, at no cost
resource "aws_vpc_endpoint" "network_endpoints_dynamodb" {
  vpc_id            = aws_vpc.network.id
  service_name      = "com.amazonaws.us-east-1.dynamodb"
  vpc_endpoint_type = "Gateway"
  route_table_ids   = [aws_route_table.network_private_a_routes.id, aws_route_table.network_private_b_routes.id]

  tags = {
    Name = "bazaar-network-endpoints-dynamodb"
  }
}

# traffic to s3 stays inside AWS, at no cost
resource "aws_vpc_endpoint" "network_endpoints_s3" {
  vpc_id            = aws_vpc.network.id
  service_name      = "com.amazonaws.us-east-1.s3"
  vpc_endpoint_type = "Gateway"
  route_table_ids   = [aws_route_table.network_private_a_routes.id, aws_route_table.network_private_b_routes.id]

  tags = {
    Name = "bazaar-network-endpoints-s3"
  }
}

# after an incident it must be known who talked to whom
resource "aws_flow_log" "network_flow_log" {
  vpc_id          = aws_vpc.network.id
  traffic_type    = "ALL"
  log_destination = aws_cloudwatch_log_group.network_flow_log_logs.arn
  iam_role_arn    = aws_iam_role.network_flow_log_role.arn

  tags = {
    Name = "bazaar-network-flow-log"
  }
}

# public subnets reach the internet
resource "aws_internet_gateway" "network_internet_gateway" {
  vpc_id = aws_vpc.network.id

  tags = {
    Name = "bazaar-network-internet-gateway"
  }
}

# cheaper than 5 private endpoints
resource "aws_nat_gateway" "network_nat_a" {
  allocation_id = aws_eip.network_nat_a_address.id
  subnet_id     = aws_subnet.network_public_a.id

  tags = {
    Name = "bazaar-network-nat-a"
  }
}

# the address that zone a is seen with
resource "aws_eip" "network_nat_a_address" {
  domain = "vpc"

  tags = {
    Name = "bazaar-network-nat-a-address"
  }
}

# private addresses in zone a: one zone may fail
resource "aws_subnet" "network_private_a" {
  vpc_id                  = aws_vpc.network.id
  cidr_block              = "10.0.0.0/19"
  availability_zone       = "us-east-1a"
  map_public_ip_on_launch = false

  tags = {
    Name = "bazaar-network-private-a"
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
    Name = "bazaar-network-private-a-routes"
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
  availability_zone       = "us-east-1b"
  map_public_ip_on_launch = false

  tags = {
    Name = "bazaar-network-private-b"
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
    Name = "bazaar-network-private-b-routes"
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
  availability_zone       = "us-east-1a"
  map_public_ip_on_launch = false

  tags = {
    Name = "bazaar-network-public-a"
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
  availability_zone       = "us-east-1b"
  map_public_ip_on_launch = false

  tags = {
    Name = "bazaar-network-public-b"
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
    Name = "bazaar-network-public-routes"
  }
}

# messages uses orders on port 8080
resource "aws_vpc_security_group_ingress_rule" "orders_from_messages_8080" {
  security_group_id            = aws_security_group.orders_security_group.id
  description                  = "from messages"
  ip_protocol                  = "tcp"
  from_port                    = 8080
  to_port                      = 8080
  referenced_security_group_id = aws_security_group.messages_security_group.id
}

# other programs find orders by a private name
resource "aws_service_discovery_service" "orders_name" {
  name = "orders"

  dns_config {
    namespace_id   = aws_service_discovery_private_dns_namespace.shared_cluster_names.id
    routing_policy = "MULTIVALUE"

    dns_records {
      type = "A"
      ttl  = 10
    }
  }
}

# orders stands behind a fence of its own
resource "aws_security_group" "orders_security_group" {
  name        = "bazaar-orders"
  description = "around orders"
  vpc_id      = aws_vpc.network.id
}

# orders uses dynamodb
resource "aws_vpc_security_group_egress_rule" "orders_to_dynamodb" {
  security_group_id = aws_security_group.orders_security_group.id
  description       = "to dynamodb"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  prefix_list_id    = aws_vpc_endpoint.network_endpoints_dynamodb.prefix_list_id
}

# orders calls dynamodb, ecr, logs, s3, sqs
resource "aws_vpc_security_group_egress_rule" "orders_to_internet" {
  security_group_id = aws_security_group.orders_security_group.id
  description       = "to APIs over TLS"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_ipv4         = "0.0.0.0/0"
}

# orders uses packing on port 8080
resource "aws_vpc_security_group_egress_rule" "orders_to_packing_8080" {
  security_group_id            = aws_security_group.orders_security_group.id
  description                  = "to packing"
  ip_protocol                  = "tcp"
  from_port                    = 8080
  to_port                      = 8080
  referenced_security_group_id = aws_security_group.packing_security_group.id
}

# orders uses s3
resource "aws_vpc_security_group_egress_rule" "orders_to_s3" {
  security_group_id = aws_security_group.orders_security_group.id
  description       = "to s3"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  prefix_list_id    = aws_vpc_endpoint.network_endpoints_s3.prefix_list_id
}

# orders uses packing on port 8080
resource "aws_vpc_security_group_ingress_rule" "packing_from_orders_8080" {
  security_group_id            = aws_security_group.packing_security_group.id
  description                  = "from orders"
  ip_protocol                  = "tcp"
  from_port                    = 8080
  to_port                      = 8080
  referenced_security_group_id = aws_security_group.orders_security_group.id
}

# other programs find packing by a private name
resource "aws_service_discovery_service" "packing_name" {
  name = "packing"

  dns_config {
    namespace_id   = aws_service_discovery_private_dns_namespace.shared_cluster_names.id
    routing_policy = "MULTIVALUE"

    dns_records {
      type = "A"
      ttl  = 10
    }
  }
}

# packing stands behind a fence of its own
resource "aws_security_group" "packing_security_group" {
  name        = "bazaar-packing"
  description = "around packing"
  vpc_id      = aws_vpc.network.id
}

# packing calls ecr, logs, s3
resource "aws_vpc_security_group_egress_rule" "packing_to_internet" {
  security_group_id = aws_security_group.packing_security_group.id
  description       = "to APIs over TLS"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_ipv4         = "0.0.0.0/0"
}

# packing uses payments on port 8080
resource "aws_vpc_security_group_egress_rule" "packing_to_payments_8080" {
  security_group_id            = aws_security_group.packing_security_group.id
  description                  = "to payments"
  ip_protocol                  = "tcp"
  from_port                    = 8080
  to_port                      = 8080
  referenced_security_group_id = aws_security_group.payments_security_group.id
}

# packing uses s3
resource "aws_vpc_security_group_egress_rule" "packing_to_s3" {
  security_group_id = aws_security_group.packing_security_group.id
  description       = "to s3"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  prefix_list_id    = aws_vpc_endpoint.network_endpoints_s3.prefix_list_id
}

# payments uses payments-db on port 5432
resource "aws_vpc_security_group_ingress_rule" "payments-db_from_payments_5432" {
  security_group_id            = aws_security_group.payments-db_security_group.id
  description                  = "from payments"
  ip_protocol                  = "tcp"
  from_port                    = 5432
  to_port                      = 5432
  referenced_security_group_id = aws_security_group.payments_security_group.id
}

# payments-db stands behind a fence of its own
resource "aws_security_group" "payments-db_security_group" {
  name        = "bazaar-payments-db"
  description = "around payments-db"
  vpc_id      = aws_vpc.network.id
}

# packing uses payments on port 8080
resource "aws_vpc_security_group_ingress_rule" "payments_from_packing_8080" {
  security_group_id            = aws_security_group.payments_security_group.id
  description                  = "from packing"
  ip_protocol                  = "tcp"
  from_port                    = 8080
  to_port                      = 8080
  referenced_security_group_id = aws_security_group.packing_security_group.id
}

# other programs find payments by a private name
resource "aws_service_discovery_service" "payments_name" {
  name = "payments"

  dns_config {
    namespace_id   = aws_service_discovery_private_dns_namespace.shared_cluster_names.id
    routing_policy = "MULTIVALUE"

    dns_records {
      type = "A"
      ttl  = 10
    }
  }
}

# payments stands behind a fence of its own
resource "aws_security_group" "payments_security_group" {
  name        = "bazaar-payments"
  description = "around payments"
  vpc_id      = aws_vpc.network.id
}

# payments calls ecr, logs, s3, secretsmanager, sqs
resource "aws_vpc_security_group_egress_rule" "payments_to_internet" {
  security_group_id = aws_security_group.payments_security_group.id
  description       = "to APIs over TLS"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_ipv4         = "0.0.0.0/0"
}

# payments uses payments-db on port 5432
resource "aws_vpc_security_group_egress_rule" "payments_to_payments_db_5432" {
  security_group_id            = aws_security_group.payments_security_group.id
  description                  = "to payments-db"
  ip_protocol                  = "tcp"
  from_port                    = 5432
  to_port                      = 5432
  referenced_security_group_id = aws_security_group.payments-db_security_group.id
}

# payments uses s3
resource "aws_vpc_security_group_egress_rule" "payments_to_s3" {
  security_group_id = aws_security_group.payments_security_group.id
  description       = "to s3"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  prefix_list_id    = aws_vpc_endpoint.network_endpoints_s3.prefix_list_id
}

# front uses prices on port 8080
resource "aws_vpc_security_group_ingress_rule" "prices_from_front_8080" {
  security_group_id            = aws_security_group.prices_security_group.id
  description                  = "from front"
  ip_protocol                  = "tcp"
  from_port                    = 8080
  to_port                      = 8080
  referenced_security_group_id = aws_security_group.front_security_group.id
}

# other programs find prices by a private name
resource "aws_service_discovery_service" "prices_name" {
  name = "prices"

  dns_config {
    namespace_id   = aws_service_discovery_private_dns_namespace.shared_cluster_names.id
    routing_policy = "MULTIVALUE"

    dns_records {
      type = "A"
      ttl  = 10
    }
  }
}

# prices stands behind a fence of its own
resource "aws_security_group" "prices_security_group" {
  name        = "bazaar-prices"
  description = "around prices"
  vpc_id      = aws_vpc.network.id
}

# prices calls ecr, logs, s3, sqs
resource "aws_vpc_security_group_egress_rule" "prices_to_internet" {
  security_group_id = aws_security_group.prices_security_group.id
  description       = "to APIs over TLS"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_ipv4         = "0.0.0.0/0"
}

# prices uses products on port 8080
resource "aws_vpc_security_group_egress_rule" "prices_to_products_8080" {
  security_group_id            = aws_security_group.prices_security_group.id
  description                  = "to products"
  ip_protocol                  = "tcp"
  from_port                    = 8080
  to_port                      = 8080
  referenced_security_group_id = aws_security_group.products_security_group.id
}

# prices uses s3
resource "aws_vpc_security_group_egress_rule" "prices_to_s3" {
  security_group_id = aws_security_group.prices_security_group.id
  description       = "to s3"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  prefix_list_id    = aws_vpc_endpoint.network_endpoints_s3.prefix_list_id
}

# prices uses products on port 8080
resource "aws_vpc_security_group_ingress_rule" "products_from_prices_8080" {
  security_group_id            = aws_security_group.products_security_group.id
  description                  = "from prices"
  ip_protocol                  = "tcp"
  from_port                    = 8080
  to_port                      = 8080
  referenced_security_group_id = aws_security_group.prices_security_group.id
}

# other programs find products by a private name
resource "aws_service_discovery_service" "products_name" {
  name = "products"

  dns_config {
    namespace_id   = aws_service_discovery_private_dns_namespace.shared_cluster_names.id
    routing_policy = "MULTIVALUE"

    dns_records {
      type = "A"
      ttl  = 10
    }
  }
}

# products stands behind a fence of its own
resource "aws_security_group" "products_security_group" {
  name        = "bazaar-products"
  description = "around products"
  vpc_id      = aws_vpc.network.id
}

# products uses dynamodb
resource "aws_vpc_security_group_egress_rule" "products_to_dynamodb" {
  security_group_id = aws_security_group.products_security_group.id
  description       = "to dynamodb"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  prefix_list_id    = aws_vpc_endpoint.network_endpoints_dynamodb.prefix_list_id
}

# products calls dynamodb, ecr, logs, s3
resource "aws_vpc_security_group_egress_rule" "products_to_internet" {
  security_group_id = aws_security_group.products_security_group.id
  description       = "to APIs over TLS"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_ipv4         = "0.0.0.0/0"
}

# products uses profiles on port 8080
resource "aws_vpc_security_group_egress_rule" "products_to_profiles_8080" {
  security_group_id            = aws_security_group.products_security_group.id
  description                  = "to profiles"
  ip_protocol                  = "tcp"
  from_port                    = 8080
  to_port                      = 8080
  referenced_security_group_id = aws_security_group.profiles_security_group.id
}

# products uses s3
resource "aws_vpc_security_group_egress_rule" "products_to_s3" {
  security_group_id = aws_security_group.products_security_group.id
  description       = "to s3"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  prefix_list_id    = aws_vpc_endpoint.network_endpoints_s3.prefix_list_id
}

# products uses profiles on port 8080
resource "aws_vpc_security_group_ingress_rule" "profiles_from_products_8080" {
  security_group_id            = aws_security_group.profiles_security_group.id
  description                  = "from products"
  ip_protocol                  = "tcp"
  from_port                    = 8080
  to_port                      = 8080
  referenced_security_group_id = aws_security_group.products_security_group.id
}

# other programs find profiles by a private name
resource "aws_service_discovery_service" "profiles_name" {
  name = "profiles"

  dns_config {
    namespace_id   = aws_service_discovery_private_dns_namespace.shared_cluster_names.id
    routing_policy = "MULTIVALUE"

    dns_records {
      type = "A"
      ttl  = 10
    }
  }
}

# profiles stands behind a fence of its own
resource "aws_security_group" "profiles_security_group" {
  name        = "bazaar-profiles"
  description = "around profiles"
  vpc_id      = aws_vpc.network.id
}

# profiles calls ecr, logs, s3, sqs
resource "aws_vpc_security_group_egress_rule" "profiles_to_internet" {
  security_group_id = aws_security_group.profiles_security_group.id
  description       = "to APIs over TLS"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_ipv4         = "0.0.0.0/0"
}

# profiles uses questions on port 8080
resource "aws_vpc_security_group_egress_rule" "profiles_to_questions_8080" {
  security_group_id            = aws_security_group.profiles_security_group.id
  description                  = "to questions"
  ip_protocol                  = "tcp"
  from_port                    = 8080
  to_port                      = 8080
  referenced_security_group_id = aws_security_group.questions_security_group.id
}

# profiles uses s3
resource "aws_vpc_security_group_egress_rule" "profiles_to_s3" {
  security_group_id = aws_security_group.profiles_security_group.id
  description       = "to s3"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  prefix_list_id    = aws_vpc_endpoint.network_endpoints_s3.prefix_list_id
}

# questions uses questions-db on port 5432
resource "aws_vpc_security_group_ingress_rule" "questions-db_from_questions_5432" {
  security_group_id            = aws_security_group.questions-db_security_group.id
  description                  = "from questions"
  ip_protocol                  = "tcp"
  from_port                    = 5432
  to_port                      = 5432
  referenced_security_group_id = aws_security_group.questions_security_group.id
}

# questions-db stands behind a fence of its own
resource "aws_security_group" "questions-db_security_group" {
  name        = "bazaar-questions-db"
  description = "around questions-db"
  vpc_id      = aws_vpc.network.id
}

# profiles uses questions on port 8080
resource "aws_vpc_security_group_ingress_rule" "questions_from_profiles_8080" {
  security_group_id            = aws_security_group.questions_security_group.id
  description                  = "from profiles"
  ip_protocol                  = "tcp"
  from_port                    = 8080
  to_port                      = 8080
  referenced_security_group_id = aws_security_group.profiles_security_group.id
}

# other programs find questions by a private name
resource "aws_service_discovery_service" "questions_name" {
  name = "questions"

  dns_config {
    namespace_id   = aws_service_discovery_private_dns_namespace.shared_cluster_names.id
    routing_policy = "MULTIVALUE"

    dns_records {
      type = "A"
      ttl  = 10
    }
  }
}

# questions stands behind a fence of its own
resource "aws_security_group" "questions_security_group" {
  name        = "bazaar-questions"
  description = "around questions"
  vpc_id      = aws_vpc.network.id
}

# questions calls ecr, logs, s3, secretsmanager, sqs
resource "aws_vpc_security_group_egress_rule" "questions_to_internet" {
  security_group_id = aws_security_group.questions_security_group.id
  description       = "to APIs over TLS"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_ipv4         = "0.0.0.0/0"
}

# questions uses questions-db on port 5432
resource "aws_vpc_security_group_egress_rule" "questions_to_questions_db_5432" {
  security_group_id            = aws_security_group.questions_security_group.id
  description                  = "to questions-db"
  ip_protocol                  = "tcp"
  from_port                    = 5432
  to_port                      = 5432
  referenced_security_group_id = aws_security_group.questions-db_security_group.id
}

# questions uses ratings on port 8080
resource "aws_vpc_security_group_egress_rule" "questions_to_ratings_8080" {
  security_group_id            = aws_security_group.questions_security_group.id
  description                  = "to ratings"
  ip_protocol                  = "tcp"
  from_port                    = 8080
  to_port                      = 8080
  referenced_security_group_id = aws_security_group.ratings_security_group.id
}

# questions uses s3
resource "aws_vpc_security_group_egress_rule" "questions_to_s3" {
  security_group_id = aws_security_group.questions_security_group.id
  description       = "to s3"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  prefix_list_id    = aws_vpc_endpoint.network_endpoints_s3.prefix_list_id
}

# questions uses ratings on port 8080
resource "aws_vpc_security_group_ingress_rule" "ratings_from_questions_8080" {
  security_group_id            = aws_security_group.ratings_security_group.id
  description                  = "from questions"
  ip_protocol                  = "tcp"
  from_port                    = 8080
  to_port                      = 8080
  referenced_security_group_id = aws_security_group.questions_security_group.id
}

# other programs find ratings by a private name
resource "aws_service_discovery_service" "ratings_name" {
  name = "ratings"

  dns_config {
    namespace_id   = aws_service_discovery_private_dns_namespace.shared_cluster_names.id
    routing_policy = "MULTIVALUE"

    dns_records {
      type = "A"
      ttl  = 10
    }
  }
}

# ratings stands behind a fence of its own
resource "aws_security_group" "ratings_security_group" {
  name        = "bazaar-ratings"
  description = "around ratings"
  vpc_id      = aws_vpc.network.id
}

# ratings calls ecr, logs, s3
resource "aws_vpc_security_group_egress_rule" "ratings_to_internet" {
  security_group_id = aws_security_group.ratings_security_group.id
  description       = "to APIs over TLS"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_ipv4         = "0.0.0.0/0"
}

# ratings uses s3
resource "aws_vpc_security_group_egress_rule" "ratings_to_s3" {
  security_group_id = aws_security_group.ratings_security_group.id
  description       = "to s3"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  prefix_list_id    = aws_vpc_endpoint.network_endpoints_s3.prefix_list_id
}

# front uses recommend on port 8080
resource "aws_vpc_security_group_ingress_rule" "recommend_from_front_8080" {
  security_group_id            = aws_security_group.recommend_security_group.id
  description                  = "from front"
  ip_protocol                  = "tcp"
  from_port                    = 8080
  to_port                      = 8080
  referenced_security_group_id = aws_security_group.front_security_group.id
}

# other programs find recommend by a private name
resource "aws_service_discovery_service" "recommend_name" {
  name = "recommend"

  dns_config {
    namespace_id   = aws_service_discovery_private_dns_namespace.shared_cluster_names.id
    routing_policy = "MULTIVALUE"

    dns_records {
      type = "A"
      ttl  = 10
    }
  }
}

# recommend stands behind a fence of its own
resource "aws_security_group" "recommend_security_group" {
  name        = "bazaar-recommend"
  description = "around recommend"
  vpc_id      = aws_vpc.network.id
}

# recommend uses dynamodb
resource "aws_vpc_security_group_egress_rule" "recommend_to_dynamodb" {
  security_group_id = aws_security_group.recommend_security_group.id
  description       = "to dynamodb"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  prefix_list_id    = aws_vpc_endpoint.network_endpoints_dynamodb.prefix_list_id
}

# recommend calls dynamodb, ecr, logs, s3, sqs
resource "aws_vpc_security_group_egress_rule" "recommend_to_internet" {
  security_group_id = aws_security_group.recommend_security_group.id
  description       = "to APIs over TLS"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_ipv4         = "0.0.0.0/0"
}

# recommend uses refunds on port 8080
resource "aws_vpc_security_group_egress_rule" "recommend_to_refunds_8080" {
  security_group_id            = aws_security_group.recommend_security_group.id
  description                  = "to refunds"
  ip_protocol                  = "tcp"
  from_port                    = 8080
  to_port                      = 8080
  referenced_security_group_id = aws_security_group.refunds_security_group.id
}

# recommend uses s3
resource "aws_vpc_security_group_egress_rule" "recommend_to_s3" {
  security_group_id = aws_security_group.recommend_security_group.id
  description       = "to s3"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  prefix_list_id    = aws_vpc_endpoint.network_endpoints_s3.prefix_list_id
}

# recommend uses refunds on port 8080
resource "aws_vpc_security_group_ingress_rule" "refunds_from_recommend_8080" {
  security_group_id            = aws_security_group.refunds_security_group.id
  description                  = "from recommend"
  ip_protocol                  = "tcp"
  from_port                    = 8080
  to_port                      = 8080
  referenced_security_group_id = aws_security_group.recommend_security_group.id
}

# other programs find refunds by a private name
resource "aws_service_discovery_service" "refunds_name" {
  name = "refunds"

  dns_config {
    namespace_id   = aws_service_discovery_private_dns_namespace.shared_cluster_names.id
    routing_policy = "MULTIVALUE"

    dns_records {
      type = "A"
      ttl  = 10
    }
  }
}

# refunds stands behind a fence of its own
resource "aws_security_group" "refunds_security_group" {
  name        = "bazaar-refunds"
  description = "around refunds"
  vpc_id      = aws_vpc.network.id
}

# refunds calls ecr, logs, s3, sqs
resource "aws_vpc_security_group_egress_rule" "refunds_to_internet" {
  security_group_id = aws_security_group.refunds_security_group.id
  description       = "to APIs over TLS"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_ipv4         = "0.0.0.0/0"
}

# refunds uses returns on port 8080
resource "aws_vpc_security_group_egress_rule" "refunds_to_returns_8080" {
  security_group_id            = aws_security_group.refunds_security_group.id
  description                  = "to returns"
  ip_protocol                  = "tcp"
  from_port                    = 8080
  to_port                      = 8080
  referenced_security_group_id = aws_security_group.returns_security_group.id
}

# refunds uses s3
resource "aws_vpc_security_group_egress_rule" "refunds_to_s3" {
  security_group_id = aws_security_group.refunds_security_group.id
  description       = "to s3"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  prefix_list_id    = aws_vpc_endpoint.network_endpoints_s3.prefix_list_id
}

# returns uses returns-db on port 5432
resource "aws_vpc_security_group_ingress_rule" "returns-db_from_returns_5432" {
  security_group_id            = aws_security_group.returns-db_security_group.id
  description                  = "from returns"
  ip_protocol                  = "tcp"
  from_port                    = 5432
  to_port                      = 5432
  referenced_security_group_id = aws_security_group.returns_security_group.id
}

# returns-db stands behind a fence of its own
resource "aws_security_group" "returns-db_security_group" {
  name        = "bazaar-returns-db"
  description = "around returns-db"
  vpc_id      = aws_vpc.network.id
}

# refunds uses returns on port 8080
resource "aws_vpc_security_group_ingress_rule" "returns_from_refunds_8080" {
  security_group_id            = aws_security_group.returns_security_group.id
  description                  = "from refunds"
  ip_protocol                  = "tcp"
  from_port                    = 8080
  to_port                      = 8080
  referenced_security_group_id = aws_security_group.refunds_security_group.id
}

# other programs find returns by a private name
resource "aws_service_discovery_service" "returns_name" {
  name = "returns"

  dns_config {
    namespace_id   = aws_service_discovery_private_dns_namespace.shared_cluster_names.id
    routing_policy = "MULTIVALUE"

    dns_records {
      type = "A"
      ttl  = 10
    }
  }
}

# returns stands behind a fence of its own
resource "aws_security_group" "returns_security_group" {
  name        = "bazaar-returns"
  description = "around returns"
  vpc_id      = aws_vpc.network.id
}

# returns calls ecr, logs, s3, secretsmanager
resource "aws_vpc_security_group_egress_rule" "returns_to_internet" {
  security_group_id = aws_security_group.returns_security_group.id
  description       = "to APIs over TLS"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_ipv4         = "0.0.0.0/0"
}

# returns uses returns-db on port 5432
resource "aws_vpc_security_group_egress_rule" "returns_to_returns_db_5432" {
  security_group_id            = aws_security_group.returns_security_group.id
  description                  = "to returns-db"
  ip_protocol                  = "tcp"
  from_port                    = 5432
  to_port                      = 5432
  referenced_security_group_id = aws_security_group.returns-db_security_group.id
}

# returns uses reviews on port 8080
resource "aws_vpc_security_group_egress_rule" "returns_to_reviews_8080" {
  security_group_id            = aws_security_group.returns_security_group.id
  description                  = "to reviews"
  ip_protocol                  = "tcp"
  from_port                    = 8080
  to_port                      = 8080
  referenced_security_group_id = aws_security_group.reviews_security_group.id
}

# returns uses s3
resource "aws_vpc_security_group_egress_rule" "returns_to_s3" {
  security_group_id = aws_security_group.returns_security_group.id
  description       = "to s3"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  prefix_list_id    = aws_vpc_endpoint.network_endpoints_s3.prefix_list_id
}

# returns uses reviews on port 8080
resource "aws_vpc_security_group_ingress_rule" "reviews_from_returns_8080" {
  security_group_id            = aws_security_group.reviews_security_group.id
  description                  = "from returns"
  ip_protocol                  = "tcp"
  from_port                    = 8080
  to_port                      = 8080
  referenced_security_group_id = aws_security_group.returns_security_group.id
}

# other programs find reviews by a private name
resource "aws_service_discovery_service" "reviews_name" {
  name = "reviews"

  dns_config {
    namespace_id   = aws_service_discovery_private_dns_namespace.shared_cluster_names.id
    routing_policy = "MULTIVALUE"

    dns_records {
      type = "A"
      ttl  = 10
    }
  }
}

# reviews stands behind a fence of its own
resource "aws_security_group" "reviews_security_group" {
  name        = "bazaar-reviews"
  description = "around reviews"
  vpc_id      = aws_vpc.network.id
}

# reviews calls ecr, logs, s3, sqs
resource "aws_vpc_security_group_egress_rule" "reviews_to_internet" {
  security_group_id = aws_security_group.reviews_security_group.id
  description       = "to APIs over TLS"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_ipv4         = "0.0.0.0/0"
}

# reviews uses s3
resource "aws_vpc_security_group_egress_rule" "reviews_to_s3" {
  security_group_id = aws_security_group.reviews_security_group.id
  description       = "to s3"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  prefix_list_id    = aws_vpc_endpoint.network_endpoints_s3.prefix_list_id
}

# reviews uses search on port 8080
resource "aws_vpc_security_group_egress_rule" "reviews_to_search_8080" {
  security_group_id            = aws_security_group.reviews_security_group.id
  description                  = "to search"
  ip_protocol                  = "tcp"
  from_port                    = 8080
  to_port                      = 8080
  referenced_security_group_id = aws_security_group.search_security_group.id
}

# reviews uses search on port 8080
resource "aws_vpc_security_group_ingress_rule" "search_from_reviews_8080" {
  security_group_id            = aws_security_group.search_security_group.id
  description                  = "from reviews"
  ip_protocol                  = "tcp"
  from_port                    = 8080
  to_port                      = 8080
  referenced_security_group_id = aws_security_group.reviews_security_group.id
}

# other programs find search by a private name
resource "aws_service_discovery_service" "search_name" {
  name = "search"

  dns_config {
    namespace_id   = aws_service_discovery_private_dns_namespace.shared_cluster_names.id
    routing_policy = "MULTIVALUE"

    dns_records {
      type = "A"
      ttl  = 10
    }
  }
}

# search stands behind a fence of its own
resource "aws_security_group" "search_security_group" {
  name        = "bazaar-search"
  description = "around search"
  vpc_id      = aws_vpc.network.id
}

# search uses dynamodb
resource "aws_vpc_security_group_egress_rule" "search_to_dynamodb" {
  security_group_id = aws_security_group.search_security_group.id
  description       = "to dynamodb"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  prefix_list_id    = aws_vpc_endpoint.network_endpoints_dynamodb.prefix_list_id
}

# search calls dynamodb, ecr, logs, s3, sqs
resource "aws_vpc_security_group_egress_rule" "search_to_internet" {
  security_group_id = aws_security_group.search_security_group.id
  description       = "to APIs over TLS"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_ipv4         = "0.0.0.0/0"
}

# search uses s3
resource "aws_vpc_security_group_egress_rule" "search_to_s3" {
  security_group_id = aws_security_group.search_security_group.id
  description       = "to s3"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  prefix_list_id    = aws_vpc_endpoint.network_endpoints_s3.prefix_list_id
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
  name        = "bazaar-sessions"
  description = "around sessions"
  vpc_id      = aws_vpc.network.id
}

# programs find each other by private names
resource "aws_service_discovery_private_dns_namespace" "shared_cluster_names" {
  name = "bazaar.internal"
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
  name        = "bazaar-load-balancer-public"
  description = "around the load balancer"
  vpc_id      = aws_vpc.network.id
}

# front uses shipping on port 8080
resource "aws_vpc_security_group_ingress_rule" "shipping_from_front_8080" {
  security_group_id            = aws_security_group.shipping_security_group.id
  description                  = "from front"
  ip_protocol                  = "tcp"
  from_port                    = 8080
  to_port                      = 8080
  referenced_security_group_id = aws_security_group.front_security_group.id
}

# other programs find shipping by a private name
resource "aws_service_discovery_service" "shipping_name" {
  name = "shipping"

  dns_config {
    namespace_id   = aws_service_discovery_private_dns_namespace.shared_cluster_names.id
    routing_policy = "MULTIVALUE"

    dns_records {
      type = "A"
      ttl  = 10
    }
  }
}

# shipping stands behind a fence of its own
resource "aws_security_group" "shipping_security_group" {
  name        = "bazaar-shipping"
  description = "around shipping"
  vpc_id      = aws_vpc.network.id
}

# shipping calls ecr, logs, s3
resource "aws_vpc_security_group_egress_rule" "shipping_to_internet" {
  security_group_id = aws_security_group.shipping_security_group.id
  description       = "to APIs over TLS"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_ipv4         = "0.0.0.0/0"
}

# shipping uses s3
resource "aws_vpc_security_group_egress_rule" "shipping_to_s3" {
  security_group_id = aws_security_group.shipping_security_group.id
  description       = "to s3"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  prefix_list_id    = aws_vpc_endpoint.network_endpoints_s3.prefix_list_id
}

# shipping uses stock on port 8080
resource "aws_vpc_security_group_egress_rule" "shipping_to_stock_8080" {
  security_group_id            = aws_security_group.shipping_security_group.id
  description                  = "to stock"
  ip_protocol                  = "tcp"
  from_port                    = 8080
  to_port                      = 8080
  referenced_security_group_id = aws_security_group.stock_security_group.id
}

# stock uses stock-db on port 5432
resource "aws_vpc_security_group_ingress_rule" "stock-db_from_stock_5432" {
  security_group_id            = aws_security_group.stock-db_security_group.id
  description                  = "from stock"
  ip_protocol                  = "tcp"
  from_port                    = 5432
  to_port                      = 5432
  referenced_security_group_id = aws_security_group.stock_security_group.id
}

# stock-db stands behind a fence of its own
resource "aws_security_group" "stock-db_security_group" {
  name        = "bazaar-stock-db"
  description = "around stock-db"
  vpc_id      = aws_vpc.network.id
}

# shipping uses stock on port 8080
resource "aws_vpc_security_group_ingress_rule" "stock_from_shipping_8080" {
  security_group_id            = aws_security_group.stock_security_group.id
  description                  = "from shipping"
  ip_protocol                  = "tcp"
  from_port                    = 8080
  to_port                      = 8080
  referenced_security_group_id = aws_security_group.shipping_security_group.id
}

# other programs find stock by a private name
resource "aws_service_discovery_service" "stock_name" {
  name = "stock"

  dns_config {
    namespace_id   = aws_service_discovery_private_dns_namespace.shared_cluster_names.id
    routing_policy = "MULTIVALUE"

    dns_records {
      type = "A"
      ttl  = 10
    }
  }
}

# stock stands behind a fence of its own
resource "aws_security_group" "stock_security_group" {
  name        = "bazaar-stock"
  description = "around stock"
  vpc_id      = aws_vpc.network.id
}

# stock calls ecr, logs, s3, secretsmanager, sqs
resource "aws_vpc_security_group_egress_rule" "stock_to_internet" {
  security_group_id = aws_security_group.stock_security_group.id
  description       = "to APIs over TLS"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_ipv4         = "0.0.0.0/0"
}

# stock uses s3
resource "aws_vpc_security_group_egress_rule" "stock_to_s3" {
  security_group_id = aws_security_group.stock_security_group.id
  description       = "to s3"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  prefix_list_id    = aws_vpc_endpoint.network_endpoints_s3.prefix_list_id
}

# stock uses stock-db on port 5432
resource "aws_vpc_security_group_egress_rule" "stock_to_stock_db_5432" {
  security_group_id            = aws_security_group.stock_security_group.id
  description                  = "to stock-db"
  ip_protocol                  = "tcp"
  from_port                    = 5432
  to_port                      = 5432
  referenced_security_group_id = aws_security_group.stock-db_security_group.id
}

# stock uses suppliers on port 8080
resource "aws_vpc_security_group_egress_rule" "stock_to_suppliers_8080" {
  security_group_id            = aws_security_group.stock_security_group.id
  description                  = "to suppliers"
  ip_protocol                  = "tcp"
  from_port                    = 8080
  to_port                      = 8080
  referenced_security_group_id = aws_security_group.suppliers_security_group.id
}

# stock uses suppliers on port 8080
resource "aws_vpc_security_group_ingress_rule" "suppliers_from_stock_8080" {
  security_group_id            = aws_security_group.suppliers_security_group.id
  description                  = "from stock"
  ip_protocol                  = "tcp"
  from_port                    = 8080
  to_port                      = 8080
  referenced_security_group_id = aws_security_group.stock_security_group.id
}

# other programs find suppliers by a private name
resource "aws_service_discovery_service" "suppliers_name" {
  name = "suppliers"

  dns_config {
    namespace_id   = aws_service_discovery_private_dns_namespace.shared_cluster_names.id
    routing_policy = "MULTIVALUE"

    dns_records {
      type = "A"
      ttl  = 10
    }
  }
}

# suppliers stands behind a fence of its own
resource "aws_security_group" "suppliers_security_group" {
  name        = "bazaar-suppliers"
  description = "around suppliers"
  vpc_id      = aws_vpc.network.id
}

# suppliers calls ecr, logs, s3, sqs
resource "aws_vpc_security_group_egress_rule" "suppliers_to_internet" {
  security_group_id = aws_security_group.suppliers_security_group.id
  description       = "to APIs over TLS"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_ipv4         = "0.0.0.0/0"
}

# suppliers uses s3
resource "aws_vpc_security_group_egress_rule" "suppliers_to_s3" {
  security_group_id = aws_security_group.suppliers_security_group.id
  description       = "to s3"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  prefix_list_id    = aws_vpc_endpoint.network_endpoints_s3.prefix_list_id
}

# suppliers uses taxes on port 8080
resource "aws_vpc_security_group_egress_rule" "suppliers_to_taxes_8080" {
  security_group_id            = aws_security_group.suppliers_security_group.id
  description                  = "to taxes"
  ip_protocol                  = "tcp"
  from_port                    = 8080
  to_port                      = 8080
  referenced_security_group_id = aws_security_group.taxes_security_group.id
}

# suppliers uses taxes on port 8080
resource "aws_vpc_security_group_ingress_rule" "taxes_from_suppliers_8080" {
  security_group_id            = aws_security_group.taxes_security_group.id
  description                  = "from suppliers"
  ip_protocol                  = "tcp"
  from_port                    = 8080
  to_port                      = 8080
  referenced_security_group_id = aws_security_group.suppliers_security_group.id
}

# other programs find taxes by a private name
resource "aws_service_discovery_service" "taxes_name" {
  name = "taxes"

  dns_config {
    namespace_id   = aws_service_discovery_private_dns_namespace.shared_cluster_names.id
    routing_policy = "MULTIVALUE"

    dns_records {
      type = "A"
      ttl  = 10
    }
  }
}

# taxes stands behind a fence of its own
resource "aws_security_group" "taxes_security_group" {
  name        = "bazaar-taxes"
  description = "around taxes"
  vpc_id      = aws_vpc.network.id
}

# taxes uses dynamodb
resource "aws_vpc_security_group_egress_rule" "taxes_to_dynamodb" {
  security_group_id = aws_security_group.taxes_security_group.id
  description       = "to dynamodb"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  prefix_list_id    = aws_vpc_endpoint.network_endpoints_dynamodb.prefix_list_id
}

# taxes calls dynamodb, ecr, logs, s3
resource "aws_vpc_security_group_egress_rule" "taxes_to_internet" {
  security_group_id = aws_security_group.taxes_security_group.id
  description       = "to APIs over TLS"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_ipv4         = "0.0.0.0/0"
}

# taxes uses s3
resource "aws_vpc_security_group_egress_rule" "taxes_to_s3" {
  security_group_id = aws_security_group.taxes_security_group.id
  description       = "to s3"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  prefix_list_id    = aws_vpc_endpoint.network_endpoints_s3.prefix_list_id
}

# taxes uses wishes on port 8080
resource "aws_vpc_security_group_egress_rule" "taxes_to_wishes_8080" {
  security_group_id            = aws_security_group.taxes_security_group.id
  description                  = "to wishes"
  ip_protocol                  = "tcp"
  from_port                    = 8080
  to_port                      = 8080
  referenced_security_group_id = aws_security_group.wishes_security_group.id
}

# taxes uses wishes on port 8080
resource "aws_vpc_security_group_ingress_rule" "wishes_from_taxes_8080" {
  security_group_id            = aws_security_group.wishes_security_group.id
  description                  = "from taxes"
  ip_protocol                  = "tcp"
  from_port                    = 8080
  to_port                      = 8080
  referenced_security_group_id = aws_security_group.taxes_security_group.id
}

# other programs find wishes by a private name
resource "aws_service_discovery_service" "wishes_name" {
  name = "wishes"

  dns_config {
    namespace_id   = aws_service_discovery_private_dns_namespace.shared_cluster_names.id
    routing_policy = "MULTIVALUE"

    dns_records {
      type = "A"
      ttl  = 10
    }
  }
}

# wishes stands behind a fence of its own
resource "aws_security_group" "wishes_security_group" {
  name        = "bazaar-wishes"
  description = "around wishes"
  vpc_id      = aws_vpc.network.id
}

# wishes calls ecr, logs, s3, sqs
resource "aws_vpc_security_group_egress_rule" "wishes_to_internet" {
  security_group_id = aws_security_group.wishes_security_group.id
  description       = "to APIs over TLS"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_ipv4         = "0.0.0.0/0"
}

# wishes uses s3
resource "aws_vpc_security_group_egress_rule" "wishes_to_s3" {
  security_group_id = aws_security_group.wishes_security_group.id
  description       = "to s3"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  prefix_list_id    = aws_vpc_endpoint.network_endpoints_s3.prefix_list_id
}
