"""dulwich: a git server on one host; another clones, commits and pushes."""

import os

from dulwich import porcelain
from dulwich.repo import Repo
from dulwich.server import DictBackend, TCPGitServer

from mainstay import prove

WHO = b"Somebody <somebody@test>"


def commit(place: str, text: str) -> None:
    with open(f"{place}/note.txt", "a") as file:
        file.write(text)
    porcelain.add(place, [f"{place}/note.txt"])
    porcelain.commit(place, message=text.encode(), author=WHO, committer=WHO)


def server() -> None:
    os.makedirs("/srv/notes.git")
    repository = Repo.init_bare("/srv/notes.git")
    os.makedirs("/tmp/first")
    porcelain.init("/tmp/first")
    commit("/tmp/first", "one\n")
    porcelain.push("/tmp/first", "/srv/notes.git", b"refs/heads/master")
    TCPGitServer(DictBackend({b"/notes": repository}), "0.0.0.0").serve_forever()


@prove.simulation(hosts=["server"])
def test(sim: prove.Sim) -> None:
    sim.host("server").start(server)
    sim.sleep(5)
    porcelain.clone("git://server/notes", "/tmp/mine")
    commit("/tmp/mine", "two\n")
    porcelain.push("/tmp/mine", "git://server/notes", b"refs/heads/master")
    porcelain.clone("git://server/notes", "/tmp/other")
    with open("/tmp/other/note.txt") as file:
        prove.always_equal(file.read(), "one\ntwo\n", "what was pushed is there")
    history = [entry.commit.message for entry in Repo("/tmp/other").get_walker()]
    prove.always_equal(history, [b"two\n", b"one\n"], "with its history")
