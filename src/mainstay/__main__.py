"""`python -m mainstay`: the command line, for programs that know their interpreter but not its scripts."""

import sys

from mainstay.cli import main

if __name__ == "__main__":
    sys.exit(main())
