"""Entropy of the machine."""

import secrets
import string

_ALPHABET = string.ascii_letters + string.digits


class RealRandomness:
    """Implements `world.ports.Randomness`."""

    def token(self, characters: int) -> str:
        """Random letters and digits, fit for a password."""
        return "".join(secrets.choice(_ALPHABET) for _ in range(characters))
