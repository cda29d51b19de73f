"""Proves the built program: `python -m tests.bundle.smoke FOLDER [PICTURES]`, run by `make bundle`.

Each probe by itself, the demonstration in the terminal, the window by keyboard to the result; then what packaging
breaks: no streams, a folder that cannot be written, a name with spaces and letters beyond ASCII, a path of 200 letters.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from statistics import median
from typing import Final

from bundle.names import CONSOLE, VERSION, WINDOW, executable
from readiness.core.tip_list import TIPS
from readiness.report.palette import LIGHT
from readiness.tips import load_check
from readiness.wizard.pages.page import RESULT_NAME as RESULT_TITLE
from tests.bundle.built import Built, Failed, Window, demonstration, hello_s, probe, screen, share, silent
from tests.planted import PlantedFolder

HELLO_S: Final = 0.6
HELLO_TRIES: Final = 10
PLANTED_S: Final = 4.0
START_RATIO: Final = 1.5
NOBODY: Final = 65534
LONG_PATH: Final = 200
PACES_S: Final = (4.0, 12.0)
"""How long a person stays on a page: the second time, on a machine so busy that it measures late, longer."""
STRAY_SHARE: Final = 0.01
"""The card with the verdict takes about a tenth of the window; less of its ground is some icon."""
Line = tuple[str, Callable[[], str]]


def lines(built: Built, pictures: Path) -> Iterator[Line]:
    """What is proven, in order: a name, and what returns a note or raises Failed."""
    yield "the version", lambda: version(built)
    yield "the devices' list", lambda: devices(built)
    for tip in TIPS:
        if load_check(tip).reading_type is not None:
            yield f"the probe {tip}", lambda tip=tip: probe(built, tip)  # type: ignore[misc]
    yield "the demonstration in the terminal", lambda: demonstration(built)
    yield "in a bare locale", lambda: demonstration(built, LANG="C", LC_ALL="C")
    yield "in a folder with planted modules", lambda: planted(built)
    yield "hello", lambda: hello(built)
    if sys.platform != "linux":
        yield "the window stays open", lambda: stays_open(built)
        return
    yield "the window to its first page", lambda: first_page(built, pictures)
    yield "the window to the result", lambda: to_the_result(built, pictures)
    yield "the window without streams", lambda: without_streams(built)
    yield "a profile that cannot be used", lambda: broken_profile(built, pictures)
    yield "in somebody's own place", lambda: elsewhere(built)


def version(built: Built) -> str:
    ended = built.run("--version")
    first, _, second = ended.stdout.partition("\n")
    if first != f"{CONSOLE} {VERSION}" or not second.startswith("Built on 2"):
        raise Failed(f"--version says “{ended.stdout.strip()}” {ended.stderr.strip()}")
    return ended.stdout.strip().replace("\n", "; ")


def devices(built: Built) -> str:
    ended = built.run("devices", "--serve")
    listed = json.loads(ended.stdout)
    silent(ended.stderr, "the list of devices")
    return ", ".join(f"{len(listed[kind])} {kind}s" for kind in ("camera", "microphone", "speaker"))


def planted(built: Built) -> str:
    """The check and the window's start, while a folder is open in which modules of the program's names lie."""
    with tempfile.TemporaryDirectory() as beside:
        folder = PlantedFolder(Path(beside))
        demonstration(replace(built, cwd=folder.open))
        for words in (("--demo",), ("support", "--window")):
            with subprocess.Popen(
                [built.path(WINDOW), *words],
                cwd=folder.open,
                env=built.environment(QT_QPA_PLATFORM="offscreen", PYTHONPATH=""),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            ) as window:
                time.sleep(PLANTED_S)
                window.kill()
        if folder.run:
            raise Failed(f"the open folder's modules were run: {folder.run}")
    return "none was run"


def hello(built: Built) -> str:
    """Within the limit by the best of some: the machine that builds may be busy, the program may not be slow."""
    slow, notes = [], []
    for tip in ("camera", "sound", "internet"):
        took: list[float] = []
        while len(took) < HELLO_TRIES and (len(took) < 3 or min(took) > HELLO_S):
            took.append(hello_s([built.path(CONSOLE)], tip, built.environment()))
        notes.append(f"{tip} {median(took):.2f} s")
        if min(took) > HELLO_S:
            slow.append(tip)
    if slow:
        raise Failed(f"a probe says hello later than after {HELLO_S} s: {', '.join(notes)}")
    return ", ".join(notes)


def first_page(built: Built, pictures: Path) -> str:
    """Its picture, and its start against the source tree's, in turns on the same screen."""
    ours, theirs = [], []
    with screen() as on:
        for turn in range(3):
            window = Window(built, on)
            if turn == 0:
                window.picture(pictures / "first-page.png")
            ours.append(window.start_s)
            window.close()
            theirs.append(_source_start_s(on))
    note = f"{median(ours):.2f} s; from the source tree {median(theirs):.2f} s"
    if min(ours) > START_RATIO * min(theirs):
        raise Failed(f"the first page takes more than {START_RATIO} times the source tree's: {note}")
    return note


