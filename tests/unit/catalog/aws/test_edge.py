from collections.abc import Callable

import pytest

from mainstay.catalog.aws.acm import CERTIFICATE, VALID, Certificate
from mainstay.catalog.aws.cloudfront import Distribution
from mainstay.catalog.aws.ecs import Fargate
from mainstay.catalog.aws.elb import HTTPS_LISTENER, LOAD_BALANCER, LoadBalancer
from mainstay.catalog.aws.elb.listener import priorities
from mainstay.catalog.aws.names import shortened
from mainstay.catalog.aws.route53 import host
from mainstay.catalog.aws.waf import GROUPS
from mainstay.model.cloud import Demand, Market, Site, Usage
from mainstay.model.intent import Bucket, Role
from mainstay.model.intent import Site as Pages
from mainstay.model.price import total
from mainstay.model.told import Joined, Ref, Variable

DOMAIN = Variable(name="domain", description="The DNS name.")
Make = Callable[..., Site]


def _balanced(site: Make, *names: str, front: str = ""):
    users = tuple(Usage(name=name, kind=Fargate(), access=(), role=Role.SERVICE) for name in names)
    here = site("load-balancer", users=users, domain="example.com", front=front, public_subnets=("network.public-a",))
    return {part.name: part.kind for part in LoadBalancer.shared_part(here)}


def test_the_load_balancer_speaks_tls_keeps_a_log_and_stands_behind_a_firewall(site: Make):
    parts = _balanced(site, "web")
    assert parts[HTTPS_LISTENER].ssl_policy == "ELBSecurityPolicy-TLS13-1-2-2021-06"
    assert parts[HTTPS_LISTENER].certificate_arn == Ref(resource=VALID, attribute="certificate_arn")
    assert parts[f"{LOAD_BALANCER}.http"].default_action.redirect.protocol == "HTTPS"
    balancer = parts[LOAD_BALANCER]
    assert balancer.drop_invalid_header_fields
    assert balancer.enable_deletion_protection
    assert balancer.access_logs.bucket.resource == f"{LOAD_BALANCER}.access-logs.policy"
    assert [rule.name for rule in parts[f"{LOAD_BALANCER}.waf"].rule] == list(GROUPS)
    assert CERTIFICATE in parts


def test_programs_are_told_apart_by_name_and_the_rest_reaches_none(site: Make):
    parts = _balanced(site, "api", "web", front="web")
    hosts = {name: parts[f"{LOAD_BALANCER}.to.{name}"].condition.host_header.values for name in ("api", "web")}
    assert hosts == {"api": ("api.example.com",), "web": ("example.com",)}
    assert parts[HTTPS_LISTENER].default_action.type == "fixed-response"


def test_a_new_program_moves_no_priority():
    before = priorities(("api", "web"))
    after = priorities(("admin", "api", "web"))
    assert {name: after[name] for name in before} == before
    assert len(set(priorities(tuple(f"service-{n}" for n in range(300))).values())) == 300


def test_names_of_a_domain_that_is_not_known_yet(site: Make):
    here = site("web", domain=DOMAIN)
    assert host(here, "web") == Joined(parts=("web.", DOMAIN)) or host(here, "web") == Joined(
        parts=("web", ".", DOMAIN)
    )


def test_one_record_proves_the_domain_and_all_below_it(site: Make):
    parts = {part.name: part.kind for part in Certificate.shared_part(site("certificate", domain="example.com"))}
    assert parts[CERTIFICATE].subject_alternative_names == ("*.example.com",)
    assert sorted(parts) == [CERTIFICATE, f"{CERTIFICATE}.record", VALID]


def test_long_names_are_shortened_and_stay_different():
    long, other = "shop-production-" + "a" * 40, "shop-production-" + "a" * 39 + "b"
    assert shortened("short", 32) == "short"
    assert len(shortened(long, 32)) <= 32
    assert shortened(long, 32) != shortened(other, 32)


def test_only_the_distribution_reads_the_files(site: Make):
    here = site("pages", component=Pages(name="pages", build="b"), domain="example.com")
    parts = {part.name: part.kind for part in Distribution().parts(here)}
    policy = {one.sid: one for one in parts["pages.files.policy"].policy.statements}
    assert policy["DistributionReads"].conditions == (
        ("StringEquals", "aws:SourceArn", (Ref(resource="pages", attribute="arn"),)),
    )
    assert parts["pages.files.closed"].block_public_policy
    assert parts["pages.certificate"].region == parts["pages.waf"].region == "us-east-1"
    placed = Distribution().placed(here)
    assert placed.viewer_certificate is not None
    assert placed.viewer_certificate.minimum_protocol_version == "TLSv1.2_2021"


@pytest.mark.parametrize(("fallback", "errors"), [("index.html", [403, 404]), ("", [])])
def test_a_single_page_application_answers_all_paths(fallback: str, errors: list[int], site: Make):
    here = site("pages", component=Pages(name="pages", build="b", fallback=fallback), domain="example.com")
    assert [one.error_code for one in Distribution().placed(here).custom_error_response] == errors
    names = {part.name for part in Distribution().parts(here)}
    assert ("pages.folders" in names) is not bool(fallback)


def test_a_site_is_paid_by_use_and_runs_nothing(market: Callable[..., Market]):
    pages = Pages(name="pages", build="b")
    (little,) = Distribution.offers(pages, Demand(rate=0.1), market())
    (much,) = Distribution.offers(pages, Demand(rate=10), market())
    assert (total(much.charges) or 0) > (total(little.charges) or 0) > 0
    assert "runs no program" in Distribution.refusal(Bucket(name="b"), Demand())
