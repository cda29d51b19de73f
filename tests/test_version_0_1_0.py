"""What version 0.1.0 saved is still read, and what we save does not mislead version 0.1.0.

`data/version-0.1.0`: written by that version, but for `profile.toml`, which it shipped; `reader.zip` holds the modules
of it that read reports and codes.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from readiness.core.tip_list import TIPS
from readiness.core.verdict import Overall
from readiness.profile.reader import read_profile
from readiness.report.support_code import decode, encode
from readiness.support.evidence import from_code
from readiness.support.reports import read_report
from readiness.tips import load_check
from readiness.wizard.memory import settings
from readiness.wizard.memory.progress import ProgressStore
from tests.reports import line, rendering, report

KEPT = Path(__file__).with_name("data") / "version-0.1.0"


def test_all_that_it_saved_is_still_read() -> None:
    assert settings.read(KEPT) == settings.Settings(1.5, "es")
    saved = ProgressStore(KEPT).read()
    assert saved is not None
    assert (saved.done, saved.place, saved.restarting) == (("video-app", "internet", "restart"), "computer", True)
    assert read_profile(KEPT / "profile.toml").clinic.name
    assert read_report(KEPT / "report.json").verdict is Overall.READY


def test_every_code_of_it_is_still_read() -> None:
    codes = json.loads((KEPT / "codes.json").read_text(encoding="utf-8"))
    named = set()
    for each in codes:
        decoded = decode(each["code"])
        assert (decoded.format, decoded.version, decoded.newer, decoded.correction) == (1, "0.1.0", False, None)
        assert (decoded.demo, dict(decoded.findings)) == (each["demo"], each["findings"])
        assert {key: list(band) for key, band in decoded.bands.items()} == each["bands"]
        named |= {f"{tip}.{name}" for tip, name in decoded.findings.items()}
    assert len(named) > 100, "nearly every finding that it had"


@pytest.mark.parametrize(
    ("name", "verdict", "note"),
    [
        # Its button “I will join by phone” said that the internet was not needed, and the whole was “ready”.
        ("by-phone", Overall.BY_PHONE, "for a visit by phone"),
        ("nothing-needed", Overall.BY_PHONE, "for a visit by phone"),
        ("without-camera", Overall.READY_WITH_ADVICE, "that is without: camera"),
    ],
)
def test_its_ready_is_not_taken_at_its_word(name: str, verdict: Overall, note: str) -> None:
    path = KEPT / f"report-{name}.json"
    told = json.loads(path.read_text(encoding="utf-8"))
    assert told["verdict"] == "ready"
    evidence = read_report(path)
    assert evidence.verdict is verdict
    assert any(note in each for each in evidence.notes)
    assert not any("changed" in each for each in evidence.notes), "nobody has changed it"
    assert from_code(told["code"]).verdict is verdict


def ask_it(*words: str, folder: Path) -> tuple[int, str]:
    """Have version 0.1.0 read this for staff: its exit code, and all that it says."""
    program = "import sys; from readiness.cli import main; sys.exit(main(['support', *sys.argv[1:]]))"
    environment = {**os.environ, "PYTHONPATH": str(KEPT / "reader.zip"), "PYTHONUTF8": "1"}
    done = subprocess.run(
        [sys.executable, "-c", program, *words],
        check=False,
        capture_output=True,
        cwd=folder,
        env=environment,
        timeout=60,
    )
    return done.returncode, (done.stdout + done.stderr).decode("utf-8")


def test_it_reads_its_own(tmp_path: Path) -> None:
    code, says = ask_it(str(KEPT / "report.json"), folder=tmp_path)
    assert (code, "Verdict: ready." in says) == (0, True)


@pytest.mark.parametrize("all_well", [True, False])
def test_it_calls_no_visit_by_phone_ready(tmp_path: Path, all_well: bool) -> None:
    lines = () if all_well else (line("camera", "covered"), line("sound", "not-needed"))
    whole = report(*lines).by_phone_instead(load_check("internet").finding("by-phone"))
    path = tmp_path / "report.json"
    path.write_text(rendering(whole).as_json(), encoding="utf-8")
    code, says = ask_it(str(path), folder=tmp_path)
    assert code == 0
    assert "Traceback" not in says
    assert "Verdict: ready" not in says
    assert "Please update this program" in says


def test_it_says_that_a_new_code_is_newer(tmp_path: Path) -> None:
    for whole in (report(), report(line("camera", "covered")), report(*(line(tip, "skipped") for tip in TIPS))):
        code, says = ask_it(encode(whole), folder=tmp_path)
        assert code == 0
        assert "newer version" in says
        assert "Verdict: ready" not in says
        assert "Traceback" not in says
