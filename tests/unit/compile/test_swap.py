import pytest

from mainstay.compile.swap import By, swap
from mainstay.model.errors import MainstayError
from mainstay.model.intent import Bucket, Database, Engine, Intent, Queue, Service, Use, Whole
from mainstay.model.target import Target

WEB = Service(name="web", build="", command="", public=True, overrides={"memory_size": 512}, uses=(Use(target="db"),))
INTENT = Intent(
    application="a",
    whole=Whole(target=Target.AWS, region="eu-central-1"),
    components=(Bucket(name="files"), Database(name="db"), Queue(name="jobs"), WEB),
)
CHOSEN = {"web": "aws.lambda", "db": "aws.rds_postgres", "files": "aws.s3", "jobs": "aws.sqs"}


@pytest.mark.parametrize("old", ["aws.lambda", "lambda", "aws.lambda_function"])
@pytest.mark.parametrize("new", ["aws.fargate", "fargate"])
def test_a_program_moves_at_once(old: str, new: str):
    change = swap(INTENT, CHOSEN, old, new)
    web = change.intent.component("web")
    assert (web.kind, web.overrides, change.moved, change.phases) == ("aws.fargate", {}, ("web",), ())
    others = [c for c in INTENT.components if c.name != "web"]
    assert [c for c in change.intent.components if c.name != "web"] == others


def test_data_moves_in_phases_and_nothing_is_destroyed_on_the_way():
    change = swap(INTENT, CHOSEN, "postgres", "mysql")
    beside, switched, retired = (phase.intent for phase in change.phases if phase.intent)
    assert change.names == {"db": "db-mysql"}
    assert {"db", "db-mysql"} <= beside.names
    assert beside.component("web").uses == WEB.uses
    assert {"db", "db-mysql"} <= switched.names
    assert [use.target for use in switched.component("web").uses] == ["db-mysql"]
    assert "db" not in retired.names
    assert change.intent == retired
    assert change.intent.component("db-mysql").engine is Engine.MYSQL
    assert [phase.by for phase in change.phases][-1] is By.PERSON


def test_only_what_is_meant_moves():
    twice = Intent(
        application="a", whole=INTENT.whole, components=(*INTENT.components, Service(name="api", build="", command=""))
    )
    change = swap(twice, {**CHOSEN, "api": "aws.lambda"}, "lambda", "fargate", only="api")
    assert change.moved == ("api",)
    assert twice.component("web") == change.intent.component("web")


@pytest.mark.parametrize(
    ("old", "new", "only", "says"),
    [
        ("fargate", "lambda", "", "something must be realised by fargate"),
        ("lambda", "fargate", "db", "something must be realised by lambda"),
        ("lambda", "fargate", "wep", "must be a component"),
        ("lambda", "mainframe", "", "there is no `mainframe`"),
        ("lambda", "aws.lambda", "", "must get another technology"),
        ("lambda", "aws.rds_postgres", "", "that is nothing it can do"),
    ],
)
def test_what_is_not_there_is_told(old: str, new: str, only: str, says: str):
    with pytest.raises(MainstayError, match=says):
        swap(INTENT, CHOSEN, old, new, only=only)
