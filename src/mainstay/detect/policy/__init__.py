"""policy/*.yaml: its keys as data, and reading it."""

from mainstay.detect.policy.keys import EXAMPLE_KEYS as EXAMPLE_KEYS
from mainstay.detect.policy.keys import RULE_KEYS as RULE_KEYS
from mainstay.detect.policy.keys import WAIVER_KEYS as WAIVER_KEYS
from mainstay.detect.policy.keys import WHEN_KEYS as WHEN_KEYS
from mainstay.detect.policy.keys import PolicyKey as PolicyKey
from mainstay.detect.policy.read import read_policy as read_policy
