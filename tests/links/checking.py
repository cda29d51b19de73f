"""The whole program's internet check on the client's side of a link, as a person would start it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.links.link import Link, Way, link
from tests.links.servers import relay_profile, speed_server, turn_server
from tests.mounts import own_mounts


@dataclass(frozen=True, slots=True)
class Told:
    """What the check said, how long its process took, and what the emulator counted meanwhile."""

    finding: str
    also: tuple[str, ...]
    reading: dict[str, Any]
    says: str
    seconds: float
    stats: Any = None

    @property
    def names(self) -> list[str]:
        """All findings, the main one first."""
        return [self.finding, *self.also]


def check(
    made: Link,
    profile: str,
    *options: str,
    environment: dict[str, str] | None = None,
    names: Path | None = None,
) -> Told:
    """Run `readiness check internet` there with this profile. `names`: in the place of /etc/resolv.conf."""
    with tempfile.NamedTemporaryFile("w", suffix=".toml", encoding="utf-8") as file:
        file.write(profile)
        file.flush()
        command = [sys.executable, "-m", "readiness", "check", "internet", "--unattended", "--json"]
        if names is not None:
            bind = f'mount --bind {names} /etc/resolv.conf && exec "$@"'
            command = ["unshare", *own_mounts(), "sh", "-c", bind, "sh", *command]
        started = time.monotonic()
        out = made.run(
            "client",
            [*command, "--profile", file.name, *options],
            stderr=subprocess.DEVNULL,
            cwd=Path(__file__).parents[2],
            env={**os.environ, **(environment or {})},
        )
        seconds = time.monotonic() - started
    tip = json.loads(out)["tips"][0]
    also = tuple(code.partition(".")[2] for code in tip["also"])
    return Told(tip["finding"].partition(".")[2], also, tip["reading"] or {}, tip["says"], seconds, made.stats())


@dataclass(frozen=True, slots=True)
class Case:
    """A link, what is blocked on it, and whether the clinic has a relay."""

    down: Way
    up: Way
    relay: bool = True
    block: tuple[str, ...] = ()
    urls: tuple[str, ...] = field(default=())
    credential: str = "practice"


def tell(case: Case) -> Told:
    """The check over this case's link, with a speed server and a relay behind it."""
    with link(case.down, case.up) as made:
        url = speed_server(made)
        profile = f'[internet]\nservers = ["{url}"]\nportal_probe = "{url}/generate_204"\npublic_server = false\n'
        if case.relay:
            turn_server(made)
            profile += relay_profile(*case.urls, credential=case.credential)
        made.block(*case.block)
        return check(made, profile)


def tell_all(cases: Iterable[Case]) -> list[Told]:
    """Several side by side: each is mostly waiting."""
    with ThreadPoolExecutor(6) as pool:
        return list(pool.map(tell, cases))
