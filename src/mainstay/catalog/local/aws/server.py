"""The emulated cloud: ``python server.py --address 127.1.2.3 --port 4566 --bucket=uploads --queue=orders``.

Stand-alone. moto keeps everything in memory, so the named resources are made at every start. The port is opened only
after that: who can connect finds them. A name that ends in `.fifo` makes a FIFO queue.
"""

import argparse
import logging
import os
import signal
import sys
from urllib.parse import urlencode
from urllib.request import Request, urlopen

# moto ships types for its public modules only; this one makes the server that its own command line makes.
from moto.moto_server.werkzeug_app import (  # pyright: ignore[reportMissingTypeStubs]
    DomainDispatcherApplication,
    MotoRequestHandler,
    create_backend_app,
)
from moto.server import ThreadedMotoServer
from werkzeug.serving import make_server

REGION = "us-east-1"


def make(endpoint: str, *, buckets: list[str], queues: list[str], topics: list[str]) -> None:
    """Make the named resources at `endpoint`; raises `urllib.error.HTTPError` where moto refuses a name."""
    for name in buckets:
        _ask("s3", f"{endpoint}/{name}", method="PUT")
    for name in queues:
        fifo = {"Attribute.1.Name": "FifoQueue", "Attribute.1.Value": "true"} if name.endswith(".fifo") else {}
        _ask("sqs", endpoint, Action="CreateQueue", QueueName=name, Version="2012-11-05", **fifo)
    for name in topics:
        _ask("sns", endpoint, Action="CreateTopic", Name=name, Version="2010-03-31")


def _ask(service: str, url: str, *, method: str = "POST", **form: str) -> None:
    # moto reads the service and the region out of the scope of the signature, and does not verify it.
    scope = f"Credential=mainstay/20200101/{REGION}/{service}/aws4_request"
    headers = {"Authorization": f"AWS4-HMAC-SHA256 {scope}, SignedHeaders=host, Signature=0"}
    body = urlencode(form).encode() if form else None
    request = Request(url, data=body, headers=headers, method=method)  # noqa: S310 - always our own http endpoint
    with urlopen(request, timeout=20) as answer:  # noqa: S310 - as above
        answer.read()


def _prepare(address: str, options: argparse.Namespace) -> None:
    """Make the resources on a port that nobody knows; moto's memory is shared by all servers of a process."""
    private = ThreadedMotoServer(address, 0, verbose=False)
    private.start()
    host, port = private.get_host_and_port()
    try:
        make(f"http://{host}:{port}", buckets=options.bucket, queues=options.queue, topics=options.topic)
    finally:
        private.stop()


def _stop(*_: object) -> None:
    # moto has nothing to save, and its request threads may wait long (SQS long polling).
    sys.stdout.flush()
    os._exit(0)


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description="Serve S3, SQS, SNS, DynamoDB and SES from memory.")
    parser.add_argument("--address", required=True)
    parser.add_argument("--port", type=int, required=True)
    for resource in ("bucket", "queue", "topic"):
        parser.add_argument(f"--{resource}", action="append", default=[])
    options = parser.parse_args()
    logging.getLogger("werkzeug").setLevel(logging.WARNING)  # not a line for every request
    signal.signal(signal.SIGTERM, _stop)
    signal.signal(signal.SIGINT, _stop)
    _prepare(options.address, options)
    application = DomainDispatcherApplication(create_backend_app)
    server = make_server(options.address, options.port, application, threaded=True, request_handler=MotoRequestHandler)
    sys.stdout.write("everything here lives in memory and is gone when this process ends\n")
    sys.stdout.flush()
    server.serve_forever()


if __name__ == "__main__":
    main()
