output "api_api_api_endpoint" {
  description = "The URL of the API: api.api"
  value       = aws_apigatewayv2_api.api_api.api_endpoint
}

output "api_api_domain_record_fqdn" {
  description = "The name that people use: api.api.domain.record"
  value       = aws_route53_record.api_api_domain_record.fqdn
}

output "api_images_repository_url" {
  description = "Where images are pushed to: api.images"
  value       = aws_ecr_repository.api_images.repository_url
}

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

output "shared_certificate_record_fqdn" {
  description = "The name that people use: shared.certificate.record"
  value       = aws_route53_record.shared_certificate_record.fqdn
}
