"""A real sound server for tests: PulseAudio in userland, with a microphone that hears what is played into it."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

_ASOUNDRC = """
pcm.!default { type pulse }
ctl.!default { type pulse }
pcm.second { type pulse device second }
"""


class Environment(Protocol):
    """Where the variables are set that lead a program to the server: pytest's monkeypatch, or a child's own."""

    def setenv(self, name: str, value: str) -> None:
        """Set one."""
        ...


@dataclass(slots=True)
class SoundServer:
    """The running server. Every process of it is ours, and is gone at the end."""

    process: subprocess.Popen[bytes]
    environment: Mapping[str, str]
    others: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def control(self, *command: str) -> None:
        subprocess.run(["pactl", *command], check=True, timeout=10, stdout=subprocess.DEVNULL, env=self.environment)

    def recorders(self) -> int:
        """How many streams record from this server's sources, its own included."""
        command = ["pactl", "list", "short", "source-outputs"]
        listed = subprocess.run(command, check=False, timeout=10, capture_output=True, env=self.environment)
        return len(listed.stdout.splitlines())

    def start(self, *command: str) -> None:
        self.others.append(
            subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=self.environment)
        )

    def speak(self, recording: Path) -> None:
        """Play a WAV file into the microphone."""
        self.start("paplay", "--device=micsrc", str(recording))

    def unplug(self) -> None:
        """Take the microphone away, with all that it hears."""
        for module in ("module-remap-source", "module-null-sink"):
            self.control("unload-module", module)

    def signal(self, number: signal.Signals) -> None:
        self.process.send_signal(number)

    def end(self) -> None:
        for process in (*self.others, self.process):
            with contextlib.suppress(ProcessLookupError):
                process.kill()  # a stopped process dies, too
            process.wait(10)


def _settings(home: Path) -> dict[str, str]:
    folders = ("HOME", "XDG_RUNTIME_DIR", "XDG_CONFIG_HOME", "PULSE_RUNTIME_PATH", "PULSE_STATE_PATH")
    return {name: str(home) for name in folders} | {
        # Without it a null sink takes sound in steps of two seconds.
        "PULSE_LATENCY_MSEC": "60",
        # A server that is named is never started by the client itself.
        "PULSE_SERVER": f"unix:{home}/native",
    }


@contextlib.contextmanager
def no_sound_server(environment: Environment) -> Iterator[Path]:
    """An environment in which there is only PulseAudio, and nobody serves it. Gives its folder."""
    # Not tmp_path: a socket's path may have 107 characters at most.
    with tempfile.TemporaryDirectory(prefix="sound-") as folder:
        home = Path(folder)
        (home / ".asoundrc").write_text(_ASOUNDRC, encoding="utf-8")
        for name, value in _settings(home).items():
            environment.setenv(name, value)
        yield home


@contextlib.contextmanager
def sound_server(environment: Environment) -> Iterator[SoundServer]:
    """A server with the sink `speaker` and the source `mic`, which hears what is played to the sink `micsrc`.

    There is also the source `second`, which hears the same and is a device of that name for ALSA.
    """
    with no_sound_server(environment) as home:
        variables = {**os.environ, **_settings(home)}
        modules = (
            f"module-native-protocol-unix socket={home}/native auth-anonymous=1",
            "module-null-sink sink_name=speaker",
            "module-null-sink sink_name=micsrc",
            "module-remap-source master=micsrc.monitor source_name=mic",
            "module-remap-source master=micsrc.monitor source_name=second",
        )
        options = ("-n", "--daemonize=no", "--exit-idle-time=-1", "--use-pid-file=no", "--disable-shm=yes")
        server = SoundServer(
            subprocess.Popen(
                ["pulseaudio", *options, *(word for module in modules for word in ("-L", module))],
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env=variables,
            ),
            variables,
        )
        try:
            until = time.monotonic() + 15
            info = ["pactl", "info"]
            while subprocess.run(info, capture_output=True, check=False, timeout=10, env=variables).returncode:
                assert time.monotonic() < until and server.process.poll() is None, "PulseAudio did not start"
                time.sleep(0.1)
            server.control("set-default-source", "mic")
            server.control("set-default-sink", "speaker")
            # A null sink that nobody listens to delivers only every 2 s.
            server.start("parec", "-d", "micsrc.monitor")
            yield server
        finally:
            server.end()
