"""The ports on the machine itself."""
