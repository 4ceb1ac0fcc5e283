# The bucket is yours to name: terraform init -backend-config=bucket=…
terraform {
  backend "s3" {
    key          = "planner/production/terraform.tfstate"
    region       = "eu-central-1"
    encrypt      = true
    use_lockfile = true
  }
}
