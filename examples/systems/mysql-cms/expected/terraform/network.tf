# web uses cache on port 6379
resource "aws_vpc_security_group_ingress_rule" "cache_from_web_6379" {
  security_group_id            = aws_security_group.cache_security_group.id
  description                  = "from web"
  ip_protocol                  = "tcp"
  from_port                    = 6379
  to_port                      = 6379
  referenced_security_group_id = aws_security_group.web_security_group.id
}

# cache stands behind a fence of its own
resource "aws_security_group" "cache_security_group" {
  name        = "cms-cache"
  description = "around cache"
  vpc_id      = aws_vpc.network.id
}

# web uses db on port 3306
resource "aws_vpc_security_group_ingress_rule" "db_from_web_3306" {
  security_group_id            = aws_security_group.db_security_group.id
  description                  = "from web"
  ip_protocol                  = "tcp"
  from_port                    = 3306
  to_port                      = 3306
  referenced_security_group_id = aws_security_group.web_security_group.id
}

# db stands behind a fence of its own
resource "aws_security_group" "db_security_group" {
  name        = "cms-db"
  description = "around db"
  vpc_id      = aws_vpc.network.id
}

# something of the application must not be reachable from outside
resource "aws_vpc" "network" {
  cidr_block           = "10.0.0.0/16"
  enable_dns_hostnames = true
  enable_dns_support   = true

  tags = {
    Name = "cms-network"
  }
}

# the group that a network comes with must open nothing
resource "aws_default_security_group" "network_default" {
  vpc_id = aws_vpc.network.id

  tags = {
    Name = "cms-network-default"
  }
}

# traffic to s3 stays inside AWS, at no cost
resource "aws_vpc_endpoint" "network_endpoints_s3" {
  vpc_id            = aws_vpc.network.id
  service_name      = "com.amazonaws.us-east-1.s3"
  vpc_endpoint_type = "Gateway"
  route_table_ids   = [aws_route_table.network_private_a_routes.id, aws_route_table.network_private_b_routes.id]

  tags = {
    Name = "cms-network-endpoints-s3"
  }
}

# after an incident it must be known who talked to whom
resource "aws_flow_log" "network_flow_log" {
  vpc_id          = aws_vpc.network.id
  traffic_type    = "ALL"
  log_destination = aws_cloudwatch_log_group.network_flow_log_logs.arn
  iam_role_arn    = aws_iam_role.network_flow_log_role.arn

  tags = {
    Name = "cms-network-flow-log"
  }
}

# public subnets reach the internet
resource "aws_internet_gateway" "network_internet_gateway" {
  vpc_id = aws_vpc.network.id

  tags = {
    Name = "cms-network-internet-gateway"
  }
}

# cheaper than 4 private endpoints
resource "aws_nat_gateway" "network_nat_a" {
  allocation_id = aws_eip.network_nat_a_address.id
  subnet_id     = aws_subnet.network_public_a.id

  tags = {
    Name = "cms-network-nat-a"
  }
}

# the address that zone a is seen with
resource "aws_eip" "network_nat_a_address" {
  domain = "vpc"

  tags = {
    Name = "cms-network-nat-a-address"
  }
}

# private addresses in zone a: one zone may fail
resource "aws_subnet" "network_private_a" {
  vpc_id                  = aws_vpc.network.id
  cidr_block              = "10.0.0.0/19"
  availability_zone       = "us-east-1a"
  map_public_ip_on_launch = false

  tags = {
    Name = "cms-network-private-a"
  }
}

# cheaper than 4 private endpoints
resource "aws_route" "network_private_a_route_out" {
  route_table_id         = aws_route_table.network_private_a_routes.id
  destination_cidr_block = "0.0.0.0/0"
  nat_gateway_id         = aws_nat_gateway.network_nat_a.id
}

# where the traffic of network.private-a goes
resource "aws_route_table" "network_private_a_routes" {
  vpc_id = aws_vpc.network.id

  tags = {
    Name = "cms-network-private-a-routes"
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
    Name = "cms-network-private-b"
  }
}

