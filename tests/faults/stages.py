"""How faults are brought about: the pieces that the parts of the table are written with."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator
from http.server import ThreadingHTTPServer
from pathlib import Path
from typing import Any

from tests.clips import Frame
from tests.faults import media
from tests.faults.fault import Stage
from tests.faults.running import Ended, Running
from tests.faults.scene import Scene
from tests.instruments.network.servers import Handler, Raw, hosted
from tests.sound_server import SoundServer, no_sound_server, sound_server
from tests.tips.test_camera_faults import STREAMS, Server


def camera(path: Callable[[], Path]) -> Stage:
    """A file as the camera."""
    return lambda scene: scene.check("camera", "--camera", f"file:{path()}")


def clip(name: str, frames: Callable[[], Iterator[Frame]], **options: float) -> Stage:
    """These frames as the camera."""
    return camera(lambda: media.clip(f"{name}.avi", frames, **options))


def content(name: str, data: bytes, option: str = "camera", tip: str = "camera") -> Stage:
    """A file with this content as the camera or the microphone."""

    def stage(scene: Scene) -> None:
        path = scene.path(name)
        path.write_bytes(data)
        scene.check(tip, f"--{option}", f"file:{path}")

    return stage


def stream(name: str) -> Stage:
    """One of the streams that misbehave as the camera, over HTTP. Afterwards nobody may still be connected."""
    number = list(STREAMS).index(name)

    def stage(scene: Scene) -> None:
        server = ThreadingHTTPServer(("127.0.0.1", 0), Server)
        server.daemon_threads = True
        server.block_on_close = False
        threading.Thread(target=server.serve_forever, daemon=True).start()
        scene.closing.callback(server.server_close)
        scene.closing.callback(server.shutdown)
        scene.check("camera", "--camera", f"http://127.0.0.1:{server.server_port}/{number}")
        scene.afterwards.append(lambda _: _connected_to(server.server_port))

    return stage


def _connected_to(port: int) -> str:
    """A complaint where somebody still holds a connection to this port of ours."""
    for line in Path("/proc/net/tcp").read_text(encoding="utf-8").splitlines()[1:]:
        _, _, remote, state, *_ = line.split()
        if int(remote.rpartition(":")[2], 16) == port and state == "01":
            return "the camera's stream is still held"
    return ""


def double(mode: str, *arguments: str, frames: Callable[[], Iterator[Frame]] | None = None) -> Stage:
    """A driver's double; the camera shows the demonstration's face where no frames are named."""

    def stage(scene: Scene) -> None:
        tip = "camera" if mode.startswith("camera") else "sound"
        shown = media.FACE if frames is None else media.clip(f"{mode}.avi", frames)
        scene.double(mode, clip=shown, recording=media.VOICE)
        scene.check(*(arguments or (tip,)))

    return stage


def recording(name: str, sound: Callable[[], Any], rate: int = 16000, subtype: str = "PCM_16", *tips: str) -> Stage:
    """This sound as the microphone."""

    def stage(scene: Scene) -> None:
        path = media.recording(f"{name}.wav", sound, rate, subtype)
        scene.check(*(tips or ("sound",)), "--microphone", f"file:{path}")

    return stage


def pulse(
    before: Callable[[SoundServer], None] = lambda _: None,
    midway: Callable[[SoundServer], None] | None = None,
    arguments: tuple[str, ...] = ("sound",),
) -> Stage:
    """A real PulseAudio in which something is wrong from the beginning, or goes wrong while it is listened to."""

    def stage(scene: Scene) -> None:
        server = scene.closing.enter_context(sound_server(scene))
        server.speak(media.VOICE)
        own = server.recorders()
        before(server)
        scene.check(*arguments)
        if midway is not None:

            def meanwhile(running: Running) -> None:
                running.wait(lambda: server.recorders() > own, 15)
                running.wait(lambda: False, 1.0)
                midway(server)

            scene.meanwhile = meanwhile

    return stage


def no_pulse(*arguments: str) -> Stage:
    """PulseAudio is what there should be, and nobody serves it."""

    def stage(scene: Scene) -> None:
        scene.closing.enter_context(no_sound_server(scene))
        scene.check(*arguments)

    return stage


def serve(handler: Handler, address: str = "{url}/") -> Stage:
    """A speed server that answers like this, named by the person."""

    def stage(scene: Scene) -> None:
        server = scene.closing.enter_context(hosted(Raw(handler)))
        scene.check("internet", "--server", address.format(url=server.url))

    return stage


def having(stage: Stage, **changes: Any) -> Stage:
    """The same with these fields of the scene set."""

    def changed(scene: Scene) -> None:
        stage(scene)
        for name, value in changes.items():
            setattr(scene, name, value)

    return changed


def then(stage: Stage, more: Callable[[Scene], object]) -> Stage:
    """The same, and this besides."""

    def both(scene: Scene) -> None:
        stage(scene)
        more(scene)

    return both


def unchanged(path: Path, content: bytes) -> Callable[[Ended], str]:
    """A complaint where this file is not what it was."""

    def look(ended: Ended) -> str:
        del ended
        with contextlib.suppress(OSError):
            if path.read_bytes() == content:
                return ""
        return f"{path.name} was not left as it was"

    return look
