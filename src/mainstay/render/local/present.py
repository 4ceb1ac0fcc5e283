"""What is there now: everything that rendering must know of the machine."""

from mainstay.model.plan import StartInstance
from mainstay.model.program import Text
from mainstay.model.release import Release
from mainstay.model.value import Value


class Present(Value, frozen=True, kw_only=True):
    """The state that a Plan starts from.

    `subnet` are the first three bytes of the application's private loopback addresses (`127.83.12`). `listen` maps
    public services to the ports people use. `next_release` is a number that was never used. `instances` are kept
    running now. `free_ports` are ports nobody listens on, enough for every new instance. `secrets` are the
    `component/name` keys that the vault has. `replicas` maps services to how many the user asked for.
    `platform_environment` is what the platform's own programs must be told (where the ledger is).
    `rollback` is the release whose files and configuration the new one takes over.
    """

    project: str
    source: str
    source_digest: str
    subnet: str
    listen: dict[str, int] = {}
    next_release: int = 1
    live: Release | None = None
    rollback: Release | None = None
    config: dict[str, str] = {}
    replicas: dict[str, int] = {}
    instances: dict[str, StartInstance] = {}
    secrets: frozenset[str] = frozenset()
    free_ports: tuple[int, ...] = ()
    platform_runs: bool = False
    platform_environment: dict[str, Text] = {}
    reason: str = ""
