provider "aws" {
  region = "eu-central-1"

  default_tags {
    tags = {
      application = "guestbook"
      managed-by  = "mainstay"
    }
  }
}
