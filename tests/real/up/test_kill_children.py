"""kill -9 of everything that mainstay started: it comes back by itself, and nothing is lost."""

import os
import signal
import subprocess

import pytest

pytestmark = [pytest.mark.real, pytest.mark.slow]

RETURN_S = 20.0

DAEMON = """
import subprocess, sys
subprocess.Popen(["setsid", "--fork", "sleep", "54321"], start_new_session=True, stdout=subprocess.DEVNULL)
"""


@pytest.fixture(scope="module")
def shop(make_project, shop_files):
    """One application for all kills; its worker starts a daemon of its own, as some programs do."""
    project = make_project({**shop_files, "worker.py": DAEMON + shop_files["worker.py"].replace("\n        ", "\n")})
    project.up()
    project.ask("/precious", method="POST")
    return project


def whole(project) -> bool:
    """Whether everything runs and answers, with its data."""
    body = project.answers()
    states = {row["state"] for row in project.ps().values()}
    return "precious" in body and "done-precious" in body and states == {"ready"}


def family(project, instance: str) -> list[int]:
    """The processes of an instance, the topmost first."""
    pid = project.ps()[instance]["pid"]
    return [entry.pid for entry in project.world.host.tree(pid)]


@pytest.mark.parametrize("depth", ["topmost", "innermost"])
@pytest.mark.parametrize("instance", ["web-1-r1", "worker-1-r1", "database", "cache", "router", "status-page"])
def test_a_killed_child_comes_back(shop, wait, instance, depth):
    wait(lambda: whole(shop), "the application is whole", RETURN_S)
    processes = family(shop, instance)
    victim = processes[0] if depth == "topmost" else innermost(shop, processes)
    os.kill(victim, signal.SIGKILL)
    wait(lambda: shop.ps()[instance]["pid"] not in {None, processes[0]}, f"{instance} runs again", RETURN_S)
    wait(lambda: whole(shop), f"all is well after {instance} was killed", RETURN_S)
    assert shop.orphans() == set()
    assert shop.ask("/again", method="POST")[0] == 200


def innermost(project, processes: list[int]) -> int:
    """The program itself, below bubblewrap."""
    words = project.world.host.tree(processes[0])
    return next(entry.pid for entry in words if "bwrap" not in entry.command and "setpriv" not in entry.command)


def test_a_killed_supervisor_leaves_nobody_behind_and_up_brings_all_back(shop, wait):
    wait(lambda: whole(shop), "the application is whole", RETURN_S)
    everybody = shop.world.host.tree(shop.supervisor())
    assert any("54321" in entry.command for entry in everybody), "the worker has its daemon"
    assert len(everybody) > 6
    os.kill(shop.supervisor(), signal.SIGKILL)
    wait(lambda: not shop.orphans(), "nobody is left", 5)
    sleepers = subprocess.run(["pgrep", "-f", "sleep 54321"], capture_output=True, check=False).stdout.split()
    assert not {int(pid) for pid in sleepers} & {entry.pid for entry in everybody}
    assert shop.answers() == ""
    report = shop.up()
    assert report["release"] == 1, "a new release was not wanted"
    assert "precious" in shop.body()
    wait(lambda: whole(shop), "the application is whole", RETURN_S)
    assert shop.orphans() == set()


def test_a_power_cut_leaves_the_data(shop, wait):
    shop.cut_power()
    wait(lambda: not shop.orphans(), "nobody is left", 5)
    shop.up()
    wait(lambda: whole(shop), "the application is whole", RETURN_S)
