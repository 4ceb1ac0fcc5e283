provider "aws" {
  region = "us-east-1"

  default_tags {
    tags = {
      application = "cms"
      managed-by  = "mainstay"
    }
  }
}
