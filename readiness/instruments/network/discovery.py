"""Who is there: a speed server, the relay, the visit's own computers; and what kind of network this is."""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import replace
from typing import Final

from readiness.instruments.network.diagnosis import NetworkAnswers, diagnose_network, note_portal
from readiness.instruments.network.http import is_loopback
from readiness.instruments.network.plan import LineSession
from readiness.instruments.network.portal import Portal, ask_portal
from readiness.instruments.network.speed.librespeed import NotLibreSpeed, find_librespeed
from readiness.instruments.network.speed.public_server import NoPublicServer, find_public_server
from readiness.instruments.network.speed.server import Endpoints
from readiness.instruments.network.tls_hosts import Hosts, ask_hosts
from readiness.instruments.network.turn import RelayReach, probe_routes

FIND_S: Final = 8.0
"""For every server, while it is not known that the network is open: a dead one is reported within 10 s."""
NOTHING_S: Final = 7.0
"""The same where nothing at all has answered so far, or no look-up has. Under somebody's upload a first answer may take
more than five."""
SLOW_S: Final = 14.0
"""For the servers that the profile names, once one has taken a connection: somebody's upload that keeps the line's
queue full lets the handshake pass, and then the first request is lost several times (up to 7.8 s in 24 trials)."""
PUBLIC_S: Final = 15.0
"""For the public one, once the network is known to be open: its list is long."""
AFTER_PORTAL_S: Final = 1.0
"""Once a sign-in page has shown itself a server may still answer, but not for long."""


class Discovery:
    """Asks all of them side by side, each with its own deadline."""

    def __init__(self, line: LineSession) -> None:
        self._line = line

    async def find(self) -> tuple[Endpoints | None, RelayReach | None]:
        """Find a server that answers, the relay, and meanwhile what kind of network this is."""
        asking = asyncio.create_task(self.ask_portal())
        finding = asyncio.create_task(self._find_server(asking))
        visiting = asyncio.create_task(ask_hosts(self._line.web, self._line.plan.hosts))
        reaching = asyncio.create_task(probe_routes(self._line.plan.routes))
        tasks = {asking, finding, visiting, reaching}
        loop = asyncio.get_running_loop()
        began = loop.time()
        try:
            await asyncio.wait({asking, finding}, return_when=asyncio.FIRST_COMPLETED)
            if asking.done() and asking.result() is Portal.SIGN_IN:
                await asyncio.wait({finding}, timeout=AFTER_PORTAL_S)
                if not finding.done():
                    self.know_portal(Portal.SIGN_IN)
                    return None, None
            await asyncio.wait({finding, visiting, reaching}, timeout=max(0.0, began + NOTHING_S - loop.time()))
            if not finding.done() and self._hopeless(asking, visiting, reaching):
                finding.cancel()
            await asyncio.wait({finding, visiting, reaching})
            server, reached = None if finding.cancelled() else finding.result(), reaching.result()
            if server is None or asking.done():
                self.know_portal(await asking)
            names, connected = self._line.web.names, self._line.web.connected
            answers = NetworkAnswers(server is not None, visiting.result(), reached, names, connected)
            self._line.facts = diagnose_network(self._line.facts, answers)
            return server, reached if self._line.plan.routes else None
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.wait(tasks)

    def _hopeless(
        self, asking: asyncio.Task[Portal], visiting: asyncio.Task[Hosts], reaching: asyncio.Task[RelayReach]
    ) -> bool:
        """Tell whether everything that was asked stayed silent, so that looking further for a server is in vain."""
        silent = asking.done() and asking.result() is Portal.UNREACHABLE and not self._line.web.names.known
        if self._line.answered or self._line.web.connected or not silent:
            return False
        answered = (visiting.done() and visiting.result().online) or (reaching.done() and reaching.result().answered)
        return bool(self._line.web.names.silent) or not answered

    async def _find_server(self, asking: asyncio.Task[Portal]) -> Endpoints | None:
        loop = asyncio.get_running_loop()
        until = loop.time() + FIND_S
        naming = asyncio.create_task(self._find_named())
        try:
            await asyncio.wait({naming}, timeout=FIND_S)
            if not naming.done() and self._line.web.connected:
                await asyncio.wait({naming}, timeout=SLOW_S - FIND_S)
            if naming.done() and (server := naming.result()) is not None:
                return server
        finally:
            naming.cancel()
            await asyncio.wait({naming})
        if not self._line.plan.public:
            return None
        finding = asyncio.create_task(find_public_server(self._line.web, PUBLIC_S))
        try:
            await asyncio.wait({finding}, timeout=max(1.0, until - loop.time()))
            if not finding.done() and asking.done() and asking.result() is Portal.OPEN:
                await asyncio.wait({finding})
            if finding.done():
                with contextlib.suppress(NoPublicServer):
                    server = finding.result()
                    self._line.facts = replace(self._line.facts, server="public")
                    return server
        finally:
            finding.cancel()
            await asyncio.wait({finding})
        return None

    async def _find_named(self) -> Endpoints | None:
        for address in self._line.plan.servers:
            try:
                server = await find_librespeed(self._line.web, address)
            except NotLibreSpeed as no:
                self._line.answered = self._line.answered or no.answered
                if no.busy:
                    self._line.facts = replace(self._line.facts, busy=True)
            else:
                self._line.facts = replace(self._line.facts, server="librespeed")
                return server
        return None

    async def ask_portal(self) -> Portal:
        if self._line.plan.explicit and all(is_loopback(server) for server in self._line.plan.servers):
            return Portal.NOT_ASKED  # no portal stands between this computer and itself
        return await ask_portal(self._line.web, self._line.plan.portal_probe)

    def know_portal(self, portal: Portal) -> None:
        self._line.facts = note_portal(self._line.facts, portal, answered=self._line.answered)
