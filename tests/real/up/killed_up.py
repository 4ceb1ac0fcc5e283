"""Carries out command lines, and kills those that shall die: reads `N PROJECT`, answers with the exit code of `up`.

Each `mainstay up` is a process of its own, forked from this one, which has everything loaded. It dies by SIGKILL
just before its N-th entry in the journal (then the answer is -9); with N = 0 it does not.
"""

import os
import signal
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import mainstay
from mainstay.cli import main
from mainstay.store import Ledger

LOADED = [getattr(mainstay, name) for name in mainstay.__all__]


def up(project: str, number: int) -> int:
    append, count = Ledger.append, 0

    def dying(self, topic, subject, body):
        nonlocal count
        count += 1
        if count == number:
            os.kill(os.getpid(), signal.SIGKILL)
        return append(self, topic, subject, body)

    Ledger.append = dying
    with Path(project, ".mainstay", "up.log").open("w") as log, redirect_stdout(log), redirect_stderr(log):
        return main(["-C", project, "up"])


for line in sys.stdin:
    number, _, project = line.strip().partition(" ")
    child = os.fork()
    if not child:
        os._exit(up(project, int(number)))
    answer = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    sys.stdout.write(f"{answer}\n")
    sys.stdout.flush()
