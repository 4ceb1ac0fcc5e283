"""The builder: a source tree and its builds → a release on disk that is ready to start.

It copies the tree, makes the environments that the builds need (shared between releases by content), and runs build
commands. It starts nothing that goes on running, decides nothing about the architecture, and changes nothing outside
`.mainstay/` but the caches that installers keep for the user.
"""

from mainstay.run.local.builder.release import build_release as build_release
from mainstay.run.local.builder.release import built_release as built_release
from mainstay.run.local.builder.release import discard_release as discard_release
from mainstay.run.local.builder.release import prune as prune
from mainstay.run.local.builder.tree import source_digest as source_digest
from mainstay.run.local.builder.values import BuildInput as BuildInput
from mainstay.run.local.builder.values import BuiltEnvironment as BuiltEnvironment
from mainstay.run.local.builder.values import BuiltRelease as BuiltRelease