def _source_start_s(on: dict[str, str]) -> float:
    """The same start from the checkout, through the same eyes: a stand-in executable beside nothing."""
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / executable(WINDOW)
        script.write_text(
            f'#!/bin/sh\nPYTHONPATH="{Path.cwd()}" exec "{sys.executable}" -m readiness "$@"\n', encoding="utf-8"
        )
        script.chmod(0o755)
        window = Window(Built(Path(folder)), on)
        window.close()
        return window.start_s


def to_the_result(built: Built, pictures: Path) -> str:
    picture = pictures / "result.png"
    for pace_s in PACES_S:
        with screen() as on:
            window = Window(built, on, "--demo", "--language", "en")
            window.to(RESULT_TITLE.message, 60 + 20 * pace_s, pace_s)
            window.picture(picture)
            window.close()
        good = share(picture, LIGHT.good_ground, LIGHT.warn_ground)
        bad = share(picture, LIGHT.fail_ground, LIGHT.unknown_ground)
        if bad < STRAY_SHARE < good:
            return f"by Enter alone, {pace_s:.0f} s a page, ready"
    raise Failed(f"the result is neither ready nor advice: see {picture}")


def without_streams(built: Built) -> str:
    with screen() as on:
        window = Window(built, on, "--demo", "--language", "en", streams=False)
        window.press("Return")
        window.close()
    return "stdin, stdout and stderr closed"


def broken_profile(built: Built, pictures: Path) -> str:
    """A start by icon that cannot go on says so in a window, with the number that can still be read."""
    with tempfile.TemporaryDirectory() as folder, screen() as on:
        Path(folder).chmod(0o755)
        profile = Path(folder) / "profile.toml"
        profile.write_text('[clinic]\nvisit_phone = "617-555-0142"\nvisitphone = "x"\n', encoding="utf-8")
        window = Window(built, on, "--profile", str(profile), "--language", "en")
        window.picture(pictures / "trouble.png")
        title = window.title
        window.press("Return")
        code = window.process.wait(10)
    if code != 2 or "cannot start" not in title:
        raise Failed(f"it ends with {code}, its window says “{title}”")
    return title


def stays_open(built: Built) -> str:
    """Where no screen of our own can be had (Windows, macOS): started, still there after 10 s, silent. Never run."""
    with subprocess.Popen(
        [built.path(WINDOW), "--demo"], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    ) as window:
        try:
            _, errors = window.communicate(timeout=10)
        except subprocess.TimeoutExpired:
            window.terminate()
            _, errors = window.communicate()
        else:
            raise Failed(f"it ended by itself with {window.returncode}: {errors.decode('utf-8', 'replace')[-400:]}")
    silent(errors.decode("utf-8", "replace"), "the window")
    return "10 s"


def elsewhere(built: Built) -> str:
    """Read-only, under a name with spaces and letters beyond ASCII, 200 characters down, by a user who owns nothing."""
    with tempfile.TemporaryDirectory() as scratch:
        Path(scratch).chmod(0o755)
        home = Path(scratch) / "Zoë Müller-Łukasz 李小龍"
        place = home / "a folder"
        while len(str(place / CONSOLE)) < LONG_PATH:
            place = place / (
                "deep down" if len(str(place)) + 12 < LONG_PATH else "x" * (LONG_PATH - len(str(place)) - 11)
            )
        shutil.copytree(built.folder, place, symlinks=True)
        for path in place.rglob("*"):
            path.chmod(path.stat().st_mode & ~0o222)
        home.chmod(0o555)
        theirs = Path(scratch) / "Ünal Çelik"
        theirs.mkdir()
        shutil.chown(theirs, NOBODY)
        there = Built(place, user=NOBODY, extra={"HOME": str(theirs), "LANG": "C.UTF-8"})
        before = {str(path) for path in place.rglob("*")}
        note = demonstration(there)
        with screen() as on:
            window = Window(there, on, "--demo", "--language", "en")
            window.press("Return")
            window.close()
        if {str(path) for path in place.rglob("*")} != before:
            raise Failed("it wrote into its own folder")
        home.chmod(0o755)
        return f"{note}; {len(str(place / CONSOLE))} characters"


def main() -> int:
    """A line for each; 1 where one failed."""
    folder = Path(sys.argv[1]).resolve()
    pictures = Path(sys.argv[2]) if len(sys.argv) > 2 else Path(tempfile.mkdtemp())
    pictures.mkdir(parents=True, exist_ok=True)
    wrong = 0
    for what, prove in lines(Built(folder), pictures):
        try:
            print(f"PASS  {what}: {prove()}", flush=True)
        except (Failed, OSError, ValueError, subprocess.TimeoutExpired) as error:
            wrong += 1
            print(f"FAIL  {what}: {error}", flush=True)
    print(f"{wrong} failed")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
