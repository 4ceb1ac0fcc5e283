provider "aws" {
  region = ""

  default_tags {
    tags = {
      application = "notes"
      managed-by  = "mainstay"
    }
  }
}
