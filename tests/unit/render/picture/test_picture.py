import re
import zlib
from html.parser import HTMLParser

import pytest

from mainstay.catalog.aws.vpc import (
    InternetGateway,
    NatGateway,
    Route,
    RouteTable,
    RouteTableAssociation,
    SecurityGroup,
    Subnet,
    Vpc,
)
from mainstay.model.cloud import CloudKind
from mainstay.model.graph import Graph, Link, Reason, Relation, Resource
from mainstay.model.intent import Database, Intent, Queue, Role, Service, Use, Whole
from mainstay.model.price import Charge
from mainstay.model.requirement import Access
from mainstay.model.target import Target
from mainstay.model.told import Ref
from mainstay.render.picture import Form, Symbols, View, finished, picture, sketch, symbol_files
from mainstay.render.picture.category import Category, category_of
from mainstay.render.picture.icons import COLOURS

WHY = (Reason(step="test", says="so"),)
NETWORK = Ref(resource="network")


class Program(CloudKind, tag="test.lambda", frozen=True, kw_only=True):
    id = "aws.lambda"
    target = Target.AWS
    about = "A program."
    realises = frozenset({Role.SERVICE})
    subnet_ids: tuple[Ref, ...] = ()
    memory_size: int | None = None


class Store(CloudKind, tag="test.rds", frozen=True, kw_only=True):
    id = "aws.rds"
    target = Target.AWS
    about = "A database."
    realises = frozenset({Role.DATABASE})
    instance_class: str = "db.t4g.micro"
    group: Ref | None = None


class SubnetGroup(CloudKind, tag="test.subnet_group", frozen=True, kw_only=True):
    id = "aws.db_subnet_group"
    target = Target.AWS
    about = "Subnets of a database."
    subnet_ids: tuple[Ref, ...]


class Messages(CloudKind, tag="test.sqs", frozen=True, kw_only=True):
    id = "aws.sqs"
    target = Target.AWS
    about = "A queue."
    realises = frozenset({Role.QUEUE})


class Balancer(CloudKind, tag="test.lb", frozen=True, kw_only=True):
    id = "aws.load_balancer"
    target = Target.AWS
    about = "Lets traffic in."
    subnet_ids: tuple[Ref, ...] = ()


class TargetGroup(CloudKind, tag="test.tg", frozen=True, kw_only=True):
    id = "aws.target_group"
    target = Target.AWS
    about = "Who gets traffic."
    balancer: Ref


class Pod(CloudKind, tag="test.deployment", frozen=True, kw_only=True):
    id = "kubernetes.deployment"
    target = Target.KUBERNETES
    about = "Pods."
    namespace: str = "shop"


def resource(name, kind, component="", usd=None):
    charges = () if usd is None else (Charge(item="x", says="x", quantity=1, usd_month=usd),)
    return Resource(name=name, kind=kind, component=component, why=WHY, charges=charges)


def refs(*names):
    return tuple(Ref(resource=name) for name in names)


def network():
    yield resource("network", Vpc())
    yield resource("network.gateway", InternetGateway(vpc_id=NETWORK))
    yield resource("network.public.routes", RouteTable(vpc_id=NETWORK))
    out = Route(route_table_id=Ref(resource="network.public.routes"), gateway_id=Ref(resource="network.gateway"))
    yield resource("network.public.route-out", out)
    for tier, base in (("private", 0), ("public", 128)):
        for index, zone in enumerate("ab"):
            kind = Subnet(vpc_id=NETWORK, cidr_block=f"10.0.{base + index}.0/24", availability_zone=f"eu-{zone}")
            yield resource(f"network.{tier}-{zone}", kind)
    for zone in "ab":
        joined = RouteTableAssociation(
            subnet_id=Ref(resource=f"network.public-{zone}"), route_table_id=Ref(resource="network.public.routes")
        )
        yield resource(f"network.public-{zone}.joined", joined)
    nat = NatGateway(allocation_id=Ref(resource="x"), subnet_id=Ref(resource="network.public-a"))
    yield resource("network.nat-a", nat, usd=36.5)


