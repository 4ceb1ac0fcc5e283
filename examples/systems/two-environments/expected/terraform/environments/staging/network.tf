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
  name        = "planner-staging-cache"
  description = "around cache"
  vpc_id      = aws_vpc.network.id
}

# web uses db on port 5432
resource "aws_vpc_security_group_ingress_rule" "db_from_web_5432" {
  security_group_id            = aws_security_group.db_security_group.id
  description                  = "from web"
  ip_protocol                  = "tcp"
  from_port                    = 5432
  to_port                      = 5432
  referenced_security_group_id = aws_security_group.web_security_group.id
}

# db stands behind a fence of its own
resource "aws_security_group" "db_security_group" {
  name        = "planner-staging-db"
  description = "around db"
  vpc_id      = aws_vpc.network.id
}

# something of the application must not be reachable from outside
resource "aws_vpc" "network" {
  cidr_block           = "10.0.0.0/16"
  enable_dns_hostnames = true
  enable_dns_support   = true

  tags = {
    Name = "planner-staging-network"
  }
}

# the group that a network comes with must open nothing
resource "aws_default_security_group" "network_default" {
  vpc_id = aws_vpc.network.id

  tags = {
    Name = "planner-staging-network-default"
  }
}

# web calls secretsmanager
resource "aws_vpc_security_group_ingress_rule" "network_endpoints_from_web" {
  security_group_id            = aws_security_group.network_endpoints_security_group.id
  description                  = "from web"
  ip_protocol                  = "tcp"
  from_port                    = 443
  to_port                      = 443
  referenced_security_group_id = aws_security_group.web_security_group.id
}

# a private way to secretsmanager, cheaper than a NAT gateway
resource "aws_vpc_endpoint" "network_endpoints_secretsmanager" {
  vpc_id              = aws_vpc.network.id
  service_name        = "com.amazonaws.eu-central-1.secretsmanager"
  vpc_endpoint_type   = "Interface"
  subnet_ids          = [aws_subnet.network_private_a.id, aws_subnet.network_private_b.id]
  security_group_ids  = [aws_security_group.network_endpoints_security_group.id]
  private_dns_enabled = true

  tags = {
    Name = "planner-staging-network-endpoints-secretsmanager"
  }
}

# network.endpoints stands behind a fence of its own
resource "aws_security_group" "network_endpoints_security_group" {
  name        = "planner-staging-endpoints"
  description = "around network.endpoints"
  vpc_id      = aws_vpc.network.id
}

# after an incident it must be known who talked to whom
resource "aws_flow_log" "network_flow_log" {
  vpc_id          = aws_vpc.network.id
  traffic_type    = "ALL"
  log_destination = aws_cloudwatch_log_group.network_flow_log_logs.arn
  iam_role_arn    = aws_iam_role.network_flow_log_role.arn

  tags = {
    Name = "planner-staging-network-flow-log"
  }
}

# public subnets reach the internet
resource "aws_internet_gateway" "network_internet_gateway" {
  vpc_id = aws_vpc.network.id

  tags = {
    Name = "planner-staging-network-internet-gateway"
  }
}

# private addresses in zone a: one zone may fail
resource "aws_subnet" "network_private_a" {
  vpc_id                  = aws_vpc.network.id
  cidr_block              = "10.0.0.0/19"
  availability_zone       = "eu-central-1a"
  map_public_ip_on_launch = false

  tags = {
    Name = "planner-staging-network-private-a"
  }
}

# where the traffic of network.private-a goes
resource "aws_route_table" "network_private_a_routes" {
  vpc_id = aws_vpc.network.id

  tags = {
    Name = "planner-staging-network-private-a-routes"
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
  availability_zone       = "eu-central-1b"
  map_public_ip_on_launch = false

  tags = {
    Name = "planner-staging-network-private-b"
  }
}

# where the traffic of network.private-b goes
resource "aws_route_table" "network_private_b_routes" {
  vpc_id = aws_vpc.network.id

  tags = {
    Name = "planner-staging-network-private-b-routes"
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
  availability_zone       = "eu-central-1a"
  map_public_ip_on_launch = false

  tags = {
    Name = "planner-staging-network-public-a"
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
  availability_zone       = "eu-central-1b"
  map_public_ip_on_launch = false

  tags = {
    Name = "planner-staging-network-public-b"
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
    Name = "planner-staging-network-public-routes"
  }
}

# web stands behind a fence of its own
resource "aws_security_group" "web_security_group" {
  name        = "planner-staging-web"
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

# web uses db on port 5432
resource "aws_vpc_security_group_egress_rule" "web_to_db_5432" {
  security_group_id            = aws_security_group.web_security_group.id
  description                  = "to db"
  ip_protocol                  = "tcp"
  from_port                    = 5432
  to_port                      = 5432
  referenced_security_group_id = aws_security_group.db_security_group.id
}

# web calls secretsmanager
resource "aws_vpc_security_group_egress_rule" "web_to_endpoints" {
  security_group_id            = aws_security_group.web_security_group.id
  description                  = "to private endpoints"
  ip_protocol                  = "tcp"
  from_port                    = 443
  to_port                      = 443
  referenced_security_group_id = aws_security_group.network_endpoints_security_group.id
}
