"""The shape of a cloud kind: what it offers, what it costs, what it needs around it, and how others connect to it.

An instance of a `CloudKind` is one resource with its typed properties; the properties have the names that the target
gives them (Terraform's for AWS, the API's for Kubernetes), so that rendering is the same for every kind. A kind never
knows which other kinds it is combined with: a program states its identity and where it stands, a backing service
states what it grants, where it listens and what it tells, and *expand* joins the two. That makes N + M, not N * M.
"""

from enum import StrEnum
from typing import ClassVar

from mainstay.model.intent import AnyComponent, Property, Role
from mainstay.model.kind import Kind
from mainstay.model.price import Charge, PriceBook
from mainstay.model.requirement import Access
from mainstay.model.target import Target
from mainstay.model.told import SecretText, Statement, Told, Variable
from mainstay.model.value import Value


class Endpoint(Value, frozen=True, kw_only=True):
    """Where something listens inside the network: the resource name of its security group, and its ports."""

    security_group: str
    ports: tuple[int, ...]
    protocol: str = "tcp"


class Market(Value, frozen=True, kw_only=True):
    """Where and with what prices to choose. `zones` is how many availability zones the system spans.

    `target` tells kinds that serve several (a pod on EKS, or on a cluster that is there already) which one it is.
    """

    region: str
    book: PriceBook
    environment: str = ""
    zones: int = 2
    target: Target = Target.AWS


class Demand(Value, frozen=True, kw_only=True):
    """What is asked of one component, after load has been carried along the links.

    `rate` is requests, operations or messages a second. `concurrency` is how many requests are in progress at the 99th
    percentile (0: by rate and latency). `connected_by` is how many components open connections to it. `public` says
    that the world reaches it. `needs_network`: it uses something that is only reachable inside the network.
    """

    rate: float = 1.0
    work_ms: float = 20.0
    memory_mib: int = 512
    concurrency: int = 0
    waits_ms: float = 0.0
    connected_by: int = 0
    public: bool = False
    needs_network: bool = False
    needs_egress: bool = False


class Offer(Value, frozen=True, kw_only=True):
    """One way to realise one component: a configured kind, with what it gives and what it costs.

    `latency_ms` is its own part of one call at the 99th percentile, `availability` and `durability` are percent. A
    program opens `connections` to each database; a database takes `max_connections` (None: as many as come). `capacity`
    is the rate that it can serve; copies go back at most `retention_days`. `shared` are ids of kinds that are there
    once for all who need them (a load balancer, a cluster); they are paid once. `label` tells the offer from others of
    the same kind: `db.t4g.medium, 2 zones, with proxy`.
    """

    kind: "CloudKind"
    label: str
    charges: tuple[Charge, ...] = ()
    latency_ms: float = 0.0
    availability: float = 100.0
    durability: float = 100.0
    capacity: float = float("inf")
    connections: int = 0
    max_connections: int | None = None
    startup_s: float = 0.0
    recovery_point_s: float = 0.0
    recovery_time_s: float = 0.0
    retention_days: float = float("inf")
    shared: tuple[str, ...] = ()
    says: tuple[str, ...] = ()


class Vital(Value, frozen=True, kw_only=True):
    """One graph of how a resource is: (metric, statistic) of one unit, the statistic `Sum`, `Average`, `p99` and so on.

    `region` is where its figures are kept, "" for that of the application.
    """

    title: str
    namespace: str
    dimensions: dict[str, Told]
    metrics: tuple[tuple[str, str], ...]
    region: str = ""


class Part(Value, frozen=True, kw_only=True):
    """One resource that an expansion adds, with the reason; `because` explains single properties."""

    name: str
    kind: "CloudKind"
    says: str
    because: dict[str, str] = {}


class Usage(Value, frozen=True, kw_only=True):
    """One `uses` link, seen from either end: the other component's resource and kind, and the accesses.

    `in_network` says whether the used end listens inside the network, and `ports` where. `physical` is like that of a
    `Site`. `outside` are ports besides 443 on which the used end is reached outside the network.
    """

    name: str
    kind: "CloudKind"
    access: tuple[Access, ...]
    role: Role
    in_network: bool = False
    ports: tuple[int, ...] = ()
    physical: str = ""
    outside: tuple[int, ...] = ()


