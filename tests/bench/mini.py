"""`python -m tests.bench.mini PORT`: a speedtest mini server of the usual make, for speedtest-cli's own engine."""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import sys

from aiohttp import web

DATA = os.urandom(1 << 20)


async def page(request: web.Request) -> web.Response:
    del request
    return web.Response(text='upload_extension: "php"')


async def latency(request: web.Request) -> web.Response:
    del request
    return web.Response(text="test=test\n")


async def picture(request: web.Request) -> web.StreamResponse:
    """About as many bytes as the real picture of this size has."""
    sizes = re.findall(r"\d+", request.path)
    left = 2 * int(sizes[0]) ** 2
    response = web.StreamResponse()
    response.content_length = left
    await response.prepare(request)
    with contextlib.suppress(ConnectionError):
        while left > 0:
            await response.write(DATA[: min(left, len(DATA))])
            left -= len(DATA)
    return response


async def take(request: web.Request) -> web.Response:
    size = 0
    with contextlib.suppress(ConnectionError):
        async for piece in request.content.iter_chunked(1 << 16):
            size += len(piece)
    return web.Response(text=f"size={size}")


async def main() -> None:
    app = web.Application(client_max_size=0)
    app.router.add_get("/speedtest/latency.txt", latency)
    app.router.add_get("/speedtest/upload.php", page)
    app.router.add_post("/speedtest/upload.php", take)
    app.router.add_get("/{name:.*jpg}", picture)
    app.router.add_get("/{name:.*}", page)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "0.0.0.0", int(sys.argv[1])).start()
    await asyncio.Event().wait()


asyncio.run(main())
