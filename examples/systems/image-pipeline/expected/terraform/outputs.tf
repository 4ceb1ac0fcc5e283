output "resize_images_repository_url" {
  description = "Where images are pushed to: resize.images"
  value       = aws_ecr_repository.resize_images.repository_url
}

output "shared_certificate_record_fqdn" {
  description = "The name that people use: shared.certificate.record"
  value       = aws_route53_record.shared_certificate_record.fqdn
}

output "shared_load_balancer_dns_name" {
  description = "The DNS name of the load balancer: shared.load-balancer"
  value       = aws_lb.shared_load_balancer.dns_name
}

output "shared_load_balancer_record_upload_fqdn" {
  description = "The name that people use: shared.load-balancer.record.upload"
  value       = aws_route53_record.shared_load_balancer_record_upload.fqdn
}

output "upload_images_repository_url" {
  description = "Where images are pushed to: upload.images"
  value       = aws_ecr_repository.upload_images.repository_url
}
