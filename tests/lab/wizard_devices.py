"""Devices that come and go while the camera's page is open in a real window: the list, the choice, the time."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
from readiness.machine.linux.devices import cameras
from readiness.probe.devices import command
from tests.lab.guest import Tally, sh
from tests.lab.wizard_camera import start_screen

VIVID = "/sys/bus/platform/drivers/vivid"
ALOOP = "/sys/bus/platform/drivers/snd_aloop"
TWINS = "modprobe v4l2loopback video_nr=10,12 exclusive_caps=1,1 card_label='HD Webcam,HD Webcam'"
PICTURE = "-f lavfi -i testsrc2=s=320x240:r=15:d=4,hue=H={hue} -c:v rawvideo -pix_fmt yuyv422 /tmp/{node}.avi"
FEED = "ffmpeg -loglevel error -re -stream_loop -1 -i /tmp/{node}.avi -pix_fmt yuyv422 -f v4l2 /dev/video{node}"


def main() -> None:
    """Plug, unplug, choose, start again."""
    sh(TWINS)
    feeds = []
    for hue, node in ((0, 10), (2, 12)):  # made before they are played: the emulated processor has other things to do
        sh(f"ffmpeg -loglevel error -y {PICTURE.format(hue=hue, node=node)}")
        feeds.append(subprocess.Popen(FEED.format(node=node).split(), stdin=subprocess.DEVNULL))
    until_s = time.monotonic() + 60
    while len(cameras(Path("/"))) < 2:  # such a node is a camera only once something feeds it
        if time.monotonic() > until_s:
            raise RuntimeError("the lab's own cameras do not start")
        time.sleep(0.2)
    logging.basicConfig(level=os.environ.get("READINESS_LOG", "ERROR"))
    screen = start_screen()
    from dataclasses import replace

    from PySide6.QtWidgets import QApplication, QComboBox

    from readiness.core.setup import Sources
    from readiness.wizard.app import dress
    from readiness.wizard.memory.device_choices import DeviceChoices
    from readiness.wizard.style.theme import Appearance
    from tests.wizard.driver import Driver, demonstration, live

    application = QApplication([])
    look = Appearance()
    dress(application, look)
    tally = Tally()
    live(3000)
    place = Path(tempfile.mkdtemp()) / "devices.json"
    setup = replace(demonstration(), demo=False, sources=Sources())

    def open_page() -> Driver:
        driver = Driver(look, setup, chosen=DeviceChoices(place))
        driver.window.controller.go("camera")
        return driver

    def listed(driver: Driver) -> list[str]:
        box = driver.tip.findChild(QComboBox)
        assert isinstance(box, QComboBox)
        return [box.itemText(at) for at in range(box.count())] if box.isVisible() else []

    def shows(driver: Driver) -> bool:
        return driver.tip.picture is not None and not driver.tip.picture.empty

    def within(driver: Driver, what: str, limit_s: float, names: int) -> None:
        limit_s += later_s
        try:
            took = driver.wait(lambda: len(listed(driver)) == names, 40)
        except AssertionError:
            tally.expect(what, listed(driver), f"{names} names")
            return
        tally.expect(f"{what} within {limit_s:.1f} s", took <= limit_s, True, note=f"{took:.2f} s {listed(driver)}")

    def looked_at(driver: Driver, what: str) -> None:
        try:
            took = driver.wait(lambda: users("/dev/video12") and shows(driver), 40)
        except AssertionError:
            running = subprocess.run(
                ["ps", "-eo", "pid,time,args"], capture_output=True, encoding="utf-8", check=False
            ).stdout
            probing = [line for line in running.splitlines() if "readiness" in line or "ffmpeg" in line]
            tally.expect(what, users("/dev/video12"), True, note=f"a picture: {shows(driver)}; {probing}")
            return
        tally.expect(what, True, True, note=f"{took:.1f} s")

    later_s = 0.0
    driver = open_page()
    within(driver, "two cameras of one name are listed", 20.0, 3)
    driver.wait(lambda: driver.finding, 40)
    box = driver.tip.findChild(QComboBox)
    assert isinstance(box, QComboBox)
    box.setCurrentIndex(2)
    box.activated.emit(2)
    tally.expect("the second one is chosen", driver.window.controller.session.setup.sources.camera, "/dev/video12")
    looked_at(driver, "and looked at")
    tally.expect("not the first one", users("/dev/video10"), False)
    # What a list of devices costs here, beside the camera that is shown, more than on a real computer.
    later_s = max(0.0, list_s() - 0.3)
    print(f"a list of devices takes {later_s:.1f} s longer here: so much later it may come")
    sh("modprobe vivid n_devs=1 node_types=0x1 num_inputs=1 input_types=0x0")
    within(driver, "a camera that is plugged in is listed", 2.0, 4)
    sh(f"echo vivid.0 > {VIVID}/unbind")
    within(driver, "a camera that is pulled out is gone from the list", 2.0, 3)
    sh(f"echo vivid.0 > {VIVID}/bind")
    within(driver, "and is back", 2.0, 4)
    driver.click("Next")
    driver.click("Back")
    looked_at(driver, "the choice is kept from page to page")
    driver.close()
    again = open_page()
    again.wait(lambda: users("/dev/video12"), 40)
    tally.expect("and from start to start", again.window.controller.session.setup.sources.camera, "/dev/video12")
    again.close()
    for feed in feeds:
        feed.kill()
    sh("modprobe snd-aloop enable=1,1 index=0,1")
    sound = Driver(look, setup)
    sound.window.controller.go("sound")
    within(sound, "the microphones of two sound cards are listed", 40.0, 5)
    sh(f"echo snd_aloop.1 > {ALOOP}/unbind")
    within(sound, "a sound card that is pulled out is gone from the list", 2.0, 3)
    sh(f"echo snd_aloop.1 > {ALOOP}/bind")
    within(sound, "and is back", 2.0, 5)
    sound.close()
    screen.terminate()
    screen.wait()
    tally.exit()


def list_s() -> float:
    """How long one list of all devices takes now; the median of three."""
    took = []
    for _ in range(3):
        began = time.monotonic()
        subprocess.run(command(), check=True, stdout=subprocess.DEVNULL)
        took.append(time.monotonic() - began)
    return sorted(took)[1]


def users(node: str) -> bool:
    """Does one of our probes have this node open?"""
    found = subprocess.run(
        [
            "sh",
            "-c",
            f"for p in $(pgrep -f 'probe camera'); do ls -l /proc/$p/fd 2>/dev/null; done | grep -q '{node}$'",
        ],
        check=False,
    )
    return found.returncode == 0


if __name__ == "__main__":
    main()
