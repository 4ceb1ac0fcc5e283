"""The pages about the catalog say what can be configured."""

from mainstay.cli.reference import pages


def test_every_target_has_a_page_of_typed_properties():
    found = pages()
    assert {"catalog-local.md", "catalog-aws.md", "catalog-kubernetes.md"} <= set(found)
    queue = found["catalog-aws.md"].split("## aws.sqs\n")[1].split("\n## ")[0]
    assert "- realises: queue" in queue
    assert "- also known as: aws.sqs_queue" in queue
    assert "- renders as: aws_sqs_queue" in queue
    assert "| `visibility_timeout_seconds` | whole number | `60` |" in queue


def test_the_overview_leads_to_each_kind():
    assert "| [`aws.sqs`](catalog-aws.md#awssqs) | queue |" in pages()["catalog.md"]
