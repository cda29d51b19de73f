"""Everything in the Windows lab: `python -m tests.windows DIR`, which is what `make windows` runs.

Builds the lab in DIR where it is missing, runs the demonstration, the scenes of sound and the tests in it, and says
what came of them.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import psutil
import pytest

from bundle.signatures import SignatureError
from tests.spoken import KEPT
from tests.windows.handing_out import HANDED_OUT, compare_speed, hand_out, prove, tell_sizes
from tests.windows.lab.build import ROOT, LabError, build
from tests.windows.lab.run import run_and_read
from tests.windows.lab_tests import VOICES, run_tests
from tests.windows.sound import play_all

SPEAKING: Final = (
    "tests/tips/test_sound_recordings.py",
    "tests/instruments/sound/analysis/test_holes.py",
    "tests/instruments/sound/analysis/test_matched_filter.py",
)
DEMONSTRATION_S: Final = 40.0


class _Counting:
    """Counts what is about Linux alone, by its reason."""

    def __init__(self) -> None:
        self.reasons: Counter[str] = Counter()

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Each item's own reason, or its file's."""
        self.reasons.update(str(marker.args[0]) for item in items if (marker := item.get_closest_marker("linux")))


def count_linux_tests() -> Counter[str]:
    """Count the tests about Linux alone, by their reasons, where they can be imported: on this machine."""
    counting = _Counting()
    with open(os.devnull, "w", encoding="utf-8") as nothing:  # noqa: PTH123
        before, sys.stdout = sys.stdout, nothing
        try:
            code = pytest.main(["--collect-only", "-q", "-m", "linux", "-p", "no:cacheprovider"], plugins=[counting])
        finally:
            sys.stdout = before
    if code != pytest.ExitCode.OK:
        raise LabError("The tests about Linux alone could not be counted.")
    return counting.reasons


def speak() -> None:
    """Have espeak-ng say on this machine what the tests will hear on Windows."""
    shutil.rmtree(VOICES, ignore_errors=True)
    environment = {**os.environ, KEPT: str(VOICES)}
    subprocess.run([sys.executable, "-m", "pytest", "-q", "-n", "2", *SPEAKING], check=True, env=environment)


def demonstrate(lab: Path) -> str:
    """Run the demonstration. What is wrong with it; empty where it is ready in time, and its JSON is UTF-8."""
    words = ["python", "-m", "readiness", "check", "--demo", "--unattended", "--json"]
    started = time.monotonic()
    try:
        ran = run_and_read(lab, words, source=ROOT, within_s=5 * DEMONSTRATION_S)
    except subprocess.TimeoutExpired:
        return "the demonstration came to no end"
    seconds = time.monotonic() - started
    if ran.code:
        return f"the demonstration ended with {ran.code}"
    tips = {tip["id"]: tip["finding"] for tip in json.loads(ran.out.decode("utf-8"))["tips"]}
    wrong = [tips[tip] for tip in ("camera", "sound", "room", "internet") if tips[tip] != f"{tip}.good"]
    print(f"Demonstration: {', '.join(sorted(tips.values()))}; {seconds:.1f} s", flush=True)
    if wrong or seconds > DEMONSTRATION_S:
        return f"the demonstration found {wrong}" if wrong else f"the demonstration took {seconds:.0f} s"
    return ""


def interrupt(lab: Path) -> str:
    """Kill a run in its middle. What is left of it; empty where nothing is."""
    words = ["-m", "tests.windows.lab.run", str(lab), "python", "-c", "import time; time.sleep(300)"]
    runner = subprocess.Popen([sys.executable, *words], cwd=ROOT)
    until = time.monotonic() + 60
    inside: set[str] = set()
    while not any("python.exe" in name for name in inside) and time.monotonic() < until:
        time.sleep(0.2)
        inside = {each.name() for each in psutil.Process(runner.pid).children(recursive=True)}
    started = any("python.exe" in name for name in inside)
    family = psutil.Process(runner.pid).children(recursive=True)
    runner.kill()
    runner.wait()
    left = psutil.wait_procs(family, timeout=10)[1]
    mounts = [line for line in Path("/proc/mounts").read_text(encoding="utf-8").splitlines() if str(lab) in line]
    print(
        f"Killed in its middle: of {len(family)} processes {len(left)} are left, and {len(mounts)} mounts", flush=True
    )
    if not started:
        return "Windows' Python never started"
    return f"a run that was killed left {left or mounts}" if left or mounts else ""


def main(arguments: Sequence[str]) -> int:
    """Build, run, tell. 0 where all is well."""
    lab = Path(arguments[0]).resolve()
    try:
        build(lab)
        speak()
        wrong = hand_out(lab)
        proof, unproven = prove(lab)
        speed, slow = compare_speed(lab)
        wrong += [*unproven, *slow, *(each for each in (demonstrate(lab), interrupt(lab), *play_all(lab)) if each)]
        told = run_tests(lab)
        reasons = count_linux_tests()
    except (LabError, SignatureError) as error:
        print(error, file=sys.stderr)
        return 1
    except subprocess.CalledProcessError as error:
        print(f"The lab could not be used: “{error.cmd[0]}” failed with {error.returncode}.", file=sys.stderr)
        return 1
    print(f"\n{sum(reasons.values())} tests are about Linux alone:")
    for reason, number in reasons.most_common():
        print(f"  {number:4}  {reason}")
    for each in wrong:
        print(f"Not well: {each}")
    print("\nSeen in Wine 10, with Windows' own Python and Qt:")
    print(f"{HANDED_OUT.relative_to(ROOT)}\n{tell_sizes()}\n{speed}")
    if proof:
        print(proof)
    again = f" ({told['again']} of them at the second try)" if told["again"] else ""
    print(f"{told['passed']} passed{again}, {told['failed']} failed, {told['skipped']} skipped")
    return 1 if wrong or told["failed"] or told["skipped"] or not told["passed"] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
