"""Where a speed server gives, takes and answers: the same three things whatever its make."""

from __future__ import annotations

from dataclasses import dataclass

from readiness.instruments.network.http import with_cache_buster


@dataclass(frozen=True, slots=True)
class Endpoints:
    """One server's addresses. They stay in the probe: no reading and no log ever holds one."""

    down_url: str
    up_url: str
    ping_url: str
    down_bytes: int = 0
    """A whole download is at least this long; a shorter one was cut."""

    def down(self) -> str:
        """Build an address that gives incompressible bytes."""
        return with_cache_buster(self.down_url)

    def up(self) -> str:
        """Build an address that takes a POST of any size."""
        return with_cache_buster(self.up_url)

    def ping(self) -> str:
        """Build an address that answers at once with next to nothing."""
        return with_cache_buster(self.ping_url)
