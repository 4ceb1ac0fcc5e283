output "render_images_repository_url" {
  description = "Where images are pushed to: render.images"
  value       = aws_ecr_repository.render_images.repository_url
}

output "shared_certificate_record_fqdn" {
  description = "The name that people use: shared.certificate.record"
  value       = aws_route53_record.shared_certificate_record.fqdn
}

output "shared_load_balancer_dns_name" {
  description = "The DNS name of the load balancer: shared.load-balancer"
  value       = aws_lb.shared_load_balancer.dns_name
}

output "shared_load_balancer_record_render_fqdn" {
  description = "The name that people use: shared.load-balancer.record.render"
  value       = aws_route53_record.shared_load_balancer_record_render.fqdn
}
