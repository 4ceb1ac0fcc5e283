"""Time to compile systems of growing size, and whole commands beside `cdk synth` of an equivalent stack.

Warm: intent → Graph in one process (bind, choose, expand, verify, lock), each round a system that was never compiled
before, so that nothing is answered from a cache. Growth: the exponent of a line through the logarithms; 1.0 is linear.
Commands: `mainstay render` (mainstay.yaml → checked Terraform in a folder) beside `cdk synth` of the AWS Cloud
Development Kit (npm) for as many resources, both with start-up, both writing their files.
"""

import json
import math
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from _figures import Figure, arguments, median, say, tell

from mainstay.actions.compiling import compile_text

ROUNDS = 3
SIZES = ((200, 0.1), (1_000, 1.0), (5_000, 10.0))
"""Resources, and the goal in seconds."""
KNOWN_EXPONENT, KNOWN_SECONDS, KNOWN_RESOURCES = 2.6, 125.0, 193
"""The best-known open cloud compiler on the same class of machine (shared measurements, 2026)."""
CDK = {"aws-cdk": "2", "aws-cdk-lib": "2", "constructs": "10"}
APP = """\
const { App, Stack, Duration } = require("aws-cdk-lib");
const lambda = require("aws-cdk-lib/aws-lambda");
const sqs = require("aws-cdk-lib/aws-sqs");
const dynamodb = require("aws-cdk-lib/aws-dynamodb");
const sources = require("aws-cdk-lib/aws-lambda-event-sources");
const logs = require("aws-cdk-lib/aws-logs");
const app = new App();
let stack, inStack = Infinity;
for (let i = 0; i < Number(process.env.UNITS); i++) {
  if (inStack >= 40) { stack = new Stack(app, `part${i}`); inStack = 0; }
  inStack++;
  const dead = new sqs.Queue(stack, `dead${i}`, { encryption: sqs.QueueEncryption.KMS_MANAGED });
  const queue = new sqs.Queue(stack, `queue${i}`, { deadLetterQueue: { queue: dead, maxReceiveCount: 5 } });
  const table = new dynamodb.Table(stack, `table${i}`, {
    partitionKey: { name: "id", type: dynamodb.AttributeType.STRING },
    billingMode: dynamodb.BillingMode.PAY_PER_REQUEST,
  });
  const worker = new lambda.Function(stack, `worker${i}`, {
    runtime: lambda.Runtime.NODEJS_22_X, handler: "index.handler", code: lambda.Code.fromInline("exports.handler=0"),
    logGroup: new logs.LogGroup(stack, `logs${i}`), timeout: Duration.seconds(20),
  });
  worker.addEventSource(new sources.SqsEventSource(queue));
  table.grantReadWriteData(worker);
}
app.synth();
"""
"""Seven or eight resources a unit: two queues, a table, a log group, a role with its policy, a function, its source."""


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    options = parser.parse_args()
    measured = [warm(size, options.rounds) for size, _ in SIZES]
    figures = [
        Figure(f"compile, {count:,} resources, warm", seconds * 1000, "ms", goal=f"< {goal * 1000:,.0f} ms")
        for (count, seconds), (_, goal) in zip(measured, SIZES, strict=True)
    ]
    figures.append(
        Figure("growth, exponent", exponent(measured), "", "best-known open compiler", KNOWN_EXPONENT, "near 1")
    )
    plot(measured)
    with tempfile.TemporaryDirectory(prefix="mainstay-bench-") as folder:
        figures += commands(Path(folder), SIZES[0][0], options.rounds)
    tell(figures, as_json=options.json)


def system(units: int, salt: int = 0) -> str:
    """The mainstay.yaml of `units` workers, each with a queue and a table of its own."""
    lines = [f"application: bench{salt}", "target: aws", "region: eu-central-1", "services:"]
    lines += [
        f"  worker{i}: {{requests_per_second: 1, uses: {{queue{i}: {{access: [consume]}}, table{i}: {{}}}}}}"
        for i in range(units)
    ]
    lines += ["queues:", *(f"  queue{i}: {{}}" for i in range(units))]
    lines += ["databases:", *(f"  table{i}: {{engine: dynamodb}}" for i in range(units))]
    return "\n".join(lines) + "\n"


def units_for(resources: int) -> int:
    """How many units give about `resources`: found from two small systems, for expansion is linear."""
    few, more = (len(compile_text(system(n)).resources) for n in (4, 8))
    return max(1, round((resources - few) * 4 / (more - few) + 4))


def warm(resources: int, rounds: int) -> tuple[int, float]:
    """Resources of the system, and the median time of its compilation in seconds."""
    units = units_for(resources)
    say(f"compiling about {resources:,} resources")
    times: list[float] = []
    count = 0
    for salt in range(1, rounds + 1):
        text = system(units, salt)
        started = time.perf_counter()
        count = len(compile_text(text).resources)
        times.append(time.perf_counter() - started)
    return count, median(times)


def exponent(measured: list[tuple[int, float]]) -> float:
    """The slope of a line through the logarithms (least squares)."""
    xs, ys = zip(*((math.log(n), math.log(t)) for n, t in measured), strict=True)
    return statistics.linear_regression(xs, ys).slope


def plot(measured: list[tuple[int, float]]) -> None:
    """Time for each resource as bars: level bars are linear growth."""
    most = max(seconds / count for count, seconds in measured)
    for count, seconds in measured:
        each = seconds / count
        say(f"{count:>6,} resources {seconds:8.3f} s  {each * 1e6:7.0f} us each  {'#' * round(40 * each / most)}")


def commands(folder: Path, resources: int, rounds: int) -> list[Figure]:
    """Whole commands, in turns."""
    npm = shutil.which("npm")
    project = folder / "system"
    project.mkdir()
    (project / "mainstay.yaml").write_text(system(units_for(resources)))
    ours = [sys.executable, "-m", "mainstay", "-C", str(project), "render", "-o", str(folder / "out")]
    theirs = _cdk(folder / "cdk") if npm else None
    times: dict[str, list[float]] = {"ours": [], "cdk": []}
    for number in range(rounds):
        say(f"whole commands, round {number + 1} of {rounds}")
        times["ours"].append(timed(ours, folder))
        if theirs is not None:
            times["cdk"].append(timed(theirs, folder / "cdk", UNITS=str(resources // 8)))
    peer = median(times["cdk"]) if theirs else None
    name = f"render command, {resources} resources"
    return [Figure(name, median(times["ours"]), "s", "cdk synth" if peer else "", peer, "faster (ratio < 1)")]


def _cdk(folder: Path) -> list[str]:
    say("installing the AWS Cloud Development Kit")
    folder.mkdir()
    (folder / "package.json").write_text(json.dumps({"name": "bench", "private": True, "dependencies": CDK}))
    (folder / "app.js").write_text(APP)
    (folder / "cdk.json").write_text(json.dumps({"app": "node app.js"}))
    subprocess.run(["npm", "install", "--silent", "--no-audit", "--no-fund"], cwd=folder, check=True)
    return [str(folder / "node_modules" / ".bin" / "cdk"), "synth", "--quiet", "--no-notices", "--no-version-reporting"]


def timed(command: list[str], folder: Path, **environment: str) -> float:
    surroundings = {**os.environ, "AWS_REGION": "eu-central-1", "CDK_DISABLE_CLI_TELEMETRY": "1", **environment}
    started = time.perf_counter()
    subprocess.run(command, cwd=folder, env=surroundings, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
