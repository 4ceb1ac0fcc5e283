"""Packages that leave through C, and loops in C. Where one is not installed, an empty package stands for it."""

import asyncio
import importlib
import sys
from pathlib import Path

from mainstay import prove

_FOLDER = Path(__file__).with_name("installed")
sys.path.append(str(_FOLDER))


def _use(name):
    importlib.import_module(name)
    prove.unreachable("it is imported")


@prove.simulation(faults=prove.NONE)
def psycopg(_sim):
    """psycopg 3 (libpq)."""
    _use("psycopg")


@prove.simulation(faults=prove.NONE)
def psycopg2(_sim):
    """psycopg 2 (libpq)."""
    _use("psycopg2")


@prove.simulation(faults=prove.NONE)
def grpc(_sim):
    """grpcio (C core)."""
    _use("grpc")


@prove.simulation(faults=prove.NONE)
def pycurl(_sim):
    """pycurl (libcurl)."""
    _use("pycurl")


@prove.simulation(faults=prove.NONE)
def zmq(_sim):
    """pyzmq (libzmq)."""
    _use("zmq")


@prove.simulation(faults=prove.NONE)
def confluent_kafka(_sim):
    """confluent-kafka (librdkafka)."""
    _use("confluent_kafka")


@prove.simulation(faults=prove.NONE)
def gevent(_sim):
    """gevent (libev)."""
    _use("gevent")


@prove.simulation(faults=prove.NONE)
async def uvloop(_sim):
    """uvloop (libuv): hidden, so that programs take the standard loop."""
    try:
        importlib.import_module("uvloop")
    except ImportError:
        prove.always_equal(
            type(asyncio.get_running_loop()).__module__, "asyncio.unix_events", "it is the standard loop"
        )
        return
    prove.unreachable("it is imported")
