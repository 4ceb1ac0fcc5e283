"""Known bugs of real projects: which harness finds which, on which release, and where it must be silent."""

from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).parent


class Case(NamedTuple):
    """One bug. `harness` is `file::function` in `bugs/`; `faulty` and `fixed` are folders of releases in the corpus.

    `fixed` is empty where no release is without the bug. `control` is a function of the same harness that must hold on
    the faulty release. `tried` is how many seeds are tried there, and `silent` how many where nothing may be found.
    """

    harness: str
    faulty: str
    fixed: str
    what: str
    control: str = ""
    tried: int = 200
    silent: int = 20

    @property
    def shown(self) -> str:
        """The harness, as tables show it: `file.py`, or `file.py::test_…` where it has several."""
        return self.harness.removesuffix("::test")

    @property
    def name(self) -> str:
        """What the case is called in tests and tables."""
        return f"{self.harness.replace('.py::test', '')} {self.faulty}"

    @property
    def target(self) -> str:
        """The simulation that finds it."""
        return f"{HERE}/bugs/{self.harness}"

    @property
    def quiet(self) -> tuple[str, str] | None:
        """The simulation, and the release, that must hold; None where there is none."""
        if self.control:
            return f"{HERE}/bugs/{self.control}", self.faulty
        return (self.target, self.fixed) if self.fixed else None


