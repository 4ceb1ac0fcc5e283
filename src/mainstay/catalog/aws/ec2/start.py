"""What a machine does when it starts: gets a container engine, the image and the secrets, and runs the program."""

from mainstay.catalog.aws.programs import image, is_ours, logs_of, port_of, workload
from mainstay.model.cloud import Site
from mainstay.model.told import Base64, Joined, Ref, SecretText, Told, Variable

_PREPARE = """#!/bin/bash
set -euo pipefail
dnf install -y docker
systemctl enable --now docker
umask 077
"""
_READ_KEY = "import json, sys; print(json.load(sys.stdin)[sys.argv[1]])"
_ENV = "/run/program.env"
Piece = str | Ref | Variable


def user_data(site: Site, plain: dict[str, Told], secret: dict[str, SecretText]) -> Base64:
    """The script; secrets are read by the machine's role when it starts, and stand in no template."""
    program, region = workload(site), site.region
    pieces: list[Piece] = [_PREPARE, f"cat > {_ENV} <<'END'\n"]
    for name, value in sorted({"PORT": str(port_of(program)), **plain}.items()):
        pieces += [f"{name}=", *_pieces(value), "\n"]
    pieces.append("END\n")
    for name, text in sorted(secret.items()):
        pieces += [
            f"value=$(aws secretsmanager get-secret-value --region {region} --query SecretString --output text",
            " --secret-id ",
            Ref(resource=text.resource, attribute="arn"),
            ")\n",
            f"value=$(printf %s \"$value\" | python3 -c '{_READ_KEY}' {text.key})\n" if text.key else "",
            f'printf "{name}=%s\\n" "$value" >> {_ENV}\n',
        ]
    return Base64(parts=(*pieces, *_runs(site)))


def _runs(site: Site) -> tuple[Piece, ...]:
    """On the network of the host: containers may not reach the metadata of the machine over one hop more."""
    program, region = workload(site), site.region
    enters: tuple[Piece, ...] = ()
    if is_ours(program):
        login = f"aws ecr get-login-password --region {region} | docker login --username AWS --password-stdin "
        enters = (login, *_pieces(image(site)), "\n")
    command = f" /bin/sh -c {_quoted(program.command)}" if program.command else ""
    return (
        *enters,
        f"docker run --detach --restart always --network host --read-only --tmpfs /tmp --env-file {_ENV}",
        f" --log-driver awslogs --log-opt awslogs-region={region} --log-opt awslogs-group=",
        Ref(resource=logs_of(site.name), attribute="name"),
        " ",
        *_pieces(image(site)),
        f"{command}\n",
    )


def _pieces(value: Told) -> tuple[Piece, ...]:
    return value.parts if isinstance(value, Joined) else (value,)


def _quoted(text: str) -> str:
    escaped = text.replace("'", "'\"'\"'")
    return f"'{escaped}'"
