"""A stand-in for Valkey and Redis: fakeredis behind its protocol. docs/reference says what it does otherwise."""

from mainstay.prove.standins.valkey.server import serve

__all__ = ["serve"]
