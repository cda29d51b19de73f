"""The whole program killed (SIGKILL) at random moments: nothing of it goes on, nothing is half-written."""

from __future__ import annotations

import random
import signal
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

from tests.faults import media
from tests.faults.run import VANISH_S, command, whole_json
from tests.faults.running import Files, Running
from tests.faults.scene import scene

MOMENTS: Final = 200
LATEST_S: Final = 7.0
"""The run below ends by itself after about this time."""
SEED: Final = 11


def kill_at_random(moments: int, side_by_side: int, tell: Callable[[str], None], seed: int = SEED) -> list[str]:
    """What was wrong after any of so many kills."""
    draw = random.Random(seed)
    # Half of them while it starts and while it writes, where most happens.
    times = [
        draw.uniform(0, LATEST_S) if at % 2 else draw.choice((draw.uniform(0, 1.0), draw.uniform(4, 6)))
        for at in range(moments)
    ]
    wrong: list[str] = []
    with ThreadPoolExecutor(side_by_side) as pool:
        for at, complaint in enumerate(pool.map(_killed_after, times), 1):
            wrong += [f"after {times[at - 1]:.3f} s: {complaint}"] if complaint else []
            if at % 25 == 0 or at == moments:
                tell(f"{at - len(wrong)} of {at}")
    for complaint in wrong:
        tell(f"         {complaint}")
    return wrong


def _killed_after(seconds: float) -> str:
    with scene() as made:
        made.check("camera", "restart", "visit", "--camera", f"file:{media.FACE}")
        place = made.save_here()
        old = b'{"kept": "from before"}'
        place.write_bytes(old)
        words = command(made)
        before = Files.below(made.folder)
        program = Running(made, words)
        time.sleep(max(0.0, program.began + seconds - time.monotonic()))
        program.signal(signal.SIGKILL, program.process.pid)
        ended = program.end(5.0, VANISH_S)
        if ended.left:
            return f"processes left: {[words[-5:] for words in ended.left.values()]}"
        if not whole_json(place):
            return "the report is half-written"
        # What it had begun to write may lie beside, under a name that nobody takes for the report.
        stray = [
            path.name
            for path in Files.below(made.folder).there - before.there
            if path.name != place.name and not path.name.startswith(f".{place.name}.") and not _kept(path)
        ]
        return f"left behind: {', '.join(stray)}" if stray else ""


def _kept(path: Path) -> bool:
    """Is it a whole report among the last ones, or one whose writing was cut off under a name that nobody reads?"""
    return path.parent.name == "reports" and (path.name.startswith(".") or whole_json(path))
