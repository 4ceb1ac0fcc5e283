"""Physical names where AWS allows fewer characters than an application may take."""

import hashlib

_DIGITS = 6


def shortened(label: str, length: int) -> str:
    """`label`, or what fits into `length` characters of it with a digest, so that different labels stay different."""
    if len(label) <= length:
        return label
    digest = hashlib.sha256(label.encode()).hexdigest()[:_DIGITS]
    return f"{label[: length - _DIGITS - 1].rstrip('-')}-{digest}"
