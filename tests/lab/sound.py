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
LEVELS = ((16000, 0.0), (44100, -10.0), (48000, -16.0), (32000, -5.0))
TRIES = 3
"""An emulated machine that is kept waiting loses sound: then the words come while the room is still listened to."""
QUIET_S = 3.6
"""Longer than the room is listened to, by a little: the rest of the time is for the words."""


def play(device: str = "plughw:0,1,0") -> subprocess.Popen[bytes]:
    """Play the demonstration's voice into the microphone for minutes, without a break."""
    import numpy as np
    import soundfile

    whole, rate = soundfile.read("assets/demo/voice.wav", dtype="float32")
    soundfile.write("/tmp/long.wav", np.tile(whole, 20), rate)
    # A second ahead: an emulated machine that pauses must not break the voice off.
    return subprocess.Popen(["aplay", "-q", "-B", "1000000", "-D", device, "/tmp/long.wav"])


def stop(player: subprocess.Popen[bytes]) -> None:
    """End it."""
    player.kill()
    player.wait()


def levels(tally: Tally) -> None:
    """Level, noise and SNR of what was played, at several rates."""
    import numpy as np
    import soundfile

    from tests.recordings import resampled
    from tests.spoken import a_weighted_dbfs, active_level_dbfs

    whole, own = soundfile.read("assets/demo/voice.wav", dtype="float32")
    # Words that go round and round have the same level wherever they are listened to.
    words = np.tile(whole[3 * own :][: round(1.2 * own)], 9)
    room = np.tile(whole[: 3 * own], 2)[: round(QUIET_S * own)]
    level, noise = active_level_dbfs(words, own), a_weighted_dbfs(room, own)
    for rate, by_db in LEVELS:
        played = resampled(np.concatenate([room, words]), own, rate) * np.float32(10 ** (by_db / 20))
        soundfile.write("/tmp/levels.wav", played, rate, subtype="PCM_24")
        wanted = [level + by_db, noise + by_db, level - noise]
        tries: list[list[float | None]] = []
        within = False
        while not within and len(tries) < TRIES:
            reading: dict[str, Any] = listening("/tmp/levels.wav", "sound")["sound"]["reading"] or {}
            got = [reading.get(key) for key in ("speech_dbfs", "noise_dbfs", "snr_db")]
            within = all(value is not None and abs(value - true) <= 1 for value, true in zip(got, wanted, strict=True))
            tries.append(got)
        tally.expect(f"levels at {rate} Hz", within, True, note=(*tries, "truly", [round(each, 1) for each in wanted]))


def listening(path: str, *tips: str) -> dict[str, dict[str, Any]]:
    """What the program says of these tips while this recording is played, from when it has the card open."""
    program = start(*tips)
    wait_for(program, "Listening")
    player = subprocess.Popen(["aplay", "-q", "-B", "1000000", "-D", "plughw:0,1,0", path])
    found = finish(program)
    stop(player)
    return found


def held(device: str) -> list[subprocess.Popen[bytes]]:
    """Another program on each of the card's eight inputs."""
    wanted = ["-f", "S16_LE", "-r", "48000", "-c", "2", "/dev/null"]
    holders = [subprocess.Popen(["arecord", "-q", "-D", f"hw:{device},{sub}", *wanted]) for sub in range(8)]
    time.sleep(2)
    assert all(holder.poll() is None for holder in holders), "the lab could not hold the microphone"
    return holders


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

    tips = listening("assets/demo/voice.wav", "sound", "room")
    reading = tips["sound"]["reading"] or {}
    note = {key: reading.get(key) for key in ("noise_dbfs", "speech_dbfs", "snr_db", "peak_dbfs", "rate_hz")}
    tally.expect("somebody speaks", tips["sound"]["finding"], "sound.good", note=note)
    tally.expect("the level is that of the recording", -27 < (reading.get("speech_dbfs") or -99) < -21, True)
    player = play()
    sh("modprobe vivid n_devs=1 node_types=0x1 num_inputs=1 input_types=0x0")
    sh("v4l2-ctl -d /dev/video0 -c horizontal_movement=5")
    # The camera is drawn by the same emulated processor: what both are worth is not measured here.
    tips = finish(start("camera", "sound"))
    tally.expect("a microphone beside a camera", tips["sound"]["reading"] is not None, True, note=tips["sound"]["says"])
    seen = tips["camera"]["finding"]
    tally.expect("a camera beside a microphone", seen, "camera.good", "camera.slow")
    sh("modprobe -r vivid || true")

    stop(player)  # a loop's two sides must agree on a rate; whoever comes second would be refused
    holders = held("0,0")
    found = finish(start("sound", "--microphone", "hw:0,0"))["sound"]
    tally.expect("held by another program", found["finding"], "sound.not-responding")
    for process in holders:
        stop(process)

    levels(tally)

    program = start("sound")
    wait_for(program, "Listening")
    sh(f"echo snd_aloop.0 > {DRIVER}/unbind; echo snd_aloop.1 > {DRIVER}/unbind")
    found = finish(program)["sound"]
    tally.expect("unplugged midway is no pass", found["verdict"], "unknown", "fail", note=found["finding"])
    tally.exit()


if __name__ == "__main__":
    main()
