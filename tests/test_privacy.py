"""What must never leave: canaries in every source, and none of them in any report, log or text of a crash."""

from __future__ import annotations

import io
import json
import logging
import os
import re
import subprocess
import sys
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any, get_type_hints

import pytest

from readiness.core.question import Answer
from readiness.core.setup import Setup
from readiness.core.text import Text
from readiness.core.tip_list import TIPS
from readiness.probe.crashes import bug_message, crash_line, crash_text, vetted_lines
from readiness.report.allow_list import AllowList, allowed_word
from readiness.report.allow_list import allowed_reading as reported
from readiness.report.rendering import LocalizedReport
from readiness.report.support_code import encode
from readiness.terminal.logs import Formatter
from readiness.tips import load_check
from tests.places import DATA
from tests.reports import line, profile, rendering, report

ROOT = Path(__file__).resolve().parents[1]

CANARIES = {
    "user name": "mary.shelley",
    "host name": "marys-laptop",
    "home path": "/home/mary.shelley/Documents",
    "Windows path": r"C:\Users\mary.shelley\AppData",
    "IP": "192.168.23.57",
    "IPv6": "2001:db8:85a3::8a2e:370:7334",
    "MAC": "a4:83:e7:12:cd:9f",
    "SSID": "ShelleyHomeWifi 5G",
    "serial": "C02XL0GTJGH5",
    "device": "Mary's AirPods",
    "phone": "(617) 555-0199",
    "phone in digits": "6175550199",
    "mail": "mary@shelley.example",
}


def forms(made: LocalizedReport) -> dict[str, str]:
    """Everything that can leave the machine."""
    return {
        "json": made.as_json(),
        "line": made.as_line(),
        "text": made.as_text(),
        "html": made.as_html(),
        "paper": made.as_paper(),
        "mail": made.mail_link(),
        "code": made.code,
    }


def assert_none_of_them(words: str, where: str) -> None:
    """No canary, as it is or as JSON and a link would write it."""
    for kind, canary in CANARIES.items():
        for spelled in {canary, json.dumps(canary)[1:-1], canary.replace(" ", "%20")}:
            assert spelled not in words, f"{kind} in {where}"


KEYS = ("app", "programs", "maker", "download_page", "device", "system")


def placeholders(tip: str) -> set[str]:
    """Every name that a sentence of this tip asks for."""
    texts = [text for f in load_check(tip).findings() for text in (f.says, f.staff, *(fix.says for fix in f.fixes))]
    return {name for text in texts for name in re.findall(r"\{([a-z_]+)\}", text.message)}


def poisoned(kind: Any, canary: str) -> Any:
    """A reading of this type whose every word is the canary, and every number a number."""
    values: dict[str, Any] = {}
    hints = get_type_hints(kind)
    for field in fields(kind):
        hint = str(hints[field.name])
        if "tuple" in hint:
            values[field.name] = (canary, canary)
        elif "int" in hint or "float" in hint:
            values[field.name] = 3
        elif "bool" in hint:
            values[field.name] = True
        else:
            values[field.name] = canary
    return values


@pytest.mark.parametrize("kind", ["device", "host name"])
@pytest.mark.parametrize("tip", TIPS)
def test_no_canary_of_a_reading_or_a_sentence_is_reported(tip: str, kind: str) -> None:
    """Each finding of each tip, whole, with the canary as every value of its sentences and word of its reading."""
    canary = CANARIES[kind]
    check = load_check(tip)
    reading = poisoned(check.reading_type, canary) if is_dataclass(check.reading_type) else None
    values = dict.fromkeys((*KEYS, *placeholders(tip)), canary)
    for finding in check.findings():
        made = rendering(report(line(tip, finding.name, values=values, reading=reading)))
        for name, words in forms(made).items():
            assert_none_of_them(words, f"{name} of {finding.code}")


