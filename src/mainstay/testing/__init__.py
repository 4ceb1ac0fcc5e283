"""Public fakes for tests of mainstay and of what is built on it."""
