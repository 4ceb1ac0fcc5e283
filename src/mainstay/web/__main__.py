"""The status page's process: ``STATUS_PAGE_TOKEN=… python -m mainstay.web PROJECT ADDRESS PORT``."""

import asyncio
import sys

from mainstay.actions.context import open_context
from mainstay.web.running import Running
from mainstay.web.server import serve


def main() -> None:
    """Serve the page of one project until told to stop."""
    project, address, port = sys.argv[1], sys.argv[2], int(sys.argv[3])
    context = open_context(project)
    token = context.world.environment.get("STATUS_PAGE_TOKEN") or sys.exit("STATUS_PAGE_TOKEN must be set")
    running = Running(context)
    try:
        asyncio.run(serve(running, host=address, port=port, token=token))
    finally:
        running.close()


if __name__ == "__main__":
    main()
