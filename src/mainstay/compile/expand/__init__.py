"""Pass 3, *expand*: everything that the choices need around them."""

from mainstay.compile.expand.cloud import expand_cloud as expand_cloud
from mainstay.compile.expand.local import expand as expand
