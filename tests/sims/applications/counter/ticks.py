"""A worker that does nothing."""

import time

while True:
    time.sleep(1)
