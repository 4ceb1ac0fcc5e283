"""Pass 2, *choose*: for each component the kind that realises it, and on a cloud target its configuration."""

from mainstay.compile.choose.local import Decision as Decision
from mainstay.compile.choose.local import choose_local as choose_local
from mainstay.compile.demand import demands as demands
