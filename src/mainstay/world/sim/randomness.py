"""Entropy from a seed."""

import random
import string


class SimulatedRandomness:
    """`Randomness` that gives the same tokens for the same seed."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)  # noqa: S311 - reproducible on purpose

    def token(self, characters: int) -> str:
        """See `Randomness`."""
        return "".join(self._random.choices(string.ascii_letters + string.digits, k=characters))
