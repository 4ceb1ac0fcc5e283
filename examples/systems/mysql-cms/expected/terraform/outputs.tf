output "shared_certificate_record_fqdn" {
  description = "The name that people use: shared.certificate.record"
  value       = aws_route53_record.shared_certificate_record.fqdn
}

output "shared_load_balancer_dns_name" {
  description = "The DNS name of the load balancer: shared.load-balancer"
  value       = aws_lb.shared_load_balancer.dns_name
}

output "shared_load_balancer_record_web_fqdn" {
  description = "The name that people use: shared.load-balancer.record.web"
  value       = aws_route53_record.shared_load_balancer_record_web.fqdn
}

output "web_images_repository_url" {
  description = "Where images are pushed to: web.images"
  value       = aws_ecr_repository.web_images.repository_url
}
