"""The built program as its tests see it: started in a clean environment, on a screen of its own, by keyboard."""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bundle.names import CONSOLE, ROOT, WINDOW, executable
from readiness.core.setup import Setup
from readiness.probe import protocol
from tests.screen import x_server

WARNINGS = re.compile(r"traceback|warning|error|critical|cannot|could not|failed|not found", re.I)
KEPT = ("PATH", "HOME", "LANG", "SYSTEMROOT", "TEMP", "TMP", "USERPROFILE", "LOCALAPPDATA", "APPDATA", "PROGRAMDATA")


class Failed(Exception):
    """Something that a patient would have noticed; the message says what."""


@dataclass(frozen=True)
class Built:
    """One built folder. `user` runs it as somebody else: root may write everywhere. `extra` is for the environment,
    `cwd` the folder that is open."""

    folder: Path
    user: int | None = None
    extra: Mapping[str, str] | None = None
    cwd: Path | None = None

    def path(self, name: str) -> str:
        """An executable's whole path."""
        return str(self.folder / executable(name))

    def environment(self, **more: str) -> dict[str, str]:
        """Nothing of this checkout's: no virtual environment, no search path of Python's, no Qt settings."""
        kept = {name: os.environ[name] for name in KEPT if name in os.environ}
        return {**kept, **(self.extra or {}), **more}

    def run(self, *arguments: str, more: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
        """Run the console program to its end."""
        return subprocess.run(
            [self.path(CONSOLE), *arguments],
            check=False,
            capture_output=True,
            text=True,
            encoding="utf-8",
            stdin=subprocess.DEVNULL,
            timeout=120,
            env=self.environment(**(more or {})),
            user=self.user,
            cwd=self.cwd,
        )


def silent(errors: str, what: str) -> None:
    """Failed where stderr warns of something."""
    lines = [line for line in errors.splitlines() if WARNINGS.search(line)]
    if lines:
        raise Failed(f"{what} warned on stderr: {lines[0]}")


def demonstration(built: Built, **more: str) -> str:
    """`check --demo` in the terminal: exit 0, nothing but JSON on stdout, every tip answered."""
    ended = built.run("check", "--demo", "--unattended", "--json", more=more)
    if ended.returncode != 0:
        raise Failed(f"the demonstration in the terminal exits {ended.returncode}: {ended.stderr.strip()[-400:]}")
    report = json.loads(ended.stdout)
    unknown = [tip["finding"] for tip in report["tips"] if tip["verdict"] in ("unknown", "fail")]
    if unknown or report["verdict"] not in ("ready", "ready-with-advice"):
        raise Failed(f"the demonstration found {report['verdict']}: {unknown}")
    # What it tells of the tips goes there, too, and may say what could not be tested.
    told = [tip["says"] for tip in report["tips"]]
    silent("\n".join(line for line in ended.stderr.splitlines() if not line.endswith(tuple(told))), "the demonstration")
    return f"{report['verdict']}, {len(report['tips'])} tips"


def probe(built: Built, tip: str) -> str:
    """One tip's probe by itself, over its samples: at least one reading and an honest end."""
    ended = built.run("probe", tip, "--demo")
    lines = [json.loads(line) for line in ended.stdout.splitlines()]
    readings = [line["reading"] for line in lines if line.get("reading") is not None]
    if ended.returncode != 0 or not lines or lines[-1].get("kind") != "end" or lines[-1].get("raised") or not readings:
        raise Failed(f"the probe {tip} exits {ended.returncode} with {lines[-1:]}: {ended.stderr.strip()[-400:]}")
    silent(ended.stderr, f"the probe {tip}")
    return f"{len(readings)} readings"


def hello_s(command: Sequence[str], tip: str, environment: Mapping[str, str]) -> float:
    """Seconds from starting a probe as the window does until it says hello."""
    started = time.perf_counter()
    with subprocess.Popen(
        [*command, "probe", tip, "--serve", str(os.getpid())],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=dict(environment),
        cwd=ROOT,
    ) as child:
        assert child.stdin is not None and child.stdout is not None
        child.stdin.write(protocol.encode(Setup(demo=True)))
        child.stdin.flush()
        line = json.loads(child.stdout.readline())
        took = time.perf_counter() - started
        child.stdin.close()
        child.kill()
    if line["kind"] != "hello":
        raise Failed(f"the probe {tip} says {line} instead of hello")
    return took


@contextlib.contextmanager
def screen() -> Iterator[dict[str, str]]:
    """An X server of our own; what the environment needs to reach it."""
    with x_server() as display, tempfile.TemporaryDirectory() as runtime:
        Path(runtime).chmod(0o777)  # another user may run the program
        yield {"DISPLAY": display, "QT_QPA_PLATFORM": "xcb", "XDG_RUNTIME_DIR": runtime}


class Window:
    """The wizard on a screen, driven by keys alone, seen by its title."""

    def __init__(self, built: Built, on: Mapping[str, str], *arguments: str, streams: bool = True) -> None:
        self._on = on
        self._errors = tempfile.TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115  closed with the window
        command = [built.path(WINDOW), *arguments]
        if not streams:  # as where nobody gave it any
            command = ["sh", "-c", 'exec "$0" "$@" <&- >&- 2>&-', *command]
        started = time.perf_counter()
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=self._errors,
            env=built.environment(**on, READINESS_LOG="INFO"),
            user=built.user,
            start_new_session=True,
        )
        self.id = ""
        while not self.id:
            if self.process.poll() is not None:
                raise Failed(f"the window's program exits {self.process.returncode}: {self.said()[-400:]}")
            if time.perf_counter() - started > 30:
                raise Failed("no window within 30 s")
            self.id = self._xdotool("search", "--onlyvisible", "--name", ".").partition("\n")[0]
        self.start_s = time.perf_counter() - started

    def _xdotool(self, *words: str) -> str:
        told = subprocess.run(
            ["xdotool", *words], check=False, capture_output=True, encoding="utf-8", env={**os.environ, **self._on}
        )
        return told.stdout.strip()

    @property
    def title(self) -> str:
        """What stands in the window's title bar."""
        return self._xdotool("getwindowname", self.id)

    def press(self, key: str) -> None:
        """Press a key."""
        self._xdotool("windowfocus", "--sync", self.id)
        self._xdotool("key", key)

    def said(self) -> str:
        """What it printed on stderr so far."""
        self._errors.seek(0)
        return self._errors.read()

    def to(self, title: str, patience_s: float, every_s: float) -> None:
        """Press Enter (each page's main button) until this page is there."""
        until = time.monotonic() + patience_s
        seen = []
        while title not in (now := self.title):
            seen.append(now)
            if self.process.poll() is not None:
                raise Failed(f"the window went away on “{seen[-1]}”: {self.said()[-400:]}")
            if time.monotonic() > until:
                raise Failed(f"the page “{title}” never came; pages seen: {list(dict.fromkeys(seen))}")
            self.press("Return")
            time.sleep(every_s)
            while self.measuring() and time.monotonic() < until:
                time.sleep(0.2)

    def measuring(self) -> bool:
        """Is a measurement under way that ends by itself? The camera's goes on as long as its page is open."""
        ours = [line for line in _command_lines() if line.endswith(f"--serve {self.process.pid}")]
        return any("probe camera" not in line for line in ours)

    def picture(self, path: Path) -> None:
        """The whole screen as a PNG."""
        drawing = (
            "import sys; from PySide6.QtWidgets import QApplication; a = QApplication([]); "
            "sys.exit(not a.primaryScreen().grabWindow(0).save(sys.argv[1]))"
        )
        subprocess.run([sys.executable, "-c", drawing, str(path)], check=True, env={**os.environ, **self._on})

    def close(self) -> None:
        """End it, and see that it left no child behind."""
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise Failed("the window does not end") from None
        finally:
            errors = self.said()
            self._errors.close()
        silent(errors, "the window")
        until = time.monotonic() + 5
        while left := [line for line in _command_lines() if line.endswith(f"--serve {self.process.pid}")]:
            if time.monotonic() > until:
                raise Failed(f"processes left behind: {left}")
            time.sleep(0.1)


def _command_lines() -> list[str]:
    """Of everything that runs here: an orphan's new parent is init, but its command line says whose it was."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):
            found.append(entry.read_bytes().decode("utf-8", "replace").replace("\0", " ").strip())
    return found


def share(picture: Path, *colours: str) -> float:
    """How much of the picture has one of these colours ("#RRGGBB")."""
    from PIL import Image

    wanted = {tuple(bytes.fromhex(colour.removeprefix("#"))) for colour in colours}
    with Image.open(picture) as opened:
        counted = opened.convert("RGB").getcolors(opened.width * opened.height) or []
    all_pixels: int = sum(count for count, _ in counted)
    return sum(int(count) for count, colour in counted if colour in wanted) / all_pixels
