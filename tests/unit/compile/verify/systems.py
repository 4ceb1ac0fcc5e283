"""Systems that the checker is tried on: their intents, and their Graphs as the compiler makes them of given kinds."""

from functools import cache

from mainstay.catalog import cloud_kinds
from mainstay.catalog.prices import default_book
from mainstay.compile.choose.offers import offers_of
from mainstay.compile.decision import Decision
from mainstay.compile.demand import demands
from mainstay.compile.expand import expand_cloud
from mainstay.model.cloud import Demand, Market, Offer
from mainstay.model.graph import Graph, Reason
from mainstay.model.intent import (
    AnyComponent,
    Binding,
    Bucket,
    Build,
    Cache,
    Database,
    Engine,
    Extra,
    Intent,
    Job,
    Mail,
    Property,
    Queue,
    Runtime,
    Schedule,
    Secret,
    Service,
    Site,
    Topic,
    Trigger,
    Use,
    Whole,
)
from mainstay.model.requirement import Access, DataClass, DataNeeds, ServiceNeeds
from mainstay.model.target import Target

REGION = "eu-central-1"


def intent(
    *components: AnyComponent,
    budget: float | None = None,
    environment: str = "production",
    target: Target = Target.AWS,
) -> Intent:
    region = REGION if target is Target.AWS else ""
    whole = Whole(target=target, region=region, environment=environment, budget_usd_month=budget)
    builds = (Build(name="app", runtime=Runtime.PYTHON), Build(name="page", runtime=Runtime.STATIC, output="dist"))
    return Intent(application="demo", builds=builds, components=tuple(sorted(components, key=_name)), whole=whole)


def _name(component: AnyComponent) -> str:
    return component.name


def graph(asked: Intent, like: tuple[str, ...] = (), **kinds: str) -> Graph:
    """The Graph of `asked` with the cheapest offer of the kind that is named for each component.

    Where an offer has one of `like` in its label, that one is taken.
    """
    whole = asked.whole
    market = Market(region=whole.region, book=default_book(), environment=whole.environment, target=whole.target)
    load = _load(asked, kinds, market)
    decisions = tuple(
        Decision(
            component=component,
            offer=offer(component, kinds[component.name.replace("-", "_")], load[component.name], market, like=like),
            demand=load[component.name],
            why=(Reason(step="choose", says="for this test"),),
        )
        for component in asked.components
    )
    return expand_cloud(asked, decisions, market)


def _load(asked: Intent, kinds: dict[str, str], market: Market) -> dict[str, Demand]:
    """What is asked of each, with the time that programs wait for the cheapest of what they use."""
    load = demands(asked)
    data = [component for component in asked.components if not isinstance(component, Service | Schedule)]
    named = {one.name: kinds[one.name.replace("-", "_")] for one in data}
    first = {one.name: offer(one, named[one.name], load[one.name], market, like=()) for one in data}
    return demands(asked, {name: one.latency_ms for name, one in first.items()})


def offer(component: AnyComponent, kind: str, demand, market: Market, *, like: tuple[str, ...]) -> Offer:
    by_id = {one.id: one for one in cloud_kinds(market.target)}
    offers = offers_of(component, demand, market, [by_id[kind]])
    known = [one for one in offers if set(one.shared) <= set(by_id)]
    return next((one for one in known if any(wanted in one.label for wanted in like)), known[0])


def told(target: str, property_: Property, name: str, *access: Access) -> Use:
    return Use(target=target, access=access, bindings=(Binding(name=name, property=property_),))


def sent(target: str) -> Use:
    return Use(target=target, access=(Access.PUBLISH,))


def taken(target: str) -> Use:
    return Use(target=target, access=(Access.CONSUME,))


@cache
def functions() -> Graph:
    """A public function with a bucket, a queue that a function works on, a topic, a table and a secret."""
    uses = (
        Use(target="orders"),
        Use(target="files"),
        Use(target="news"),
        Use(target="table"),
        told("token", Property.VALUE, "TOKEN"),
    )
    asked = intent(
        Bucket(name="files"),
        Queue(name="orders"),
        Topic(name="news"),
        Database(name="table", engine=Engine.DYNAMODB, needs=DataNeeds(data_class=DataClass.PERSONAL)),
        Secret(name="token"),
        Service(name="web", build="app", command="serve", public=True, listens=True, uses=uses),
        Service(name="work", build="app", command="", uses=(taken("orders"), taken("news"))),
        Schedule(
            name="nightly",
            build="app",
            command="report",
            cron="0 3 * * *",
            uses=(Use(target="files", access=(Access.READ,)),),
            needs=ServiceNeeds(work_ms=1000),
        ),
    )
    return graph(
        asked,
        files="aws.s3",
        orders="aws.sqs",
        news="aws.sns",
        table="aws.dynamodb",
        token="aws.secret",
        web="aws.lambda",
        work="aws.lambda",
        nightly="aws.lambda",
    )


