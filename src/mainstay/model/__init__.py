"""The nouns. Frozen values without behaviour or I/O; imports nothing else of mainstay."""

from mainstay.model.errors import ExitCode as ExitCode
from mainstay.model.errors import MainstayError as MainstayError
