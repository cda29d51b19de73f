"""The report in all its forms: one content, nothing that runs or loads, and never half a file."""

from __future__ import annotations

import errno
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import jsonschema
import markupsafe
import pytest

from readiness.core.assets import find_asset
from readiness.core.files import open_for_replacing, write_whole
from readiness.core.question import Answer
from readiness.core.report import Report, TipResult
from readiness.core.tip_list import TIPS
from readiness.core.translation import Words
from readiness.core.verdict import Verdict
from readiness.report.phrases import choose_headline
from readiness.report.rendering import LocalizedReport
from readiness.report.support_code import encode
from readiness.tips import load_check
from tests.places import modes, own
from tests.reports import card, line, profile, rendering, report, saved

ROOT = Path(__file__).resolve().parents[2]
SCHEMA = json.loads(find_asset("report.schema.json").read_text(encoding="utf-8"))
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)
VALUES = {"app": "Zoom", "download_page": "https://zoom.us/download", "percent": 18, "programs": "Zoom"}


class Arabic(Words):
    """Says everything in English from right to left: the direction is what counts here."""

    def __init__(self) -> None:
        super().__init__("en")
        self.language = "ar"
        self.right_to_left = True


# ---- JSON


def test_the_schema_itself_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["$id"].endswith(":1")


@pytest.mark.parametrize("tip", TIPS)
def test_every_finding_gives_a_valid_report(tip: str) -> None:
    for finding in load_check(tip).findings():
        made = saved(line(tip, finding.name, values=VALUES))
        VALIDATOR.validate(made)
        entry = next(each for each in made["tips"] if each["id"] == tip)
        assert entry["finding"] == finding.code
        assert any(each["finding"] == finding.code and each["means"] for each in made["staff"])


def test_an_older_versions_report_is_valid_still() -> None:
    VALIDATOR.validate(json.loads((ROOT / "tests/data/version-0.1.0/report.json").read_text(encoding="utf-8")))


@pytest.mark.parametrize(
    "wrong",
    [
        {"schema": 2},
        {"verdict": "fine"},
        {"code": "2WXV"},
        {"tips": [{"id": "camera"}]},
        {"system": "Windows 11 of Mary"},
    ],
)
def test_the_schema_can_refuse(wrong: dict[str, Any]) -> None:
    with pytest.raises(jsonschema.ValidationError):
        VALIDATOR.validate({**saved(), **wrong})


def test_what_was_measured_is_rounded_and_never_what_json_cannot_say() -> None:
    reading = {
        "up_mbps": 0.31789,
        "rtt_ms": float("nan"),
        "down_mbps": float("inf"),
        "bytes": 6559876,
        "server": "public",
    }
    made = saved(line("internet", "slow-up", reading=reading))
    entry = next(tip for tip in made["tips"] if tip["id"] == "internet")
    assert entry["reading"] == {
        "up_mbps": 0.318,
        "rtt_ms": None,
        "down_mbps": None,
        "bytes": 6560000,
        "server": "public",
    }


def test_one_line_holds_the_same_object() -> None:
    whole = rendering(report(line("camera", "dark")))
    assert whole.as_line().count("\n") == 1
    assert json.loads(whole.as_line()) == json.loads(whole.as_json())


@pytest.mark.parametrize("form", ["text", "page", "paper", "card"])
def test_every_form_says_to_whom_the_code_is_read_out(form: str) -> None:
    """The clinic's help with computers, where it names a number for that; never in the object that is counted."""
    whole = rendering(report(line("camera", "dark")))
    without = replace(whole, clinic=replace(whole.clinic, support_phone=""))
    forms: dict[str, Callable[[LocalizedReport], str]] = {
        "text": LocalizedReport.as_text,
        "page": LocalizedReport.as_html,
        "paper": LocalizedReport.as_paper,
        "card": lambda made: card(made).as_paper(),
    }
    assert "For help with your computer, call 617-555-0143 and read out this code." in forms[form](whole)
    assert "Read this out if you call for help." in forms[form](without)
    assert "617-555-0143" not in whole.as_json()


