"""Thirty checks by the real command, with good and faulty sources: verdict and exit code are the contract's."""

from __future__ import annotations

import itertools
import json
import random
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import cv2
import numpy as np
import pytest
import soundfile

from readiness.report.support_code import decode
from tests.core.test_verdict import NEEDED

AT_ONCE = 4
"""They wait for pictures and sound most of the time."""
EXIT = {"ready": 0, "ready-with-advice": 0, "not-ready": 1, "by-phone": 1, "could-not-check": 3}
PROFILE = """
[visit]
kind = "app"
[[visit.applications]]
name = "A program that nobody has"
[visit.applications.linux]
programs = ["none-such"]
[visit.applications.windows]
programs = ["none-such.exe"]
"""


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[list[str]]]:
    """For each of the four what may be given for it: nothing (the demonstration's own), or what fails."""
    folder = tmp_path_factory.mktemp("sources")
    film = cv2.VideoWriter(str(folder / "black.avi"), cv2.VideoWriter.fourcc(*"MJPG"), 24.0, (640, 480))
    noise = np.random.default_rng(1)
    for _ in range(48):
        film.write(noise.integers(0, 6, (480, 640, 3), dtype=np.uint8))
    film.release()
    soundfile.write(folder / "silent.wav", np.zeros(48000 * 6), 48000)
    (folder / "nobody.toml").write_text(PROFILE, encoding="utf-8")
    return {
        "video-app": [[], ["--profile", str(folder / "nobody.toml")]],
        "internet": [[], ["--server", "http://127.0.0.1:9/"]],
        "camera": [[], ["--camera", f"file:{folder / 'black.avi'}"], ["--camera", "No Such Camera 9000"]],
        "sound": [[], ["--microphone", f"file:{folder / 'silent.wav'}"], ["--microphone", "No Such Microphone 9000"]],
    }


def check(tips: Sequence[str], options: Sequence[str]) -> tuple[int, dict[str, Any]]:
    """Run it; its exit code and JSON object."""
    words = [sys.executable, "-m", "readiness", "check", *tips, "--demo", "--unattended", "--json", *options]
    done = subprocess.run(words, check=False, capture_output=True, timeout=120)
    return done.returncode, json.loads(done.stdout.decode("utf-8"))


def rule(tips: Sequence[dict[str, Any]]) -> str:
    """The contract's, from the tips' verdicts as they stand in the JSON; all of them are required ones."""
    verdicts = {tip["verdict"] for tip in tips}
    if "fail" in verdicts:
        return "not-ready"
    if "unknown" in verdicts:
        return "could-not-check"
    return "ready" if verdicts == {"pass"} else "ready-with-advice"


def test_thirty_of_the_combinations(sources: dict[str, list[list[str]]]) -> None:
    every = [
        (tips, options)
        for count in (1, 2, 3, 4)
        for tips in itertools.combinations(NEEDED, count)
        for options in itertools.product(*(sources[tip] for tip in tips))
    ]
    chosen = random.Random(30).sample(every, 30)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        results = list(pool.map(lambda each: check(each[0], [word for part in each[1] for word in part]), chosen))
    for (tips, options), (code, told) in zip(chosen, results, strict=True):
        assert [tip["id"] for tip in told["tips"]] == [tip for tip in NEEDED if tip in tips]
        assert told["verdict"] == rule(told["tips"]), told
        assert code == EXIT[told["verdict"]]
        assert decode(told["code"]).findings
        if any(options):
            assert told["verdict"] not in ("ready", "ready-with-advice"), (tips, options, told)
    assert {told["verdict"] for _, told in results} >= {"ready", "not-ready", "could-not-check"}
