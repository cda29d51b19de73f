"""A real sound server on a real ALSA card, through the whole program: muted, suspended, killed, frozen."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
from tests.lab.guest import ENV, Tally, finish, sh, start, wait_for
from tests.lab.sound import play, stop

HOME = Path("/tmp/home")
MODULES = (
    f"module-native-protocol-unix socket={HOME}/native auth-anonymous=1",
    # What is played to the other side of the card is heard here.
    "module-alsa-source device=hw:0,0,0 source_name=mic rate=16000 channels=1 tsched=0",
    "module-null-sink sink_name=speaker",
)


def server() -> subprocess.Popen[bytes]:
    """PulseAudio, answering."""
    options = ("-n", "--daemonize=no", "--exit-idle-time=-1", "--use-pid-file=no", "--disable-shm=yes")
    process = subprocess.Popen(
        ["pulseaudio", *options, *(word for module in MODULES for word in ("-L", module))],
        env=ENV,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    for _ in range(60):
        if subprocess.run(["pactl", "info"], env=ENV, capture_output=True, check=False).returncode == 0:
            return process
        assert process.poll() is None, "PulseAudio did not start"
        time.sleep(0.5)
    raise AssertionError("PulseAudio does not answer")


def control(*command: str) -> None:
    """What a person does in the system's sound settings."""
    subprocess.run(["pactl", *command], env=ENV, check=True, timeout=30)


def main() -> None:
    tally = Tally()
    sh("modprobe snd-aloop enable=1 index=0")
    HOME.mkdir(exist_ok=True)
    (HOME / ".asoundrc").write_text("pcm.!default { type pulse }\nctl.!default { type pulse }\n", encoding="utf-8")
    ENV.update(HOME=str(HOME), XDG_RUNTIME_DIR=str(HOME), PULSE_SERVER=f"unix:{HOME}/native", PULSE_LATENCY_MSEC="60")
    time.sleep(1)
    process = server()
    player = play()

    found = finish(start("sound"))["sound"]
    tally.expect("somebody speaks", found["finding"], "sound.good", note=found["reading"])
    control("set-source-mute", "mic", "1")
    tally.expect("muted", finish(start("sound"))["sound"]["finding"], "sound.muted")
    control("set-source-mute", "mic", "0")
    control("suspend-source", "mic", "1")
    tally.expect("suspended", finish(start("sound"))["sound"]["finding"], "sound.not-responding")
    control("suspend-source", "mic", "0")

    for what, number in (("killed", signal.SIGKILL), ("frozen", signal.SIGSTOP)):
        if process.poll() is not None:
            process = server()
        program = start("sound")
        wait_for(program, "Listening")
        process.send_signal(number)
        began = time.monotonic()
        found = finish(program)["sound"]
        tally.expect(f"the server {what}", found["finding"], "sound.not-responding")
        tally.expect(f"the server {what}: within its deadline", time.monotonic() - began < 60, True)
    stop(player)
    process.kill()
    tally.exit()


if __name__ == "__main__":
    main()
