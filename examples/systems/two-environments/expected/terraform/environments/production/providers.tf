provider "aws" {
  region = "eu-central-1"

  default_tags {
    tags = {
      application = "planner"
      environment = "production"
      managed-by  = "mainstay"
    }
  }
}
