"""A library that cannot be loaded takes its own part away, and nobody's file or device is blamed for it."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tests.terminal.test_main import ROOT, readiness

VOICE = ROOT / "assets" / "demo" / "voice.wav"
FACE = ROOT / "assets" / "demo" / "face.mp4"


@pytest.mark.parametrize(
    ("missing", "error", "arguments", "finding", "code"),
    [
        ("psutil", ImportError, ("phone",), "phone.not-asked", 0),
        ("soundfile", OSError, ("sound", "--microphone", f"file:{VOICE}"), "sound.error", 3),
        ("cv2_enumerate_cameras", ImportError, ("camera", "--camera", f"file:{FACE}"), "camera.good", 0),
        ("cv2", ImportError, ("camera", "--camera", f"file:{FACE}"), "camera.error", 3),
    ],
)
def test_a_part_that_is_missing(
    missing: str, error: type[Exception], arguments: tuple[str, ...], finding: str, code: int, *, tmp_path: Path
) -> None:
    (tmp_path / f"{missing}.py").write_text(f"raise {error.__name__}('no such library')\n", encoding="utf-8")
    done = readiness(
        *("check", *arguments, "--unattended", "--json"), PYTHONPATH=f"{tmp_path}{os.pathsep}{ROOT}", timeout_s=60
    )
    assert [tip["finding"] for tip in json.loads(done.stdout)["tips"]] == [finding]
    assert "not a recording" not in done.stdout + done.stderr, "no file is blamed"
    assert done.returncode == code, done.stderr