def shop(programs=1):
    private, public = refs("network.private-a", "network.private-b"), refs("network.public-a", "network.public-b")
    uses = (
        Use(target="db", access=(Access.READ, Access.WRITE)),
        Use(target="orders", access=(Access.PUBLISH,)),
    )
    names = ["web", *(f"worker-{number}" for number in range(1, programs))]
    components = [
        Database(name="db"),
        Queue(name="orders"),
        *(Service(name=name, build="b", command="c", public=name == "web", uses=uses) for name in names),
    ]
    resources = [
        *network(),
        resource("db", Store(group=Ref(resource="db.subnet-group")), "db", usd=12.0),
        resource("db.subnet-group", SubnetGroup(subnet_ids=private), "db"),
        resource("orders", Messages(), "orders"),
        resource("load-balancer", Balancer(subnet_ids=public), usd=18.0),
        resource("web.target-group", TargetGroup(balancer=Ref(resource="load-balancer")), "web"),
    ]
    for name in names:
        group = SecurityGroup(name=name, description="", vpc_id=NETWORK)
        resources.append(resource(name, Program(subnet_ids=private, memory_size=512), name, usd=1.5))
        resources.append(resource(f"{name}.security-group", group, name))
    ties = [Relation(source=n, link=Link.USES, target=t) for n in names for t in ("db", "orders")]
    whole = Whole(target=Target.AWS, environment="production", region="eu-central-1")
    return Graph(
        intent=Intent(application="shop", components=tuple(sorted(components, key=lambda c: c.name)), whole=whole),
        target=Target.AWS,
        resources=tuple(sorted(resources, key=lambda r: r.name)),
        relations=tuple(sorted(ties, key=lambda r: (r.source, r.target))),
    )


def inside(dot, title):
    """The text of the DOT cluster with this title."""
    start = dot.index(f'label="{title}"')
    depth, at = 1, start
    while depth:
        at += 1
        depth += {"{": 1, "}": -1}.get(dot[at], 0)
    return dot[start:at]


def test_the_app_view_shows_components_in_layers_with_their_links():
    dot = picture(shop(), View.APP)
    assert '"web"' in inside(dot, "Reached from outside")
    assert '"db"' in inside(dot, "Data")
    assert '"orders"' in inside(dot, "Messages and mail")
    assert re.search(r'"web" -> "db" .*label=" read, write "', dot)
    assert '"(outside)" -> "web"' in dot
    assert "load-balancer" not in dot


def test_the_title_tells_application_environment_size_and_cost():
    dot = picture(shop(), View.APP)
    assert "shop · production · application view" in dot
    assert "aws eu-central-1 · 18 resources · 68.00 $ a month" in dot


def test_an_unknown_price_is_told_and_not_taken_for_zero():
    graph = shop()
    unknown = Resource(
        name="mystery", kind=Messages(), why=WHY, charges=(Charge(item="x", says="x", quantity=1, usd_month=None),)
    )
    text = picture(Graph(intent=graph.intent, target=Target.AWS, resources=(*graph.resources, unknown)), View.APP)
    assert "68.00 $ a month + 1 unknown price" in text


def test_the_infra_view_puts_each_resource_where_it_stands():
    dot = picture(shop(), View.INFRA)
    across = inside(dot, "Across zones eu-a, eu-b")
    private, public = inside(across, "Private subnets"), inside(across, "Public subnets")
    assert '"web" [' in private
    assert '"db" [' in private  # its subnet group says where
    assert '"load-balancer" [' in public
    assert '"network.nat-a" [' in inside(inside(dot, "Zone eu-a"), "Public subnet")
    assert '"orders" [' in inside(dot, "AWS, outside the network")


def test_glue_is_counted_on_its_owner():
    dot = picture(shop(), View.INFRA)
    assert '"web.security-group" [' not in dot
    card = next(line for line in dot.splitlines() if line.strip().startswith('"web" ['))
    assert "entry 1 · network 1" in card
    assert 'tooltip="web.security-group, web.target-group"' in card
    assert "Network 10.0.0.0/16 · 4 subnets, 5 route parts" in dot


def test_people_come_in_through_what_stands_before_the_public_component():
    dot = picture(shop(), View.INFRA)
    assert '"(outside)" -> "load-balancer"' in dot
    assert '"load-balancer" -> "web"' in dot
    assert '"(outside)" -> "web"' not in dot


def test_pods_are_grouped_by_namespace():
    intent = Intent(application="shop", components=(Service(name="web", build="b", command="c", public=True),))
    graph = Graph(intent=intent, target=Target.KUBERNETES, resources=(resource("web", Pod(), "web"),))
    dot = picture(graph, View.INFRA)
    assert '"web" [' in inside(dot, "Namespace shop")
    assert '"(outside)" -> "web"' in dot


def test_many_resources_are_collapsed_by_kind_and_place():
    graph = shop(programs=150)
    assert len(graph.resources) > 300
    dot = picture(graph, View.INFRA)
    assert "149 x aws.lambda" in dot
    assert "and 145 more" in dot
    assert '"worker-7" [' not in dot
    assert '"web" [' in dot  # what is public stays


def test_labels_go_to_tooltips_where_there_are_many_arrows():
    dot = picture(shop(programs=60), View.APP)
    assert 'label=" read, write "' not in dot
    assert 'tooltip="web uses db: read, write"' in dot


@pytest.mark.parametrize("view", View)
@pytest.mark.parametrize("form", Form)
def test_equal_graphs_give_equal_bytes(view, form):
    assert picture(shop(), view, form) == picture(shop(), view, form)


