output "shared_certificate_record_fqdn" {
  description = "The name that people use: shared.certificate.record"
  value       = aws_route53_record.shared_certificate_record.fqdn
}

output "web_api_api_endpoint" {
  description = "The URL of the API: web.api"
  value       = aws_apigatewayv2_api.web_api.api_endpoint
}

output "web_api_domain_record_fqdn" {
  description = "The name that people use: web.api.domain.record"
  value       = aws_route53_record.web_api_domain_record.fqdn
}

output "web_images_repository_url" {
  description = "Where images are pushed to: web.images"
  value       = aws_ecr_repository.web_images.repository_url
}
