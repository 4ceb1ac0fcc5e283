"""The static file server: ``python server.py --root dist --address 127.1.2.3 --port 8000 --fallback index.html``.

Stand-alone. Sends ETag and Last-Modified and answers conditional and range requests (Starlette's StaticFiles, which
also refuses paths and links that lead out of the folder). A folder is answered by its index.html, `/about` by
about.html where there is one, an unknown path by 404.html or a page of our own, or, in a single-page application, by
`fallback`. Names that begin with a dot (`.git`, `.env`) do not exist, except `.well-known`.
"""

import argparse
import sys
from http import HTTPStatus
from pathlib import Path, PurePosixPath

import uvicorn
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

_PAGE = """<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{title}</title>
<body style="font:1.1rem/1.5 system-ui,sans-serif;max-width:34rem;margin:20vh auto;padding:0 1rem">
<h1>{title}</h1><p>{says}</p></body></html>
"""


class Files(StaticFiles):
    """Starlette's files, plus pages without their suffix, a fallback, and nothing that begins with a dot."""

    def __init__(self, root: Path, fallback: str = "") -> None:
        super().__init__(directory=root, html=True)
        self.fallback = fallback

    async def get_response(self, path: str, scope: Scope) -> Response:
        """The answer for one path; raises Starlette's HTTPException where there is none."""
        names = PurePosixPath(path).parts
        if any(name.startswith(".") and name not in {".", ".well-known"} for name in names):
            raise HTTPException(HTTPStatus.NOT_FOUND)
        response = await self._found(path, scope)
        last = names[-1] if names else ""
        if response is None and last and "." not in last:
            response = await self._found(f"{path}.html", scope)
        if response is None and self.fallback and "." not in last:
            response = await self._found(self.fallback, scope)
        if response is None:
            return await super().get_response(path, scope)  # 404.html, or the exception
        return response

    async def _found(self, path: str, scope: Scope) -> Response | None:
        try:
            response = await super().get_response(path, scope)
        except HTTPException as error:
            if error.status_code == HTTPStatus.NOT_FOUND:
                return None
            raise
        return None if response.status_code == HTTPStatus.NOT_FOUND else response


async def _failed(request: Request, error: Exception) -> Response:
    del request
    status = HTTPStatus(error.status_code if isinstance(error, HTTPException) else 500)
    says = "There is nothing at this address." if status is HTTPStatus.NOT_FOUND else status.description
    page = _PAGE.format(title=status.phrase, says=says)
    headers = error.headers if isinstance(error, HTTPException) else None
    return HTMLResponse(page, status_code=status, headers=headers)


def application(root: Path, fallback: str = "") -> Starlette:
    """The ASGI application that serves `root`. Raises `RuntimeError` where `root` is no folder."""
    return Starlette(routes=[Mount("/", Files(root, fallback))], exception_handlers={HTTPException: _failed})


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description="Serve a folder of files.")
    parser.add_argument("--root", type=Path, required=True)
    parser.add_argument("--address", required=True)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--fallback", default="")
    options = parser.parse_args()
    if not options.root.is_dir():
        sys.exit(f"{options.root.absolute()} must be a folder, but there is none")
    uvicorn.run(
        application(options.root.resolve(), options.fallback),
        host=options.address,
        port=options.port,
        log_level="warning",
        timeout_keep_alive=75,  # longer than a router keeps idle connections, so that it never writes to a closed one
        timeout_graceful_shutdown=20,
    )


if __name__ == "__main__":
    main()
