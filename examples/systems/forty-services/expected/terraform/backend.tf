# The bucket is yours to name: terraform init -backend-config=bucket=…
terraform {
  backend "s3" {
    key          = "bazaar/terraform.tfstate"
    region       = "us-east-1"
    encrypt      = true
    use_lockfile = true
  }
}
