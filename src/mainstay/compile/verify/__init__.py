"""Pass 4, *verify*: an independent look at the Graph. Shares no code with *expand* and trusts none of its work."""

from mainstay.compile.verify.cloud import findings as findings
from mainstay.compile.verify.cloud import verify_cloud as verify_cloud
from mainstay.compile.verify.finding import Finding as Finding
from mainstay.compile.verify.finding import UnsoundError as UnsoundError
from mainstay.compile.verify.local import verify as verify