# ---- the page


class Page(HTMLParser):
    """What a browser would make of it."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self._silent = 0
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._silent += tag in ("style", "title")

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in ("style", "title")

    def handle_data(self, data: str) -> None:
        if not self._silent and data.strip():
            self.words += data.split()


HOSTILE = '<script>alert(1)</script><img src=x onerror=alert(2)> javascript:alert(3) "><b>'


def hostile() -> LocalizedReport:
    """Markup wherever words from outside can come in."""
    found = line("visit", "to-do")
    fixed = found.found.main.fixes
    assert fixed == ()
    made = report(line("computer", "busy", values={"programs": HOSTILE}), found)
    clinic = profile().clinic
    return rendering(
        made,
        clinic=type(clinic)(name=HOSTILE, visit_phone=HOSTILE, hours=HOSTILE, emergency_number=HOSTILE),
        phone=HOSTILE,
    )


def test_the_page_names_its_language_and_direction() -> None:
    english = Page(rendering(report()).as_html())
    assert english.tags[0] == ("html", {"lang": "en", "dir": "ltr"})
    arabic = Page(rendering(report(line("camera", "dark")), Arabic()).as_html())
    assert arabic.tags[0] == ("html", {"lang": "ar", "dir": "rtl"})
    staff = [attrs for tag, attrs in arabic.tags if attrs.get("class") == "staff"]
    assert staff == [{"class": "staff", "lang": "en", "dir": "ltr"}]


@pytest.mark.parametrize("made", [rendering(report(line("camera", "dark"))), hostile()], ids=["own", "hostile"])
def test_the_page_runs_nothing_and_loads_nothing(made: LocalizedReport) -> None:
    page = Page(made.as_html())
    tags = {tag for tag, _ in page.tags}
    assert not tags & {
        "script",
        "img",
        "iframe",
        "object",
        "embed",
        "link",
        "a",
        "form",
        "base",
        "svg",
        "video",
        "audio",
    }
    for tag, attributes in page.tags:
        assert not set(attributes) & {"src", "href", "action", "style", "srcset", "data"}, tag
        assert not any(name.startswith("on") for name in attributes)
    style = re.search(r"<style>(.*?)</style>", made.as_html(), re.S)
    assert style is not None
    assert "url(" not in style[1]
    assert "@import" not in style[1]
    assert "@media print" in style[1]
    assert "default-src 'none'" in made.as_html()


def test_hostile_words_are_shown_as_words() -> None:
    assert HOSTILE.split(maxsplit=1)[0] in Page(hostile().as_html()).words
    assert "<script>" not in hostile().as_paper()
    assert str(markupsafe.escape(HOSTILE)) in hostile().as_paper()


@pytest.mark.parametrize("words", [Words("en"), Arabic()], ids=["en", "rtl"])
def test_paper_and_page_say_the_same_words(words: Words) -> None:
    """What is shown before it is saved is what is saved: not a word more."""
    made = rendering(
        report(
            line("internet", "audio-only", "slow-up", reading={"up_mbps": 0.2}, values={"up": 0.2}),
            line("computer", "busy", values={"programs": "Zoom"}),
            line("visit", "to-do", answers={"portal-account": Answer.NO}),
            demo=True,
        ),
        words,
    )

    def said(page: str) -> set[str]:
        return {word for word in Page(page).words if not re.fullmatch(r"\d\.|·|\(?[a-z.-]+,?\)?", word)}

    assert said(made.as_html()) == said(made.as_paper())
    text = set(made.as_text().split())
    missing = {word for word in said(made.as_html()) if word not in text and word.upper() not in text}
    assert not missing - {"Everything", "What", "Visit", "Sample", "Clinic"}, missing


def test_a_name_at_the_beginning_of_a_sentence_has_a_capital() -> None:
    made = rendering(report(line("camera", "in-use", values={"app": "marys-secret-tool"})))
    assert "Another program" in made.as_text()
    assert "another program" not in made.as_text()
    assert "marys-secret-tool" in rendering(made.report, on_screen=True).as_text()


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        ((line("camera"),), "Good so far"),
        ((line("camera", "dark"),), "Good so far, with advice"),
        ((line("room", "error"),), "We could not check everything"),
        ((line("room", "error"), line("camera", "dark")), "We could not check everything"),
        ((line("camera", "dark"), line("phone", "skipped")), "Good so far, with advice"),
        ((line("camera", "covered"),), "Not ready for video yet"),
        (tuple(line(tip) for tip in TIPS), "Ready"),
    ],
)
def test_a_part_of_the_check_says_no_more_than_it_knows(lines: tuple[TipResult, ...], says: str) -> None:
    assert choose_headline(Report(lines, None))[0].message == says


def test_every_verdict_has_its_colour_and_words() -> None:
    for wrong in (["audio-only"], ["slow-up"], ["server-down"], []):
        made = rendering(report(line("internet", *wrong)))
        assert f'class="whole {made.report.overall}"' in made.as_html()
        assert all(row.verdict in set(Verdict) for row in made.content().rows)


# ---- writing it


@pytest.mark.parametrize("ending", [".json", ".ndjson", ".txt", ".html"])
def test_every_form_is_written_whole(ending: str, tmp_path: Path) -> None:
    path = tmp_path / f"r{ending}"
    path.write_text("the old one", encoding="utf-8")
    rendering(report()).save(path)
    assert encode(report()) in path.read_text(encoding="utf-8")
    assert [each.name for each in tmp_path.iterdir()] == [path.name]
    assert modes(path) == [own("600")]


def test_a_full_disk_leaves_the_old_file_and_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "r.json"
    path.write_text("the old one", encoding="utf-8")

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        write_whole(path, "new")
    assert path.read_text(encoding="utf-8") == "the old one"
    assert len(list(tmp_path.iterdir())) == 1


def test_a_text_that_no_file_can_hold_is_still_written(tmp_path: Path) -> None:
    """Half of a character, as a profile or a device may bring it."""
    write_whole(tmp_path / "r.txt", "a\ud800b")
    assert (tmp_path / "r.txt").read_text(encoding="utf-8") == "a?b"


def test_killed_in_the_middle_of_writing_the_old_file_stays(tmp_path: Path) -> None:
    path = tmp_path / "r.json"
    path.write_text("the old one", encoding="utf-8")
    program = (
        "import sys, time\nfrom pathlib import Path\nfrom readiness.core.files import open_for_replacing\n"
        "with open_for_replacing(Path(sys.argv[1])) as file:\n"
        "    file.write('half'); file.flush(); print('half', flush=True); time.sleep(60)\n"
    )
    command = [sys.executable, "-c", program, str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, encoding="utf-8", cwd=ROOT) as writer:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "half\n"
        writer.kill()
        writer.wait(10)
    assert path.read_text(encoding="utf-8") == "the old one"


def test_stopped_in_the_middle_nothing_is_left_behind(tmp_path: Path) -> None:
    started = time.monotonic()
    with pytest.raises(KeyboardInterrupt), open_for_replacing(tmp_path / "r.json") as file:
        file.write("half")
        raise KeyboardInterrupt
    assert list(tmp_path.iterdir()) == []
    assert time.monotonic() - started < 10


# ---- the mail


def test_the_mail_is_a_draft_to_nobody_and_fits_into_a_link() -> None:
    wrong = [
        line(tip, next(f.name for f in load_check(tip).findings() if f.verdict is Verdict.WARN)) for tip in TIPS[1:]
    ]
    for words in (Words("en"), Arabic()):
        made = rendering(report(*wrong), words)
        link = made.mail_link()
        assert link.startswith("mailto:?subject=")
        assert len(link) <= 1800
        assert made.code in link
        assert re.fullmatch(r"[A-Za-z0-9%&=?:._~/-]+", link)
