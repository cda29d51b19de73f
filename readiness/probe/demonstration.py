"""The demonstration: sample picture, sound, facts and speed server, through the very same code as a real check."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from dataclasses import replace

from readiness.core.assets import find_asset
from readiness.core.clinic import Internet
from readiness.core.setup import Setup


@contextlib.asynccontextmanager
async def demonstration(setup: Setup) -> AsyncIterator[Setup]:
    """Yield this setup with every part that was not named taken from the samples. The speed server runs meanwhile.

    Nothing outside this computer is contacted, unless a server was named.
    """
    sources = replace(
        setup.sources,
        camera=setup.sources.camera or f"file:{find_asset('demo', 'face.mp4')}",
        microphone=setup.sources.microphone or f"file:{find_asset('demo', 'voice.wav')}",
        facts=setup.sources.facts or str(find_asset("demo", "computer.json")),
    )
    async with contextlib.AsyncExitStack() as stack:
        if sources.server is None:
            from readiness.probe.speed_server import SpeedServer  # noqa: PLC0415  160 ms, for the demonstration

            # As fast as a common home line; unshaped, loopback would show figures that no patient has.
            server = await stack.enter_async_context(SpeedServer(down_mbps=20, up_mbps=10))
            sources = replace(sources, server=server.url)
        # The profile's own servers are not asked: the demonstration says nothing about this line.
        profile = replace(setup.profile, internet=Internet(public_server=False))
        yield replace(setup, sources=sources, profile=profile, demo=True)
