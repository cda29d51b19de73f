"""The program from outside, as scripts and support staff use it: commands, exit codes, words."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import psutil
import pytest

from readiness import __version__
from readiness.core.tip_list import TIPS
from tests.clips import flat, repeated, write
from tests.places import WINDOWS

ROOT = Path(__file__).resolve().parents[2]
NOWHERE = Path("/proc/nonexistent")
NO_SCREEN = {key: value for key, value in os.environ.items() if key not in ("DISPLAY", "WAYLAND_DISPLAY")}


def readiness(
    *arguments: str, timeout_s: float = 90, env: Mapping[str, str] | None = None, **more: str
) -> subprocess.CompletedProcess[str]:
    """Run the program to its end. Whatever happens, no traceback reaches a person."""
    done = subprocess.run(
        [sys.executable, "-m", "readiness", *arguments],
        check=False,
        capture_output=True,
        encoding="utf-8",
        timeout=timeout_s,
        stdin=subprocess.DEVNULL,
        env={**NO_SCREEN, "LC_ALL": "C.UTF-8", "PYTHONPATH": str(ROOT), **(env or {}), **more},
    )
    assert "Traceback" not in done.stdout + done.stderr
    return done


def dead_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[subprocess.CompletedProcess[str], Path]]:
    saved = tmp_path_factory.mktemp("demo") / "report.html"
    yield readiness("check", "--demo", "--unattended", "--json", "--save", str(saved)), saved


def test_the_demonstration_is_ready_with_all_nine_tips(demo: tuple[subprocess.CompletedProcess[str], Path]) -> None:
    done, saved = demo
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert [tip["id"] for tip in report["tips"]] == list(TIPS)
    assert report["demo"] is True
    assert report["schema"] == 1
    assert report["version"] == __version__
    assert report["verdict"] == "ready"
    assert report["phone"] == "617-555-0142"
    assert "DEMONSTRATION" in done.stderr
    for tip in report["tips"]:
        assert set(tip) == {"id", "verdict", "finding", "also", "says", "fixes", "reading", "answers", "seconds"}
        assert tip["finding"].startswith(f"{tip['id']}.")
    page = saved.read_text(encoding="utf-8")
    assert "<script" not in page
    assert "617-555-0142" in page


READINGS = {
    "camera": "width height fps luma contrast sharpness",
    "sound": "noise_dbfs speech_dbfs snr_db peak_dbfs clipped_percent bandwidth_hz",
    "room": "noise_dbfs snr_db",
    "internet": "down_mbps up_mbps rtt_ms loaded_rtt_ms jitter_ms loop_loss_percent bytes server",
    "restart": "uptime_hours",
    "computer": "battery_percent cpu_percent memory_percent disk_free_gb",
}


def test_the_readings_hold_what_the_contract_names(demo: tuple[subprocess.CompletedProcess[str], Path]) -> None:
    tips = {tip["id"]: tip["reading"] for tip in json.loads(demo[0].stdout)["tips"]}
    for tip, keys in READINGS.items():
        assert set(keys.split()) <= set(tips[tip])
    assert tips["phone"] is None
    assert tips["visit"] is None


def one(*arguments: str) -> tuple[int, dict[str, Any]]:
    done = readiness("check", *arguments, "--unattended", "--json")
    [tip] = json.loads(done.stdout)["tips"]
    return done.returncode, tip


def test_a_black_clip_with_sensor_noise_is_covered(tmp_path: Path) -> None:
    code, tip = one("camera", "--camera", f"file:{write(tmp_path / 'black.avi', flat((5, 5, 5)))}")
    assert (code, tip["finding"]) == (1, "camera.covered")


def test_one_repeated_frame_is_frozen(tmp_path: Path) -> None:
    code, tip = one("camera", "--camera", f"file:{write(tmp_path / 'still.avi', repeated())}")
    assert (code, tip["finding"]) == (1, "camera.frozen")


def test_a_dead_server_is_our_trouble_not_the_patients() -> None:
    started = time.monotonic()
    code, tip = one("internet", "--server", f"http://127.0.0.1:{dead_port()}/")
    assert (code, tip["finding"], tip["verdict"]) == (3, "internet.server-down", "unknown")
    assert time.monotonic() - started < 15


def test_only_questions_and_nobody_there() -> None:
    done = readiness("check", "phone", "visit", "--unattended", "--json")
    report = json.loads(done.stdout)
    assert done.returncode == 0
    assert [tip["finding"] for tip in report["tips"]] == ["phone.not-asked", "visit.not-asked"]
    assert report["phone"] is None
    assert all(answer is None for tip in report["tips"] for answer in tip["answers"].values())
    # stdin is no terminal: nobody is there, even where nobody said so
    assert json.loads(readiness("check", "visit", "--json").stdout)["tips"][0]["finding"] == "visit.not-asked"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["check", "camra"], "no tip called “camra”"),
        (["check", "--camera", f"file:{NOWHERE / 'clip.mp4'}"], f"no file {NOWHERE / 'clip.mp4'} for --camera"),
        (["check", "--camera", ""], "--camera needs a name"),
        (["check", "--camera", "file:"], "needs a path"),
        (["check", "--camera", "file:/tmp/b\udcff.avi"], "“file:/tmp/b?.avi” for --camera holds bytes"),
        (["check", "--microphone", "file:/proc/nonexistent/voice.wav"], "for --microphone"),
        (["check", "--speaker", "file:/proc/nonexistent/out.wav"], "cannot be written"),
        (["check", "--server", "http://speed.example/\udcff"], "for --server holds bytes"),
        (["check", "--server", "speed.example"], "--server: “speed.example” is not an address"),
        (["check", "--server", "http://[::1"], "--server: “http://[::1” names no computer"),
        (["check", "--server", "http://a..b/"], "--server: “http://a..b/” names no computer"),
        (["check", "--server", "http://speed.example:99999"], "--server: A port lies between 1 and 65535."),
        (["check", "--profile", str(NOWHERE / "profile.toml")], str(NOWHERE / "profile.toml")),
        (["check", "--save", "report.docx"], ".json, .txt, .html"),
        (["check", "--save", "/proc/nonexistent/report.json"], "cannot be saved"),
        (["check", "--save", "a" * 300 + ".json"], "cannot be saved"),
        (["check", "--frobnicate"], "--frobnicate"),
        (["frobnicate"], "frobnicate"),
        (["profile", "/proc/nonexistent/profile.toml"], "no such file"),
        (["support", "ABCD"], "A support code has 16 characters"),
        (["support", "/proc/nonexistent/report.json"], "no such file"),
        (["probe", "camra"], "no tip called “camra”"),
        (["probe", "camra", "--serve", "1"], "camera, sound"),
        (["probe", "camera", "--serve", "me"], "a process's number"),
    ],
)
def test_what_cannot_be_used_is_told_in_one_sentence(arguments: list[str], says: str) -> None:
    done = readiness(*arguments)
    assert done.returncode == 2
    assert says in done.stderr
    assert len(done.stderr.splitlines()) <= 3
    assert done.stdout == ""


def test_a_probe_that_breaks_before_it_measures_prints_no_traceback() -> None:
    done = readiness("probe", "phone", "--serve", str(os.getpid()))  # nobody sends it a setup
    assert done.returncode == 1
    assert "met an error of its own" in done.stderr


def test_a_wrong_profile_names_its_keys(tmp_path: Path) -> None:
    profile = tmp_path / "profile.toml"
    profile.write_text("[clinic]\nvisit_phone = 617\n[limits]\nluma_dark = 'x'\n", encoding="utf-8")
    for command in (["profile", str(profile)], ["check", "phone", "--profile", str(profile)]):
        done = readiness(*command)
        assert done.returncode == 2
        assert "clinic.visit_phone" in done.stderr
        assert "limits.luma_dark" in done.stderr


def test_the_profiles_number_is_in_sight_from_the_first_line(tmp_path: Path) -> None:
    profile = tmp_path / "profile.toml"
    profile.write_text("[clinic]\nvisit_phone = '617-555-0199'\n[tips]\nleave_out = ['visit']\n", encoding="utf-8")
    done = readiness("check", "phone", "visit", "--profile", str(profile))
    assert done.returncode == 0
    assert "617-555-0199" in done.stderr.splitlines()[0]
    assert "617-555-0199" in done.stdout
    assert "For your visit" not in done.stdout
    assert readiness("check", "visit", "--profile", str(profile)).returncode == 2
    assert "617-555-0199" in readiness("profile", str(profile)).stdout


def test_the_tip_list() -> None:
    done = readiness("tips")
    assert done.returncode == 0
    assert [row.split()[0] for row in done.stdout.splitlines()] == list(TIPS)


def test_a_report_and_its_code_tell_staff_the_same(tmp_path: Path) -> None:
    saved = tmp_path / "report.json"
    clip = write(tmp_path / "black.avi", flat((5, 5, 5)))
    readiness("check", "camera", "--camera", f"file:{clip}", "--unattended", "--save", str(saved))
    code = json.loads(saved.read_text(encoding="utf-8"))["code"]
    for what in (str(saved), code):
        done = readiness("support", what)
        assert done.returncode == 0
        assert "camera.covered" in done.stdout
        assert "slide above the screen" in done.stdout


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b'{"schema": 9, "tips": []}', b"\x00\xff" * 100, b'{"schema": 1}', b"[" * 100_000]
)
def test_a_file_that_is_no_report_is_refused_in_words(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "r.json"
    path.write_bytes(content)
    done = readiness("support", str(path))
    assert done.returncode == 2
    assert str(path) in done.stderr


def test_a_folder_that_cannot_be_written_is_told_before_anything_is_measured(tmp_path: Path) -> None:
    started = time.monotonic()
    done = readiness("check", "camera", "--unattended", "--save", str(tmp_path))
    assert done.returncode == 2
    assert time.monotonic() - started < 10


@pytest.mark.linux("is sent SIGINT and SIGTERM")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_the_children_at_once_and_still_reports(number: signal.Signals, tmp_path: Path) -> None:
    clip = write(tmp_path / "clip.avi", repeated(20))
    command = [sys.executable, "-m", "readiness", "check", "camera", "sound", "--unattended", "--json"]
    command += ["--camera", f"file:{clip}", "--microphone", f"file:{ROOT}/assets/demo/voice.wav"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8") as program:
        assert program.stderr is not None
        while "Looking at the picture" not in (seen := program.stderr.readline()):
            assert seen
        children = psutil.Process(program.pid).children(recursive=True)
        assert children
        program.send_signal(number)
        started = time.monotonic()
        out, errors = program.communicate(timeout=10)
        assert time.monotonic() - started < 4
    assert program.returncode == 3
    assert "Traceback" not in errors
    assert [tip["finding"] for tip in json.loads(out)["tips"]] == ["camera.cancelled", "sound.cancelled"]
    assert psutil.wait_procs(children, timeout=2)[1] == []


def test_a_probe_by_hand_prints_its_samples(tmp_path: Path) -> None:
    clip = write(tmp_path / "black.avi", flat((5, 5, 5)))
    done = readiness("probe", "camera", "--camera", f"file:{clip}")
    assert done.returncode == 0
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert lines[0]["kind"] == "hello"
    assert lines[-1]["kind"] == "end"
    assert any(line.get("reading") for line in lines)


def test_without_a_microphone_or_portaudio_the_words_are_not_a_traceback(tmp_path: Path) -> None:
    """A bare machine: no sound server, no ALSA card."""
    done = readiness("check", "sound", "--unattended", "--json", HOME=str(tmp_path), XDG_RUNTIME_DIR=str(tmp_path))
    [tip] = json.loads(done.stdout)["tips"]
    assert tip["verdict"] in ("fail", "unknown")
    assert done.returncode in (1, 3)


def test_an_unknown_language_is_english() -> None:
    assert "For your visit" in readiness("check", "visit", "--language", "xx").stdout


def attended(arguments: list[str], typed: list[tuple[str, str]], early: str = "") -> tuple[int, str]:
    """A person at a terminal: each answer is typed when its question shows. Returns exit code and all that was seen."""
    import pty
    import select

    pid, screen = pty.fork()
    if pid == 0:
        os.chdir(ROOT)
        os.execve(sys.executable, [sys.executable, "-m", "readiness", *arguments], {**NO_SCREEN, "LC_ALL": "C.UTF-8"})
    seen, at, left = "", 0, list(typed)
    if early:
        os.write(screen, early.encode())
    until = time.monotonic() + 60
    while time.monotonic() < until:
        if not select.select([screen], [], [], 1.0)[0]:
            continue
        try:
            seen += os.read(screen, 4096).decode("utf-8", "replace")
        except OSError:
            break
        if left and (found := seen.find(left[0][0], at)) >= 0:
            at = found + len(left[0][0])
            os.write(screen, left.pop(0)[1].encode())
    os.close(screen)
    _, status = os.waitpid(pid, 0)
    assert "Traceback" not in seen
    return os.waitstatus_to_exitcode(status), seen


YES_TO_ALL = [("]", "y\n")] * 5
TYPED = pytest.mark.linux("a person types at a pseudo-terminal")


@TYPED
def test_a_person_answers_and_is_understood() -> None:
    code, seen = attended(["check", "visit"], [("]", "yes please\n"), ("]", "Y\n"), *YES_TO_ALL[:3]])
    assert code == 0
    assert "Type y for yes" in seen
    assert "You have all you need" in seen


@TYPED
def test_what_is_no_answer_is_asked_again() -> None:
    code, seen = attended(["check", "visit"], [("]", "blue\n"), ("Please type", "nope\n"), *YES_TO_ALL[:4]])
    assert code == 0
    assert "1. For your visit" in seen
    assert "Write down your questions" in seen


@TYPED
def test_what_is_typed_before_the_question_answers_nothing() -> None:
    sources = ["--microphone", f"file:{ROOT}/assets/demo/voice.wav", "--speaker", "file:/dev/null"]
    answers = [("Did you hear", "y\n"), ("headphones", "n\n")]
    code, seen = attended(["check", "sound", *sources], answers, early="n\n")
    assert code == 0, seen
    assert "not-heard" not in seen


@TYPED
def test_a_number_that_cannot_be_called_is_asked_for_again_and_never_announced() -> None:
    typed = [("leave it out", "12\n"), ("area code", "617 555 0142\n"), ("]", "y\n")]
    code, seen = attended(["check", "phone"], typed)
    assert code == 0
    assert "You can always call: (617) 555-0142" in seen
    code, seen = attended(["check", "phone"], [("leave it out", "12\n"), *[("area code", "911\n")] * 3, ("]", "y\n")])
    assert "always call: 9" not in seen
    assert "The number you typed cannot be called." in seen


@TYPED
def test_stopped_in_the_questions_is_not_ready() -> None:
    code, seen = attended(["check", "visit"], [("]", "y\n"), ("]", "\x03")])
    assert code == 3
    assert "NOT DONE YET" in seen
    assert "medicines" not in seen.partition("Stopped.")[2]


@TYPED
def test_stopped_while_it_measures_nothing_more_is_asked() -> None:
    sources = ["--microphone", f"file:{ROOT}/assets/demo/voice.wav", "--speaker", "file:/dev/null"]
    code, seen = attended(["check", "sound", "visit", *sources], [("→", "\x03"), ("Enter]", "y\n"), *YES_TO_ALL])
    assert code == 3
    assert "Stopped." in seen
    assert "Enter]" not in seen, "no question is asked"
    assert "For your visit: This part of the check was stopped" in seen


def test_what_was_only_partly_checked_does_not_sound_like_the_whole() -> None:
    for tip, verdict in (("restart", "GOOD SO FAR"), ("phone", "NOT DONE YET")):  # nobody is there to be asked
        out = readiness("check", tip, "--unattended", "--demo").stdout
        assert verdict in out
        assert "ready for your video visit" not in out


def test_a_full_disk_is_told_and_is_not_a_verdict() -> None:
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        done = subprocess.run(
            [sys.executable, "-m", "readiness", "check", "phone", "--unattended", "--json"],
            stdout=full,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            stdin=subprocess.DEVNULL,
            cwd=ROOT,
            check=False,
            timeout=60,
        )
    assert done.returncode == 3
    assert "Traceback" not in done.stderr
    assert "could not be written" in done.stderr


@pytest.mark.parametrize("encoding", ["cp437", "cp850", "cp932", "ascii"])
def test_a_code_page_with_few_letters_ends_in_no_error(encoding: str, tmp_path: Path) -> None:
    """What an old console or a pipe takes. `--json` is UTF-8 everywhere, and on Windows all that goes into a pipe."""
    profile = tmp_path / "profile.toml"
    profile.write_text("[clinic]\nname = 'Clínica “Río” 诊所'\nvisit_phone = '617-555-0199'\n", encoding="utf-8")
    told = "utf-8" if WINDOWS else encoding

    def run(*words: str) -> bytes:
        environment = {**NO_SCREEN, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"}
        command = [sys.executable, "-m", "readiness", *words]
        done = subprocess.run(
            command, check=False, capture_output=True, timeout=90, stdin=subprocess.DEVNULL, env=environment
        )
        assert done.returncode == 0, done.stderr
        assert b"Traceback" not in done.stderr
        return done.stdout

    check = ("check", "phone", "visit", "--unattended", "--language", "es", "--profile", str(profile))
    assert "617-555-0199" in run(*check).decode(told)
    report = json.loads(run(*check, "--json").decode("utf-8"))
    assert "teléfono" in report["tips"][0]["says"]
    assert "Your telephone (not-asked)" in run("support", report["code"]).decode(told)


def test_a_reader_that_leaves_is_no_error_of_ours() -> None:
    """As `more` does, when it is left in the middle."""
    words = [sys.executable, "-m", "readiness", "tips"]
    with subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8") as program:
        assert program.stdout is not None and program.stderr is not None
        program.stdout.close()
        errors = program.stderr.read()
        assert program.wait(30) == 3, errors
    assert errors == ""
