"""Attempts to see the real time or real chance."""

# What is printed is part of the digest, and `open` is what is tried.

import ctypes
import datetime
import faulthandler
import os
import random
import secrets
import sqlite3
import time
import uuid
from time import monotonic as kept_monotonic

import cffi

from mainstay import prove

LIBRARY, BY_NAME = ctypes.CDLL(None), ctypes.CDLL("libc.so.6")
C_TIME, C_CLOCK, C_RANDOM, C_SLEEP = LIBRARY["time"], LIBRARY["clock_gettime"], LIBRARY["getrandom"], LIBRARY["usleep"]
C_TIMES, C_PROCESSOR, C_POLL, NAMED_TIME = LIBRARY["times"], LIBRARY["clock"], LIBRARY["poll"], BY_NAME["time"]
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


@prove.simulation(faults=prove.NONE)
def clock_of_the_library_by_name(_sim):
    """time(2) of `ctypes.CDLL("libc.so.6")`, past what is loaded before the C library."""
    near_begin(NAMED_TIME(None))
    near_begin(ctypes.CDLL("/lib/x86_64-linux-gnu/libc.so.6").time(None))


@prove.simulation(faults=prove.NONE)
def clock_through_another_library(_sim):
    """time(2) found through the C library of mathematics."""
    ctypes.CDLL("libm.so.6")["time"](None)


@prove.simulation(faults=prove.NONE)
def clock_through_cffi(_sim):
    """time(2) through cffi, by name and in the whole program."""
    foreign = cffi.FFI()
    foreign.cdef("long time(long *);")
    near_begin(foreign.dlopen("libc.so.6").time(foreign.NULL))
    near_begin(foreign.dlopen(None).time(foreign.NULL))


@prove.simulation(faults=prove.NONE)
def clocks_of_the_processor(_sim):
    """`process_time`, `thread_time`, `perf_counter`, times(2), clock(3): printed, so that two runs are compared."""
    sum(range(100_000))
    print(time.process_time(), time.thread_time(), time.perf_counter_ns(), os.times())
    print(C_TIMES(None), C_PROCESSOR())


@prove.simulation(faults=prove.NONE)
def wait_of_c(_sim):
    """poll(2) from C, to wait."""
    C_POLL(None, 0, 10)


@prove.simulation(faults=prove.NONE)
def clock_of_faulthandler(_sim):
    """`faulthandler.dump_traceback_later`, which waits in a thread of C."""
    faulthandler.dump_traceback_later(0.01)


@prove.simulation(faults=prove.NONE)
def addresses_of_objects(_sim):
    """`id`, `hash`, and the order of a set of objects: printed, so that two runs are compared."""
    print([id(object()) for _ in range(3)], hash("text"), {object() for _ in range(5)})
