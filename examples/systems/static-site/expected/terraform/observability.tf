# keeps what was stopped, and why
resource "aws_cloudwatch_log_group" "pages_waf_logs" {
  name              = "aws-waf-logs-brochure-pages"
  retention_in_days = 365
  region            = "us-east-1"
}