@cache
def containers() -> Graph:
    """Public tasks that call private ones, with PostgreSQL and a cache in the network, a queue and a bucket."""
    uses = (
        Use(target="api", bindings=(Binding(name="API", property=Property.HOST),)),
        told("db", Property.URL, "DATABASE_URL"),
        told("store", Property.URL, "REDIS_URL"),
        Use(target="orders", access=(Access.PUBLISH,)),
    )
    asked = intent(
        Service(
            name="api",
            build="app",
            command="api",
            listens=True,
            uses=(told("db", Property.URL, "DATABASE_URL"), Use(target="files")),
        ),
        Service(name="web", build="app", command="web", public=True, listens=True, uses=uses),
        Service(name="work", build="app", command="work", uses=(taken("orders"),)),
        Database(
            name="db",
            needs=DataNeeds(data_class=DataClass.PERSONAL, availability=99.9, retention_days=14),
        ),
        Cache(name="store"),
        Queue(name="orders"),
        Bucket(name="files"),
    )
    return graph(
        asked,
        api="aws.fargate",
        web="aws.fargate",
        work="aws.fargate",
        db="aws.rds_postgres",
        store="aws.elasticache",
        orders="aws.sqs",
        files="aws.s3",
    )


@cache
def function_in_network() -> Graph:
    """A function in the network with PostgreSQL behind a proxy."""
    asked = intent(
        Database(name="db"),
        Service(
            name="web",
            build="app",
            command="serve",
            public=True,
            listens=True,
            uses=(told("db", Property.URL, "DATABASE_URL"),),
            needs=ServiceNeeds(requests_per_second=500),
        ),
    )
    return graph(asked, db="aws.rds_postgres", web="aws.lambda")


@cache
def pods() -> Graph:
    """Pods on EKS that call each other, a database and a cache in the network, a queue and a bucket."""
    api = (told("db", Property.URL, "DATABASE_URL"), Use(target="files"))
    web = (Use(target="api", bindings=(Binding(name="API", property=Property.URL),)), sent("orders"))
    asked = intent(
        Service(name="api", build="app", command="api", listens=True, uses=api),
        Service(name="web", build="app", command="web", public=True, listens=True, uses=web),
        Service(name="work", build="app", command="work", uses=(taken("orders"), told("store", Property.URL, "REDIS"))),
        Database(name="db"),
        Cache(name="store"),
        Queue(name="orders"),
        Bucket(name="files"),
    )
    return graph(
        asked,
        api="k8s.deployment",
        web="k8s.deployment",
        work="k8s.deployment",
        db="aws.rds_postgres",
        store="aws.elasticache",
        orders="aws.sqs",
        files="aws.s3",
    )


def meshed(mesh: str) -> Graph:
    """Pods that call each other in a mesh, on a cluster that is there already: one public, one inside, a worker."""

    def service(name: str, *uses: str, public: bool = False, listens: bool = True) -> Service:
        return Service(
            name=name,
            build="app",
            command=name,
            public=public,
            listens=listens,
            memory_mib=512,
            needs=ServiceNeeds(availability=99.4),
            uses=tuple(Use(target=target) for target in (*uses, "mesh")),
        )

    asked = intent(
        service("web", "api", public=True),
        service("api", "db"),
        service("work", "api", listens=False),
        Database(name="db", needs=DataNeeds(recovery_point_s=3600, retention_days=7)),
        Extra(name="mesh", kind=mesh),
        target=Target.KUBERNETES,
    )
    programs = dict.fromkeys(("web", "api", "work"), "k8s.deployment")
    return graph(asked, ("2 pods",), **programs, db="k8s.postgres", mesh=mesh)


@cache
def istio() -> Graph:
    """Istio decides who may call whom."""
    return meshed("k8s.istio")


@cache
def linkerd() -> Graph:
    """Linkerd decides who may call whom."""
    return meshed("k8s.linkerd")


