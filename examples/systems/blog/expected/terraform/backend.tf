# The bucket is yours to name: terraform init -backend-config=bucket=…
terraform {
  backend "s3" {
    key          = "blog/terraform.tfstate"
    region       = "eu-west-1"
    encrypt      = true
    use_lockfile = true
  }
}
