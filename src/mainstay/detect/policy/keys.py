"""Every key of a policy file: what it means and takes. Reading, the schema and documentation follow it."""

from dataclasses import dataclass
from enum import StrEnum

from mainstay.detect.names import NAME_IN_WORDS
from mainstay.model.intent import Role
from mainstay.model.policy import Severity
from mainstay.model.requirement import DataClass


class Takes(StrEnum):
    """What the value of a key must be, in the words of the documentation and of errors."""

    NAME = NAME_IN_WORDS
    TEXT = "text"
    CONDITION = "a condition in CEL"
    DEFAULTS = "names with values, or a condition in CEL beside `set`"
    VALUES = "names with values"
    WEIGHT = "a whole number from 1 to 1000"
    CHOICE = "one of the listed words"
    CHOICES = "one of the listed words, or a list of them"
    PATTERNS = "text or a list of texts, in which * stands for anything"
    TAGS = "names with texts, in which * stands for anything"
    DAY = "a day as YYYY-MM-DD"
    KEYS = "keys with values"
    LIST = "a list"


@dataclass(frozen=True)
class PolicyKey:
    """One key, with an example of its value."""

    name: str
    meaning: str
    example: str
    takes: Takes
    choices: tuple[str, ...] = ()
    required: bool = False

    @property
    def wanted(self) -> str:
        """What it takes, in words."""
        return self.takes.value.replace("the listed words", ", ".join(self.choices))


def _words(kind: type[StrEnum]) -> tuple[str, ...]:
    return tuple(member.value for member in kind)


FILE_KEYS = (
    PolicyKey("rules", "The rules.", "[]", Takes.LIST),
    PolicyKey("examples", "What the rules must say of made-up things: `mainstay policy test`.", "[]", Takes.LIST),
)
FORM_KEYS = (
    PolicyKey("require", "What must hold.", "resource.storage_encrypted", Takes.CONDITION),
    PolicyKey("forbid", "What must not hold.", "resource.publicly_accessible", Takes.CONDITION),
    PolicyKey(
        "prefer", "What is liked; the optimum has as much of it as it can.", "intent.replicas > 1", Takes.CONDITION
    ),
    PolicyKey("default", "What holds where nobody stated it.", "{retention_days: 30}", Takes.DEFAULTS),
)
RULE_KEYS = (
    PolicyKey("id", "The name of the rule, unique among all.", "backups", Takes.NAME, required=True),
    PolicyKey("reason", "Why, in the words of its author.", "the auditor asks for it", Takes.TEXT, required=True),
    *FORM_KEYS,
    PolicyKey(
        "set", "What is set, where nobody stated it, so that the rule holds.", "{retention_days: 90}", Takes.VALUES
    ),
    PolicyKey("severity", "What breaking it means. Default: enforce.", "warn", Takes.CHOICE, choices=_words(Severity)),
    PolicyKey("weight", "How strong a preference is. Default: 1.", "5", Takes.WEIGHT),
    PolicyKey("when", "Where it applies; everywhere without.", "{environment: production}", Takes.KEYS),
    PolicyKey("waivers", "Who may break it until when.", "[]", Takes.LIST),
)
WHEN_KEYS = (
    PolicyKey("environment", "Environments.", "production", Takes.PATTERNS),
    PolicyKey("intent", "Roles of components.", "database", Takes.CHOICES, choices=_words(Role)),
    PolicyKey("kind", "Kinds of resources, by their ids.", '"aws.*"', Takes.PATTERNS),
    PolicyKey("class", "Classes of data.", "[personal, secret]", Takes.CHOICES, choices=_words(DataClass)),
    PolicyKey("name", "Names of components or resources.", '"billing-*"', Takes.PATTERNS),
    PolicyKey("tags", "Tags, all of which must be there.", "{tier: gold}", Takes.TAGS),
)
WAIVER_KEYS = (
    PolicyKey("owner", "Who answers for it.", "platform@example.org", Takes.TEXT, required=True),
    PolicyKey("until", "The last day on which it holds.", "2027-03-31", Takes.DAY, required=True),
    PolicyKey("names", "The components that may break it. Default: all.", "[reports]", Takes.PATTERNS),
    PolicyKey("reason", "Why.", "until the migration is done", Takes.TEXT),
)
EXAMPLE_KEYS = (
    PolicyKey("rule", "The id of the rule.", "backups", Takes.NAME, required=True),
    PolicyKey("given", "What it looks at.", "{environment: production}", Takes.KEYS, required=True),
    PolicyKey(
        "expect", "What it must say.", "pass", Takes.CHOICE, choices=("pass", "fail", "cannot tell"), required=True
    ),
)
GIVEN_KEYS = (
    PolicyKey("environment", "The environment.", "production", Takes.TEXT),
    PolicyKey("region", "The region.", "eu-central-1", Takes.TEXT),
    PolicyKey("intent", 'Facts on the component; "?" is known only at apply.', "{role: database}", Takes.VALUES),
    PolicyKey("resource", "Facts on the resource.", "{kind: aws.rds, multi_az: true}", Takes.VALUES),
    PolicyKey("offer", "Facts on the offer.", "{cost_usd_month: 30}", Takes.VALUES),
)
