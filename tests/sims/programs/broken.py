import nowhere  # noqa: F401 - a program that does not import
