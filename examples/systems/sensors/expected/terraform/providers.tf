provider "aws" {
  region = "eu-central-1"

  default_tags {
    tags = {
      application = "sensors"
      managed-by  = "mainstay"
    }
  }
}
