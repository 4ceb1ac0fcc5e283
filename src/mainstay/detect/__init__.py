"""Repository folder → Intent. Reads files only: runs nothing, writes nothing, follows no link out of the folder.

The stage in one sentence: *scan* the files, read what other platforms' files *declare*, find *units* of code and what
their syntax trees say, *choose* processes, infer what they *use*, and lay mainstay.yaml over it.
"""

from mainstay.detect.annotations import WORDS as ANNOTATIONS
from mainstay.detect.find import detect, environments, stated_environments, stated_policy
from mainstay.detect.manifest import MANIFEST_KEYS, ManifestKey, manifest_text
from mainstay.detect.manifest.schema import intent_schema
from mainstay.detect.policy import read_policy
from mainstay.detect.policy.schema import policy_schema

__all__ = [
    "ANNOTATIONS",
    "MANIFEST_KEYS",
    "ManifestKey",
    "detect",
    "environments",
    "intent_schema",
    "manifest_text",
    "policy_schema",
    "read_policy",
    "stated_environments",
    "stated_policy",
]
