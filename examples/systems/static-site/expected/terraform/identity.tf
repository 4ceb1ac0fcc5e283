# policies name the account that they hold in
data "aws_caller_identity" "shared_account" {}
