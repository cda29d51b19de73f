"""How soon is a dead or blocked network told? `python -m tests.bench.dead [CASE ...]`: seconds of the whole process.

Each is `readiness check internet --unattended --json` on a fast link on which something is dropped, without a word.
Exits with 1 where it takes 10 s or longer, or says something else than what is so.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.links.checking import Told, check
from tests.links.link import SERVER, Link, Way, link
from tests.links.servers import relay_profile, speed_server, turn_server

LIMIT_S: Final = 10.0
NOBODY: Final = "10.77.0.99"
"""A number behind the link at which nobody is: packets to it are never answered."""
DEFAULT: Final = Path(__file__).parents[2] / "assets" / "profiles" / "default.toml"


@dataclass(frozen=True, slots=True)
class Dead:
    """What holds on this network, the profile, what it is, and what is dropped."""

    expected: set[str]
    profile: Callable[[Link], str]
    block: tuple[str, ...] = ()
    prepare: tuple[str, ...] = ()
    """A command on the client's side beforehand."""
    options: tuple[str, ...] = ()


def _numbers(made: Link, server: str = "", relay: str = SERVER, hosts: str = "") -> str:
    """A profile whose servers are named by number; who is not told otherwise is there."""
    own = speed_server(made)
    turn_server(made)
    relays = relay_profile(f"turn:{relay}:3478") if relay else ""
    return (
        f'[internet]\nservers = ["{server or own}"]\nportal_probe = "{own}/generate_204"\npublic_server = false\n'
        f"{hosts}{relays}"
    )


def _names(made: Link, relay: bool = False) -> str:
    """A profile whose servers have names that nobody can look up; the relay may have a number."""
    turn_server(made)
    return (
        '[internet]\nservers = ["http://speed.clinic.example/"]\nhosts = ["visit.clinic.example"]\n'
        'portal_probe = "http://portal.example/generate_204"\n'
    ) + (relay_profile() if relay else "")


def _default(made: Link) -> str:
    del made
    return DEFAULT.read_text(encoding="utf-8")


CASES: Final[dict[str, Dead]] = {
    "all dropped": Dead({"offline"}, _numbers, ("all",)),
    "all dropped, names": Dead({"offline"}, _names, ("all",)),
    "all dropped, the default profile": Dead({"offline"}, _default, ("all",)),
    "all dropped, --server": Dead({"server-down"}, _default, ("all",), options=("--server", f"http://{SERVER}:8080")),
    "no route": Dead({"offline"}, _numbers, prepare=("ip", "address", "flush", "dev", "link0")),
    "no route out": Dead({"offline"}, _names, prepare=("ip", "route", "delete", "default")),
    "the cable is out": Dead({"offline"}, _numbers, prepare=("ip", "link", "set", "link0", "down")),
    "names dropped": Dead({"dns"}, lambda made: _names(made, relay=True), ("port=53",)),
    "names dropped, no number known": Dead({"offline", "dns"}, _names, ("port=53",)),
    "names dropped, the default profile": Dead({"offline", "dns"}, _default, ("port=53",)),
    "the speed server dropped": Dead({"server-down"}, lambda made: _numbers(made, f"http://{NOBODY}/", "")),
    "the relay dropped": Dead({"relay-blocked"}, lambda made: _numbers(made, relay=NOBODY)),
    "a visit's host dropped": Dead({"host-blocked"}, lambda made: _numbers(made, hosts=f'hosts = ["{NOBODY}"]\n')),
    "server, relay and host dropped": Dead(
        {"host-blocked", "relay-blocked"},
        lambda made: _numbers(made, f"http://{NOBODY}/", NOBODY, f'hosts = ["{NOBODY}"]\n'),
    ),
    "UDP and the relay's port dropped": Dead({"relay-blocked"}, _numbers, ("udp", "port=3478")),
}


def tell(case: Dead) -> Told:
    """The check there. The name server lies behind the link, at a number where nobody answers."""
    with link(Way(10), Way(10)) as made, tempfile.NamedTemporaryFile("w", suffix=".conf", encoding="utf-8") as names:
        names.write(f"nameserver {NOBODY}\n")
        names.flush()
        Path(names.name).chmod(0o644)
        profile = case.profile(made)
        if case.prepare:
            made.run("client", case.prepare)
        made.block(*case.block)
        return check(made, profile, *case.options, names=Path(names.name))


def main(words: list[str]) -> int:
    """Print the table."""
    print(f"{'network':36} {'finding':16} also                     seconds")
    good = True
    for name in words or CASES:
        case = CASES[name]
        told = tell(case)
        wrong = [] if told.finding in case.expected else ["finding"]
        wrong += ["slow"] if told.seconds >= LIMIT_S else []
        good &= not wrong
        print(
            f"{name:36} {told.finding:16} {' '.join(told.also):24} {told.seconds:6.1f}  {' '.join(wrong)}", flush=True
        )
    return 0 if good else 1


if __name__ == "__main__":
    began = time.monotonic()
    ended = main(sys.argv[1:])
    print(f"{time.monotonic() - began:.0f} s in all")
    sys.exit(ended)
