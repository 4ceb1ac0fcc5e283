output "follower_images_repository_url" {
  description = "Where images are pushed to: follower.images"
  value       = aws_ecr_repository.follower_images.repository_url
}

output "receiver_api_api_endpoint" {
  description = "The URL of the API: receiver.api"
  value       = aws_apigatewayv2_api.receiver_api.api_endpoint
}

output "receiver_api_domain_record_fqdn" {
  description = "The name that people use: receiver.api.domain.record"
  value       = aws_route53_record.receiver_api_domain_record.fqdn
}

output "receiver_images_repository_url" {
  description = "Where images are pushed to: receiver.images"
  value       = aws_ecr_repository.receiver_images.repository_url
}

output "shared_certificate_record_fqdn" {
  description = "The name that people use: shared.certificate.record"
  value       = aws_route53_record.shared_certificate_record.fqdn
}