@pytest.mark.parametrize("form", [Form.HTML, Form.MERMAID])
def test_names_cannot_break_out_of_their_form(form):
    name = 'a"><script>x</script>'
    intent = Intent(application=name, components=(Queue(name=name),))
    graph = Graph(intent=intent, target=Target.AWS, resources=(resource(name, Messages(), name),))
    for view in View:
        assert "<script>" not in picture(graph, view, form)


def test_an_empty_graph_is_a_picture_too():
    graph = Graph(intent=Intent(application="nothing"), target=Target.AWS)
    for view in View:
        assert "digraph" in picture(graph, view)
        assert "flowchart" in picture(graph, view, Form.MERMAID)


class _Tags(HTMLParser):
    def __init__(self):
        super().__init__()
        self.open, self.links = [], []

    def handle_starttag(self, tag, attrs):
        if tag not in {"meta", "path"}:
            self.open.append(tag)
        self.links += [value for key, value in attrs if key in {"src", "href"}]

    def handle_endtag(self, tag):
        if tag != "path":
            assert self.open.pop() == tag


def test_html_is_well_formed_and_loads_nothing():
    for drawing in ("", "<svg></svg>"):
        tags = _Tags()
        tags.feed(picture(shop(), View.INFRA, Form.HTML, drawing=drawing))
        assert tags.open == []
        assert tags.links == []


def test_mermaid_has_every_link():
    text = picture(shop(), View.APP, Form.MERMAID)
    ids = {name: number for number, name in re.findall(r'(n\d+)\S*?"(\w+)', text)}
    assert f'{ids["web"]} -->|"read, write"| {ids["db"]}' in text
    assert "web (public)" in text


def test_drawings_of_graphviz_are_made_self_contained():
    symbols = symbol_files(Symbols.SVG)
    assert set(symbols) == {f"{category.value}.svg" for category in Category}
    assert '<IMG SRC="compute.svg"' in sketch(shop(), View.APP, Symbols.SVG)
    written = (
        '<?xml version="1.0"?>\n<!-- Generated by graphviz -->\n<svg width="9pt">'
        '<image xlink:href="data.svg" width="24px" height="24px" preserveAspectRatio="x" x="1.5" y="-3"/>'
        '<text font-family="Arial">db</text></svg>'
    )
    svg = finished(written)
    assert svg.startswith("<svg")
    assert "xlink:href" not in svg
    assert '<svg width="24" height="24" x="1.5" y="-3" viewBox="0 0 24 24"><path d="M' in svg
    assert "graphviz" not in svg


def test_symbols_are_painted_as_png():
    png = symbol_files(Symbols.PNG)["compute.png"]
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    length = int.from_bytes(png[33:37], "big")
    pixels = zlib.decompress(png[41 : 41 + length])
    row = 48 * 4 + 1
    assert len(pixels) == 48 * row
    edge, centre = (24 * row + 1 + x * 4 for x in (12, 24))  # the left edge of the processor, and within it
    assert pixels[edge : edge + 4] == bytes.fromhex(COLOURS[Category.COMPUTE][1:]) + b"\xff"
    assert pixels[centre + 3] == 0


def _luminance(colour):
    parts = [int(colour[index : index + 2], 16) / 255 for index in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("category", Category)
def test_colours_can_be_read_on_white(category):
    assert 1.05 / (_luminance(COLOURS[category]) + 0.05) >= 5.5


def test_roles_and_words_decide_the_category():
    assert category_of(Program(), Role.SERVICE) is Category.COMPUTE
    assert category_of(Store()) is Category.DATA
    assert category_of(Vpc()) is Category.NETWORK
    assert category_of(Balancer()) is Category.EDGE


def test_what_only_watches_the_entry_is_none():
    class Firewall(CloudKind, tag="test.waf", frozen=True, kw_only=True):
        id = "aws.waf"
        target = Target.AWS
        about = "Watches."

    class Entry(CloudKind, tag="test.cloudfront", frozen=True, kw_only=True):
        id = "aws.cloudfront"
        target = Target.AWS
        about = "Lets in."
        web_acl: Ref

    site = Service(name="pages", build="b", command="c", public=True)
    graph = Graph(
        intent=Intent(application="shop", components=(site,)),
        target=Target.AWS,
        resources=(
            resource("pages", Entry(web_acl=Ref(resource="firewall")), "pages"),
            resource("firewall", Firewall(), usd=5.0),
        ),
    )
    dot = picture(graph, View.INFRA)
    assert '"(outside)" -> "pages"' in dot
    assert '"(outside)" -> "firewall"' not in dot


def test_parts_of_what_is_shared_are_counted_on_it():
    resources = (
        resource("shared.load-balancer", Balancer(), usd=18.0),
        resource("shared.load-balancer.listener", TargetGroup(balancer=Ref(resource="shared.load-balancer"))),
    )
    dot = picture(Graph(intent=Intent(application="shop"), target=Target.AWS, resources=resources), View.INFRA)
    assert '"shared.load-balancer" [tooltip="shared.load-balancer.listener"' in dot
    assert '"shared.load-balancer.listener" [' not in dot
