import os
import subprocess
import sys
from pathlib import Path

import pytest

from mainstay.model.errors import MainstayError
from mainstay.world.real import start_daemon

SCRIPT = """
import os, sys, time
marked = "MAINSTAY_INSTANCE" in os.environ
print(os.getcwd(), os.getsid(0) == os.getpid(), marked, sys.stdin.read() == "", flush=True)
print("pid", os.getpid(), file=sys.stderr, flush=True)
time.sleep(100)
"""


@pytest.mark.slow
def test_a_daemon_outlives_who_started_it(tmp_path, until):
    log = tmp_path / "log"
    log.write_text("earlier\n")
    starter = f"""
import sys
from pathlib import Path
from mainstay.world.real import start_daemon
start_daemon([sys.executable, "-c", {SCRIPT!r}], Path({str(log)!r}))
"""
    environment = os.environ | {"MAINSTAY_INSTANCE": "web.1"}
    subprocess.run([sys.executable, "-c", starter], check=True, env=environment)
    until(lambda: "pid" in log.read_text())
    lines = log.read_text().splitlines()
    pid = int(lines[-1].split()[1])
    try:
        assert lines[:2] == ["earlier", "/ True False True"]
        assert Path(f"/proc/{pid}").exists()
    finally:
        os.kill(pid, 9)


def test_a_log_that_cannot_be_written_is_told(tmp_path):
    with pytest.raises(MainstayError, match="must be writable"):
        start_daemon(["true"], tmp_path / "gone" / "log")


def test_the_log_is_private(tmp_path):
    start_daemon(["true"], tmp_path / "log")
    assert (tmp_path / "log").stat().st_mode & 0o777 == 0o600
