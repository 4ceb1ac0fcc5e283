"""plumbum: Python programs as local commands, with pipes between them and files."""

import sys

from plumbum import FG, ProcessExecutionError, local

from mainstay import prove

UPPER = "import sys; sys.stdout.write(sys.stdin.read().upper())"
COUNT = "import sys; print(sum(1 for line in sys.stdin))"


@prove.simulation()
def test(sim: prove.Sim) -> None:
    python = local[sys.executable]
    prove.always_equal(python("-c", "print(6 * 7)"), "42\n", "a command answers")
    local.path("/tmp/words.txt").write("one\ntwo\nthree\n")
    piped = (python["-c", UPPER] < "/tmp/words.txt") | python["-c", COUNT]
    prove.always_equal(piped(), "3\n", "one command feeds another")
    ((python["-c", UPPER] < "/tmp/words.txt") > "/tmp/upper.txt") & FG
    prove.always_equal(local.path("/tmp/upper.txt").read(), "ONE\nTWO\nTHREE\n", "into a file")
    status, _, told = python["-c", "import sys; sys.exit('no')"].run(retcode=None)
    prove.always_equal((status, told), (1, "no\n"), "a failure has a status")
    try:
        python("-c", "raise SystemExit(3)")
        prove.unreachable("a failure is raised")
    except ProcessExecutionError as error:
        prove.always_equal(error.retcode, 3, "with its status")