CASES = (
    Case("redis_replies.py::test", "redis-4.5.1", "redis-4.5.5", "a cancelled command leaves its reply to the next"),
    Case("redis_replies.py::test", "redis-4.5.3", "redis-4.5.5", "the same, in pipelines"),
    Case("arq_defer.py::test", "arq-0.26.1", "main", "a job that asked to wait is tried at once (#482)"),
    Case("pysyncobj_log.py::test", "pysyncobj-0.3.15", "pysyncobj-0.3.17",
         "term and vote are forgotten at a restart, and committed entries with them (#201, #202)"),
    Case("pysyncobj_power.py::test_starts", "pysyncobj-0.3.15", "", "no node reads a journal that was torn (#84)"),
    Case("pysyncobj_power.py::test_goes_on", "pysyncobj-0.3.15", "",
         "the commit index is kept and what it counts is lost: a node waits for ever (#197)"),
    Case("httpcore_pool.py::test", "main", "", "a request given up at the wrong moment keeps its place (#1093)"),
    Case("raftos_leaders.py::test_even", "raftos-0.2.2", "", "half of an even cluster is a majority",
         control="raftos_leaders.py::test_odd"),
    Case("aiohttp_pool.py::test", "aiohttp-3.10.10", "aiohttp-3.10.11",
         "a slot goes to a request that was given up just then, and others wait for ever (#9670)"),
    Case("aiohttp_upload.py::test", "aiohttp-3.10.2", "aiohttp-3.10.3",
         "a boundary that arrives in two parts is taken for data (#8653)"),
    Case("anyio_locks.py::test", "anyio-3.3.4", "anyio-3.5.0", "who gives up waiting leaves a lock in disorder (#387)"),
    Case("anyio_locks.py::test", "anyio-3.4.0", "anyio-3.5.0", "the same, where asyncio itself cancels (#398)"),
    Case("websockets_threads.py::test", "websockets-11.0.1", "websockets-11.0.2",
         "closing waits for ever where not all was read"),
    Case("rpyc_threads.py::test", "rpyc-5.1.0", "main", "a thread waits for an answer that another one took (#491)"),
    Case("rpyc_threads.py::test", "rpyc-5.0.1", "main", "threads wait for answers for ever"),
    Case("waitress_clients.py::test", "waitress-2.1.1", "waitress-2.1.2",
         "a connection that is closed at the wrong moment ends the server"),
    Case("waitress_clients.py::test", "waitress-3.0.0", "waitress-3.0.1",
         "a client that is gone at once makes the server go round for ever"),
    Case("aiojobs_limits.py::test", "aiojobs-1.0.0", "aiojobs-1.1.0",
         "a scheduler whose queue is full never goes on (#135)"),
    Case("aiosmtplib_replies.py::test_rude", "aiosmtplib-3.0.1", "aiosmtplib-4.0.1",
         "a client that connects again after an error waits for its own lock"),
    Case("aiosmtplib_replies.py::test_slow", "aiosmtplib-5.1.1", "aiosmtplib-5.1.2",
         "an answer that comes too late is taken for the next one"),
    Case("aiosqlite_connect.py::test", "aiosqlite-0.12.0", "aiosqlite-0.13.0",
         "the thread of a database that cannot be opened stays (#55)"),
    Case("async_lru_waiters.py::test", "async-lru-2.0.5", "async-lru-2.1.0",
         "a call goes on when all who waited for it were cancelled"),
    Case("asyncpg_pool.py::test", "asyncpg-0.31.0", "asyncpg-0.32.0",
         "the pool waits for ever after a connection was aborted (#1307)"),
    Case("asyncssh_sessions.py::test", "asyncssh-2.5.0", "asyncssh-2.6.0",
         "a session that is closed while it is opened waits for ever"),
    Case("cheroot_stops.py::test", "cheroot-8.4.3", "cheroot-8.4.4",
         "connections are accepted while the server stops (#304)", tried=60),
    Case("dramatiq_workers.py::test", "dramatiq-2.1.0", "dramatiq-2.2.0",
         "messages stay in the memory of a worker (#850)", tried=60),
    Case("engineio_leaves.py::test", "python-engineio-4.6.1", "python-engineio-4.9.1",
         "a client that vanished while it polled stays (#254)"),
    Case("filelock_readers.py::test", "filelock-3.32.0", "filelock-3.32.3",
         "who was cancelled while it waited keeps everybody out (#686)"),
    Case("filelock_strict.py::test", "filelock-3.30.3", "filelock-3.31.0",
         "two processes hold the lock under contention (#678)"),
    Case("limits_window.py::test", "limits-5.2.0", "limits-5.3.0",
         "hits that still count are forgotten (#277)"),
    Case("loguru_sinks.py::test", "loguru-0.7.2", "loguru-0.7.3",
         "removing all sinks fails where somebody else removes one (#1183)"),
    Case("loguru_lines.py::test", "loguru-0.7.0", "loguru-0.7.1",
         "who logs while others wait for what was logged finds the lock taken (#906)"),
    Case("paho_threads.py::test_numbers", "paho-mqtt-1.3.1", "paho-mqtt-1.4.0",
         "two messages get one number"),
    Case("paho_threads.py::test_reconnects", "paho-mqtt-1.6.1", "paho-mqtt-2.0.0",
         "who waits for a message that was lost at a reconnect waits for ever"),
    Case("persistqueue_power.py::test", "persist-queue-0.4.0", "",
         "a queue cannot be read after power was lost (#56; so to this day)"),
    Case("pymongo_tasks.py::test", "pymongo-4.9.1", "pymongo-4.11", "tasks go round for a lock that nobody gives back"),
    Case("pyrate_window.py::test", "pyrate-limiter-4.3.1", "pyrate-limiter-4.4.0",
         "what expires is removed while others count (#302)"),
    Case("pyro_names.py::test", "pyro5-5.16", "pyro5-5.17", "a race where names are removed"),
    Case("sqlitedict_threads.py::test", "sqlitedict-2.0.0", "sqlitedict-2.1.0", "a race (#164)"),
    Case("urllib3_pools.py::test", "urllib3-1.26.15", "urllib3-1.26.16",
         "a pool is closed while somebody uses it (#1252)"),
    Case("uvicorn_alive.py::test", "uvicorn-0.12.2", "uvicorn-0.12.3",
         "a timer of the request before closes the connection (#832)"),
    Case("websocket_close.py::test", "websocket-client-1.1.0", "",
         "closing fails in the thread that reads (#717; so to this day)"),
    Case("aiolimiter_rate.py::test", "aiolimiter-1.1.0", "aiolimiter-1.1.1",
         "who waits for a limiter waits longer than it must (#217)"),
    Case("aiorwlock_turns.py::test", "aiorwlock-1.4.0", "aiorwlock-1.5.1",
         "who gives up waiting for a lock leaves others waiting for ever"),
    Case("aiosonic_pool.py::test", "aiosonic-0.17.1", "aiosonic-0.18.0",
         "requests that were given up keep their connections, until there are none (#456)"),
    Case("asgiref_threads.py::test", "asgiref-3.11.1", "asgiref-3.12.1",
         "a request that is given up waits in the loop for a thread that waits for the loop (#535)"),
    Case("hypercorn_early.py::test", "hypercorn-0.13.2", "hypercorn-0.14.4",
         "who asks again after an answer that came early waits for ever", tried=400),
    Case("hypercorn_stops.py::test", "hypercorn-0.13.2", "hypercorn-0.14.4",
         "connections that nobody uses hold up a server that stops"),
    Case("janus_joins.py::test", "janus-1.1.0", "janus-1.2.0",
         "who waits for all work goes round for ever (#715)"),
    Case("nats_requests.py::test", "nats-py-2.7.2", "nats-py-2.8.0",
         "an answer that comes with its timeout is told as an error of the connection (#572)"),
    Case("dulwich_power.py::test", "dulwich-0.20.45", "dulwich-0.20.46",
         "files are renamed before they are on the disk, and are empty after power was lost (#1013)"),
    Case("fasteners_locks.py::test", "fasteners-0.16.3", "fasteners-0.17.3",
         "a writer that reads inside waits for another that waits for it (#86)"),
    Case("huey_files.py::test", "huey-2.4.0", "main", "workers take the lock of a queue from each other (#620)"),
    Case("huey_files.py::test", "huey-2.4.3", "main",
         "threads overwrite the descriptor of that lock, and all wait for ever (it came with the fix of #620)"),
    Case("stomp_leaves.py::test", "stomp.py-4.1.18", "stomp.py-4.1.20",
         "who disconnects at once waits for ever (#160)"),
    Case("zeroconf_services.py::test", "zeroconf-0.28.6", "zeroconf-0.28.7",
         "services come while a query is answered, and the thread that answers ends (#316)"),
    Case("zodb_transfers.py::test", "zodb-5.5.1", "zodb-5.6.0",
         "who opens a connection while another commits sees old and new objects together (#290)"),
    Case("cachelib_threads.py::test", "cachelib-0.14.0", "cachelib-0.15.0",
         "threads that share a SimpleCache both add a key (#446)"),
    Case("datadog_counts.py::test", "datadog-0.40.1", "datadog-0.41.0",
         "threads that share a client with a buffer lose counts (#642)"),
    Case("fair_rlock.py::test", "fair-async-rlock-1.0.5", "fair-async-rlock-1.0.7",
         "who comes takes a lock that was just given to a waiter, and two have it (#17)"),
    Case("pickledb_kills.py::test", "pickledb-0.9.2", "pickledb-1.0",
         "a database whose process is killed while it saves cannot be read (#18)"),
    Case("redis_locks.py::test", "python-redis-lock-3.3.1", "python-redis-lock-3.4.0",
         "who gives the lock back takes away the signal that another is about to wait for (#71)"),
    Case("rx_schedules.py::test", "rx-3.1.1", "rx-3.2.0",
         "who disposes of a subscription in the thread of the loop waits for itself (#566)"),
    Case("sentry_logs.py::test", "sentry-sdk-2.54.0", "",
         "a warning of garbage, found while logs are flushed, waits for a lock for ever (#5681; so to this day)"),
    Case("trio_websocket_ends.py::test", "trio-websocket-0.10.3", "trio-websocket-0.10.4",
         "a client waits for ever where the connection is lost while it answers a close"),
    Case("sse_pings.py::test", "sse-starlette-1.4.0", "sse-starlette-1.8.2",
         "a ping is sent while the last part is, and the request fails (#55)"),
    Case("sse_pings.py::test", "sse-starlette-1.5.0", "sse-starlette-1.8.2",
         "the same: a ping that waits for the lock of the first mending is sent after the last part"),
    Case("starlette_background.py::test", "starlette-0.19.1", "starlette-0.21.0",
         "what runs in the background is cancelled where a client leaves (#1438)"),
    Case("starlette_background.py::test", "starlette-0.20.4", "starlette-0.21.0",
         "the same, and where no client leaves"),
    Case("simple_websocket_ends.py::test", "simple-websocket-0.8.0", "simple-websocket-0.8.1",
         "who receives does not notice that the other side is gone (#18)"),
    Case("pymodbus_answers.py::test", "pymodbus-3.9.1", "pymodbus-3.9.2",
         "an answer that comes too late is taken for the next one (#2636)"),
    Case("async_timeout_nests.py::test", "async-timeout-4.0.2", "async-timeout-4.0.3",
         "a timeout inside another one makes the outer one a cancellation (#362)"),
    Case("aiohttp_cache_files.py::test", "aiohttp-client-cache-0.13.0", "aiohttp-client-cache-0.14.3",
         "tasks that write at once find the database locked"),
    Case("prometheus_workers.py::test", "prometheus-client-0.7.0", "prometheus-client-0.7.1",
         "figures cannot be told while a worker ends (#425)"),
    Case("sqlalchemy_engine.py::test", "sqlalchemy-1.4.8", "main",
         "threads use an engine before it knows its database (#6337)"),
    Case("requests_cache_threads.py::test", "requests-cache-1.0.1", "requests-cache-1.1.0",
         "threads that share a session of SQLite wait for ever after an error (#820)"),
    Case("otel_meters.py::test", "opentelemetry-sdk-1.39.1", "opentelemetry-sdk-1.40.0",
         "threads that create one instrument count with different ones (#4913)"),
    Case("zeo_transfers.py::test", "zeo-5.2.2", "zeo-5.2.3",
         "an object that is loaded while another client changes it stays old (#155)"),
    Case("fluent_events.py::test", "fluent-logger-0.6.0", "fluent-logger-0.9.6",
         "events are lost where a sender is closed (#105)"),
)  # fmt: skip