@cache
def machines() -> Graph:
    """Virtual machines that serve the world, send mail and use MySQL; a function behind a proxy of the database."""
    web = (told("db", Property.URL, "DATABASE_URL"), Use(target="post"), Use(target="files"))
    asked = intent(
        Service(name="web", build="app", command="web", public=True, listens=True, uses=web),
        Database(name="db", engine=Engine.MYSQL),
        Mail(name="post"),
        Bucket(name="files"),
    )
    return graph(asked, web="aws.ec2", db="aws.rds_mysql", post="aws.ses", files="aws.s3")


@cache
def proxied() -> Graph:
    """Many functions at once, which reach the database through a proxy."""
    asked = intent(
        Database(name="db"),
        Service(
            name="web",
            build="app",
            command="serve",
            public=True,
            listens=True,
            uses=(told("db", Property.URL, "DATABASE_URL"),),
            needs=ServiceNeeds(requests_per_second=1000, work_ms=50),
        ),
    )
    return graph(asked, ("with proxy",), db="aws.rds_postgres", web="aws.lambda")


@cache
def promised() -> Graph:
    """Numbers are stated of everything: latency, availability, start, memory, recovery, how long copies are kept."""
    use = [told("db", Property.URL, "DATABASE_URL"), told("post", Property.HOST, "SMTP_HOST"), Use(target="table")]
    use += [Use(target="files", access=(Access.READ, Access.WRITE)), Use(target="uploads")]
    needs = ServiceNeeds(requests_per_second=20, latency_p99_ms=530, availability=99.5, startup_s=60)
    fast = ServiceNeeds(requests_per_second=20, latency_p99_ms=61, availability=99.8, startup_s=1)
    store = Use(target="store")
    asked = intent(
        Service(
            name="web", build="app", command="web", public=True, listens=True, memory_mib=512, uses=(*use,), needs=needs
        ),
        Service(
            name="quick",
            build="app",
            command="q",
            public=True,
            listens=True,
            memory_mib=1024,
            needs=fast,
            uses=(Use(target="table"), store),
        ),
        Database(
            name="db",
            needs=DataNeeds(
                availability=99.9, durability=99.99, recovery_point_s=60, recovery_time_s=300, retention_days=365
            ),
        ),
        Cache(name="store", needs=DataNeeds(recovery_point_s=10, recovery_time_s=60, retention_days=7)),
        Database(name="table", engine=Engine.DYNAMODB, needs=DataNeeds(retention_days=90)),
        Bucket(name="uploads", needs=DataNeeds(retention_days=60)),
        Extra(name="files", kind="aws.efs", needs=DataNeeds(data_class=DataClass.PERSONAL)),
        Mail(name="post"),
    )
    kinds = {"web": "aws.fargate", "quick": "aws.lambda", "db": "aws.rds_postgres", "table": "aws.dynamodb"}
    kinds |= {"store": "aws.elasticache", "uploads": "aws.s3", "files": "aws.efs", "post": "aws.ses"}
    return graph(asked, ("2 x", "2 zones", "kept warm"), **kinds)


@cache
def site() -> Graph:
    """Pages at the edge."""
    return graph(intent(Site(name="pages", build="page", directory="dist")), pages="aws.cloudfront")


@cache
def keepers() -> Graph:
    """Tasks with two folders, and a function with one, that outlive them."""
    wiki = Service(name="wiki", build="app", command="wiki", public=True, listens=True, persist=("media", "data/pages"))
    pinned = Service(
        name="thumbs", kind="aws.lambda", build="app", command="t", public=True, listens=True, persist=("media",)
    )
    return graph(intent(pinned, wiki), thumbs="aws.lambda", wiki="aws.fargate")


@cache
def released() -> Graph:
    """Tasks and a function that a release switches after a migration ended well."""
    uses = (told("db", Property.URL, "DATABASE_URL"),)
    asked = intent(
        Database(name="db"),
        Job(name="migrate", build="app", command="migrate", trigger=Trigger.RELEASE, uses=uses),
        Service(name="web", build="app", command="web", public=True, listens=True, uses=uses),
        Service(name="hook", build="app", command="hook", public=True, listens=True),
    )
    return graph(asked, db="aws.rds_postgres", migrate="aws.fargate", web="aws.fargate", hook="aws.lambda")


SYSTEMS = {
    "released": released,
    "keepers": keepers,
    "functions": functions,
    "containers": containers,
    "function-in-network": function_in_network,
    "istio": istio,
    "linkerd": linkerd,
    "machines": machines,
    "pods": pods,
    "promised": promised,
    "proxied": proxied,
    "site": site,
}
