"""`python -m tests.links.speed PORT`: the demonstration's speed server, unshaped, for the far side of a link."""

from __future__ import annotations

import asyncio
import socket
import sys

from readiness.probe.speed_server import SpeedServer


async def main() -> None:
    server = SpeedServer(host="::" if socket.has_ipv6 else "0.0.0.0", port=int(sys.argv[1]))
    await server.start()
    await asyncio.Event().wait()


asyncio.run(main())
