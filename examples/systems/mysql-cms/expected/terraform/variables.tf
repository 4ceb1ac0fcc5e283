variable "alerts_email" {
  description = "The mail address that alarms are sent to."
  type        = string
  nullable    = false
}

variable "domain" {
  description = "The DNS name that the application is served under."
  type        = string
  nullable    = false
}

variable "release" {
  description = "The tag of the container images that run."
  type        = string
  nullable    = false
}

variable "zone_id" {
  description = "The Route 53 hosted zone in which the application's names are kept."
  type        = string
  nullable    = false
}
