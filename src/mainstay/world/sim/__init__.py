"""The ports in a simulated world: virtual time, seeded randomness, scripted programs."""