class ReleaseStep(Value, frozen=True, kw_only=True):
    """One step of a release: a state of the Amazon States Language without what follows it, and what it takes."""

    name: str
    state: dict[str, object]
    statements: tuple[Statement, ...]


class Site(Value, frozen=True, kw_only=True):
    """Where a kind is expanded: everything it may look at.

    `name` is its resource name (that of the component). `subnets` are resource names, private and public, one for each
    zone. `users` use it, `uses` are used by it. `domain` is the DNS name of the application; it leads to the component
    called `front`, and every other public one has its own name below it ("": all have).
    `staged`: a release first runs jobs.
    """

    name: str
    component: AnyComponent | None
    application: str
    environment: str
    region: str
    demand: Demand = Demand()
    domain: str | Variable = ""
    private_subnets: tuple[str, ...] = ()
    public_subnets: tuple[str, ...] = ()
    users: tuple[Usage, ...] = ()
    uses: tuple[Usage, ...] = ()
    physical: str = ""
    front: str = ""
    staged: bool = False

    @property
    def label(self) -> str:
        """The physical name: unique in an account for one application and environment.

        It is made of `physical`: the resource's name when it was created, which a later renaming does not change.
        """
        return "-".join(part for part in (self.application, self.environment, self.physical or self.name) if part)


KEY = "shared.key"
"""The resource name of the encryption key of the application (`aws.kms_key`)."""
NETWORK = "network"
"""The resource name of the VPC; its subnets are `network.private-a`, `network.public-a` and so on."""
ALERTS = "shared.alerts"
"""The resource name of the topic that alarms are sent to (`aws.sns_topic`)."""
RELEASES = "shared.release"
"""The resource name of what makes a release, where jobs run before programs are switched (`aws.step_functions`)."""
DASHBOARD = "shared.dashboard"
"""The resource name of the page with the graphs of the whole system (`aws.cloudwatch_dashboard`)."""
BACKUPS = "shared.backups"
"""The resource name of the vault that backups are kept in (`aws.backup_vault`)."""
RELEASE = Variable(name="release", description="The tag of the container images that run.")
"""The tag of the images of a release; the same for all programs of the application."""


def role_of(name: str) -> str:
    """The resource name of the identity that the program `name` runs as."""
    return f"{name}.role"


def group_of(name: str) -> str:
    """The resource name of the security group around `name`."""
    return f"{name}.security-group"


class Block(StrEnum):
    """How Terraform treats a thing: makes it, looks it up, or uses and forgets it (no state and no plan has it)."""

    RESOURCE = "resource"
    DATA = "data"
    EPHEMERAL = "ephemeral"


