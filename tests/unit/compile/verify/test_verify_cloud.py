"""What the checker says, and that it asks for what the intent states in numbers."""

import ast
from pathlib import Path

import msgspec
import pytest

from mainstay.compile import access
from mainstay.compile.verify import UnsoundError, findings, links, verify_cloud
from mainstay.model.graph import Graph, Resource
from mainstay.model.intent import Role
from mainstay.model.origin import Evidence, Origin, Source
from mainstay.model.policy import Form, Policy, Rule, Selector, Severity
from mainstay.model.price import Charge
from unit.compile.verify.systems import containers, function_in_network, functions

VERIFY = Path(links.__file__).parent


def changed(graph: Graph, name: str, **fields: object) -> Graph:
    def new(resource: Resource) -> Resource:
        if resource.name != name:
            return resource
        return msgspec.structs.replace(resource, kind=msgspec.structs.replace(resource.kind, **fields))

    return msgspec.structs.replace(graph, resources=tuple(new(resource) for resource in graph.resources))


def asked(graph: Graph, name: str, **needs: object) -> Graph:
    """The same architecture, of which more is asked."""
    components = tuple(
        msgspec.structs.replace(one, needs=msgspec.structs.replace(one.needs, **needs)) if one.name == name else one
        for one in graph.intent.components
    )
    return msgspec.structs.replace(graph, intent=msgspec.structs.replace(graph.intent, components=components))


def said(graph: Graph) -> str:
    return "\n".join(str(finding) for finding in findings(graph))


def rule(condition: str, severity: Severity = Severity.ENFORCE) -> Policy:
    one = Rule(
        id="db-backups",
        form=Form.REQUIRE,
        reason="auditors ask for 90 days",
        origin=Origin(source=Source.FILE, path="policy/data.yaml", line=3),
        severity=severity,
        select=Selector(kinds=("aws.rds_postgres",)),
        condition=condition,
    )
    return Policy(rules=(one,), today="2026-11-21")


def test_a_sound_graph_passes() -> None:
    verify_cloud(functions())


def test_all_findings_are_told_at_once() -> None:
    broken = changed(changed(containers(), "db", publicly_accessible=True), "db", storage_encrypted=False)
    with pytest.raises(UnsoundError) as error:
        verify_cloud(broken)
    assert len(error.value.findings) == 2
    assert "must be encrypted at rest" in str(error.value)
    assert "must not be public" in str(error.value)


def test_a_finding_about_a_link_names_it() -> None:
    graph = changed(containers(), "db.from.api.5432", to_port=1, from_port=1)
    assert "must be able to connect to `db` on port 5432" in said(graph)


def test_a_missing_resource_is_told_before_anything_that_would_stumble_over_it() -> None:
    graph = containers()
    rest = tuple(one for one in graph.resources if one.name != "network")
    assert "`network` must exist" in said(msgspec.structs.replace(graph, resources=rest))


def test_backups_are_kept_as_long_as_asked() -> None:
    assert "must keep backups for 60 days" in said(asked(containers(), "db", retention_days=60))


def test_load_that_does_not_fit_is_told() -> None:
    assert "must run" in said(asked(function_in_network(), "web", requests_per_second=100_000.0))
    assert "vCPU for 5000 requests a second" in said(asked(containers(), "web", requests_per_second=5000.0))


def test_a_budget_counts_what_is_known() -> None:
    graph = containers()
    whole = msgspec.structs.replace(graph.intent.whole, budget_usd_month=1.0)
    intent = msgspec.structs.replace(graph.intent, whole=whole)
    assert "must cost at most 1 $ a month" in said(msgspec.structs.replace(graph, intent=intent))


def test_an_enforced_rule_must_hold_of_the_finished_architecture() -> None:
    policy = rule("resource.backup_retention_period >= 90")
    with pytest.raises(UnsoundError, match=r"policy/data.yaml:3: the rule db-backups must hold of `db`"):
        verify_cloud(containers(), policy)


def test_a_rule_that_warns_stops_nothing() -> None:
    policy = rule("resource.backup_retention_period >= 90", Severity.WARN)
    verify_cloud(containers(), policy)
    assert [finding.rule for finding in findings(containers(), policy)] == ["db-backups"]


def test_what_a_link_means_is_written_twice_and_means_the_same() -> None:
    usual = {role: frozenset(found) for role, found in access._USUAL.items()}
    assert usual == links._USUAL
    assert Role.QUEUE not in usual


def test_verify_shares_no_code_with_expand() -> None:
    imported = {
        node.module or ""
        for path in VERIFY.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ImportFrom)
    }
    assert not {name for name in imported if name.startswith(("mainstay.compile.expand", "mainstay.catalog"))}


def budgeted(graph: Graph, usd: float) -> Graph:
    origin = Origin(source=Source.MANIFEST, path="mainstay.yaml", line=4)
    said_so = Evidence(field="budget_usd_month", origin=origin, says="what we have")
    whole = msgspec.structs.replace(graph.intent.whole, budget_usd_month=usd, evidence=(said_so,))
    return msgspec.structs.replace(graph, intent=msgspec.structs.replace(graph.intent, whole=whole))


def priced(graph: Graph, *usd: float | None) -> Graph:
    first, *rest = graph.resources
    charges = tuple(Charge(item=f"aws.x/{n}", says="a month", quantity=1, usd_month=one) for n, one in enumerate(usd))
    bare = tuple(msgspec.structs.replace(one, charges=()) for one in rest)
    return msgspec.structs.replace(graph, resources=(msgspec.structs.replace(first, charges=charges), *bare))


def test_a_budget_that_is_exceeded_is_found_whoever_chose():
    assert verify_cloud(budgeted(priced(functions(), 40.0, 10.0), 50.0)) == ()
    with pytest.raises(UnsoundError, match=r"mainstay.yaml:4: all must cost at most 49.00 .* costs 50.00 \$"):
        verify_cloud(budgeted(priced(functions(), 40.0, 10.0), 49.0))


def test_a_budget_that_cannot_be_shown_to_hold_is_a_warning_that_names_the_unknown_prices():
    (warning,) = verify_cloud(budgeted(priced(functions(), 40.0, None), 50.0))
    assert warning.severity is Severity.WARN
    assert "cannot be shown: without aws.x/1" in str(warning)
    assert "it costs 40.00 $" in str(warning)
    assert "prices" in warning.hint
    assert verify_cloud(priced(functions(), 40.0, None)) == ()
