output "pages_domain_name" {
  description = "The DNS name of the distribution: pages"
  value       = aws_cloudfront_distribution.pages.domain_name
}

output "pages_certificate_record_fqdn" {
  description = "The name that people use: pages.certificate.record"
  value       = aws_route53_record.pages_certificate_record.fqdn
}

output "pages_record_fqdn" {
  description = "The name that people use: pages.record"
  value       = aws_route53_record.pages_record.fqdn
}
