"""What Python files say: dependencies, the interpreter, and facts from the syntax tree."""

from mainstay.detect.python.alembic_files import alembic as alembic
from mainstay.detect.python.alembic_files import alembic_facts as alembic_facts
from mainstay.detect.python.alembic_files import heads as heads
from mainstay.detect.python.dependencies import manifests as manifests
from mainstay.detect.python.interpreter import interpreter as interpreter
from mainstay.detect.python.source import read_python as read_python
