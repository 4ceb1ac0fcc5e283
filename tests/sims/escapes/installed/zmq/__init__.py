"""Stands for the package where it is not installed: it must be refused before it is loaded."""
