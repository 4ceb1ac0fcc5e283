"""A whole application in a simulation: its hosts from the Graph, its programs as they are, stand-ins for the rest."""

from mainstay.prove.system.application import Application
from mainstay.prove.system.stubs import Request, Response, Stub

__all__ = ["Application", "Request", "Response", "Stub"]
