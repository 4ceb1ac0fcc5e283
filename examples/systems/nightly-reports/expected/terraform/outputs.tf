output "nightly_images_repository_url" {
  description = "Where images are pushed to: nightly.images"
  value       = aws_ecr_repository.nightly_images.repository_url
}
