"""Claims: everything that somebody stated and that can make a system impossible; with and without them."""

from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum

import msgspec

from mainstay.compile.evidence import evidence_of
from mainstay.compile.waivers import ended
from mainstay.model.intent import AnyComponent, Data, Extra, Intent, Workload
from mainstay.model.origin import Origin
from mainstay.model.policy import Form, Policy, Rule, Severity
from mainstay.model.requirement import DataNeeds, ServiceNeeds
from mainstay.model.value import Value


class Sort(StrEnum):
    """What a claim is."""

    REQUIREMENT = "requirement"
    PIN = "pin"
    PROPERTY = "property"
    RULE = "rule"
    BUDGET = "budget"
    LINK = "link"


class Claim(Value, frozen=True, kw_only=True):
    """One thing that somebody stated. `field` is a requirement, a property, the id of a rule, or what a link leads to.

    `says` is what must hold, `reason` the author's own words, `origin` where they stand.
    """

    sort: Sort
    component: str = ""
    field: str = ""
    says: str
    reason: str = ""
    origin: Origin | None = None

    @property
    def key(self) -> tuple[str, str, str]:
        """What tells it from all others."""
        return (self.sort.value, self.component, self.field)

    def __str__(self) -> str:
        place = f" ({self.origin})" if self.origin else ""
        return f"{self.says}{place}"


_SAYS = {
    "requests_per_second": "serve {:,g} requests a second",
    "users": "serve {:,} users",
    "work_ms": "compute for {:g} ms on each request",
    "latency_p99_ms": "answer within {:g} ms",
    "availability": "be available {:g} % of the time",
    "startup_s": "start within {:g} s",
    "concurrency": "serve {:,} requests at once",
    "memory_mib": "have {:,} MiB of memory",
    "size_gib": "hold {:,g} GiB",
    "growth_gib_month": "grow by {:,g} GiB a month",
    "data_class": "be fit for {} data",
    "durability": "keep {:.11g} % of its data",
    "recovery_point_s": "lose at most the last {:g} s",
    "recovery_time_s": "be back within {:g} s",
    "retention_days": "keep backups for {:,} days",
    "operations_per_second": "take {:,g} operations a second",
}
"""What each field claims of a component. Fields that are not here make nothing impossible."""


def claims(intent: Intent, policy: Policy) -> tuple[Claim, ...]:
    """All claims, in the order of names: of components, of the whole, of the policy.

    Links are claims only where kinds refuse them, which the intent does not tell.
    """
    found = [claim for component in intent.components for claim in _of(component)]
    budget = intent.whole.budget_usd_month
    if budget is not None:
        said = evidence_of(intent.whole, "budget_usd_month")
        origin = said.origin if said else None
        words = said.says if said else ""
        found.append(
            Claim(sort=Sort.BUDGET, says=f"all must cost at most {budget:,.2f} $ a month", reason=words, origin=origin)
        )
    found += [
        _of_rule(rule, intent, policy.today)
        for rule in policy.rules
        if rule.severity is Severity.ENFORCE and rule.form in {Form.REQUIRE, Form.FORBID}
    ]
    return tuple(found)


def _of_rule(rule: Rule, intent: Intent, today: str) -> Claim:
    reason = "; ".join(filter(None, (rule.reason, ended(rule, intent.names, today))))
    return Claim(sort=Sort.RULE, field=rule.id, says=f"rule {rule.id} must hold", reason=reason, origin=rule.origin)


def _of(component: AnyComponent) -> Iterator[Claim]:
    for field, says in required(component):
        yield _claim(component, Sort.REQUIREMENT, field, says)
    if component.kind and not isinstance(component, Extra):
        yield _claim(component, Sort.PIN, "kind", f"`{component.name}` must be {component.kind}")
    for name in sorted(component.overrides):
        says = f"`{component.name}` must have {name} = {component.overrides[name]}"
        yield _claim(component, Sort.PROPERTY, f"overrides.{name}", says)


def required(component: AnyComponent) -> Iterator[tuple[str, str]]:
    """Each requirement that differs from what holds where nobody states one: its field, and what must hold."""
    for field, value in _stated(component):
        yield field, f"`{component.name}` must {_SAYS[field].format(value)}"


def _stated(component: AnyComponent) -> Iterator[tuple[str, object]]:
    if isinstance(component, Workload | Data | Extra):
        plain = type(component.needs)()
        for field in component.needs.__struct_fields__:
            value = getattr(component.needs, field)
            if field in _SAYS and value != getattr(plain, field):
                yield field, value
    if isinstance(component, Workload) and component.memory_mib is not None:
        yield "memory_mib", component.memory_mib


def _claim(component: AnyComponent, sort: Sort, field: str, says: str) -> Claim:
    found = evidence_of(component, field)
    return Claim(
        sort=sort,
        component=component.name,
        field=field.removeprefix("overrides."),
        says=says,
        reason=found.says if found else "",
        origin=found.origin if found else None,
    )


def without(intent: Intent, policy: Policy, dropped: Iterable[Claim]) -> tuple[Intent, Policy]:
    """The same, had nobody stated the `dropped` claims."""
    keys = {claim.key for claim in dropped}
    rules = tuple(rule for rule in policy.rules if (Sort.RULE.value, "", rule.id) not in keys)
    touched = {component for _, component, _ in keys}
    components = tuple(_bare(c, keys) if c.name in touched else c for c in intent.components)
    whole = intent.whole
    if (Sort.BUDGET.value, "", "") in keys:
        whole = msgspec.structs.replace(whole, budget_usd_month=None)
    return (
        msgspec.structs.replace(intent, components=components, whole=whole),
        msgspec.structs.replace(policy, rules=rules),
    )


def _bare(component: AnyComponent, keys: set[tuple[str, str, str]]) -> AnyComponent:
    fields = {field for sort, name, field in keys if name == component.name and sort == Sort.REQUIREMENT}
    used = {field for sort, name, field in keys if name == component.name and sort == Sort.LINK}
    changes: dict[str, object] = {"uses": tuple(use for use in component.uses if use.target not in used)}
    if (Sort.PIN.value, component.name, "kind") in keys:
        changes["kind"] = ""
    changes["overrides"] = {
        name: value
        for name, value in component.overrides.items()
        if (Sort.PROPERTY.value, component.name, name) not in keys
    }
    if isinstance(component, Workload | Data | Extra):
        changes["needs"] = with_needs(component.needs, dict.fromkeys(fields, None))
    if "memory_mib" in fields:
        changes["memory_mib"] = None
    return msgspec.structs.replace(component, **changes)


def with_needs(needs: ServiceNeeds | DataNeeds, values: Mapping[str, object]) -> ServiceNeeds | DataNeeds:
    """The needs with other values; None is what nobody stated."""
    plain = type(needs)()
    known = {name: value for name, value in values.items() if name in needs.__struct_fields__}
    changes = {name: getattr(plain, name) if value is None else value for name, value in known.items()}
    if "users" in changes and changes["users"] is None:
        changes["think_time_s"] = None
    return msgspec.structs.replace(needs, **changes)
