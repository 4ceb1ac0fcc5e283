provider "aws" {
  region = "eu-central-1"

  default_tags {
    tags = {
      application = "payroll"
      environment = "production"
      managed-by  = "mainstay"
    }
  }
}
