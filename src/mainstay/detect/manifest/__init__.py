"""mainstay.yaml: its keys as data, reading it, laying it over what was found, and writing it."""

from mainstay.detect.manifest.keys import MANIFEST_KEYS as MANIFEST_KEYS
from mainstay.detect.manifest.keys import ManifestKey as ManifestKey
from mainstay.detect.manifest.merge import overlay as overlay
from mainstay.detect.manifest.read import FILE as FILE
from mainstay.detect.manifest.read import Manifest as Manifest
from mainstay.detect.manifest.read import read_manifest as read_manifest
from mainstay.detect.manifest.write import manifest_text as manifest_text
