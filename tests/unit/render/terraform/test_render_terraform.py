"""What people and Terraform read: names, references, blocks, files, and what stands around them."""

import json
from typing import Any

import hcl2
import pytest

from mainstay.catalog.aws.ecr import Repository
from mainstay.catalog.aws.iam import Role
from mainstay.model.errors import MainstayError
from mainstay.model.graph import Lock
from mainstay.model.told import Base64, Joined, Json, PolicyDocument, Ref, Statement, Variable
from mainstay.render import render_terraform
from unit.render.terraform.samples import (
    Launch,
    MadeUpDatabase,
    MadeUpFunction,
    MadeUpQueue,
    Options,
    Password,
    graph,
    resource,
    system,
    trust,
)


@pytest.fixture(scope="module", autouse=True)
def parser() -> None:
    """The parser reads its own grammar when it is first used."""
    hcl2.loads("a = 1\n")


def read(files: dict[str, str], path: str) -> dict[str, Any]:
    """A file as the parser of python-hcl2 reads it: block → type → label → content."""
    return hcl2.loads(files[path])


def one(files: dict[str, str], path: str, kind: str, *labels: str) -> dict[str, Any]:
    """The content of one block; the parser keeps the quotes of labels and texts."""
    for block in read(files, path)[kind]:
        content = block
        for label in labels:
            content = content.get(f'"{label}"', {})
        if content:
            return content
    raise KeyError(labels)


def alone(*kinds: object, **fields: object) -> str:
    """The text of all files but the frame, of one resource for each kind."""
    made = graph(*(resource(f"thing{number or ''}", kind) for number, kind in enumerate(kinds)), **fields)
    frame = {"backend.tf", "providers.tf", "versions.tf", "deploy-policy.json"}
    return "\n".join(text for path, text in render_terraform((made,)).items() if path not in frame)


def test_files_by_concern() -> None:
    assert list(render_terraform((system(),))) == [
        "backend.tf",
        "compute.tf",
        "deploy-policy.json",
        "identity.tf",
        "messaging.tf",
        "network.tf",
        "providers.tf",
        "variables.tf",
        "versions.tf",
    ]


def test_what_is_written_reads_back() -> None:
    files = render_terraform((system(),))
    function = one(files, "compute.tf", "resource", "aws_lambda_function", "web")
    assert function["role"] == "${aws_iam_role.web_role.arn}"
    assert function["image_uri"] == '"registry/web:${var.release}"'
    assert function["tracing_config"][0]["mode"] == '"Active"'
    assert function["vpc_config"][0]["subnet_ids"] == ["${aws_subnet.network_private_a.id}"]
    assert "shape" not in function
    assert one(files, "variables.tf", "variable", "release")["description"] == '"The tag of the images."'
    for path in files:
        if path.endswith(".tf"):
            assert read(files, path)


def test_a_reader_sees_why() -> None:
    text = render_terraform((system(),))["network.tf"]
    assert '# web must not be reachable from outside\nresource "aws_vpc" "network" {' in text


def test_policies_are_documents_beside_their_resource() -> None:
    text = render_terraform((system(),))["identity.tf"]
    assert 'data "aws_iam_policy_document" "web_policy" {' in text
    assert "policy = data.aws_iam_policy_document.web_policy.json" in text
    assert 'actions   = ["sqs:GetQueueUrl", "sqs:SendMessage"]' in text
    assert "resources = [aws_sqs_queue.orders.arn]" in text
    assert "assume_role_policy = data.aws_iam_policy_document.web_role_trust.json" in text


def test_data_is_not_destroyed_by_accident_and_what_others_change_stays() -> None:
    queue = one(render_terraform((system(),)), "messaging.tf", "resource", "aws_sqs_queue", "orders")
    assert queue["lifecycle"][0]["prevent_destroy"] is True
    assert queue["lifecycle"][0]["ignore_changes"] == ["visibility_timeout_seconds"]


def test_tags() -> None:
    files = render_terraform((system(),))
    default = one(files, "providers.tf", "provider", "aws")["default_tags"][0]["tags"]
    assert {name.strip('"'): value for name, value in default.items()} == {
        "application": '"shop"',
        "environment": '"production"',
        "managed-by": '"mainstay"',
        "team": '"checkout"',
    }
    network = one(files, "network.tf", "resource", "aws_vpc", "network")
    assert network["tags"] == {"Name": '"shop-production-network"'}
    orders = one(files, "messaging.tf", "resource", "aws_sqs_queue", "orders")
    assert orders["tags"] == {"cost-centre": '"7"'}  # it is named by its name