class CloudKind(Kind, frozen=True, kw_only=True, tag_field="$kind"):
    """An entry of the catalog for the cloud targets. Only what differs from these defaults has to be stated.

    `terraform` is the type that it renders as, in a block of the sort `block`; `manifest` is the API version and kind
    in Kubernetes. `aliases` are other ids that people know it by. `stateful` kinds hold data: they are never replaced
    or destroyed silently. `computed` are attributes that exist only after creation. `platform` groups kinds for rules
    (`serverless`, `containers`, `kubernetes`, `virtual-machines`). `unrendered` are fields that are no arguments of the
    target: they shape the parts around it, and can be set like all others. What `comes_by_itself` is there once, as
    soon as anything needs it, and cannot be asked for. `own_by_platform`: what its `own_statements` allow is done by
    the platform from outside the network (Lambda sends logs itself), so it needs no way out. A kind that is only ever
    part of another one `stands_for` the properties that bring it there: who pins it means those. `concern` is the file
    that Terraform keeps it in (`network`; "" for what is usual for its type), `ignored` are arguments that something
    else changes after creation (an autoscaler the number of tasks), so that Terraform does not set them back. Programs
    whose kinds have the property `joined_as` join it, where nobody says which do.
    """

    terraform: ClassVar[str] = ""
    block: ClassVar[Block] = Block.RESOURCE
    manifest: ClassVar[tuple[str, str]] = ("", "")
    realises = frozenset()
    aliases: ClassVar[frozenset[str]] = frozenset()
    stateful: ClassVar[bool] = False
    platform: ClassVar[str] = ""
    source: ClassVar[str] = ""
    unrendered: ClassVar[frozenset[str]] = frozenset()
    stands_for: ClassVar[dict[str, object]] = {}
    own_by_platform: ClassVar[bool] = False
    comes_by_itself: ClassVar[bool] = False
    joined_as: ClassVar[str] = ""
    concern: ClassVar[str] = ""
    ignored: ClassVar[tuple[str, ...]] = ()

    @classmethod
    def offers(cls, component: AnyComponent, demand: Demand, market: Market) -> "tuple[Offer, ...]":
        """All sensible ways to realise `component`, cheapest first; none where it cannot."""
        del component, demand, market
        return ()

    @classmethod
    def refusal(cls, component: AnyComponent, demand: Demand) -> str:
        """Why it cannot realise `component`, in one sentence ("" where it can): what `why-not` tells."""
        del component, demand
        return ""

    def standing(self, market: Market, demand: Demand) -> tuple[Charge, ...]:
        """What it costs wherever it is not a chosen offer: shared kinds, expanded and directly added resources."""
        del market, demand
        return ()

    @classmethod
    def shared_part(cls, site: Site) -> "tuple[Part, ...]":
        """For a shared kind: the one instance of it, and what belongs to it."""
        del site
        return ()

    def release_step(self, site: Site) -> ReleaseStep | None:
        """What a staged release does with the component at `site`: run it, or switch to it; None: nothing."""
        del site
        return None

    def vitals(self, name: str) -> tuple[Vital, ...]:
        """The graphs that show how the resource `name` of this kind is; none where nobody would look."""
        del name
        return ()

    # What it needs

    def parts(self, site: Site) -> "tuple[Part, ...]":
        """What has to be around it, itself not included."""
        del site
        return ()

    def placed(self, site: Site) -> "CloudKind":
        """Itself with all references to what is around it."""
        del site
        return self

    # As a program that uses others

    @property
    def principal(self) -> str:
        """The service that assumes its role (`lambda.amazonaws.com`); "" for what is no program."""
        return ""

    def in_network(self, site: Site) -> bool:
        """Whether it has a security group of its own in the private subnets."""
        del site
        return False

    def sends_from(self, site: Site) -> str:
        """The resource name of the security group that its connections come from; "" outside the network."""
        return group_of(site.name) if self.in_network(site) else ""

    def own_statements(self, site: Site) -> tuple[Statement, ...]:
        """What its role must be allowed for itself: logs, pulling its image."""
        del site
        return ()

    def told(self, plain: dict[str, Told], secret: dict[str, SecretText]) -> "CloudKind":
        """Itself with environment names; secrets by reference."""
        del plain, secret
        return self

    # As something that is used

    def accepts(self, user: "CloudKind", access: Access) -> str:
        """Why a link from `user` makes no sense, in one sentence; "" where it does."""
        del user, access
        return f"{self.id} is nothing that a program can use: {self.about.rstrip('.')}"

    def grants(self, site: Site, access: Access) -> tuple[Statement, ...]:
        """What an identity must be allowed for this access, and nothing wider."""
        del site, access
        return ()

    def endpoint(self, site: Site) -> Endpoint | None:
        """Where it listens in the network; None for what is reached through the provider's API."""
        del site
        return None

    def outside_ports(self, told: frozenset[Property]) -> tuple[int, ...]:
        """The ports besides 443 on which who is `told` these properties reaches it outside the network."""
        del told
        return ()

    def connection(self, site: Site) -> dict[Property, Told | SecretText]:
        """What a user can be told."""
        del site
        return {}

    def attached(self, site: Site, user: Usage) -> "tuple[Part, ...]":
        """What joins it to one user beyond permission, network and environment: an event source, a mount."""
        del site, user
        return ()
