"""How well, how fast and how sparingly the line is measured: over emulated links, beside speedtest-cli and the truth.

    python -m tests.bench.internet                    all tables
    python -m tests.bench.internet speed [LINK ...]   throughput, seconds and megabytes, and speedtest-cli's
    python -m tests.bench.internet call [LINK ...]    round trip, jitter and loss against what the emulator counted
    python -m tests.bench.internet verdict [LINK ...] [times=5]   the finding of the whole check, again and again

Needs root or namespaces for users, gcc, coturn. Exits with 1 where a number of the aim is missed.
"""

from __future__ import annotations

import json
import subprocess
import sys
import textwrap
from collections import Counter
from pathlib import Path
from statistics import median
from typing import Any, Final

from tests.links.checking import Case, tell
from tests.links.link import GOODPUT, SERVER, Link, Way, link
from tests.links.servers import TURN_CREDENTIAL, TURN_USER, speed_server, turn_server, wait_for_port

LINKS: Final[dict[str, Case]] = {
    "0.5/0.2": Case(Way(0.5), Way(0.2)),
    "1/0.5": Case(Way(1), Way(0.5)),
    "3/1": Case(Way(3), Way(1)),
    "5/1 deep": Case(Way(5, queue_ms=1000), Way(1, queue_ms=1000)),
    "10/2": Case(Way(10), Way(2)),
    "10/10": Case(Way(10), Way(10)),
    "50/10": Case(Way(50), Way(10)),
    "200/50": Case(Way(200), Way(50)),
    "10/2 1%": Case(Way(10, 60, 10, 1), Way(2, 60, 10, 1)),
    "3% up": Case(Way(10), Way(10, loss_percent=3)),
    "8% down": Case(Way(10, loss_percent=8), Way(10)),
    "15% up": Case(Way(10), Way(10, loss_percent=15)),
    "600 ms": Case(Way(10, 300), Way(10, 300)),
    "no UDP": Case(Way(10), Way(10), block=("udp",)),
    "no 3478": Case(Way(10), Way(10), block=("port=3478",)),
}
FINDINGS: Final = {
    "0.5/0.2": {"audio-only"},
    "1/0.5": {"slow-up"},
    "3/1": {"good"},
    "5/1 deep": {"good"},
    "10/2": {"good"},
    "10/10": {"good"},
    "50/10": {"good"},
    "200/50": {"good"},
    "10/2 1%": {"good", "lossy"},
    "3% up": {"lossy"},
    "8% down": {"lossy"},
    "15% up": {"lossy", "unusable"},
    "600 ms": {"delayed"},
    "no UDP": {"udp-blocked"},
    "no 3478": {"relay-blocked"},
}
"""What a call over this link is like (see the contract's limits)."""
ROOT: Final = Path(__file__).parents[2]

OURS: Final = """
import asyncio, json, sys, time
from readiness.instruments.network.speed.stopping import Requirement
from readiness.instruments.network.speed.latency import measure_latency
from readiness.instruments.network.speed.librespeed import find_librespeed
from readiness.instruments.network.speed.throughput import measure_download, measure_upload
from readiness.instruments.network.http import Web
async def main():
    need = Requirement(0.9, (0.1, 0.25))
    async with Web(proxies=False) as web:
        server = await find_librespeed(web, sys.argv[1])
        latency = await measure_latency(web, server)
        began = time.monotonic()
        down = await measure_download(web, server, need, latency.rtt_ms, lambda _: None)
        up = await measure_upload(web, server, need, latency.rtt_ms, lambda _: None)
        print(json.dumps({"down": down.mbps, "down_at_least": down.at_least, "up": up.mbps,
            "up_at_least": up.at_least, "seconds": time.monotonic() - began, "bytes": down.bytes + up.bytes,
            "rtt_ms": latency.rtt_ms}))
asyncio.run(main())
"""
THEIRS: Final = """
import json, sys, time
from tests.instruments.network.speed.test_public_server import engine_for
engine = engine_for(sys.argv[1], plain=True)
engine.get_best_server(engine.servers)
began = time.monotonic()
down = engine.download()
up = engine.upload(pre_allocate=False)
took = time.monotonic() - began
print(json.dumps({"down": down / 1e6, "up": up / 1e6, "seconds": took,
    "bytes": engine.results.bytes_received + engine.results.bytes_sent}))
"""
CALL: Final = """
import asyncio, json, sys
from readiness.core.clinic import Relay
from readiness.instruments.network.call.turn_call import LossLimits, practice_call
from readiness.instruments.network.turn import list_routes, probe_routes
async def main():
    relays = (Relay((f"turn:{sys.argv[1]}:3478",), sys.argv[2], sys.argv[3]),)
    best = (await probe_routes(list_routes(relays))).best
    print("ready", flush=True)
    sys.stdin.readline()
    call = await practice_call(best, float(sys.argv[4]), 0.9, LossLimits((2.0, 15.0)), lambda _: None)
    heard = call.heard
    print(json.dumps({"rtt_ms": heard.rtt_ms, "jitter_ms": heard.jitter_ms, "loss": heard.loss_percent,
        "packets": heard.packets, "mbps": call.mbps}))
asyncio.run(main())
"""


def _python(made: Link, code: str, *words: str) -> Any:
    told = made.run("client", [sys.executable, "-c", textwrap.dedent(code), *words], cwd=ROOT)
    return json.loads(told) if told.strip() else None


