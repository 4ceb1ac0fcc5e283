"""A small ASGI application: what real ones do with requests, responses and websockets."""

import asyncio
import hashlib
import os

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, StreamingResponse
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

NAME = os.environ.get("NAME", "")
PIECE = b"0123456789abcdef" * 4096


async def about(request: Request) -> JSONResponse:
    body = await request.body()
    return JSONResponse({"name": NAME, "headers": dict(request.headers), "size": len(body), "path": request.url.path})


async def digest(request: Request) -> JSONResponse:
    """Reads a body of any size."""
    size, seen = 0, hashlib.sha256()
    async for piece in request.stream():
        size += len(piece)
        seen.update(piece)
    return JSONResponse({"size": size, "sha256": seen.hexdigest()})


async def stream(request: Request) -> StreamingResponse:
    """Sends as many pieces of 64 KiB as it is asked for, in chunks."""

    async def pieces():
        for _ in range(int(request.query_params["pieces"])):
            yield PIECE

    return StreamingResponse(pieces())


async def slow(request: Request) -> PlainTextResponse:
    loop = asyncio.get_running_loop()
    until_s = loop.time() + float(request.query_params["seconds"])
    while loop.time() < until_s:
        await asyncio.sleep(0.01)
    return PlainTextResponse(f"slow {NAME}")


async def chat(websocket: WebSocket) -> None:
    await websocket.accept(subprotocol="echo" if "echo" in websocket.scope["subprotocols"] else None)
    try:
        while True:
            message = await websocket.receive()
            if message["type"] == "websocket.disconnect":
                return
            await websocket.send({**message, "type": "websocket.send"})
    except WebSocketDisconnect:
        return


METHODS = ["GET", "POST", "PUT", "DELETE"]
app = Starlette(
    routes=[
        Route("/digest", digest, methods=METHODS),
        Route("/stream", stream),
        Route("/slow", slow),
        WebSocketRoute("/chat", chat),
        Route("/{path:path}", about, methods=METHODS),
    ]
)
