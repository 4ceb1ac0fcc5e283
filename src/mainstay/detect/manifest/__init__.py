"""mainstay.yaml: its keys as data, reading it, laying it over what was found, and writing it."""

from mainstay.detect.manifest.environments import in_environment as in_environment
from mainstay.detect.manifest.key import ManifestKey as ManifestKey
from mainstay.detect.manifest.keys import MANIFEST_KEYS as MANIFEST_KEYS
from mainstay.detect.manifest.merge import overlay as overlay
from mainstay.detect.manifest.merge import whole_of as whole_of
from mainstay.detect.manifest.read import FILE as FILE
from mainstay.detect.manifest.read import Manifest as Manifest
from mainstay.detect.manifest.read import environments_text as environments_text
from mainstay.detect.manifest.read import read_manifest as read_manifest
from mainstay.detect.manifest.write import manifest_text as manifest_text
