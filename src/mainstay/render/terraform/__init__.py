"""Graph → Terraform or OpenTofu: HCL as a person would write it, checked against the provider's own schema."""

from mainstay.render.terraform.render import render_terraform as render_terraform
from mainstay.render.terraform.validate import validate as validate
