provider "aws" {
  region = "eu-central-1"

  default_tags {
    tags = {
      application = "records"
      environment = "production"
      managed-by  = "mainstay"
    }
  }
}
