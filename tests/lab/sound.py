"""A real ALSA card (snd-aloop: what is played to one side is recorded on the other), through the whole program."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
from tests.lab.guest import Tally, finish, sh, start


def main() -> None:
    tally = Tally()
    tally.expect("no card", finish(start("sound"))["sound"]["finding"], "sound.no-microphone")
    sh("modprobe snd-aloop")
    time.sleep(1)
    tally.expect("silence in exact zeros", finish(start("sound"))["sound"]["finding"], "sound.muted")

    player = subprocess.Popen("while :; do aplay -q -D plughw:Loopback,1,0 assets/demo/voice.wav; done", shell=True)
    try:
        sh("modprobe vivid n_devs=1 node_types=0x1 num_inputs=1 input_types=0x0")
        sh("v4l2-ctl -d /dev/video0 -c horizontal_movement=5")
        tips = finish(start("camera", "sound", "room"))
    finally:
        player.kill()
        sh("pkill aplay || true")
    reading = tips["sound"]["reading"] or {}
    note = {key: reading.get(key) for key in ("noise_dbfs", "speech_dbfs", "snr_db", "peak_dbfs", "rate_hz")}
    tally.expect("somebody speaks", tips["sound"]["finding"], "sound.good", note=note)
    tally.expect("the level is that of the recording", -27 < (reading.get("speech_dbfs") or -99) < -21, True)
    tally.expect("camera beside it", tips["camera"]["finding"], "camera.good")

    program = start("sound")
    time.sleep(3)
    sh("echo snd_aloop.0 > /sys/bus/platform/drivers/snd_aloop/unbind")
    found = finish(program)["sound"]
    tally.expect("unplugged midway is no pass", found["verdict"], "unknown", "fail", note=found["finding"])
    tally.exit()


if __name__ == "__main__":
    main()