@pytest.mark.parametrize("kind", CANARIES)
def test_no_canary_passes_the_list_wherever_it_comes_from(kind: str) -> None:
    """Every canary in every word of every reading, in every value of every sentence, alone and between others."""
    canary = CANARIES[kind]
    for tip in TIPS:
        check = load_check(tip)
        if is_dataclass(check.reading_type):
            entry = line(tip, reading=poisoned(check.reading_type, canary))
            assert_none_of_them(json.dumps(reported(entry, check, profile().visit.applications)), tip)
        for name in (*KEYS, *placeholders(tip)):
            for value in (canary, f"Zoom, {canary}"):
                said = str(AllowList(profile().visit.applications).values({name: value}))
                assert_none_of_them(said, f"{tip}: {name}")
    inner = AllowList().text(Text("{app} is there", {"app": canary}))
    assert_none_of_them(str(inner.values), "a sentence in a sentence")


def test_the_poison_would_show_on_the_patients_own_screen() -> None:
    """The test above can fail: the same values are said where only the patient looks."""
    made = rendering(report(line("computer", "busy", values={"programs": CANARIES["device"]})), on_screen=True)
    assert CANARIES["device"] in made.as_text()


def test_a_number_that_the_patient_typed_is_in_no_report() -> None:
    from readiness.probe.runner import Outcome, conclude

    setup = Setup(profile=replace(profile(), clinic=replace(profile().clinic, visit_phone="")), attended=True)
    setup = replace(setup, typed_phone=CANARIES["phone"])
    typed = conclude(load_check("phone"), Outcome(None), setup, {"phone-at-hand": Answer.YES})
    assert typed.found.main.name == "ready"
    made = rendering(replace(report(typed), phone=None), clinic=setup.profile.clinic, phone="")
    for name, words in forms(made).items():
        assert_none_of_them(words, name)


def test_what_reported_words_may_look_like() -> None:
    for fine in ("zoom:desktop-file", "windows", "24.04", "librespeed", "firefox"):
        assert allowed_word(fine) == fine
    for kind in (
        "home path",
        "Windows path",
        "IP",
        "IPv6",
        "MAC",
        "SSID",
        "device",
        "phone",
        "phone in digits",
        "mail",
    ):
        assert allowed_word(CANARIES[kind]) is None, kind


def test_names_come_from_the_table_and_the_clinics_profile_alone() -> None:
    allowed = AllowList()
    assert allowed.values({"app": "Zoom"}) == {"app": "Zoom"}
    assert allowed.values({"app": "Zoom, Mary's Player"}) == {"app": "Zoom"}
    assert "Mary" not in str(allowed.values({"app": "Mary's Player"}))
    assert AllowList(profile().visit.applications).values({"percent": 18, "up": "0.2"}) == {"percent": 18, "up": "0.2"}


def test_the_code_holds_nothing_but_findings_and_bands() -> None:
    one = encode(report(line("computer", "busy", values={"programs": "Zoom"})))
    other = encode(report(line("computer", "busy", values={"programs": CANARIES["device"]})))
    assert one == other


# ---- logs and crashes


def logged(record_of: Any, *, exception: BaseException | None = None) -> str:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(Formatter())
    message, *arguments = record_of
    info = None if exception is None else (type(exception), exception, exception.__traceback__)
    handler.emit(logging.LogRecord("readiness.probe", logging.ERROR, "x.py", 1, message, tuple(arguments), info))
    return stream.getvalue()


@pytest.mark.parametrize("kind", CANARIES)
def test_no_canary_is_logged(kind: str) -> None:
    canary = CANARIES[kind]
    raised: Exception = FileNotFoundError(2, "No such file", canary)
    try:
        raise raised
    except OSError as error:
        raised = error
    words = logged(("%s: the probe could not be started: %s (%s, %d)", "camera", raised, canary, 3), exception=raised)
    assert_none_of_them(words, "log")
    assert "camera: the probe could not be started: FileNotFoundError[2]" in words
    handler = Formatter()
    other = logging.LogRecord("aiohttp.client", logging.ERROR, "x.py", 1, f"cannot reach {canary}", (), None)
    assert_none_of_them(handler.format(other), "another library's log")


