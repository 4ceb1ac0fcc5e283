"""Programs that are known by their command line: servers with their ports, workers, and what cannot be run here."""

import re

LONGEST = 2_000
"""How much of a command line is looked at, in characters."""
DEFAULT_PORTS: tuple[tuple[str, int], ...] = (
    (r"\bmanage\.py\s+runserver", 8000),
    (r"\b(?:uvicorn|hypercorn|daphne|granian|fastapi\s+(?:run|dev))\b", 8000),
    (r"\bgunicorn\b", 8000),
    (r"\bflask\b.*\brun\b", 5000),
    (r"\bstreamlit\s+run\b", 8501),
    (r"\bwaitress-serve\b", 8080),
    (r"\bcelery\b.*\bflower\b|\bflower\b", 5555),
    (r"\bhttp\.server\b", 8000),
    (r"\bchainlit\s+run\b", 8000),
    (r"\bjupyter\b", 8888),
    (r"\bnext\s+start\b", 3000),
)
"""The port on which a program listens when it is told nothing."""
READS_PORT = re.compile(r"\bgunicorn\b|\bnext\s+start\b|\bserve\b|(?:npm|yarn|pnpm)\b|\bnode\b")
"""Programs that listen on PORT without being told to, or whose code may do so."""
_SERVING = re.compile(
    r"\$\{?PORT\b|" + "|".join(f"(?:{p})" for p, _ in DEFAULT_PORTS) + r"|\buwsgi\b|\bserve\s+-|\bhttp-server\b"
)
_WORKER = re.compile(
    r"\bcelery\b.*\b(?:worker|beat)\b|\b(?:rq|rqworker|rqscheduler)\b|\bdramatiq\b|\barq\s|\bhuey_consumer|\btaskiq\b"
    r"|\bmanage\.py\s+(?:qcluster|rqworker|process_tasks|db_worker|run_huey|celery|rundramatiq|procrastinate)\b|\bfaust\b"
)
_ELSEWHERE = re.compile(
    r"^(?:\S*/)?(?:nginx|apachectl|apache2\S*|httpd\S*|caddy|supervisord|php-fpm|haproxy|traefik|envoy)\b"
)
_PORT_FLAGS = (
    r"--(?:port|server\.port|http-port)[= ]+(\d{2,5})\b",
    r"(?:--bind|-b|--listen|--http|--address)[= ]*\S*?:(\d{2,5})\b",
    r"(?:^|\s)-p[= ]+(\d{2,5})\b",
    r"runserver(?:_plus)?\s+\S*?:?(\d{2,5})\b",
    r"http\.server\s+(\d{2,5})\b",
)


def looks_serving(command: str) -> bool:
    """Whether a command line is that of a program that answers requests."""
    return _SERVING.search(command[:LONGEST]) is not None and not looks_working(command)


def looks_working(command: str) -> bool:
    """Whether a command line is that of a worker or a clock of a known library."""
    return _WORKER.search(command[:LONGEST]) is not None


def runs_elsewhere(command: str) -> bool:
    """Whether a command starts a proxy or a process manager of a container image, which has no place here."""
    return _ELSEWHERE.search(command.strip()) is not None


_SERVER = re.compile(
    r"^(?:\w+=\S*\s+)*(?:python[\d.]*\s+-m\s+)?(gunicorn|uwsgi|waitress-serve|daphne|hypercorn|granian)\b"
)


def server_package(command: str) -> str:
    """The package that a command's server comes from, for servers that no framework brings along; "" for others."""
    match = _SERVER.match(command.strip())
    return match.group(1).removesuffix("-serve") if match else ""


def uses_port(command: str) -> bool:
    """Whether a command line tells its program to listen on PORT."""
    return re.search(r"\$\{?PORT\b|%PORT%", command) is not None


def port_of(command: str) -> int | None:
    """The port that a command line states; None for none."""
    for pattern in _PORT_FLAGS:
        if match := re.search(pattern, command):
            return int(match.group(1))
    return None


def default_port(command: str) -> int | None:
    """The port that the program of a command line takes by itself; None where it is unknown or it reads PORT."""
    if READS_PORT.search(command):
        return None
    return next((port for pattern, port in DEFAULT_PORTS if re.search(pattern, command[:LONGEST])), None)
