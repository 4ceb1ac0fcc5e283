"""Every way to run a program goes with everything that it is told: by URL, by name, and in secret."""

import pytest

from mainstay.actions.compiling import compile_text

pytestmark = pytest.mark.slow

USES = "uses: {db: {DATABASE_URL: url}, key: {API_KEY: value}, pile: {BUCKET: name}, line: {QUEUE: url}}"
DATA = """
databases: {db: {kind: aws.rds_postgres}}
buckets: {pile: {}}
queues: {line: {}}
secrets: {key: {}}
"""


@pytest.mark.parametrize(
    "program",
    [
        "services: {web: {kind: aws.app_runner, public: true, requests_per_second: 1, %s}}",
        "services: {web: {kind: aws.fargate, public: true, requests_per_second: 1, %s}}",
        "services: {web: {kind: aws.lambda, public: true, requests_per_second: 1, %s}}",
        "jobs: {work: {kind: aws.fargate, trigger: release, %s}}",
        "jobs: {work: {kind: aws.fargate, trigger: manual, %s}}",
        "schedules: {work: {kind: aws.fargate, cron: '0 3 * * *', %s}}",
    ],
)
def test_a_program_that_is_told_secrets_and_reaches_data_is_sound(program):
    graph = compile_text(f"application: a\ntarget: aws\nregion: eu-central-1\n{program % USES}{DATA}")
    assert graph.intent.names >= {"db", "pile", "line", "key"}
