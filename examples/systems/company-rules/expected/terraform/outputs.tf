output "shared_certificate_record_fqdn" {
  description = "The name that people use: shared.certificate.record"
  value       = aws_route53_record.shared_certificate_record.fqdn
}

output "shared_eks_cluster_name" {
  description = "The name of the cluster, for `aws eks update-kubeconfig`: shared.eks-cluster"
  value       = aws_eks_cluster.shared_eks_cluster.name
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

output "worker_images_repository_url" {
  description = "Where images are pushed to: worker.images"
  value       = aws_ecr_repository.worker_images.repository_url
}

output "infrastructure" {
  description = "The content of overlays/<environment>/infrastructure.env: terraform output -raw infrastructure"

  value = <<-EOT
    DB_CONNECTION_ARN=${aws_secretsmanager_secret.db_connection.arn}
    JOBS_URL=${aws_sqs_queue.jobs.url}
    NETWORK_CIDR_BLOCK=${aws_vpc.network.cidr_block}
    WEB_IMAGES_REPOSITORY_URL=${aws_ecr_repository.web_images.repository_url}
    WEB_TARGET_GROUP_ARN=${aws_lb_target_group.web_target_group.arn}
    WORKER_IMAGES_REPOSITORY_URL=${aws_ecr_repository.worker_images.repository_url}
  EOT
}
