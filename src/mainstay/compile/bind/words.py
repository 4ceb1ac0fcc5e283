"""Which known word was meant."""

import difflib
from collections.abc import Iterable


def meant(word: str, known: Iterable[str]) -> str:
    """The hint about a word that is not known: the one that is most like it, else all that there are."""
    names = sorted(set(known))
    close = difflib.get_close_matches(word, names, n=1, cutoff=0.5)
    return f"did you mean `{close[0]}`?" if close else f"there are {', '.join(names) or 'none'}"
