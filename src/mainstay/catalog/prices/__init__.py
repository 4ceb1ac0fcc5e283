"""The price book that mainstay ships: on-demand list prices (Linux, without free tiers and discounts), and its reader.

The rows were written down from memory of the pages that they name; none was read off by a program. Rows that come from
elsewhere say so in their source.

A book is CSV with the columns `item,region,unit,usd,source,date`. It can be replaced as a whole by one of the user's.
What a book does not have is shown as unknown and is never taken for zero.

Items are named `<kind>/<what>`, from the general to the special, and end in what is counted:

- hours of an instance: `aws.rds/postgres/db.t4g.micro/hour` (one zone; Multi-AZ counts two), `aws.rds/mysql/…/hour`,
  `aws.elasticache/valkey/cache.t4g.micro/hour`, `aws.opensearch/t3.small.search/hour`, `aws.ec2/t4g.small/hour`;
- hours of a thing: `aws.eks_cluster/hour`, `aws.load_balancer/hour`, `aws.nat_gateway/hour`, `aws.public_ipv4/hour`,
  `aws.vpc_endpoint/interface/hour` (one zone), `aws.rds_proxy/vcpu-hour`, `aws.aurora/acu-hour`,
  `aws.load_balancer/lcu-hour`, `aws.kinesis/shard-hour`;
- compute: `aws.lambda/gb-second/arm64`, `…/x86_64`, `aws.lambda/provisioned-gb-second/arm64` (kept ready) and
  `aws.lambda/provisioned-duration-gb-second/arm64` (running there), `aws.fargate/vcpu-hour/arm64`,
  `aws.fargate/gb-hour/x86_64`, and `…/spot` behind those of Fargate;
- single uses: `aws.lambda/request`, `aws.apigateway/http-request`, `aws.sqs/standard-request`, `aws.s3/get-request`,
  `aws.dynamodb/write-request-unit`: the price of one, whatever the page's lot is (a million, ten thousand);
- a month: `…/gb-month` (`aws.s3/standard/gb-month`, `aws.rds/gp3/gb-month`), `aws.kms_key/month`,
  `aws.secret/month`, `aws.alarm/month`, `aws.route53/zone-month`;
- traffic: `aws.nat_gateway/gb`, `aws.data_transfer/internet-gb`, `aws.logs/ingested-gb`.
"""

from mainstay.catalog.prices.book import default_book as default_book
from mainstay.catalog.prices.book import read_book as read_book
