"""Real ALSA cards (snd-aloop: what is played to one side is recorded on the other), through the whole program."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
from tests.lab.guest import Tally, finish, sh, start, wait_for

DRIVER = "/sys/bus/platform/drivers/snd_aloop"
# (file's rate, level of what is spoken over the demonstration's own, in dB): 4 levels through a real card.
LEVELS = ((16000, 0.0), (44100, -10.0), (48000, -16.0), (8000, -5.0))


def play(device: str = "plughw:0,1,0") -> subprocess.Popen[bytes]:
    """Play the demonstration's voice into the microphone for minutes, without a break."""
    import numpy as np
    import soundfile

    whole, rate = soundfile.read("assets/demo/voice.wav", dtype="float32")
    soundfile.write("/tmp/long.wav", np.tile(whole, 20), rate)
    return subprocess.Popen(["aplay", "-q", "-D", device, "/tmp/long.wav"])


def stop(player: subprocess.Popen[bytes]) -> None:
    """End it."""
    player.kill()
    player.wait()


def levels(tally: Tally) -> None:
    """Level, noise and SNR of what was played, at several rates."""
    import numpy as np
    import soundfile

    from tests.recordings import resampled

    whole, own = soundfile.read("assets/demo/voice.wav", dtype="float32")
    # A room that is longer than what is listened to before the voice, then words that go round and round.
    room, words = whole[: 3 * own], whole[3 * own :][: round(1.2 * own)]
    from tests.spoken import a_weighted_dbfs, active_level_dbfs

    for rate, by_db in LEVELS:
        gain = np.float32(10 ** (by_db / 20))
        talk = resampled(np.tile(words, 9), own, rate) * gain
        quiet = resampled(np.concatenate([room, room[: 2 * own]]), own, rate) * gain
        truth = active_level_dbfs(resampled(talk, rate, 8000), 8000) if rate == 8000 else None
        if truth is None:
            truth = active_level_dbfs(np.tile(words, 9) * gain, own)
        noise = a_weighted_dbfs(quiet[: 3 * rate], rate)
        soundfile.write("/tmp/levels.wav", np.concatenate([quiet, talk]), rate)
        program = start("sound")
        wait_for(program, "Listening")  # it has the card open
        player = subprocess.Popen(["aplay", "-q", "-D", "plughw:0,1,0", "/tmp/levels.wav"])
        reading: dict[str, Any] = finish(program)["sound"]["reading"] or {}
        player.kill()
        player.wait()
        got = [reading.get(key) for key in ("speech_dbfs", "noise_dbfs", "snr_db")]
        wanted = [truth, noise, truth - noise]
        within = all(value is not None and abs(value - true) <= 1 for value, true in zip(got, wanted, strict=True))
        tally.expect(f"levels at {rate} Hz", within, True, note=(got, [round(each, 1) for each in wanted]))


def main() -> None:
    tally = Tally()
    tally.expect("no card", finish(start("sound"))["sound"]["finding"], "sound.no-microphone")
    sh("modprobe snd-aloop enable=1,1 index=0,1")
    time.sleep(1)
    tally.expect("silence in exact zeros", finish(start("sound"))["sound"]["finding"], "sound.muted")

    player = play("plughw:1,1,0")
    found = finish(start("sound", "--microphone", "hw:0,0"))["sound"]
    tally.expect("the chosen one is silent, another one hears", found["finding"], "sound.muted")
    offered = "Another microphone of this computer works" in found["fixes"][0]
    tally.expect("the other one is offered", offered, True, note=found["fixes"][0])
    stop(player)

    player = play()
    sh("modprobe vivid n_devs=1 node_types=0x1 num_inputs=1 input_types=0x0")
    sh("v4l2-ctl -d /dev/video0 -c horizontal_movement=5")
    tips = finish(start("camera", "sound", "room"))
    reading = tips["sound"]["reading"] or {}
    note = {key: reading.get(key) for key in ("noise_dbfs", "speech_dbfs", "snr_db", "peak_dbfs", "rate_hz")}
    tally.expect("somebody speaks", tips["sound"]["finding"], "sound.good", note=note)
    tally.expect("the level is that of the recording", -27 < (reading.get("speech_dbfs") or -99) < -21, True)
    tally.expect("camera beside it", tips["camera"]["finding"], "camera.good")

    holder = subprocess.Popen(
        ["arecord", "-q", "-D", "hw:0,0,0", "-f", "S16_LE", "-r", "48000", "-c", "2", "/dev/null"]
    )
    subs = [
        subprocess.Popen(
            ["arecord", "-q", "-D", f"hw:0,0,{sub}", "-f", "S16_LE", "-r", "48000", "-c", "2", "/dev/null"]
        )
        for sub in range(1, 8)
    ]
    time.sleep(1)
    found = finish(start("sound", "--microphone", "hw:0,0"))["sound"]
    tally.expect("held by another program", found["finding"], "sound.not-responding")
    for process in (holder, *subs):
        process.kill()
        process.wait()
    stop(player)

    levels(tally)

    program = start("sound")
    time.sleep(3)
    sh(f"echo snd_aloop.0 > {DRIVER}/unbind; echo snd_aloop.1 > {DRIVER}/unbind")
    found = finish(program)["sound"]
    tally.expect("unplugged midway is no pass", found["verdict"], "unknown", "fail", note=found["finding"])
    tally.exit()


if __name__ == "__main__":
    main()