def speed(names: list[str]) -> bool:
    """Throughput, seconds, megabytes: ours, then speedtest-cli's on the same link in the same run."""
    print("link         truth            ours: down          up        s    MB | speedtest-cli: down / up    s     MB")
    good, seconds = True, []
    for name in names:
        case = LINKS[name]
        with link(case.down, case.up) as made:
            ours = _python(made, OURS, speed_server(made))
            made.start("server", [sys.executable, "-m", "tests.bench.mini", "8070"], cwd=ROOT)
            wait_for_port(made, 8070)
            theirs = _python(made, THEIRS, f"http://{SERVER}:8070")
        truth = {"down": case.down.mbps * GOODPUT, "up": case.up.mbps * GOODPUT}
        far = case.down.delay_ms > 150
        wrong = []
        told = []
        for way in ("down", "up"):
            error = ours[way] / truth[way] - 1
            plenty = ours[f"{way}_at_least"] and ours[way] > 3.6
            if abs(error) > (0.2 if far else 0.1) and not plenty:
                wrong.append(way)
            told.append(f"{'>=' if ours[f'{way}_at_least'] else ''}{ours[way]:.2f} ({error:+.0%})")
        seconds.append(ours["seconds"])
        if ours["seconds"] > (20 if far else 12):
            wrong.append("slow")
        if ours["bytes"] > theirs["bytes"] * (1 / 2 if max(case.down.mbps, case.up.mbps) < 6 else 1 / 3):
            wrong.append("bytes")
        if ours["seconds"] > 0.6 * theirs["seconds"]:
            wrong.append("time")
        good &= not wrong
        print(
            f"{name:9} {truth['down']:7.2f}/{truth['up']:<6.2f} {told[0]:>17} {told[1]:>16} {ours['seconds']:5.1f} "
            f"{ours['bytes'] / 1e6:5.1f} | {theirs['down']:7.2f} / {theirs['up']:<6.2f} {theirs['seconds']:5.1f} "
            f"{theirs['bytes'] / 1e6:6.1f} {' '.join(wrong)}",
            flush=True,
        )
    print(f"median of both directions together: {median(seconds):.1f} s (aim: 7)")
    return good


def call(names: list[str]) -> bool:
    """Round trip, jitter, loss of the practice call against the emulator's counts."""
    print("link       packets  round trip ms: ours, truth   jitter ms: ours, truth   loss %: ours, truth")
    good = True
    for name in names:
        case = LINKS[name]
        if case.block:
            continue
        with link(case.down, case.up) as made:
            turn_server(made)
            rate = min(0.9, 0.85 * min(case.down.mbps, case.up.mbps))
            program = made.start(
                "client",
                [sys.executable, "-c", CALL, SERVER, TURN_USER, TURN_CREDENTIAL, str(rate)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                encoding="utf-8",
                cwd=ROOT,
            )
            assert program.stdout is not None and program.stdin is not None
            program.stdout.readline()
            before = made.stats()
            program.stdin.write("\n")
            program.stdin.flush()
            ours = json.loads(program.stdout.readline())
            after = made.stats()
        truth_rtt = truth_jitter = 0.0
        kept = 1.0
        for way in ("up", "down"):
            timed, pairs = (after[way][key] - before[way][key] for key in ("timed", "pairs"))
            truth_rtt += (after[way]["took_ms"] - before[way]["took_ms"]) / timed
            truth_jitter += (after[way]["differed_ms"] - before[way]["differed_ms"]) / pairs
            sent, lost = (
                after[way]["udp"]["in"] - before[way]["udp"]["in"],
                sum(after[way]["udp"][key] - before[way]["udp"][key] for key in ("lost", "overflowed")),
            )
            kept *= 1 - lost / sent
        loss = 100 * (1 - kept)
        wrong = [
            word
            for word, off in (
                ("rtt", abs(ours["rtt_ms"] - truth_rtt) > 3),
                ("jitter", abs(ours["jitter_ms"] - truth_jitter) > 3),
                ("loss", abs(ours["loss"] - loss) > 1),
            )
            if off
        ]
        good &= not wrong
        print(
            f"{name:10} {ours['packets']:6} {ours['rtt_ms']:15.1f} {truth_rtt:8.1f} {ours['jitter_ms']:16.1f} "
            f"{truth_jitter:7.1f} {ours['loss']:17.2f} {loss:7.2f}  {' '.join(wrong)}",
            flush=True,
        )
    return good


def verdict(names: list[str], times: int) -> bool:
    """The whole check's finding, its seconds and megabytes."""
    print("link       findings                             seconds (longest)  MB")
    good = True
    for name in names:
        told = [tell(LINKS[name]) for _ in range(times)]
        findings = Counter(each.finding for each in told)
        longest = max(each.seconds for each in told)
        megabytes = median(each.reading.get("bytes", 0) for each in told) / 1e6
        wrong = [] if set(findings) <= FINDINGS[name] else ["finding"]
        wrong += [] if len(findings) == 1 else ["differs"]
        wrong += [] if longest < (50 if name == "600 ms" else 40) else ["slow"]
        good &= not wrong
        shown = ", ".join(f"{finding} x{count}" for finding, count in findings.items())
        print(f"{name:10} {shown:36} {longest:10.1f} {megabytes:12.1f}  {' '.join(wrong)}", flush=True)
    return good


def main(words: list[str]) -> int:
    table = words[0] if words and words[0] in ("speed", "call", "verdict") else ""
    times = next((int(word[6:]) for word in words if word.startswith("times=")), 5)
    names = [word for word in words if word in LINKS] or list(LINKS)
    speeds = [name for name in names if (not LINKS[name].block and "%" not in name) or name == "10/2 1%"]
    good = True
    if table in ("", "speed"):
        good &= speed(speeds)
    if table in ("", "call"):
        good &= call(names)
    if table in ("", "verdict"):
        good &= verdict(names, times)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
