output "gateway_images_repository_url" {
  description = "Where images are pushed to: gateway.images"
  value       = aws_ecr_repository.gateway_images.repository_url
}

output "shared_certificate_record_fqdn" {
  description = "The name that people use: shared.certificate.record"
  value       = aws_route53_record.shared_certificate_record.fqdn
}

output "shared_load_balancer_dns_name" {
  description = "The DNS name of the load balancer: shared.load-balancer"
  value       = aws_lb.shared_load_balancer.dns_name
}

output "shared_load_balancer_record_gateway_fqdn" {
  description = "The name that people use: shared.load-balancer.record.gateway"
  value       = aws_route53_record.shared_load_balancer_record_gateway.fqdn
}

output "store_images_repository_url" {
  description = "Where images are pushed to: store.images"
  value       = aws_ecr_repository.store_images.repository_url
}
