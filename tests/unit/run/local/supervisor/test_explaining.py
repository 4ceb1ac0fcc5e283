import pytest

from mainstay.model.errors import ExitCode
from mainstay.model.plan import StartInstance
from mainstay.model.program import ExitProbe, Program, text
from mainstay.model.status import InstanceState
from mainstay.run.local.supervisor.explaining import failure, is_ready, why_not
from mainstay.run.local.supervisor.life import Life
from mainstay.run.local.supervisor.verdict import Finding

WEB = StartInstance(instance="web.1", resource="web", program=Program(argv=(text("x"),)))
JOB = StartInstance(instance="job.1", resource="job", program=Program(argv=(text("x"),), probe=ExitProbe()))
S = InstanceState
NOTHING = Finding(ready=False, found="GET / answers 500")


def test_a_job_is_ready_when_it_has_ended_well():
    assert is_ready(JOB, Life(state=S.ENDED, exit_code=0))
    assert not is_ready(JOB, Life(state=S.FAILED, exit_code=1))
    assert not is_ready(JOB, Life(state=S.READY))
    assert is_ready(WEB, Life(state=S.READY))
    assert not is_ready(WEB, Life(state=S.ENDED, exit_code=0))


def test_reasons():
    nothing = Finding(ready=False, found="GET / answers 500")
    assert why_not(Life(), nothing) == ""
    assert why_not(Life(state=S.BACKOFF, failures=2), nothing) == ""
    assert why_not(Life(state=S.BACKOFF, failures=3, exit_code=-9), nothing).endswith("was killed by signal 9")
    assert why_not(Life(state=S.FAILED), nothing) == "it could not be started"
    assert why_not(Life(state=S.UNHEALTHY), nothing) == "GET / answers 500"
    assert why_not(Life(state=S.STOPPING), nothing) == "it is being stopped"


def test_the_error_shows_the_last_lines():
    error = failure(WEB, "it ended with status 3", ("one", "two"), out_of_memory=False)
    assert error.exit_code is ExitCode.FAILED
    assert str(error).startswith(
        "web.1: must become ready, but it ended with status 3. The last lines it wrote:\n\n    one\n    two\n"
    )
    assert "mainstay logs web.1" in error.hint
    assert "wrote nothing" in failure(JOB, "it ended with status 3", (), out_of_memory=False).found
    assert "memory_mib" in failure(WEB, "x", (), out_of_memory=True).hint


@pytest.mark.parametrize(
    ("line", "hint"),
    [
        ('psycopg2.errors.UndefinedTable: relation "users" does not exist', "a Procfile with `release: `"),
        ("sqlite3.OperationalError: no such table: notes", "its tables are missing"),
        ("KeyError: 'API_TOKEN'", "`mainstay config set API_TOKEN=…`"),
        (
            "django.core.exceptions.ImproperlyConfigured: Set the API_TOKEN environment variable",
            "config set API_TOKEN=…",
        ),
        ("ModuleNotFoundError: No module named 'psycopg'", "`psycopg` is imported and not installed"),
        ("Error: Cannot find module 'express'", "`express` is imported and not installed"),
        ("/app/start.sh: line 3: nc: command not found", "install the program `nc`"),
        ("/bin/sh: 1: ffmpeg: not found", "install the program `ffmpeg`"),
    ],
)
def test_what_the_lines_mean_becomes_the_hint(line, hint):
    error = failure(WEB, "it ended with status 1", ("starting", line, "bye"), out_of_memory=False)
    assert hint in error.hint
    assert error.hint.endswith("`mainstay logs web.1` shows all that it wrote")


@pytest.mark.parametrize("line", ["KeyError: 'name'", "GET /x: not found", "Cannot find module './own'", "all is well"])
def test_lines_that_mean_nothing_known_add_nothing(line):
    error = failure(WEB, "it ended with status 1", (line,), out_of_memory=False)
    assert error.hint == "`mainstay logs web.1` shows all that it wrote"


def test_a_program_that_ends_by_itself_is_better_a_job():
    assert (
        "make `web` a job"
        in failure(WEB, why_not(Life(state=S.ENDED, exit_code=0), NOTHING), (), out_of_memory=False).hint
    )
    assert "job" not in failure(WEB, why_not(Life(state=S.ENDED, exit_code=1), NOTHING), (), out_of_memory=False).hint
    assert "make" not in failure(JOB, "it ended with status 0", (), out_of_memory=False).hint
