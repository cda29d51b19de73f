"""The restart that resumes, over two starts of the machine; the restart's command is recorded instead of run.

`before` in the first start, `after` in the second: the disk is fresh each time, the home folder is on the shared one.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
from readiness.machine.process import program_command
from tests.lab.guest import ENV, Tally
from tests.lab.wizard_camera import start_screen
from tests.machine.linux.exec_line import words_of

HOME = Path("/host/.lab-home")
RECORD = HOME / "restarts"
STATE = HOME / ".local/share/readiness/progress.json"
AUTOSTART = HOME / ".config/autostart"


def at_home() -> None:
    """A user whose `systemctl` writes down what it is asked for."""
    programs = Path("/tmp/programs")
    programs.mkdir(exist_ok=True)
    (programs / "systemctl").write_text(f'#!/bin/sh\necho "$@" >> {RECORD}\n', encoding="utf-8")
    (programs / "systemctl").chmod(0o755)
    own = {"HOME": str(HOME), "PATH": f"{programs}:{os.environ['PATH']}", "XDG_RUNTIME_DIR": "/tmp"}
    os.environ.update(own)
    ENV.update(own)
    for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME"):
        os.environ.pop(name, None)


def listed(folder: Path) -> list[str]:
    """The names in it."""
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


def before(tally: Tally) -> None:
    """An update waits for a restart: the person lets us do it."""
    HOME.mkdir()
    Path("/run/reboot-required").touch()
    from PySide6.QtWidgets import QApplication

    from readiness.core.setup import Setup
    from readiness.profile.reader import find_profile, read_profile
    from readiness.wizard.app import WindowApplication
    from readiness.wizard.dialogs.restart import RestartDialog
    from readiness.wizard.memory.start import Start
    from readiness.wizard.pages.findings import RESTART
    from readiness.wizard.widgets.basic import Button
    from readiness.wizard.window import Window
    from tests.wizard.driver import wait_until

    qt = QApplication([])
    setup = Setup(profile=read_profile(find_profile(None)), own_pid=os.getpid())
    window: Window = WindowApplication(qt, setup, Start()).window
    main = window.page.main
    assert main is not None
    main.click()
    session = window.controller.session
    wait_until(lambda: session.judgement_of("video-app") is not None, 60)
    window.controller.go("restart")
    wait_until(lambda: session.judgement_of("restart") is not None, 60)
    found = session.judgement_of("restart")
    tally.expect("an update waits", found.main.code if found else "", "restart.pending")
    tally.expect("nothing is arranged before it is asked for", (STATE.exists(), listed(AUTOSTART)), (False, []))

    def button() -> Button | None:
        buttons = (each for each in window.findChildren(Button) if each.isVisible())
        return next((each for each in buttons if each.words == RESTART.message), None)

    wait_until(button, 30)
    wanted = button()
    assert wanted is not None
    wanted.click()
    [dialog] = window.findChildren(RestartDialog)
    dialog.now.click()
    wait_until(RECORD.exists, 30)
    tally.expect("the system's own command", RECORD.read_text(encoding="utf-8").split(), ["reboot"])
    saved = json.loads(STATE.read_bytes())
    tally.expect("what is kept", {"video-app", "restart"} <= set(saved["done"]), True, note=saved)
    tally.expect("one start is arranged", len(listed(AUTOSTART)), 1, note=listed(AUTOSTART))
    os._exit(1 if tally.failed else 0)  # as a restart ends us


OBSERVED = """
import sys, json
from PySide6.QtCore import QTimer
from readiness.terminal import main
from readiness.wizard import app
class Observed(app.WindowApplication):
    def __init__(self, *given):
        super().__init__(*given)
        self.looking = QTimer()
        self.looking.timeout.connect(self.look_at)
        self.looking.start(200)
        self.looks = 0
    def look_at(self):
        controller = self.window.controller
        self.looks += 1
        if controller.place != "welcome" and controller.session.tips["restart"].outcome is None and self.looks < 300:
            return
        self.looking.stop()
        print(json.dumps({
            "place": controller.place, "title": self.window.windowTitle(), "notice": self.window.notice.text(),
            "restart": controller.session.mark("restart").value,
        }), flush=True)
        self.window.close()
app.WindowApplication = Observed
sys.exit(main.main(sys.argv[1:]))
"""


def started(arguments: list[str]) -> dict[str, Any]:
    """What the program shows when it is started so; empty where it opens nothing."""
    command = [sys.executable, "-c", OBSERVED, *arguments]
    done = subprocess.run(
        command, capture_output=True, encoding="utf-8", check=False, timeout=180, env=dict(ENV, **os.environ)
    )
    lines = [line for line in done.stdout.splitlines() if line.startswith("{")]
    if not lines and done.stderr:
        print(done.stderr)
    return dict(json.loads(lines[-1])) if lines else {"exit": done.returncode}


def login() -> list[list[str]]:
    """The commands that a desktop starts at login, by the autostart specification."""
    commands = []
    for path in sorted(AUTOSTART.iterdir()) if AUTOSTART.exists() else []:
        keys = dict(line.split("=", 1) for line in path.read_text(encoding="utf-8").splitlines() if "=" in line)
        commands.append(words_of(keys["Exec"]))
    return commands


def after(tally: Tally) -> None:
    """The machine has restarted and the person logs in."""
    uptime_s = float(Path("/proc/uptime").read_text(encoding="utf-8").split()[0])
    saved = json.loads(STATE.read_bytes())
    tally.expect("the machine is younger than the state", uptime_s < time.time() - saved["at_s"], True)
    [command] = login()
    tally.expect("what the login starts", command, [*program_command(), "--language", "en", "--resume"])
    shown = started(command[len(program_command()) :])
    tally.expect("the wizard is at the next tip", shown.get("place"), "computer", note=shown)
    tally.expect("restart is passed", shown.get("restart"), "pass")
    tally.expect("it says so", shown.get("notice"), "Your computer has restarted. We go on where you were.")
    tally.expect("the arrangement is gone", listed(AUTOSTART), [])
    # What may be left is the place where this window was closed: the next start offers to go on there.
    waits = STATE.exists() and json.loads(STATE.read_bytes())["restarting"]
    tally.expect("so is the state of the restart", waits, False)
    tally.expect("the next login starts nothing", login(), [])
    tally.expect("nor would a start by the system open anything", started(["--resume"]), {"exit": 0})
    tally.expect("a third start is an ordinary one", started([]).get("place"), "welcome")
    tally.expect("one restart in all", RECORD.read_text(encoding="utf-8").split(), ["reboot"])
    tally.exit()


def main() -> None:
    tally = Tally()
    at_home()
    start_screen()
    {"before": before, "after": after}[sys.argv[1]](tally)


if __name__ == "__main__":
    main()
