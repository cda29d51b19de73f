"""Makes assets/demo/face.mp4: a portrait that moves a little, as somebody does in front of a camera.

Needs scikit-image (its `astronaut` is a NASA picture in the public domain), OpenCV and Debian's ffmpeg:
    pip install scikit-image opencv-python-headless && python scripts/make_demo_face.py
"""

from __future__ import annotations

import math
import subprocess
from pathlib import Path

import cv2
import numpy as np
from skimage import data

WIDTH, HEIGHT, FPS, SECONDS = 640, 480, 30, 4
OUT = Path(__file__).resolve().parent.parent / "assets" / "demo" / "face.mp4"


def main() -> None:
    portrait = cv2.cvtColor(data.astronaut(), cv2.COLOR_RGB2BGR)
    noise = np.random.default_rng(20261123)
    command = ["ffmpeg", "-loglevel", "error", "-y", "-f", "rawvideo", "-pix_fmt", "bgr24", "-s", f"{WIDTH}x{HEIGHT}"]
    command += ["-r", str(FPS), "-i", "-", "-c:v", "libx264", "-preset", "veryslow", "-crf", "29"]
    command += ["-pix_fmt", "yuv420p", "-movflags", "+faststart", str(OUT)]
    OUT.parent.mkdir(parents=True, exist_ok=True)
    with subprocess.Popen(command, stdin=subprocess.PIPE) as encoder:
        assert encoder.stdin is not None
        for at in range(FPS * SECONDS):
            turn = 2 * math.pi * at / (FPS * SECONDS)  # whole turns: the clip loops without a jump
            scale = 1.42 + 0.012 * math.sin(turn)
            shift_x = -38 + 9 * math.sin(turn) + 2 * math.sin(3 * turn)
            shift_y = -6 + 5 * math.sin(2 * turn)
            place = np.array([[scale, 0, shift_x], [0, scale, shift_y]], np.float64)
            frame = cv2.warpAffine(portrait, place, (WIDTH, HEIGHT), flags=cv2.INTER_CUBIC)
            grain = noise.normal(0, 2.0, (HEIGHT, WIDTH, 1))
            encoder.stdin.write(np.clip(frame + grain, 0, 255).astype(np.uint8).tobytes())
    assert encoder.returncode == 0


if __name__ == "__main__":
    main()
