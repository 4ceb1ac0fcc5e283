provider "aws" {
  region = ""

  default_tags {
    tags = {
      application = "bookings"
      managed-by  = "mainstay"
    }
  }
}