@pytest.mark.parametrize("kind", CANARIES)
def test_no_canary_is_in_the_text_of_a_crash(kind: str) -> None:
    canary = CANARIES[kind]
    try:
        load_check(canary)
    except KeyError as error:
        for words in (crash_text(error), crash_line(error), bug_message(error)):
            assert_none_of_them(words, "crash")
            assert "KeyError at readiness/tips/__init__.py:" in words
        stderr = f"{canary}\n{crash_line(error)}\ncrash: {canary}\n".encode()
        assert_none_of_them(vetted_lines(stderr), "a probe's stderr")
        assert "KeyError" in vetted_lines(stderr)
        assert "2 lines of libraries" in vetted_lines(stderr)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("crash: KeyError", True),
        ("crash: OSError[13] at readiness/probe/child.py:80", True),
        ("crash: NoSuchProcess at readiness/machine/load.py:110 < readiness/tips/computer/measure.py:30", True),
        ("crash: StopIteration at readiness/probe/child.py:80", True),
        ("crash: mary", False),
        ("crash: mary at /home/mary/readiness/a.py:1", False),
        ("crash: KeyError: 'mary'", False),
        ("crash: NoSuchProcess at readiness/machine/load.py:110 mary", False),
    ],
)
def test_a_probes_own_line_about_its_crash_is_told_and_nothing_like_it(line: str, told: bool) -> None:
    assert vetted_lines(line.encode()) == (line if told else "1 lines of libraries, not shown")


def test_a_fault_of_our_own_is_one_sentence_without_a_path(tmp_path: Path) -> None:
    """The real program, its home called after a person, with a fault in the middle of a command."""
    home = tmp_path / "mary.shelley"
    home.mkdir()
    program = (
        "import sys\nfrom readiness.terminal import listing_commands, main\n"
        "def fault(): raise RuntimeError('Mary\\'s AirPods at /home/mary.shelley on marys-laptop')\n"
        "listing_commands.list_tips = fault\nsys.exit(main.main(['tips']))\n"
    )
    environment = {**os.environ, "HOME": str(home), "USER": "mary.shelley", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        encoding="utf-8",
        env=environment,
        cwd=home,
        check=False,
        timeout=60,
    )
    assert done.returncode == 3
    assert "RuntimeError at readiness/terminal/main.py" in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert_none_of_them(done.stdout + done.stderr, "the terminal")


def test_a_real_report_on_a_computer_called_after_a_person(tmp_path: Path) -> None:
    """The whole program with a user's name, a host's and a home path about it; every file that it leaves is read."""
    home = tmp_path / "mary.shelley"
    home.mkdir()
    names = {"HOME": str(home), "USER": "mary.shelley", "LOGNAME": "mary.shelley", "HOSTNAME": "marys-laptop"}
    environment = {**os.environ, **names, DATA: str(home / "data"), "READINESS_LOG": "debug"}
    for ending in ("json", "html"):
        command = [sys.executable, "-m", "readiness", "check", "restart", "computer", "video-app", "phone"]
        done = subprocess.run(
            [*command, "--unattended", "--save", str(home / f"r.{ending}")],
            capture_output=True,
            encoding="utf-8",
            env={**environment, "PYTHONPATH": str(ROOT)},
            cwd=ROOT,
            check=False,
            timeout=90,
        )
        assert done.returncode in (0, 1, 3)
        log = "\n".join(each for each in done.stderr.splitlines() if not each.startswith("Saved as"))
        assert_none_of_them(done.stdout + log, "the terminal")
    written = [path for path in home.rglob("*") if path.is_file()]
    assert len(written) == 4, "two saved, two kept"
    for path in written:
        assert_none_of_them(path.read_text(encoding="utf-8"), str(path.relative_to(home)))


def test_a_line_of_the_contract_knows_no_other_words() -> None:
    """A field that is not a number is reported only where its check says so."""
    allowed = {tip: set(load_check(tip).reported_words) for tip in TIPS}
    for names in allowed.values():
        assert not {name for name in names if "name" in name or "device" in name or "path" in name}
