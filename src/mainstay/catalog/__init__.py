"""Knowledge: one folder per technology, one `Kind` each. Enters nothing, leaves kinds; may import only `model`.

A new technology is a new folder below the folder of its target; it exports its class as `KIND`. Installed packages
add theirs through the entry-point group `mainstay.kinds`.
"""

from mainstay.catalog.aws.sizes import size_of as size_of
from mainstay.catalog.discover import backing_kinds as backing_kinds
from mainstay.catalog.discover import cloud_kinds as cloud_kinds
from mainstay.catalog.discover import kinds as kinds
from mainstay.catalog.discover import workload_kinds as workload_kinds
from mainstay.catalog.kubernetes.base import Document as Document
from mainstay.catalog.kubernetes.base import K8sKind as K8sKind
from mainstay.catalog.local.process import Process as Process
from mainstay.catalog.local.process import schedule_argv as schedule_argv
from mainstay.catalog.platform import Files as Files
from mainstay.catalog.platform import Router as Router
from mainstay.catalog.platform import Volume as Volume
from mainstay.catalog.prices import default_book as default_book
from mainstay.catalog.prices import read_book as read_book