def test_a_tag_of_the_kind_wins() -> None:
    assert 'Name = "mine"' in alone(MadeUpQueue(tags={"Name": "mine"}))


def test_versions_are_pinned_and_the_state_is_remote() -> None:
    files = render_terraform((graph(resource("p", Password()), resource("q", MadeUpQueue())),))
    wanted = one(files, "versions.tf", "terraform")["required_providers"][0]
    assert wanted["aws"]["version"].startswith('"~> 6.')
    assert wanted["random"]["source"] == '"hashicorp/random"'
    state = one(files, "backend.tf", "terraform")["backend"][0]['"s3"']
    assert state["key"] == '"shop/production/terraform.tfstate"'
    assert state["encrypt"] is True
    assert state["use_lockfile"] is True


def test_passwords_are_in_no_state() -> None:
    kind = MadeUpDatabase(
        identifier="db", password_wo=Ref(resource="db.password", attribute="result"), password_wo_version=1
    )
    files = render_terraform((graph(resource("db.password", Password()), resource("db", kind)),))
    assert 'ephemeral "random_password" "db_password" {' in files["security.tf"]
    assert "password_wo             = ephemeral.random_password.db_password.result" in files["data.tf"]


def test_structures_are_json_where_the_provider_wants_text() -> None:
    dead = Json(content={"deadLetterTargetArn": Ref(resource="thing1", attribute="arn"), "maxReceiveCount": 5})
    text = alone(MadeUpQueue(redrive_policy=dead), MadeUpQueue())
    assert "redrive_policy = jsonencode({\n" in text
    assert "    deadLetterTargetArn = aws_sqs_queue.thing1.arn\n    maxReceiveCount     = 5\n  })" in text


def test_scripts_stay_readable() -> None:
    script = Base64(parts=("#!/bin/sh\necho ${HOME} > ", Ref(resource="thing1", attribute="name"), "\n"))
    text = alone(Launch(user_data=script), MadeUpQueue())
    assert (
        "  user_data = base64encode(<<-EOT\n    #!/bin/sh\n    echo $${HOME} > ${aws_sqs_queue.thing1.name}\n" in text
    )


def test_short_base64() -> None:
    assert 'user_data = base64encode("x")' in alone(Launch(user_data=Base64(parts=("x",))))


def test_text_means_what_it_says() -> None:
    text = alone(MadeUpQueue(name='a"b\\${c}%{d}\n\té\x07'))
    assert r'name = "a\"b\\$${c}%%{d}\n\té\u0007"' in text


def test_references_with_text_around() -> None:
    arn = Ref(resource="thing1", attribute="arn", prefix="<", suffix=">")
    text = alone(MadeUpQueue(name=Joined(parts=("x-", Variable(name="v", description="V."), "-", arn))), MadeUpQueue())
    assert '"x-${var.v}-<${aws_sqs_queue.thing1.arn}>"' in text


def test_several_blocks_of_one_name_and_dependencies() -> None:
    kind = MadeUpFunction(
        function_name="f",
        role=Ref(resource="thing1", attribute="arn"),
        image_uri="x",
        tracing_config=(Options(), Options(mode="PassThrough")),
        depends_on=(Ref(resource="thing1"),),
    )
    text = alone(kind, Role(name="r", assume_role_policy=trust()))
    assert text.count("tracing_config {") == 2
    assert "depends_on    = [aws_iam_role.thing1]" in text


def test_conditions_of_policies() -> None:
    statement = Statement(
        sid="Own",
        actions=("sqs:SendMessage",),
        resources=("*",),
        effect="Deny",
        conditions=(("StringNotEquals", "aws:SourceAccount", ("1",)),),
        principals=(("AWS", ("*",)),),
    )
    text = alone(MadeUpQueue(policy=PolicyDocument(statements=(statement,))))
    assert '    effect    = "Deny"\n' in text
    assert '    condition {\n      test     = "StringNotEquals"\n      variable = "aws:SourceAccount"\n' in text


def test_renamed_things_are_moved() -> None:
    lock = Lock(moved={"orders": "requests"})
    made = graph(resource("orders", MadeUpQueue()), resource("orders.dead", MadeUpQueue()), lock=lock)
    text = render_terraform((made,))["moved.tf"]
    assert "from = aws_sqs_queue.requests\n  to   = aws_sqs_queue.orders\n" in text
    assert "from = aws_sqs_queue.requests_dead\n  to   = aws_sqs_queue.orders_dead\n" in text


