"""Packages that leave the simulation through C, told when they are imported; and modules adjusted when they are.

A refused package looks as if it were not installed: a program that can do without it goes on, all others end with what
to use instead. Whatever is not listed here is caught when it acts (`refuse`, `fence`).
"""

import importlib.abc
import importlib.machinery
import sys
from collections.abc import Callable, Sequence
from types import ModuleType
from typing import Any

from mainstay.prove.machine import current

# package or module → how it leaves, and what can be simulated in its place
LEAVING: dict[str, tuple[str, str]] = {
    "psycopg_binary": ("libpq opens connections in C", "asyncpg or pg8000"),
    "psycopg_c": ("libpq opens connections in C", "asyncpg or pg8000"),
    "psycopg": ("libpq opens connections in C", "asyncpg or pg8000"),
    "psycopg2": ("libpq opens connections in C", "asyncpg or pg8000"),
    "pgdb": ("libpq opens connections in C", "asyncpg or pg8000"),
    "MySQLdb": ("libmysqlclient opens connections in C", "PyMySQL or aiomysql"),
    "_mysql_connector": ("libmysqlclient opens connections in C", "mysql.connector with use_pure=True"),
    "pymssql": ("FreeTDS opens connections in C", "python-tds"),
    "pyodbc": ("ODBC drivers open connections in C", "a driver in Python for your database"),
    "cx_Oracle": ("the Oracle client opens connections in C", "oracledb in its thin mode"),
    "ibm_db": ("the Db2 client opens connections in C", "a stand-in in Python"),
    "grpc": ("its C core has its own threads, sockets and clocks", "grpclib"),
    "pycurl": ("libcurl opens connections in C", "httpx, requests or aiohttp"),
    "curl_cffi": ("libcurl opens connections in C", "httpx, requests or aiohttp"),
    "zmq": ("libzmq has its own threads and sockets", "asyncio streams, or a stand-in in Python"),
    "nanomsg": ("its C library has its own threads and sockets", "asyncio streams"),
    "pynng": ("its C library has its own threads and sockets", "asyncio streams"),
    "confluent_kafka": ("librdkafka has its own threads and sockets", "aiokafka or kafka-python"),
    "pulsar": ("its C++ client has its own threads and sockets", "a stand-in in Python"),
    "pylibmc": ("libmemcached opens connections in C", "pymemcache or aiomcache"),
    "aerospike": ("its C client has its own threads and sockets", "a stand-in in Python"),
    "gevent": ("its loop, libev or libuv, does its own system calls", "asyncio or threading"),
    "eventlet": ("it switches greenlets itself, which the simulation does too", "asyncio or threading"),
    "temporalio.bridge": ("its core in Rust has its own threads and sockets", "a stand-in in Python"),
    "granian": ("its server in Rust has its own threads and sockets", "uvicorn or hypercorn"),
    "robyn": ("its server in Rust has its own threads and sockets", "uvicorn or hypercorn"),
    "primp": ("its client in Rust has its own threads and sockets", "httpx"),
    "watchfiles._rust_notify": ("it watches files in Rust", "polling"),
    "bjoern": ("its server in C does its own system calls", "uvicorn or waitress"),
    "uwsgi": ("it is a server in C", "uvicorn or waitress"),
    "meinheld": ("its server in C does its own system calls", "uvicorn or waitress"),
    "lmdb": ("its C library maps files itself", "sqlite3"),
    "plyvel": ("LevelDB has its own threads and files", "sqlite3"),
    "rocksdb": ("RocksDB has its own threads and files", "sqlite3"),
    "duckdb": ("its C++ library has its own threads and files", "sqlite3"),
    "ray": ("it is a cluster of programs in C++", "multiprocessing"),
}


class Unavailable(ModuleNotFoundError):  # noqa: N818 - says what the package is
    """A package that cannot be simulated was imported."""


def _spawn_by_default(module: Any) -> None:  # noqa: ANN401 - multiprocessing.context
    module._default_context._default_context = module._concrete_contexts["spawn"]  # noqa: SLF001 - no public way


# What is done to a module right after it was executed.
_ADJUSTED: dict[str, Callable[[Any], None]] = {"multiprocessing.context": _spawn_by_default}


class _Finder(importlib.abc.MetaPathFinder):
    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """As a meta path finder (PEP 451)."""
        if name in LEAVING and _installed(name, path):
            how, instead = LEAVING[name]
            message = (
                f"{name}: must stay in the simulation, but {how}.\n\nhint: use {instead}; "
                "a package that the program can do without may stay uninstalled"
            )
            current.host().machine.tell(current.host().name, "unavailable", name)
            raise Unavailable(message, name=name)
        if name not in _ADJUSTED:
            return None
        spec = importlib.machinery.PathFinder.find_spec(name, path, target)
        if spec is not None and spec.loader is not None:
            spec.loader = _Loader(spec.loader, _ADJUSTED[name])
        return spec


def _installed(name: str, path: Sequence[str] | None) -> bool:
    own = [*current.host().path, *sys.path] if path is None else path
    return importlib.machinery.PathFinder.find_spec(name, own) is not None


class _Loader(importlib.abc.Loader):
    """Loads as another loader does, and adjusts the module then."""

    def __init__(self, loader: Any, adjust: Callable[[Any], None]) -> None:  # noqa: ANN401 - any loader
        self._loader, self._adjust = loader, adjust

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> ModuleType | None:
        """As the other loader."""
        return self._loader.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        """As the other loader, then the adjustment."""
        self._loader.exec_module(module)
        self._adjust(module)


def install() -> None:
    """Look at every import from now on."""
    sys.meta_path.insert(0, _Finder())
