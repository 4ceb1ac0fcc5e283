"""Attempts to see the real time or real chance."""

# What is printed is part of the digest, and `open` is what is tried.

import ctypes
import datetime
import os
import random
import secrets
import sqlite3
import time
import uuid
from time import monotonic as kept_monotonic

from mainstay import prove

LIBRARY = ctypes.CDLL(None)
C_TIME, C_CLOCK, C_RANDOM, C_SLEEP = LIBRARY["time"], LIBRARY["clock_gettime"], LIBRARY["getrandom"], LIBRARY["usleep"]
BEGIN = 1_767_225_600  # the moment at which simulations begin


class Moment(ctypes.Structure):
    _fields_ = (("seconds", ctypes.c_long), ("nanoseconds", ctypes.c_long))


def near_begin(seconds):
    prove.always(BEGIN <= seconds <= BEGIN + 60, "it is simulated time", seconds=seconds)


@prove.simulation(faults=prove.NONE)
def every_clock_of_python(_sim):
    """`time.time`, `clock_gettime`, `datetime.now`, `os.times`."""
    near_begin(time.time())
    near_begin(time.clock_gettime(time.CLOCK_REALTIME))
    near_begin(datetime.datetime.now(datetime.UTC).timestamp())
    prove.always(os.times().elapsed < 2_000, "it is simulated time")


@prove.simulation(faults=prove.NONE)
def clock_imported_before(_sim):
    """`from time import monotonic` before the simulation begins."""
    before = kept_monotonic()
    time.sleep(5)
    prove.always(5 <= kept_monotonic() - before < 5.01, "it is simulated time")


@prove.simulation(faults=prove.NONE)
def clock_of_c(_sim):
    """time(2) and clock_gettime(2) from C."""
    near_begin(C_TIME(None))
    found = Moment()
    C_CLOCK(0, ctypes.byref(found))
    near_begin(found.seconds)


@prove.simulation(faults=prove.NONE)
def clock_of_sqlite(_sim):
    """`datetime('now')` inside sqlite."""
    with sqlite3.connect(":memory:") as database:
        (found,) = database.execute("select strftime('%s', 'now')").fetchone()
    near_begin(int(found))


@prove.simulation(faults=prove.NONE)
def sleep_of_c(_sim):
    """usleep(3) from C."""
    C_SLEEP(1000)


@prove.simulation(faults=prove.NONE)
def entropy_of_python(sim):
    """`os.urandom`, `secrets`, `uuid`, `random`, /dev/urandom: printed, so that two runs are compared."""
    print(
        os.urandom(8), secrets.token_hex(8), uuid.uuid4(), uuid.uuid1(), random.random(), random.SystemRandom().random()
    )
    with open("/dev/urandom", "rb") as file:
        print(file.read(8))
    print(sim.random.random())


@prove.simulation(faults=prove.NONE)
def entropy_of_c(_sim):
    """getrandom(2) from C: printed, so that two runs are compared."""
    found = ctypes.create_string_buffer(8)
    prove.always_equal(C_RANDOM(found, 8, 0), 8, "eight bytes come")
    print(found.raw)
