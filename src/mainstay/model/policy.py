"""What the organisation allows: rules with their reasons, where they apply, and who may break them until when."""

from enum import StrEnum

from mainstay.model.origin import Origin
from mainstay.model.value import Value


class Form(StrEnum):
    """What a rule does: its condition must hold, must not hold; its `sets` are defaults; its condition is liked."""

    REQUIRE = "require"
    FORBID = "forbid"
    DEFAULT = "default"
    PREFER = "prefer"


class Severity(StrEnum):
    """What breaking a rule means: no architecture, or a note."""

    ENFORCE = "enforce"
    WARN = "warn"


class Holds(StrEnum):
    """The outcome of a condition. What is unknown until apply is `CANNOT_TELL`, and never a pass."""

    YES = "yes"
    NO = "no"
    CANNOT_TELL = "cannot tell"


class Selector(Value, frozen=True, kw_only=True):
    """Where a rule applies: every part that is given must match; patterns may have `*`. All empty: everywhere."""

    environments: tuple[str, ...] = ()
    intents: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    tags: dict[str, str] = {}


class Waiver(Value, frozen=True, kw_only=True):
    """Leave to break a rule: who answers for it, until which day (ISO 8601, inclusive), for which components."""

    owner: str
    until: str
    names: tuple[str, ...] = ("*",)
    reason: str = ""


class Rule(Value, frozen=True, kw_only=True):
    """One rule. `condition` is CEL over `intent`, `resource`, `offer`, `environment`, `region`.

    `sets` are fields of the intent or properties of the kind that mainstay sets, where nobody stated them, to make the
    rule hold. `weight` ranks preferences: more is stronger. `reason` is in its author's words.
    """

    id: str
    form: Form
    reason: str
    origin: Origin
    severity: Severity = Severity.ENFORCE
    select: Selector = Selector()
    condition: str = ""
    sets: dict[str, object] = {}
    weight: int = 1
    waivers: tuple[Waiver, ...] = ()


class Example(Value, frozen=True, kw_only=True):
    """One example beside the rules: what the rule `rule` must say of what is given.

    `intent`, `resource` and `offer` are facts by name; one that is "?" is known only at apply.
    """

    rule: str
    expect: Holds
    origin: Origin
    environment: str = ""
    region: str = ""
    intent: dict[str, object] = {}
    resource: dict[str, object] = {}
    offer: dict[str, object] = {}


class Policy(Value, frozen=True, kw_only=True):
    """All rules, sorted by id. `today` (ISO 8601) decides which waivers still hold; "" lets none hold."""

    rules: tuple[Rule, ...] = ()
    today: str = ""
    examples: tuple[Example, ...] = ()