def test_a_name_that_is_taken_again_is_not_moved_from() -> None:
    lock = Lock(moved={"orders": "requests"})
    made = graph(resource("orders", MadeUpQueue()), resource("requests", MadeUpQueue()), lock=lock)
    assert "moved.tf" not in render_terraform((made,))


def test_names_that_are_one_in_terraform_are_refused() -> None:
    with pytest.raises(MainstayError, match=r"`a\.b_c` and `a\.b\.c` would both be"):
        render_terraform((graph(resource("a.b.c", MadeUpQueue()), resource("a.b_c", MadeUpQueue())),))


def test_a_name_that_begins_with_a_digit() -> None:
    made = graph(resource("2fa", MadeUpQueue()))
    assert 'resource "aws_sqs_queue" "_2fa"' in render_terraform((made,))["messaging.tf"]


def test_nothing_to_render_is_a_frame() -> None:
    assert set(render_terraform((graph(),))) == {"backend.tf", "deploy-policy.json", "providers.tf", "versions.tf"}


def test_two_environments_of_one_structure_share_a_root() -> None:
    files = render_terraform((system("staging", message_retention_seconds=60), system()))
    assert 'name = "shop-${var.environment}-orders"' in files["messaging.tf"].replace("  ", "").replace(
        "name ", "name "
    )
    assert "message_retention_seconds = var.orders_message_retention_seconds" in files["messaging.tf"]
    assert files["environments/staging.tfvars"] == (
        'environment                      = "staging"\norders_message_retention_seconds = 60\n'
    )
    assert files["environments/production.tfvars"] == 'environment = "production"\n'
    assert files["environments/staging.s3.tfbackend"].startswith('key    = "shop/staging/terraform.tfstate"\n')
    retention = one(files, "variables.tf", "variable", "orders_message_retention_seconds")
    assert retention["type"] == "number"
    assert retention["default"] == "null" or retention["default"] is None
    assert one(files, "variables.tf", "variable", "environment")["nullable"] is False
    assert json.loads(files["environments/staging.deploy-policy.json"])["Statement"]


def test_regions_of_environments() -> None:
    files = render_terraform((system("staging", region="us-east-1"), system()))
    assert "region = var.region" in files["providers.tf"]
    assert 'availability_zone       = "${var.region}a"' in files["network.tf"]
    assert 'region      = "us-east-1"' in files["environments/staging.tfvars"]


def test_other_structures_get_folders_of_their_own() -> None:
    more = graph(resource("orders", MadeUpQueue()), resource("more", MadeUpQueue()), environment="staging")
    files = render_terraform((more, system()))
    assert "environments/staging/messaging.tf" in files
    assert "environments/production/messaging.tf" in files
    assert '"shop/staging/terraform.tfstate"' in files["environments/staging/backend.tf"]
    assert not any(path.endswith(".tfvars") for path in files)


def test_policies_that_differ_by_environment_are_other_structures() -> None:
    def of(environment: str, action: str) -> dict[str, Any]:
        statement = Statement(sid="A", actions=(action,), resources=("*",))
        kind = MadeUpQueue(policy=PolicyDocument(statements=(statement,)))
        return graph(resource("orders", kind), environment=environment)

    files = render_terraform((of("staging", "sqs:SendMessage"), of("production", "sqs:ReceiveMessage")))
    assert "environments/staging/messaging.tf" in files


def test_environments_have_names_of_their_own() -> None:
    with pytest.raises(MainstayError, match="`production` is there twice"):
        render_terraform((system(), system()))


def test_the_order_of_environments_does_not_matter() -> None:
    assert render_terraform((system("staging"), system())) == render_terraform((system(), system("staging")))


def test_comments_are_one_short_line() -> None:
    text = render_terraform((graph(resource("q", MadeUpQueue(), "much\nto say " * 30)),))["messaging.tf"]
    first = text.splitlines()[0]
    assert first.startswith("# much to say much")
    assert first.endswith("…")
    assert len(first) <= 112


def test_outputs_of_what_the_world_reaches() -> None:
    files = render_terraform((graph(resource("web.images", Repository(name="web"))),))
    assert "value       = aws_ecr_repository.web_images.repository_url" in files["outputs.tf"]
