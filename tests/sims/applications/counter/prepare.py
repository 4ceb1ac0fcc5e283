"""The release phase."""

import os
import sys

if os.environ.get("UNPREPARED"):
    sys.exit(f"cannot prepare: {os.environ['UNPREPARED']}")
print("prepared", *sys.argv[1:], os.environ.get("GREETING", ""))