# cheaper than 4 private endpoints
resource "aws_route" "network_private_b_route_out" {
  route_table_id         = aws_route_table.network_private_b_routes.id
  destination_cidr_block = "0.0.0.0/0"
  nat_gateway_id         = aws_nat_gateway.network_nat_a.id
}

# where the traffic of network.private-b goes
resource "aws_route_table" "network_private_b_routes" {
  vpc_id = aws_vpc.network.id

  tags = {
    Name = "cms-network-private-b-routes"
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
    Name = "cms-network-public-a"
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
    Name = "cms-network-public-b"
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
    Name = "cms-network-public-routes"
  }
}

# programs find each other by private names
resource "aws_service_discovery_private_dns_namespace" "shared_cluster_names" {
  name = "cms.internal"
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
  name        = "cms-load-balancer-public"
  description = "around the load balancer"
  vpc_id      = aws_vpc.network.id
}

# web mounts its files on port 2049
resource "aws_vpc_security_group_ingress_rule" "web_files_from_web" {
  security_group_id            = aws_security_group.web_files_security_group.id
  description                  = "from web"
  ip_protocol                  = "tcp"
  from_port                    = 2049
  to_port                      = 2049
  referenced_security_group_id = aws_security_group.web_security_group.id
}

# only web reaches its files
resource "aws_security_group" "web_files_security_group" {
  name        = "cms-web-files"
  description = "around the files of web"
  vpc_id      = aws_vpc.network.id
}

# the load balancer reaches web on port 8080, and nothing else does
resource "aws_vpc_security_group_ingress_rule" "web_from_load_balancer" {
  security_group_id            = aws_security_group.web_security_group.id
  description                  = "from the load balancer"
  ip_protocol                  = "tcp"
  from_port                    = 8080
  to_port                      = 8080
  referenced_security_group_id = aws_security_group.shared_load_balancer_security_group.id
}

# the load balancer reaches web on port 8080, and nothing else does
resource "aws_vpc_security_group_egress_rule" "web_from_load_balancer_way_out" {
  security_group_id            = aws_security_group.shared_load_balancer_security_group.id
  description                  = "to web"
  ip_protocol                  = "tcp"
  from_port                    = 8080
  to_port                      = 8080
  referenced_security_group_id = aws_security_group.web_security_group.id
}

# web stands behind a fence of its own
resource "aws_security_group" "web_security_group" {
  name        = "cms-web"
  description = "around web"
  vpc_id      = aws_vpc.network.id
}

# web uses cache on port 6379
resource "aws_vpc_security_group_egress_rule" "web_to_cache_6379" {
  security_group_id            = aws_security_group.web_security_group.id
  description                  = "to cache"
  ip_protocol                  = "tcp"
  from_port                    = 6379
  to_port                      = 6379
  referenced_security_group_id = aws_security_group.cache_security_group.id
}

# web uses db on port 3306
resource "aws_vpc_security_group_egress_rule" "web_to_db_3306" {
  security_group_id            = aws_security_group.web_security_group.id
  description                  = "to db"
  ip_protocol                  = "tcp"
  from_port                    = 3306
  to_port                      = 3306
  referenced_security_group_id = aws_security_group.db_security_group.id
}

# web mounts its files on port 2049
resource "aws_vpc_security_group_egress_rule" "web_to_files" {
  security_group_id            = aws_security_group.web_security_group.id
  description                  = "to the files of web"
  ip_protocol                  = "tcp"
  from_port                    = 2049
  to_port                      = 2049
  referenced_security_group_id = aws_security_group.web_files_security_group.id
}

# web calls ecr, logs, s3, secretsmanager
resource "aws_vpc_security_group_egress_rule" "web_to_internet" {
  security_group_id = aws_security_group.web_security_group.id
  description       = "to APIs over TLS"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_ipv4         = "0.0.0.0/0"
}

# web uses s3
resource "aws_vpc_security_group_egress_rule" "web_to_s3" {
  security_group_id = aws_security_group.web_security_group.id
  description       = "to s3"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  prefix_list_id    = aws_vpc_endpoint.network_endpoints_s3.prefix_list_id
}
