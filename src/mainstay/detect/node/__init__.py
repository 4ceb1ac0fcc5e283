"""What JavaScript and TypeScript files say: package.json, and facts from the syntax tree."""

from mainstay.detect.node.package import Package as Package
from mainstay.detect.node.package import interpreter as interpreter
from mainstay.detect.node.package import manifests as manifests
from mainstay.detect.node.package import package as package
from mainstay.detect.node.package import workspace_folders as workspace_folders
from mainstay.detect.node.source import read_node as read_node
