"""Kinds for Kubernetes: one folder for each part of its API, rendered as manifests."""
