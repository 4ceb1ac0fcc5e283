output "accounts_images_repository_url" {
  description = "Where images are pushed to: accounts.images"
  value       = aws_ecr_repository.accounts_images.repository_url
}

output "addresses_images_repository_url" {
  description = "Where images are pushed to: addresses.images"
  value       = aws_ecr_repository.addresses_images.repository_url
}

output "adverts_images_repository_url" {
  description = "Where images are pushed to: adverts.images"
  value       = aws_ecr_repository.adverts_images.repository_url
}

output "audit_images_repository_url" {
  description = "Where images are pushed to: audit.images"
  value       = aws_ecr_repository.audit_images.repository_url
}

output "baskets_images_repository_url" {
  description = "Where images are pushed to: baskets.images"
  value       = aws_ecr_repository.baskets_images.repository_url
}

output "billing_images_repository_url" {
  description = "Where images are pushed to: billing.images"
  value       = aws_ecr_repository.billing_images.repository_url
}

output "campaigns_images_repository_url" {
  description = "Where images are pushed to: campaigns.images"
  value       = aws_ecr_repository.campaigns_images.repository_url
}

output "carriers_images_repository_url" {
  description = "Where images are pushed to: carriers.images"
  value       = aws_ecr_repository.carriers_images.repository_url
}

output "catalogue_images_repository_url" {
  description = "Where images are pushed to: catalogue.images"
  value       = aws_ecr_repository.catalogue_images.repository_url
}

output "checkout_images_repository_url" {
  description = "Where images are pushed to: checkout.images"
  value       = aws_ecr_repository.checkout_images.repository_url
}

output "front_images_repository_url" {
  description = "Where images are pushed to: front.images"
  value       = aws_ecr_repository.front_images.repository_url
}

output "shared_certificate_record_fqdn" {
  description = "The name that people use: shared.certificate.record"
  value       = aws_route53_record.shared_certificate_record.fqdn
}

output "shared_load_balancer_dns_name" {
  description = "The DNS name of the load balancer: shared.load-balancer"
  value       = aws_lb.shared_load_balancer.dns_name
}

output "shared_load_balancer_record_front_fqdn" {
  description = "The name that people use: shared.load-balancer.record.front"
  value       = aws_route53_record.shared_load_balancer_record_front.fqdn
}
