# The bucket is yours to name: terraform init -backend-config=bucket=…
terraform {
  backend "s3" {
    key          = "notes/terraform.tfstate"
    region       = ""
    encrypt      = true
    use_lockfile = true
  }
}
