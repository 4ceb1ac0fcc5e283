"""What the answers to health checks mean."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from mainstay.run.local.supervisor.http import Answer

_REDIRECT, _BAD_REQUEST, _SERVER_ERROR = 300, 400, 500


@dataclass(frozen=True)
class Finding:
    """The outcome of one look at a program. `found` says in words what was seen where it is not ready.

    `elsewhere`: it answers, but not where it was told to listen; that place may still come up.
    """

    ready: bool
    endpoint: str = ""
    notes: tuple[str, ...] = ()
    found: str = ""
    elsewhere: bool = False


@dataclass(frozen=True)
class Attempt:
    """One answer to one GET: the Host header that was sent, and what came back."""

    host: str
    answer: Answer


def judged(path: str, endpoint: str, attempts: Sequence[Attempt]) -> Finding:
    """The best of the answers that one endpoint gave for several Host headers.

    Below 400 is ready, and so is what proves that the program is alive and merely wants something else of its
    clients; the notes say what looks misconfigured. From 500 on it is not ready.
    """
    best = min(attempts, key=lambda attempt: _rank(attempt.answer.status))
    status = best.answer.status
    if status >= _SERVER_ERROR:
        return Finding(ready=False, endpoint=endpoint, found=f"GET {path} answers {status}")
    note = _note(path, best, attempts)
    return Finding(ready=True, endpoint=endpoint, notes=(note,) if note else ())


def _rank(status: int) -> int:
    """2xx before 3xx before 401 and the like before 400 before 5xx."""
    if status >= _SERVER_ERROR:
        return 4
    if status == _BAD_REQUEST:
        return 3
    return 2 if status > _BAD_REQUEST else status // 100 - 2


def _note(path: str, best: Attempt, attempts: Sequence[Attempt]) -> str:
    status = best.answer.status
    if status == _BAD_REQUEST:
        hosts = ", ".join(dict.fromkeys(attempt.host for attempt in attempts))
        return (
            f"GET {path} answers 400 for every Host header that was tried ({hosts}): it probably accepts only hosts of "
            "its own list; add the name that you use to its allowed hosts"
        )
    if status > _BAD_REQUEST:
        return f"GET {path} answers {status}: it is alive; if another path shows its health, name that as health_path"
    if status >= _REDIRECT:
        return _redirect_note(path, best)
    return ""


def _redirect_note(path: str, attempt: Attempt) -> str:
    """A redirect within the site (to a login page) is as good as a page; one to elsewhere is worth a word."""
    target = urlsplit(attempt.answer.location)
    elsewhere = bool(target.netloc) and target.hostname != attempt.host.partition(":")[0]
    same_page = (target.path or "/") == path.partition("?")[0]
    if not elsewhere and not (target.scheme == "https" and same_page):
        return ""
    reason = (
        "to another host: set the host that it takes for its own"
        if elsewhere
        else "to https although it is told that the client came by https (X-Forwarded-Proto): have it trust that header"
    )
    return f"GET {path} answers {attempt.answer.status} to {attempt.answer.location}: it redirects {reason}"
