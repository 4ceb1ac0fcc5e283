provider "aws" {
  region = "eu-central-1"

  default_tags {
    tags = {
      application = "quotes"
      managed-by  = "mainstay"
    }
  }
}
