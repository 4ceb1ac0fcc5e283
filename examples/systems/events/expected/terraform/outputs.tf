output "audit_images_repository_url" {
  description = "Where images are pushed to: audit.images"
  value       = aws_ecr_repository.audit_images.repository_url
}

output "billing_images_repository_url" {
  description = "Where images are pushed to: billing.images"
  value       = aws_ecr_repository.billing_images.repository_url
}

output "intake_images_repository_url" {
  description = "Where images are pushed to: intake.images"
  value       = aws_ecr_repository.intake_images.repository_url
}

output "shared_certificate_record_fqdn" {
  description = "The name that people use: shared.certificate.record"
  value       = aws_route53_record.shared_certificate_record.fqdn
}

output "shared_load_balancer_dns_name" {
  description = "The DNS name of the load balancer: shared.load-balancer"
  value       = aws_lb.shared_load_balancer.dns_name
}

output "shared_load_balancer_record_intake_fqdn" {
  description = "The name that people use: shared.load-balancer.record.intake"
  value       = aws_route53_record.shared_load_balancer_record_intake.fqdn
}

output "stock_images_repository_url" {
  description = "Where images are pushed to: stock.images"
  value       = aws_ecr_repository.stock_images.repository_url
}
