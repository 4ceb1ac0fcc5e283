import json

import pytest

from mainstay.actions.compiling import compile_text
from mainstay.model.errors import MainstayError
from mainstay.render.terraform import render_terraform
from mainstay.render.terraform.item import label

WHOLE = {"application": "a", "target": "aws", "region": "eu-central-1"}


def rendered(**sections: object) -> dict[str, str]:
    return render_terraform((compile_text(json.dumps(WHOLE | sections)),))


def test_names_of_two_components_are_never_the_same():
    assert label("web-api.logs") != label("web.api.logs")
    assert label("web-api.logs") == "web-api_logs"
    assert label("shared.load-balancer.to.web") == "shared_load_balancer_to_web"
    assert label("1web.role") == "_1web_role"


def test_a_component_may_be_called_like_a_part_of_another():
    function = {"public": True, "kind": "aws.lambda"}
    text = "".join(rendered(services={"web": function, "web-api": function}).values())
    for name in ("web_api_logs", "web-api_logs"):
        assert text.count(f'resource "aws_cloudwatch_log_group" "{name}"') == 1


@pytest.mark.parametrize(
    ("sections", "says"),
    [
        ({"queues": {"jobs": {}, "jobs-dead": {}}}, ("aws_sqs_queue a-jobs-dead", "rename `jobs` or `jobs-dead`")),
        (
            {
                "services": {"w": {"uses": {"db": {"U": "url"}}}},
                "databases": {"db": {}},
                "secrets": {"db-connection": {}},
            },
            ("aws_secretsmanager_secret a-db-connection", "rename `db` or `db-connection`"),
        ),
    ],
)
def test_what_would_have_one_name_in_the_account_is_refused_with_its_place(sections, says):
    with pytest.raises(MainstayError) as caught:
        rendered(**sections)
    assert caught.value.where == "mainstay.yaml:1"
    for piece in says:
        assert piece in str(caught.value)
