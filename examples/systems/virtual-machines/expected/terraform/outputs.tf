output "front_api_api_endpoint" {
  description = "The URL of the API: front.api"
  value       = aws_apigatewayv2_api.front_api.api_endpoint
}

output "front_api_domain_record_fqdn" {
  description = "The name that people use: front.api.domain.record"
  value       = aws_route53_record.front_api_domain_record.fqdn
}

output "front_images_repository_url" {
  description = "Where images are pushed to: front.images"
  value       = aws_ecr_repository.front_images.repository_url
}

output "shared_certificate_record_fqdn" {
  description = "The name that people use: shared.certificate.record"
  value       = aws_route53_record.shared_certificate_record.fqdn
}

output "solver_images_repository_url" {
  description = "Where images are pushed to: solver.images"
  value       = aws_ecr_repository.solver_images.repository_url
}
