"""A small shop: a web process takes orders, a worker fulfils them."""

COLOUR = "seagreen"
"""Shown by the page and by /version: change it, release, and watch the change go live."""
